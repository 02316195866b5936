"""What changes something is received once, filled in once, and told when it comes too late."""

import asyncio
from dataclasses import replace

import pytest

from bot.app.house import Observer
from bot.cards.elements import Card, ChoiceField, Form, Option, TextField
from bot.cards.plaintext import card_text
from bot.chat.reply import Receipt, Reply
from bot.chat.request import ButtonPress, Command, FormSubmit
from bot.domain.errors import FieldErrors, TooLate
from bot.domain.events import LanguageChosen
from bot.handlers.dispatch import Dispatcher
from bot.handlers.registry import ActionSpec, CommandSpec, FormSpec
from bot.handlers.routing import Routes
from bot.handlers.turn import Services, Turn
from bot.services.permissions import Ability
from tests.example import PLATFORM, Example, ExampleDirectory, actor, where
from tests.handlers.asking import audited

FORM = Form(
    "Farve",
    "paint.save",
    (
        ChoiceField("color", "Farve", (Option("Rød", "red"), Option("Blå", "blue")), required=True),
        TextField("why", "Hvorfor"),
    ),
    "Gem",
    value="wall",
)


class Painter:
    """A feature that paints: each effect is an event, recorded in its own transaction."""

    def __init__(self, example: Example) -> None:
        self._store = example.house.store
        self.painted: list[tuple[str, str]] = []

    async def ask(self, turn: Turn, services: Services) -> Reply:
        """Open the form."""
        return Reply(Card("Farve"), form=FORM)

    async def save(self, turn: Turn, services: Services) -> Reply:
        """Paint what the form says."""
        if turn.value("why") == "none":
            raise FieldErrors({"why": TooLate("delivery-again")})
        return await self._paint(turn, turn.value("color"))

    async def press(self, turn: Turn, services: Services) -> Reply:
        """Paint at once."""
        return await self._paint(turn, turn.argument)

    async def _paint(self, turn: Turn, color: str) -> Reply:
        async with self._store.storage.begin() as work:
            event = LanguageChosen(turn.cause.actor, color)
            await self._store.journal.record(work, event, turn.cause)
            await work.commit()
        self.painted.append((turn.argument, color))
        return Reply(Card("Malet"), replaces=True)


@pytest.fixture
def painter(sqlite_example: Example) -> Painter:
    """The painter in the example's house."""
    return Painter(sqlite_example)


@pytest.fixture
def dispatcher(sqlite_example: Example, painter: Painter) -> Dispatcher:
    """The conversation with the painter."""
    house = sqlite_example.house
    dispatcher = Dispatcher(
        house.services,
        house.snapshots,
        house.store.storage,
        house.store.journal,
        house.clock,
        Routes(
            {},
            (
                CommandSpec("menu", "menu", ("menu",), painter.ask, slash=("/isms",)),
                CommandSpec("raci", "raci", ("raci",), painter.ask),
                CommandSpec("paint", "paint", ("mal",), painter.press, changes=True, most_words=1),
            ),
            (
                ActionSpec("paint.now", painter.press, changes=True),
                ActionSpec("paint.ask", painter.ask),
                ActionSpec("paint.never", painter.press, Ability.READ_AUDIT, changes=True),
            ),
            (FormSpec("paint.save", painter.save),),
        ),
        Observer(house.metrics),
    )
    dispatcher.attach({PLATFORM: ExampleDirectory()})
    return dispatcher


def press(action: str = "paint.now", value: str = "red", delivery: str = "d1") -> ButtonPress:
    """Return a press of Mette's."""
    return ButtonPress(actor("mette"), where("general"), action, value, delivery=delivery)


async def opened(dispatcher: Dispatcher) -> Form:
    """Return the form as it is shown."""
    reply = await dispatcher.answer(Command(actor("mette"), where("general"), "isms", ""))
    assert reply.form is not None
    return reply.form


def submit(form: Form, who: str = "mette", delivery: str = "s1", **values: str) -> FormSubmit:
    """Return the form filled in."""
    return FormSubmit(
        actor(who),
        where("general"),
        form.action,
        form.value,
        {name: (value,) for name, value in values.items()},
        delivery=delivery,
    )


