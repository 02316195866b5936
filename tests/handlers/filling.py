"""Short ways for tests of forms: press by label, fill in what stands there, read what was sent."""

from collections.abc import Sequence

from bot.cards.codec import card_from_json
from bot.cards.elements import Button, Card, ChoiceField, FileField, Form, FormField
from bot.cards.plaintext import card_text
from bot.chat.reply import Reply
from bot.chat.request import ButtonPress, FormSubmit, SharedFile
from bot.domain.delivery import Message
from tests.example import Example, actor, where


def button(card: Card, label: str) -> Button:
    """Return the one button with a label."""
    (found,) = [c for c in card.controls if isinstance(c, Button) and c.label == label]
    return found


def labels(card: Card) -> list[str]:
    """Return what the card's controls say."""
    return [control.label for control in card.controls]


async def press(example: Example, who: str, card: Card, label: str) -> Reply:
    """Press a button by its label."""
    pressed = button(card, label)
    request = ButtonPress(actor(who), where(f"dm-{who}"), pressed.action, pressed.value, "m1")
    return await example.house.dispatcher.answer(request)


async def open_form(example: Example, who: str, card: Card, label: str) -> Form:
    """Press a button that is marked as opening a form, and return the form."""
    assert button(card, label).opens
    form = (await press(example, who, card, label)).form
    assert form is not None
    return form


async def submit(
    example: Example,
    who: str,
    form: Form | None,
    /,
    shared: SharedFile | None = None,
    **values: str | tuple[str, ...],
) -> Reply:
    """Submit a form as it stands, with some of its fields filled in otherwise."""
    assert form is not None
    assert set(values) <= {field.name for field in form.fields}
    filled = {field.name: _stands(field) for field in form.fields}
    filled |= {n: v if isinstance(v, tuple) else (v,) for n, v in values.items()}
    files = (shared,) if shared else ()
    place = where(f"dm-{who}")
    request = FormSubmit(actor(who), place, form.action, form.value, filled, files=files)
    return await example.house.dispatcher.answer(request)


async def sent(example: Example, kind: str) -> Sequence[Message]:
    """Return the notices of a kind that were put in the outbox, in order."""
    async with example.house.store.storage.read() as work:
        every = [entry.record.subject async for entry in work.audit.entries()]
        subjects = dict.fromkeys((*every, *(f"unreached/{s}" for s in every)))
        subjects |= dict.fromkeys(s.replace("confirmation/", "declined/") for s in every)
        subjects |= dict.fromkeys(_asks(example))
        return [m for s in subjects for m in await work.outbox.copies(s, kind)]


def card_of(message: Message) -> Card:
    """Return a message's card."""
    return card_from_json(dict(message.card))


def said(reply: Reply) -> str:
    """Return all that a reply says."""
    return card_text(reply.card)


async def approve_version(example: Example) -> None:
    """Bring version 2 in force: Mette changes a row, Anders approves it."""
    for who in ("mette", "anders"):
        await example.say(who, "/isms")
    form = (await example.say("mette", "/raci ret backup")).form
    saved = await submit(example, "mette", form, C=("legal",))
    await press(example, "mette", saved.card, "Send til godkendelse")
    async with example.house.store.storage.read() as work:
        asked = [m for n in range(3) for m in await work.outbox.copies(f"matrix/2/{n}")]
    approved = await press(example, "anders", card_of(asked[-1]), "Godkend")
    assert "godkendte version 2" in said(approved)


def _asks(example: Example) -> list[str]:
    version = example.organisation.matrix.version
    return [f"confirmation/{version}/{a.id}" for a in example.organisation.assignments]


def _stands(field: FormField) -> tuple[str, ...]:
    if isinstance(field, ChoiceField):
        return field.chosen
    if isinstance(field, FileField):
        return ()
    return (str(field.value),) if field.value else ()
