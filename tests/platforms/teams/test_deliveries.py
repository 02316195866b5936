"""What Teams delivers again: one effect, an answer to each invoke, a sentence when it is late."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.app.house import Observer
from bot.cards.elements import Button, Card, ChoiceField, Form, Option
from bot.chat.reply import Audience, Receipt, Reply
from bot.domain.errors import FieldErrors, TooLate
from bot.domain.events import LanguageChosen
from bot.handlers.dispatch import Dispatcher
from bot.handlers.registry import ActionSpec, CommandSpec, FormSpec
from bot.handlers.routing import Routes
from bot.handlers.turn import Services, Turn
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.example import Example
from tests.platforms.teams.client import GROUP, Answer, MemoryStore, Teams, activity
from tests.platforms.teams.fake_connector import FakeConnector
from tests.platforms.teams.test_dialogs import inputs, lines

COLOURS = (Option("Rød", "red"), Option("Blå", "blue"))
FORM = Form("Farve", "paint.save", (ChoiceField("color", "Farve", COLOURS),), "Gem", value="wall")


class Painter:
    """A feature that paints: each effect is an event, recorded in its own transaction."""

    def __init__(self, example: Example) -> None:
        self._store = example.house.store
        self.painted: list[str] = []

    async def ask(self, turn: Turn, services: Services) -> Reply:
        """Open the form."""
        opening = Button("Vælg farve", "paint.ask", opens=True)
        return Reply(Card("Farve", controls=(opening,)), form=FORM)

    async def save(self, turn: Turn, services: Services) -> Reply:
        """Paint what the form says."""
        if not turn.value("color"):
            raise FieldErrors({"color": TooLate("form-required")})
        return await self._paint(turn, turn.value("color"))

    async def press(self, turn: Turn, services: Services) -> Reply:
        """Paint at once."""
        return await self._paint(turn, turn.argument)

    async def _paint(self, turn: Turn, color: str) -> Reply:
        async with self._store.storage.begin() as work:
            event = LanguageChosen(turn.cause.actor, color)
            await self._store.journal.record(work, event, turn.cause)
            await work.commit()
        self.painted.append(color)
        return Reply(Card(f"Malet {color}"), Audience.PLACE, replaces=True)


@pytest.fixture
def painter(sqlite_example: Example) -> Painter:
    return Painter(sqlite_example)


@pytest.fixture
async def house(
    sqlite_example: Example, painter: Painter, service: FakeConnector
) -> AsyncIterator[Teams]:
    """Teams with the real dispatcher and inbox behind it."""
    furnished = sqlite_example.house
    commands = (
        CommandSpec("menu", "menu", ("menu",), painter.ask, slash=("/isms",)),
        CommandSpec("raci", "raci", ("raci",), painter.ask),
        CommandSpec("paint", "paint", ("mal",), painter.press, changes=True, most_words=1),
    )
    actions = (
        ActionSpec("paint.now", painter.press, changes=True),
        ActionSpec("paint.ask", painter.ask),
    )
    dispatcher = Dispatcher(
        furnished.services,
        furnished.snapshots,
        furnished.store.storage,
        furnished.store.journal,
        furnished.clock,
        Routes({}, commands, actions, (FormSpec("paint.save", painter.save),)),
        Observer(furnished.metrics),
    )
    platform = TeamsPlatform(service.config(), dispatcher, Texts("da"), MemoryStore())
    await platform.start()
    yield Teams(platform, service)
    await platform.stop()


async def a_hundred_times(teams: Teams, body: dict) -> list[Answer]:
    # Few at a time: a busy machine must not make the inbox say "later".
    answers: list[Answer] = []
    for _ in range(25):
        answers += await asyncio.gather(*(teams.post(body) for _ in range(4)))
    assert {answer.status for answer in answers} == {200}
    return answers


async def test_a_message_a_hundred_times_has_one_effect(house, service, painter):
    await a_hundred_times(house, activity(service, text="mal red", id="m1"))
    assert painter.painted == ["red"]
    assert len(service.sent) == 1
    await house.post(activity(service, text="mal red", id="m2"))
    assert len(painter.painted) == 2


async def test_a_press_a_hundred_times_has_one_effect_and_each_an_answer(house, service, painter):
    action = {"verb": "tovholder", "data": {"action": "paint.now", "value": "red"}}
    body = activity(service, type="invoke", name="adaptiveCard/action", id="f:1",
                    value={"action": action}, replyToId="message-9")  # fmt: skip
    answers = await a_hundred_times(house, body)
    assert painter.painted == ["red"]
    kinds = Counter(answer.body["type"].rpartition(".")[2] for answer in answers)
    assert kinds == {"adaptive": 1, "message": 99}
    again = [a.body["value"] for a in answers if a.body["type"].endswith("message")]
    assert set(again) == {"Det er allerede modtaget og gjort."}


async def test_two_buttons_under_one_id_are_two_deliveries(house, service, painter):
    """Should Teams ever give a card's presses one id."""
    for data in ({"action": "paint.now", "value": "red"}, {"action": "paint.ask", "value": ""}):
        await house.push(data, id="f:1")
    assert painter.painted == ["red"]
    assert inputs(service.sent[-1].card).keys() == {"one.color"}


