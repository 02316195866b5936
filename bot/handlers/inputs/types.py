"""The types of input: shown to everyone, added and closed by the function."""

from bot.cards import input_forms as forms
from bot.cards.input_types import types_card
from bot.chat.reply import Audience, Reply
from bot.domain.flows import InputType, Urgency
from bot.handlers.inputs.opening import opened
from bot.handlers.turn import Services, Turn
from bot.services.inputs import NewType


async def show(turn: Turn, services: Services) -> Reply:
    """Show the types of input."""
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    card = types_card(await services.inputs.book(), turn.today, turn.texts)
    return Reply(card, Audience.PERSONAL)


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new type."""
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    book = await services.inputs.book()
    form = forms.type_form(book.types, book.flows, turn.texts)
    return opened(turn, form, "inputs.type-new", "")


async def added(turn: Turn, services: Services) -> Reply:
    """Add a type.

    Raises:
        FieldErrors: it has no name, one that is taken, or no flow.
    """
    group = turn.value("group")
    wanted = NewType(
        name=turn.value("name"),
        group=turn.value("other") if group in ("", forms.OTHER) else group,
        flow_id=turn.value("flow"),
        urgency=Urgency(turn.value("urgency")),
        triage_days=turn.value("days"),
        language=turn.texts.language,
    )
    kind = await services.input_types.add(wanted, turn.cause)
    return await _changed(turn, services, "inputs.type-added-now", kind)


async def close(turn: Turn, services: Services) -> Reply:
    """Take no more inputs of a type."""
    kind = await services.input_types.close(turn.argument, turn.cause)
    return await _changed(turn, services, "inputs.type-closed-now", kind)


async def reopen(turn: Turn, services: Services) -> Reply:
    """Take inputs of a closed type again."""
    kind = await services.input_types.reopen(turn.argument, turn.cause)
    return await _changed(turn, services, "inputs.type-reopened-now", kind)


async def _changed(turn: Turn, services: Services, key: str, kind: InputType) -> Reply:
    notice = turn.texts(key, name=kind.name.in_language(turn.texts.language))
    card = types_card(await services.inputs.book(), turn.today, turn.texts, notice)
    return Reply(card, Audience.PERSONAL, replaces=True)
