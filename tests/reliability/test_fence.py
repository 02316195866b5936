"""No request that comes too late leaves the process."""

import asyncio
import socket
import time

import aiohttp
import pytest

from bot.cards.elements import Card
from bot.chat.fence import connector, fence, seconds, starting_before
from bot.chat.ports import DeliveryError
from bot.chat.request import Place, PlaceKind
from bot.services.conversations import Conversations
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import TEAM, TENANT, FlakyPlatforms, Troubles
from tests.reliability.sender import slack_at, teams_at
from tests.reliability.senders import meet


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_a_request_that_comes_too_late_is_not_made(
    either_storage: SqlStorage, platform: str
) -> None:
    async with FlakyPlatforms(Troubles(share=0)) as platforms:
        if platform == "slack":
            client = slack_at(platforms.url)
            place = Place("slack", TEAM, "C0GENERAL", PlaceKind.CHANNEL)
        else:
            await meet(either_storage, platforms.url, 1)
            client = teams_at(Conversations(either_storage))
            place = Place("teams", TENANT, "UTEAMS0", PlaceKind.DIRECT)
        await client.start()
        try:
            # The first one has to connect, the others find the connection there.
            with starting_before(seconds()), pytest.raises(DeliveryError) as late:
                await client.messenger.send(place, Card("m1"))
            assert (late.value.reason, late.value.not_sent) == ("too-late", True)
            await client.messenger.send(place, Card("m2"))
            with starting_before(seconds()), pytest.raises(DeliveryError):
                await client.messenger.send(place, Card("m3"))
            with starting_before(seconds() + 60):
                await client.messenger.send(place, Card("m4"))
        finally:
            await client.stop()
        assert [arrival.title for arrival in platforms.arrived] == ["m2", "m4"]


STOP = 0.25


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_a_process_stopped_between_its_connection_and_the_bytes_sends_nothing(
    either_storage: SqlStorage, platform: str
) -> None:
    async with FlakyPlatforms(Troubles(share=0)) as platforms:
        if platform == "slack":
            client = slack_at(platforms.url)
            place = Place("slack", TEAM, "C0GENERAL", PlaceKind.CHANNEL)
        else:
            await meet(either_storage, platforms.url, 1)
            client = teams_at(Conversations(either_storage))
            place = Place("teams", TENANT, "UTEAMS0", PlaceKind.DIRECT)
        await client.start()
        try:
            await client.messenger.send(place, Card("m1"))
            session = client._client.session if platform == "slack" else client._http._session
            session._trace_configs.append(stopped_with_a_connection())
            with starting_before(seconds() + STOP), pytest.raises(DeliveryError) as late:
                await client.messenger.send(place, Card("m2"))
            assert (late.value.reason, late.value.not_sent) == ("too-late", True)
            with starting_before(seconds() + 60):
                await client.messenger.send(place, Card("m3"))
        finally:
            await client.stop()
        assert [arrival.title for arrival in platforms.arrived] == ["m1", "m3"]


def stopped_with_a_connection() -> aiohttp.TraceConfig:
    """Return what stops the process, as SIGSTOP does, once a request has its connection."""

    async def stop(*_: object) -> None:
        time.sleep(2 * STOP)

    trace = aiohttp.TraceConfig()
    trace.on_connection_reuseconn.append(stop)
    trace.on_connection_create_end.append(stop)
    trace.freeze()
    return trace


async def test_what_the_system_still_holds_of_a_call_given_up_never_arrives() -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        async with aiohttp.ClientSession(connector=connector(), trace_configs=[fence()]) as session:
            body = b"x" * 40_000
            # All of it is the system's by then, and more than the other end has room for.
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await session.post(url, data=body)
            there, _ = await loop.sock_accept(listening)
            with there, pytest.raises(ConnectionResetError):
                while await loop.sock_recv(there, 65_536):
                    pass
