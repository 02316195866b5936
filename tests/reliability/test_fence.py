"""No request that comes too late leaves the process."""

import time

import pytest

from bot.cards.elements import Card
from bot.chat.fence import starting_before
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
            with starting_before(time.monotonic()), pytest.raises(DeliveryError) as late:
                await client.messenger.send(place, Card("m1"))
            assert (late.value.reason, late.value.not_sent) == ("too-late", True)
            await client.messenger.send(place, Card("m2"))
            with starting_before(time.monotonic()), pytest.raises(DeliveryError):
                await client.messenger.send(place, Card("m3"))
            with starting_before(time.monotonic() + 60):
                await client.messenger.send(place, Card("m4"))
        finally:
            await client.stop()
        assert [arrival.title for arrival in platforms.arrived] == ["m2", "m4"]
