"""`/isms input`: the open inputs, one of them with the picture of its flow, or a new one."""

import re
from dataclasses import replace

from bot.cards import inputs as cards
from bot.cards.elements import Picture
from bot.cards.flows import flow_alt, lane_word
from bot.cards.inputs import Shown
from bot.chat.reply import Audience, Reply
from bot.domain.flow_rules import current, looks
from bot.domain.inputs import Input
from bot.handlers.inputs import receiving, types
from bot.handlers.turn import Services, Turn
from bot.pictures.flow import draw_flow, lanes_of
from bot.services.inputs import InputView

_NUMBER = re.compile(r"(?:in-?)?\s*(\d{1,6})", re.IGNORECASE)
_TYPES = frozenset({"typer", "type", "types"})


async def typed(turn: Turn, services: Services) -> Reply:
    """Answer `/isms input`: a number shows one, other words begin a new one, nothing lists them.

    Raises:
        BadInput: there is no such number.
        NotAllowed: the input with that number does not concern the asker.
    """
    words = turn.argument.strip()
    number = _NUMBER.fullmatch(words)
    if not words:
        return await listed(turn, services)
    if words.casefold() in _TYPES:
        return await types.show(turn, services)
    if number is None:
        return await receiving.new(turn, services)
    found = await services.inputs.numbered(f"IN-{int(number[1])}", turn.organisation, turn.cause)
    return await _reply(turn, services, found)


async def listed(turn: Turn, services: Services) -> Reply:
    """Show the open inputs that the asker may see."""
    found = await services.inputs.listed(turn.organisation, turn.cause)
    handles = services.inputs.rights(turn.organisation, turn.cause).handles
    start = int(turn.argument) if turn.argument.isdecimal() else 0
    shown = [Shown(one.item, one.kind, turn.organisation, turn.today) for one in found]
    card = cards.list_card(shown, turn.organisation, turn.texts, start=start, handles=handles)
    return Reply(card, Audience.PERSONAL)


async def show(turn: Turn, services: Services) -> Reply:
    """Show an input with the picture of its flow."""
    input_id = turn.argument.partition(" ")[0]
    found = await services.inputs.view(input_id, turn.organisation, turn.cause)
    return await _reply(turn, services, found)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the input that a button or a form is about, as it stands now."""
    reply = await show(turn, services)
    return replace(reply, replaces=not turn.in_company)


async def after(turn: Turn, services: Services, item: Input, notice: str) -> Reply:
    """Return an input in place of the card that was pressed, with what was just done."""
    found = await services.inputs.view(item.id, turn.organisation, turn.cause)
    card = cards.input_card(shown_of(turn, services, found), turn.texts, notice=notice)
    return Reply(card, Audience.PERSONAL, replaces=True)


def shown_of(turn: Turn, services: Services, view: InputView) -> Shown:
    """Return what the cards of an input are made of."""
    rights = services.inputs.rights(turn.organisation, turn.cause)
    return Shown(
        view.item,
        view.kind,
        turn.organisation,
        turn.today,
        rights.handles,
        tuple(step for step in current(view.item) if rights.marks(step)),
        view.decisions,
        view.assignments,
        turn.cause.actor,
    )


async def _reply(turn: Turn, services: Services, view: InputView) -> Reply:
    picture = await _picture(turn, services, view.item)
    shown = shown_of(turn, services, view)
    card = cards.input_card(shown, turn.texts, picture=picture, whole=True)
    return Reply(card, Audience.PERSONAL)


async def _picture(turn: Turn, services: Services, item: Input) -> Picture:
    organisation, texts = turn.organisation, turn.texts
    stands = tuple((n, look.value) for n, look in looks(item).items())
    key = ("flow", organisation.version, texts.language, item.id, item.title, stands)
    names = {role: lane_word(role, organisation, texts) for role in lanes_of(item.flow)}
    secret = await services.gallery.secret_of(key, lambda: draw_flow(item, names, texts))
    name = item.flow.name.in_language(texts.language)
    return Picture(secret, name, flow_alt(item, organisation, texts))