async def opened(house: Teams) -> dict:
    """The dialog's button, as the form is shown."""
    answer = await house.dialog("fetch", {"action": "paint.ask", "value": ""}, replyToId="m-1")
    (submit,) = answer.body["task"]["value"]["card"]["content"]["actions"]
    return submit["data"]


async def test_a_dialog_a_hundred_times_has_one_effect(house, service, painter):
    data = {**await opened(house), "one.color": "blue"}
    body = activity(service, type="invoke", name="task/submit", id="f:2", value={"data": data})
    answers = await a_hundred_times(house, body)
    assert painter.painted == ["blue"]
    assert sum(answer.body == {} for answer in answers) == 1
    assert [sent.method for sent in service.sent] == ["PUT"]


async def test_a_dialog_with_faults_is_corrected(house, service, painter):
    data = await opened(house)
    answer = await house.dialog("submit", {**data, "one.color": ""}, id="f:2")
    card = answer.body["task"]["value"]["card"]["content"]
    assert "Udfyld feltet." in lines(card)
    answer = await house.dialog("submit", {**data, "one.color": "blue"}, id="f:3")
    assert (answer.body, painter.painted) == ({}, ["blue"])
    answer = await house.dialog("submit", {**data, "one.color": "red"}, id="f:4")
    assert answer.body["task"]["value"].endswith("Det er allerede modtaget og gjort.")
    assert painter.painted == ["blue"]


async def test_a_form_on_a_card_has_its_effect_once_on_either_way(house, service, painter):
    await house.say(None, value={"action": "paint.ask", "value": ""}, replyToId="m-1", id="p1",
                    conversation=GROUP)  # fmt: skip
    (button,) = service.sent[0].card["actions"]
    data = {**button["data"], "one.color": "red"}
    await house.say(None, value=data, replyToId="m-2", id="p2", conversation=GROUP)
    await house.push(data, replyToId="m-2", id="p3", conversation=GROUP)
    assert painter.painted == ["red"]
    replaced = [(sent.reply_to, lines(sent.card)) for sent in service.sent[1:3]]
    assert replaced == [("m-1", ["Malet red"]), ("m-2", ["Malet red"])]


async def test_a_typed_command_offers_the_form(house, service):
    await house.say("raci")
    (button,) = service.sent[0].card["actions"]
    assert button["data"]["msteams"] == {"type": "task/fetch"}


async def test_what_cannot_be_stored_is_to_be_tried_again(teams, service, conversation):
    conversation.receipt = Receipt.LATER
    await teams.say("mal red")
    assert service.sent[0].activity["text"].startswith("Jeg kan ikke nå at gemme det lige nu")
    answer = await teams.push({"action": "a", "value": "b"})
    assert answer.body["value"].startswith("Jeg kan ikke nå at gemme det lige nu")
    answer = await teams.dialog("submit", {"form": "a", "value": "b"})
    assert answer.body["task"]["value"].startswith("Jeg kan ikke nå at gemme det lige nu")
    assert conversation.asked == []


async def test_a_repeated_message_is_answered_with_nothing(teams, service, conversation):
    conversation.receipt = Receipt.AGAIN
    assert (await teams.say("mal red")).status == 200
    assert (conversation.asked, service.sent) == ([], [])


async def test_an_activity_without_an_id_has_no_key(teams, service, conversation):
    await teams.say("mal red", id=None)
    assert conversation.command.delivery == ""


async def test_keys_tell_tenants_conversations_and_activities_apart(teams, conversation):
    for changes in ({}, {"id": "2"}, {"id": "2", "conversation": GROUP}):
        await teams.say("mal red", **changes)
    assert len({request.delivery for request in conversation.received}) == 3
