"""Organisation-wide asks: what people type, press and fill in."""

import json
import re
from dataclasses import replace
from datetime import date

from bot.cards import ask_forms as forms
from bot.cards import asks as cards
from bot.cards.asks import Shown
from bot.cards.elements import Button, Form
from bot.cards.exports import file_card
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.domain.ask_rules import Reply as Answer
from bot.domain.asks import Affected, Fixed
from bot.domain.asks import Audience as Whom
from bot.domain.cpr import mask_cpr
from bot.domain.errors import NotAllowed
from bot.handlers.turn import Services, Turn
from bot.services.asks import AskView, NewAsk, Origin, ask_file
from bot.services.files import LIFETIME
from bot.services.permissions import Ability, may

_LONGEST_VALUE = 1800
_RECORD = re.compile(r"[a-z-]+/\S+")
_NUMBER = re.compile(r"(?:rs-?)?\s*(\d{1,6})", re.IGNORECASE)


async def typed(turn: Turn, services: Services) -> Reply:
    """Answer `/isms ask`: a number shows one, a text begins one, nothing lists them.

    Raises:
        BadInput: there is no such number.
        NotAllowed: it doesn't concern the asker, or they may not ask everybody.
    """
    words = turn.argument.strip()
    number = _NUMBER.fullmatch(words)
    if not words:
        return await listed(turn, services)
    if number is None:
        await services.asks.origin("", turn.standing)
        return _new(turn, words, Origin())
    found = await services.asks.by_number(f"RS-{int(number[1])}", turn.standing)
    return _reply(turn, found)


async def listed(turn: Turn, services: Services) -> Reply:
    """Show the asks that concern the reader."""
    found = [_shown(turn, one) for one in await services.asks.listed(turn.standing)]
    card = cards.list_card(found, turn.texts, asks=may(turn.standing, Ability.ASSIGN))
    return Reply(card, Audience.PERSONAL)


async def show(turn: Turn, services: Services) -> Reply:
    """Show an ask."""
    return _reply(turn, await services.asks.view(_id(turn.argument), turn.standing))


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the ask that a button or a form is about, as it stands now."""
    if not _id(turn.argument) or "/" in turn.argument:
        return await listed(turn, services)
    return replace(await show(turn, services), replaces=True)


async def answers(turn: Turn, services: Services) -> Reply:
    """Show everybody's answers in one list.

    Raises:
        NotAllowed: the reader sees only their own.
    """
    ask_id, _, start = turn.argument.partition(":")
    found = _whole(await services.asks.view(ask_id, turn.standing))
    place = int(start) if start.isdecimal() else 0
    card = cards.answers_card(_shown(turn, found), turn.texts, place)
    return Reply(card, Audience.PERSONAL)


async def export(turn: Turn, services: Services) -> Reply:
    """Hand out everybody's answers as a file.

    Raises:
        NotAllowed: the reader sees only their own.
    """
    ask_id, _, kind = turn.argument.partition(":")
    found = _whole(await services.asks.view(ask_id, turn.standing))
    made = await ask_file(found.ask, kind, turn.organisation, turn.texts, turn.today)
    file = await services.files.keep(*made)
    until = turn.texts.moment(turn.now + LIFETIME)
    title = turn.texts("asks.answers-title", number=found.ask.number)
    return Reply(file_card(file, until, turn.texts, title=title), Audience.PERSONAL)


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new ask.

    The button may carry the record that it comes from, or the question that was typed where no
    dialog could be opened at once.
    """
    subject = turn.argument if _RECORD.fullmatch(turn.argument) else ""
    origin = await services.asks.origin(subject, turn.standing)
    if not subject:
        return _new(turn, turn.argument, origin)
    question = ""
    if origin.elsewhere:
        question = turn.place_texts("asks.question.elsewhere", title=origin.title)
    elif origin.title:
        question = turn.place_texts("asks.question.affected", title=origin.title)
    return _new(turn, question, origin)


async def start(turn: Turn, services: Services) -> Reply:
    """Ask everybody what the form says."""
    wanted = NewAsk(
        turn.value("question"),
        Whom(turn.value("audience")),
        date.fromisoformat(turn.value("due")),
        turn.argument,
    )
    made = await services.asks.start(wanted, turn.cause)
    found = await services.asks.view(made.id, turn.standing)
    people = len(set(made.told.values()))
    return _reply(turn, found, turn.texts.plural("asks.done.started", people))


async def answer(turn: Turn, services: Services) -> Reply:
    """Open the form of the two questions; the button may carry a unit or a system.

    Raises:
        NotAllowed: the reader answers for none.
    """
    ask_id, _, key = turn.argument.partition(":")
    found = await services.asks.open_view(ask_id, turn.standing)
    silent = tuple(one for one in found.keys if one not in found.ask.answers)
    chosen = (key,) if key in found.keys else silent or found.keys
    form = forms.answer_form(_shown(turn, found), chosen, found.mark, turn.texts)
    return _opened(turn, form, cards.ANSWER)


async def answered(turn: Turn, services: Services) -> Reply:
    """Take the answers of the form."""
    kept = json.loads(turn.argument)
    given, fixed = turn.values.get("keys") or kept["keys"], turn.value("fixed")
    comment = turn.value("comment")
    said = Answer(Affected(turn.value("affected")), Fixed(fixed) if fixed else None, comment)
    await services.asks.answer(kept["ask"], tuple(given), kept["mark"], said, turn.cause)
    notice = turn.texts("asks.done.answered")
    if mask_cpr(comment) != comment:
        notice = f"{notice} {turn.texts('asks.masked')}"
    found = await services.asks.view(kept["ask"], turn.standing)
    shown = _shown(turn, found)
    card = cards.question_card(shown, turn.texts, notice=notice)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def close(turn: Turn, services: Services) -> Reply:
    """Close an ask."""
    await services.asks.close(_id(turn.argument), turn.cause)
    found = await services.asks.view(_id(turn.argument), turn.standing)
    return replace(_reply(turn, found, turn.texts("asks.done.closed")), replaces=True)


def _reply(turn: Turn, view: AskView, notice: str = "") -> Reply:
    card = cards.ask_card(_shown(turn, view), turn.texts, notice=notice)
    return Reply(card, Audience.PERSONAL)


def _shown(turn: Turn, view: AskView) -> Shown:
    return Shown(
        view.ask,
        turn.organisation,
        turn.today,
        view.keys,
        view.whole,
        view.closes,
        view.origin,
    )


def _whole(view: AskView) -> AskView:
    if not view.whole:
        raise NotAllowed("not-allowed.ask-whole", number=view.ask.number)
    return view


def _new(turn: Turn, question: str, origin: Origin) -> Reply:
    intro = f"{origin.number} {origin.title}".strip()
    form = forms.new_form(
        question, origin.subject, intro, turn.organisation, turn.texts, turn.today
    )
    return _opened(turn, form, cards.NEW, origin.subject or question[:_LONGEST_VALUE])


def _opened(turn: Turn, form: Form, action: str, value: str | None = None) -> Reply:
    carried = turn.argument if value is None else value
    button = Button(turn.texts("button.open-form"), action, carried, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _id(argument: str) -> str:
    """Return the ask that a button's or a form's value is about."""
    if argument.startswith("{"):
        return str(json.loads(argument)["ask"])
    return argument.partition(":")[0]
