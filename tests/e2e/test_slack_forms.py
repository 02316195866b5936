"""Forms, files and late answers in a Slack that a person could open, over HTTP and Socket Mode.

The bot answers by a script of its own here, so that every kind of field and of answer is met.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot.cards.elements import Card
from bot.chat.reply import Reply
from bot.chat.request import Command, FormSubmit, Place, PlaceKind, Request
from bot.platforms.slack.app import SlackConfig, SlackPlatform
from bot.server import Health, build_server, serve
from bot.telemetry.metrics import Metrics
from bot.texts import Texts
from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import METTE
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.slack_elements import Message
from tests.e2e.drivers.slack_seat import SlackSeat, seen
from tests.e2e.drivers.slack_sent import check_sent
from tests.e2e.drivers.slack_workspace import APP_TOKEN, SIGNING_SECRET, TOKEN, Mode
from tests.platforms.slack.conftest import Pictures, ScriptedConversation
from tests.platforms.web.forms import CONFIRM, FORM, OPENER, PREVIEW, SAVED, WRONG, script

PORTS: dict[Mode, int] = {"http": 3400, "socket": 3401}
APP_PORT = 8391
COMMANDS = ("/isms", "/raci")


class Scripted(ScriptedConversation):
    """Answers by the script, after so many seconds."""

    seconds = 0.0

    async def answer(self, request: Request) -> Reply:
        await super().answer(request)
        await asyncio.sleep(self.seconds)
        return script(request)


@dataclass
class Bot:
    """The scripted bot in its workspace."""

    slack: LocalSlack
    platform: SlackPlatform
    conversation: Scripted

    def seat(self, channel: str = "general") -> SlackSeat:
        return SlackSeat(self.slack, channel, METTE)


@pytest_asyncio.fixture(loop_scope="session", params=get_args(Mode))
async def bot(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bot]:
    """A workspace of its own and the bot in it; at the end Slack would accept all it was sent."""
    mode: Mode = request.param
    address = f"http://127.0.0.1:{APP_PORT}/slack/events"
    async with LocalSlack(tmp_path / "slack", mode, address, PORTS[mode]) as slack:
        token = APP_TOKEN if mode == "socket" else None
        api = f"{slack.url}/api/"
        config = SlackConfig(TOKEN, SIGNING_SECRET, token, api, frozenset(), COMMANDS)
        conversation = Scripted()
        platform = SlackPlatform(config, conversation, Pictures(), Texts("da"))
        await platform.start()
        stop, listening = asyncio.Event(), asyncio.Event()
        app = build_server((platform.entrance,), Health(Texts("da")), Pictures(), Metrics("0"))
        serving = asyncio.create_task(
            serve(app, "127.0.0.1", APP_PORT, stop=stop, listening=lambda _: listening.set())
        )
        await listening.wait()
        if mode == "socket":
            await until(slack.is_connected, "a socket")
        yield Bot(slack, platform, conversation)
        assert await check_sent(slack)
        stop.set()
        await serving
        await platform.stop()


async def test_a_form_is_filled_in_refused_corrected_and_taken(bot: Bot) -> None:
    seat = bot.seat()
    card = await seat.ask("raci backup")
    form = await seat.open(card, "Åbn formularen")
    assert form.title == FORM.title
    assert form.fields == [field.label for field in FORM.fields]
    assert form.filled["Ansvarlig (A)"] == ("role-2",)
    assert form.filled["Gælder fra"] == ("2027-04-01",)
    form.fill({"Navn": "", "Udførende (R)": [], "Gælder fra": "2027-03-01"})
    told = {"Navn": WRONG["name"], "Udførende (R)": WRONG["r"], "Gælder fra": WRONG["due"]}
    assert await form.refused() == told
    form.fill({"Navn": "Gendannelse", "Udførende (R)": ["HR", "Økonomi"]})
    form.fill({"Gælder fra": "2027-05-01"})
    saved = await form.submit()
    assert SAVED.title in saved.text
    request = bot.conversation.requests[-1]
    assert isinstance(request, FormSubmit)
    assert request.values == {
        "name": ("Gendannelse",),
        "a": ("role-2",),
        "r": ("role-4", "role-5"),
        "systems": (),
        "cadence": (),
        "due": ("2027-05-01",),
        "why": (),
    }


async def test_the_answer_takes_the_place_of_the_message_with_the_button(bot: Bot) -> None:
    seat = bot.seat()
    form = await seat.open(await seat.ask("raci backup"), "Åbn formularen")
    await form.submit()
    shown = [seen(message).text for message in (await seat.shown()).values()]
    assert [SAVED.title in text for text in shown] == [True]


async def test_a_command_and_home_open_forms_and_a_message_offers_one(bot: Bot) -> None:
    seat = bot.seat()
    await bot.slack.command(METTE, "general", "/raci", "ret backup")
    form = await seat.form()
    await form.close()
    assert await seat.shown() == {}, "the command says nothing beside its form"
    await bot.slack.open_home(METTE)
    await until(lambda: bot.slack.home(METTE), "Home")
    await bot.slack.press_home(METTE, "Åbn formularen")
    form = await seat.form()
    await form.close()
    direct = bot.seat("")
    offered = await direct.ask("ret backup")
    assert OPENER.title in offered.text
    await (await direct.open(offered, "Åbn formularen")).submit()


async def test_what_is_wrong_with_the_whole_form_stands_at_its_top(bot: Bot) -> None:
    seat = bot.seat()
    form = await seat.open(await seat.ask("raci backup"), "Åbn formularen")
    form.fill({"Navn": "hel"})
    told = await form.refused()
    assert "En anden har rettet aktiviteten imens." in told[""]
    assert form.filled["Navn"] == ("hel",)
    form.fill({"Navn": "igen"})
    then = await form.next()
    assert then.title == CONFIRM.title
    assert SAVED.title in (await then.submit()).text


async def test_a_slow_form_waits_in_its_modal(bot: Bot) -> None:
    seat = bot.seat()
    await seat.open(await seat.ask("raci backup"), "Åbn formularen")
    bot.conversation.seconds = 2.5
    await bot.slack.submit_modal(METTE, {})
    waiting = await bot.slack.modal()
    assert waiting is not None
    assert waiting["title"]["text"] == "Et øjeblik"

    async def done() -> bool:
        modal = await bot.slack.modal()
        return modal is not None and modal["title"]["text"] == SAVED.title

    await until(done, "the outcome in the modal")

    async def replaced() -> list[Message]:
        return [m for m in (await seat.shown()).values() if SAVED.title in m["text"]]

    await until(replaced, "the outcome on the message")


async def test_a_file_is_sent_with_words(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "Løn & roller.csv").write_bytes(b"a;b\r\n\xff")
    answer = await bot.seat("").upload(tmp_path / "Løn & roller.csv", "importér")
    assert PREVIEW.title in answer.text
    request = bot.conversation.requests[-1]
    assert isinstance(request, Command)
    (file,) = request.files
    assert (file.name, file.size) == ("Løn & roller.csv", 6)
    assert await file.read(100) == b"a;b\r\n\xff"


@pytest.mark.parametrize("place", ["C0GENERAL", METTE.slack_id])
async def test_a_message_to_others_is_sent_and_changed(bot: Bot, place: str) -> None:
    kind = PlaceKind.CHANNEL if place.startswith("C") else PlaceKind.DIRECT
    where = Place("slack", "T0VIRK", place, kind)
    sent = await bot.platform.messenger.send(where, Card("Bekræft rollen"), "marker")
    await bot.platform.messenger.update(where, sent, Card("Rollen er bekræftet"))
    channel = place if kind is PlaceKind.CHANNEL else await bot.slack.direct_channel(METTE)
    assert [m["text"] for m in await bot.slack.messages(channel or "")] == ["Rollen er bekræftet"]
    # local-slack drops metadata: it tells that the history is read, not that the marker is found.
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert await bot.platform.messenger.find(where, "marker", since) is None
