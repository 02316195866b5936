"""[Send igen] and [Kassér] on an alarm, as administrators and others press them."""

from dataclasses import replace

import pytest

from bot.cards.elements import Button
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience, Reply
from bot.chat.request import FormSubmit
from bot.domain.delivery import MessageState
from bot.domain.people import Grant
from tests.example import Example, actor, where
from tests.services.test_outbox import put, state_of


async def submit(example: Example, person: str, opened: Reply, reason: str) -> Reply:
    assert opened.form is not None
    form = opened.form
    return await example.house.dispatcher.answer(
        FormSubmit(
            actor(person), where("dm-" + person), form.action, form.value, {"reason": (reason,)}
        )
    )


@pytest.fixture
async def dead(sqlite_example: Example) -> Example:
    """The example with a dead message, and everybody's account bound."""
    await put(sqlite_example.house.store.storage, MessageState.DEAD)
    await sqlite_example.say("mette", "/isms")
    return sqlite_example


async def state(example: Example) -> MessageState:
    return await state_of(example.house.store.storage)


async def test_an_administrator_sends_a_message_again(dead: Example) -> None:
    reply = await dead.press("mette", "outbox.replay", "message-1")
    assert reply.replaces
    assert reply.card.controls == ()
    assert "Mette Sørensen satte beskeden til at blive sendt igen" in card_text(reply.card)
    assert await state(dead) is MessageState.PENDING


async def test_a_second_press_says_what_became_of_it(dead: Example) -> None:
    await dead.press("mette", "outbox.replay", "message-1")
    reply = await dead.press("mette", "outbox.replay", "message-1")
    said = card_text(reply.card)
    assert "Beskeden er allerede på vej. Der blev ikke gjort mere." in said
    assert "Beskedens tilstand: venter." in said
    assert reply.card.controls == ()
    async with dead.house.store.storage.read() as work:
        records = [entry.record async for entry in work.audit.entries()]
    assert records[-1].kind == "access.press-too-late"
    assert records[-1].actor == dead.person("mette").id


@pytest.mark.parametrize("action", ["outbox.replay", "outbox.discard"])
async def test_nobody_else_decides(dead: Example, action: str) -> None:
    reply = await dead.press("anders", action, "message-1")
    assert reply.audience is Audience.PERSONAL
    assert "Kun en administrator" in card_text(reply.card)
    assert reply.form is None
    assert await state(dead) is MessageState.DEAD


async def test_an_administrator_gives_a_message_up_with_a_reason(dead: Example) -> None:
    opened = await dead.press("mette", "outbox.discard", "message-1")
    buttons = [c for c in opened.card.controls if isinstance(c, Button)]
    assert [(b.action, b.opens) for b in buttons] == [
        ("outbox.replay", False),
        ("outbox.discard", True),
    ]
    empty = await submit(dead, "mette", opened, "  ")
    assert set(empty.errors) == {"reason"}
    assert await state(dead) is MessageState.DEAD

    reply = await submit(dead, "mette", opened, "Hører til 010190-1234 og er forældet")
    said = card_text(reply.card)
    assert "Mette Sørensen kasserede beskeden" in said
    assert "Begrundelse: Hører til xxxxxx-xxxx og er forældet" in said
    assert "Et cpr-nummer i begrundelsen er skjult." in said
    assert await state(dead) is MessageState.CANCELLED

    again = await dead.press("mette", "outbox.discard", "message-1")
    assert again.form is None
    assert "allerede kasseret" in card_text(again.card)


async def test_the_right_is_asked_for_again_when_the_form_comes_in(dead: Example) -> None:
    opened = await dead.press("mette", "outbox.discard", "message-1")
    async with dead.house.store.storage.begin() as work:
        plain = replace(dead.person("mette"), grants=frozenset[Grant]())
        await work.people.save_people([plain])
        await work.commit()
    await dead.house.snapshots.refresh()
    reply = await submit(dead, "mette", opened, "Forældet")
    assert "Kun en administrator" in card_text(reply.card)
    assert await state(dead) is MessageState.DEAD


async def test_a_message_that_is_gone_is_told(dead: Example) -> None:
    reply = await dead.press("mette", "outbox.replay", "message-x")
    assert "Der er ingen besked med id message-x." in card_text(reply.card)
