"""What Slack, or somebody who has recorded it, sends again has its effect once."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest

from bot.app.house import Observer
from bot.cards.elements import Card, Form, TextField
from bot.chat.reply import Audience, Reply
from bot.chat.request import Request
from bot.domain.events import LanguageChosen
from bot.handlers.dispatch import Dispatcher
from bot.handlers.registry import ActionSpec, CommandSpec, FormSpec
from bot.handlers.routing import Routes
from bot.handlers.turn import Services, Turn
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.slack.inbound import delivery_key, to_request
from bot.platforms.slack.payloads import sift
from bot.texts import Texts
from tests.example import Example
from tests.platforms.slack.conftest import FORM, NOW, Knocker, Pictures, config
from tests.platforms.slack.fake_slack import (
    FakeSlack,
    command,
    direct,
    event,
    press,
    submission,
    user,
)

TIMES = 100
AT_ONCE = 5


class Painter:
    """A feature that changes something: each time is an event, recorded in its transaction."""

    def __init__(self, example: Example) -> None:
        self._store = example.house.store
        self.painted: list[str] = []

    async def ask(self, turn: Turn, services: Services) -> Reply:
        """Open the form."""
        fields = (TextField("color", "Farve"),)
        return Reply(Card("Farve"), form=Form("Farve", "paint.save", fields, "Gem"))

    async def paint(self, turn: Turn, services: Services) -> Reply:
        """Paint with what is typed, pressed or filled in."""
        async with self._store.storage.begin() as work:
            event = LanguageChosen(turn.cause.actor, "da")
            await self._store.journal.record(work, event, turn.cause)
            await work.commit()
        self.painted.append(turn.value("color") or turn.argument)
        return Reply(Card("Malet"), Audience.PLACE)


@pytest.fixture
def painter(sqlite_example: Example) -> Painter:
    return Painter(sqlite_example)


@pytest.fixture
def dispatcher(sqlite_example: Example, painter: Painter) -> Dispatcher:
    house = sqlite_example.house
    paint, ask = painter.paint, painter.ask
    return Dispatcher(
        house.services,
        house.snapshots,
        house.store.storage,
        house.store.journal,
        house.clock,
        Routes(
            {},
            (
                CommandSpec("menu", "menu", ("menu",), ask, slash=("/isms",)),
                CommandSpec("raci", "raci", ("raci",), ask, most_words=None),
                CommandSpec("paint", "paint", ("mal",), paint, changes=True, most_words=1),
            ),
            (
                ActionSpec("paint.now", paint, changes=True),
                ActionSpec("paint.ask", ask),
                ActionSpec("paint.show", paint),
            ),
            (FormSpec("paint.save", paint),),
        ),
        Observer(house.metrics),
    )


@pytest.fixture
async def replicas(
    slack: FakeSlack, dispatcher: Dispatcher, pictures: Pictures
) -> AsyncIterator[tuple[Knocker, ...]]:
    """Two servers on one database: what one has received, the other knows."""
    slack.users["U0METTE"] = user("U0METTE", "Mette Lund", "mette@example.dk")
    made = [
        SlackPlatform(config(slack), dispatcher, pictures, Texts("da"), lambda: float(NOW))
        for _ in range(2)
    ]
    dispatcher.attach({"slack": made[0].directory})
    for platform in made:
        await platform.start()
    yield tuple(Knocker(platform.entrance) for platform in made)
    for platform in made:
        await platform.stop()


async def replayed(replicas: tuple[Knocker, ...], body: bytes, kind: str) -> None:
    """Send the same signed bytes again and again, to either server.

    So few at once that each is stored in time: what is not is told to be tried again, rightly.
    """
    for _ in range(TIMES // AT_ONCE):
        answers = await asyncio.gather(
            *(replicas[n % len(replicas)].signed(body, kind) for n in range(AT_ONCE))
        )
        assert {answer.status for answer in answers} == {200}


def form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


async def settled(slack: FakeSlack, painter: Painter) -> None:
    """Wait until it is painted and nothing more happens."""
    seen, now = -1, 0
    while not painter.painted or seen != now:
        await asyncio.sleep(0.2)
        seen, now = now, len(slack.calls) + len(painter.painted)


async def test_command_that_changes_something(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    body = urlencode(command("mal rød", "/isms", response_url=slack.response_url())).encode()
    await replayed(replicas, body, FORM)
    await settled(slack, painter)
    assert painter.painted == ["rød"]


async def test_press_that_changes_something(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    body = form(press("paint.now", "rød", response_url=slack.response_url()))
    await replayed(replicas, body, FORM)
    await slack.wait_for("chat.postMessage")
    await settled(slack, painter)
    assert painter.painted == ["rød"]
    assert len(slack.made("chat.postMessage")) == 1


async def test_message_that_changes_something(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    body = json.dumps(event(direct("mal rød"))).encode()
    await replayed(replicas, body, "application/json")
    await slack.wait_for("chat.postMessage")
    await settled(slack, painter)
    assert painter.painted == ["rød"]
    assert len(slack.made("chat.postMessage")) == 1


async def test_submitted_form(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    await replicas[0].payload(press("paint.ask", response_url=slack.response_url()))
    view = (await slack.wait_for("views.open"))[0]["view"]
    body = form(submission(view, values={"Farve": "rød"}))
    await replayed(replicas, body, FORM)
    await slack.wait_for("chat.postMessage")
    await settled(slack, painter)
    assert painter.painted == ["rød"]
    assert len(slack.made("chat.postMessage")) == 1


async def test_what_changes_nothing_is_answered_once_by_each_server(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    """It takes no row in the database."""
    body = form(press("paint.show", "rød", response_url=slack.response_url()))
    await replayed(replicas[:1], body, FORM)
    await slack.wait_for("chat.postMessage")
    await settled(slack, painter)
    assert len(slack.made("chat.postMessage")) == 1


async def test_the_server_that_comes_after_knows_what_was_received(
    replicas: tuple[Knocker, ...], painter: Painter, slack: FakeSlack
) -> None:
    body = form(press("paint.now", "rød", response_url=slack.response_url()))
    await replayed(replicas[:1], body, FORM)
    await slack.wait_for("chat.postMessage")
    await replayed(replicas[1:], body, FORM)
    await settled(slack, painter)
    assert painter.painted == ["rød"]


def delivery(body: object) -> str:
    request: Request | None = to_request(sift(body))
    key = delivery_key(sift(body))
    assert getattr(request, "delivery", key) == key
    return key


def test_each_press_command_event_and_submission_has_its_own_key() -> None:
    view = {"type": "modal", "callback_id": "a", "title": {"type": "plain_text", "text": "x"}}
    frame = {"blocks": [], "private_metadata": "", "close": None, "submit": None}
    sent = submission({**view, **frame})
    moved = press("a")
    moved["actions"][0]["action_ts"] = "2"
    keys = [
        delivery(command("x")),
        delivery(command("x", trigger_id="2")),
        delivery(press("a")),
        delivery(press("b")),
        delivery(press("a", container={"type": "message", "message_ts": "2"})),
        delivery(press("a", channel={"id": "C1", "name": "x"})),
        delivery(press("a", user={"id": "U0JONAS", "name": "jonas"})),
        delivery(moved),
        delivery(event(direct("x"))),
        delivery(event(direct("x"), "Ev2")),
        delivery(sent),
        delivery({**sent, "trigger_id": "2"}),
        delivery({**sent, "view": {**sent["view"], "hash": "2"}}),
        delivery({**sent, "view": {**sent["view"], "id": "V2"}}),
    ]
    assert len(set(keys)) == len(keys)
    assert keys[2] == "slack:T0VIRK:U0METTE:C0GENERAL:1800000000.000001:a:1800000000.000100"


def test_what_slack_gives_no_key_for_is_always_new() -> None:
    typed = command("x")
    del typed["trigger_id"]
    assert delivery_key(sift(typed)) == ""
    assert delivery_key(sift({**event(direct("x")), "event_id": ""})) == ""