async def test_the_same_delivery_a_hundred_times_has_one_effect(
    dispatcher: Dispatcher, painter: Painter
) -> None:
    async def deliver() -> Receipt:
        receipt = await dispatcher.receive(press())
        if receipt is Receipt.NEW:
            await dispatcher.answer(press())
        return receipt

    receipts = await asyncio.gather(*(deliver() for _ in range(100)))
    assert sorted(receipts).count(Receipt.NEW) == 1
    assert receipts.count(Receipt.AGAIN) == 99
    assert painter.painted == [("red", "red")]


async def test_a_delivery_answered_twice_still_has_one_effect(
    dispatcher: Dispatcher, painter: Painter
) -> None:
    """A replica that takes over may answer what another one has answered already."""
    replies = await asyncio.gather(*(dispatcher.answer(press()) for _ in range(5)))
    assert len(painter.painted) == 1
    said = [card_text(reply.card) for reply in replies]
    assert said.count("Malet") == 1
    assert sum("allerede modtaget" in text for text in said) == 4


async def test_other_deliveries_have_their_own_effect(
    dispatcher: Dispatcher, painter: Painter
) -> None:
    for delivery in ("d1", "d2", ""):
        assert await dispatcher.receive(press(delivery=delivery)) is Receipt.NEW
        await dispatcher.answer(press(delivery=delivery))
    assert len(painter.painted) == 3


async def test_a_command_that_changes_something_is_kept_too(dispatcher: Dispatcher) -> None:
    command = Command(actor("mette"), where("general"), "isms", "mal red", delivery="c1")
    assert await dispatcher.receive(command) is Receipt.NEW
    assert await dispatcher.receive(command) is Receipt.AGAIN
    asking = replace(command, text="")
    assert [await dispatcher.receive(asking) for _ in range(2)] == [Receipt.NEW, Receipt.NEW]


async def test_what_cannot_be_stored_is_to_be_tried_again(
    sqlite_example: Example, dispatcher: Dispatcher
) -> None:
    async with sqlite_example.house.store.storage.begin() as work:
        await work.inbox.forget(sqlite_example.house.clock.now())
        # SQLite has one writer: whoever comes now waits for it, and is told in time.
        assert await dispatcher.receive(press()) is Receipt.LATER


async def test_a_form_is_filled_in_once(dispatcher: Dispatcher, painter: Painter) -> None:
    form = await opened(dispatcher)
    first = await dispatcher.answer(submit(form, color="Blå"))
    assert (card_text(first.card), first.replaces) == ("Malet", True)
    again = await dispatcher.answer(submit(form, delivery="s2", color="red"))
    assert "allerede modtaget" in card_text(again.card)
    assert painter.painted == [("wall", "blue")]


async def test_a_form_with_faults_stays_open_with_what_was_typed(
    dispatcher: Dispatcher, painter: Painter
) -> None:
    form = await opened(dispatcher)
    reply = await dispatcher.answer(submit(form, color="grøn", why="pæn"))
    assert dict(reply.errors) == {"color": "»grøn« er ikke en af mulighederne. Vælg en fra listen."}
    assert reply.form is not None
    assert reply.form.value == form.value
    text = reply.form.fields[1]
    assert isinstance(text, TextField)
    assert text.value == "pæn"
    reply = await dispatcher.answer(submit(form, delivery="s2", color="red", why="none"))
    assert dict(reply.errors) == {"why": "Det er allerede modtaget og gjort."}
    await dispatcher.answer(submit(form, delivery="s3", color="red"))
    assert painter.painted == [("wall", "red")]


async def test_a_form_is_filled_in_by_its_opener(
    sqlite_example: Example, dispatcher: Dispatcher, painter: Painter
) -> None:
    form = await opened(dispatcher)
    reply = await dispatcher.answer(submit(form, "bo", color="red"))
    assert "Formularen blev åbnet af en anden" in card_text(reply.card)
    assert painter.painted == []
    (record,) = await audited(sqlite_example, "access.press-too-late")
    assert record.actor == sqlite_example.person("bo").id
    assert record.data["reason"] == "form-not-yours"


async def test_a_press_without_the_right_is_told_and_audited(
    sqlite_example: Example, dispatcher: Dispatcher, painter: Painter
) -> None:
    asked = press("paint.never")
    reply = await dispatcher.answer(replace(asked, actor=actor("bo")))
    assert "Kun en revisor eller en administrator" in card_text(reply.card)
    assert painter.painted == []
    assert len(await audited(sqlite_example, "access.action-refused")) == 1
