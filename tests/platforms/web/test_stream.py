"""Live updates, over a real server."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest
import uvicorn

from bot.cards.elements import Button, Card
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, Place, PlaceKind, Request
from tests.platforms.web.house import PLACES, House

LONGEST_WAIT = 5
MOST_STREAMS = 3


@dataclass
class Served:
    """The chat behind a real server."""

    house: House
    session: aiohttp.ClientSession
    url: str

    async def say(self, person: str, place: str, text: str) -> list[dict[str, object]]:
        """Say something; return what it caused."""
        body = {"person": person, "place": place, "text": text}
        async with self.session.post(f"{self.url}/demo/say", json=body) as answer:
            found: list[dict[str, object]] = await answer.json()
            return found


def script(request: Request) -> Reply:
    if isinstance(request, ButtonPress):
        return Reply(Card("Trykket"), Audience.PLACE, replaces=True)
    return Reply(Card("Svar"))


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serve the chat on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        house = House(script, port, most_streams=MOST_STREAMS)
        config = uvicorn.Config(house.web.app, log_level="error", ws="none", lifespan="off")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        async with aiohttp.ClientSession() as session:
            yield Served(house, session, f"http://127.0.0.1:{port}")
        house.web.close()
        server.should_exit = True
        await running


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, str, dict[str, str]]]:
    """Yield each event's id, name and data."""
    number = name = ""
    async for raw in answer.content:
        field, _, value = raw.decode().rstrip("\n").partition(": ")
        if field == "id":
            number = value
        elif field == "event":
            name = value
        elif field == "data":
            yield number, name, json.loads(value)


async def next_message(
    stream: AsyncIterator[tuple[str, str, dict[str, str]]],
) -> tuple[str, dict[str, str]]:
    async with asyncio.timeout(LONGEST_WAIT):
        async for number, name, data in stream:
            if name == "message":
                return number, data
    raise AssertionError("ended")


async def until_other(
    stream: AsyncIterator[tuple[str, str, dict[str, str]]],
) -> AsyncIterator[tuple[str, str, dict[str, str]]]:
    async for event in stream:
        yield event
        if event[1] == "other":
            return


async def test_the_clock_comes_first_and_again_when_it_moved(served: Served) -> None:
    url = f"{served.url}/demo/events?person=mette&place=general"
    async with served.session.get(url) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        stream = events(answer)
        async with asyncio.timeout(LONGEST_WAIT):
            _, name, data = await anext(stream)
            assert (name, data["now"]) == ("clock", "tirsdag den 9. marts 2027 kl. 14.30")
            await served.session.post(f"{served.url}/demo/clock", json={"advance": "P1D"})
            _, name, data = await anext(stream)
            assert (name, data["now"]) == ("clock", "onsdag den 10. marts 2027 kl. 14.30")


async def test_a_message_is_streamed_to_those_who_see_it(served: Served) -> None:
    base = f"{served.url}/demo/events?place=general&person="
    async with (
        served.session.get(base + "mette") as mine,
        served.session.get(base + "jonas") as other,
    ):
        mette, jonas = events(mine), events(other)
        caused = await served.say("mette", "general", "/raci <b>adgang</b>")
        await served.say("mette", "general", "Hej alle")
        _, own = await next_message(mette)
        _, reply = await next_message(mette)
        assert [own["id"], reply["id"]] == [one["id"] for one in caused]
        assert own["mine"]
        assert "&lt;b&gt;adgang" in own["html"]
        assert "Kun synlig for dig" in reply["html"]
        _, seen = await next_message(jonas)
        assert "Hej alle" in seen["html"]


async def test_another_places_message_is_only_announced(served: Served) -> None:
    url = f"{served.url}/demo/events?person=mette&place=general"
    async with served.session.get(url) as answer:
        await served.say("jonas", "udvalg", "Hej")
        _, told = await next_message(events(answer))
        assert (told["place"], told["html"], told["mine"]) == ("udvalg", None, False)


async def test_news_for_another_person_is_told_without_its_words(served: Served) -> None:
    url = f"{served.url}/demo/events?person=mette&place=general"
    async with served.session.get(url) as answer:
        place = Place("web", "demo", "jonas", PlaceKind.DIRECT)
        sent = await served.house.web.messenger.send(place, Card("Fortroligt"))
        async with asyncio.timeout(LONGEST_WAIT):
            told = [one async for one in until_other(events(answer))][-1]
        number = int(sent.split("-")[1])
        assert told == (sent, "other", {"person": "jonas", "number": number})


async def test_what_was_missed_comes_after_a_broken_connection(served: Served) -> None:
    first, second = [(await served.say("jonas", "general", text))[0] for text in ("en", "to")]
    url = f"{served.url}/demo/events?person=mette&place=general"
    for query, headers in (
        (f"&after={first['id']}", {}),
        ("&after=0-0", {"Last-Event-ID": str(first["id"])}),
    ):
        async with served.session.get(url + query, headers=headers) as answer:
            number, told = await next_message(events(answer))
            assert (told["id"], number) == (second["id"], second["id"])


async def test_a_changed_message_is_streamed_again(served: Served) -> None:
    place = PLACES[0].address
    message = await served.house.web.messenger.send(
        place, Card("Før", controls=(Button("Ny", "x"),))
    )
    url = f"{served.url}/demo/events?person=jonas&place=general"
    async with served.session.get(url) as answer:
        stream = events(answer)
        assert "Før" in (await next_message(stream))[1]["html"]
        await served.house.press(message, "x")
        _, told = await next_message(stream)
        assert told["id"] == message
        assert "Trykket" in told["html"]


async def test_closing_ends_the_streams(served: Served) -> None:
    url = f"{served.url}/demo/events?person=mette&place=general"
    async with served.session.get(url) as answer, asyncio.timeout(LONGEST_WAIT):
        stream = events(answer)
        await anext(stream)
        served.house.web.close()
        assert [name async for _, name, _ in stream] == []


async def test_a_stream_ends_when_its_person_is_gone(served: Served) -> None:
    url = f"{served.url}/demo/events?person=nina&place=general"
    async with served.session.get(url) as answer, asyncio.timeout(LONGEST_WAIT):
        stream = events(answer)
        await anext(stream)
        served.house.people = [one for one in served.house.people if one.id != "nina"]
        await served.say("mette", "general", "hej")
        assert [name async for _, name, _ in stream if name == "message"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("person=mette", 404),
        ("person=mette&place=dm-jonas", 404),
        ("person=nobody&place=general", 404),
        ("person=mette&place=general&after=x", 400),
    ],
)
async def test_a_stream_of_nothing_is_refused(served: Served, query: str, status: int) -> None:
    async with served.session.get(f"{served.url}/demo/events?{query}") as answer:
        assert answer.status == status


async def test_there_are_only_so_many_streams(served: Served) -> None:
    url = f"{served.url}/demo/events?person=mette&place=general"
    async with AsyncExitStack() as streams:
        for _ in range(MOST_STREAMS):
            one = await streams.enter_async_context(served.session.get(url))
            await anext(events(one))
        async with served.session.get(url) as refused:
            assert refused.status == 429
