"""Deviations: what people type, press, mark with an emoji and fill in."""

import json
import re
from dataclasses import replace
from datetime import date

from bot.cards import deviation_forms as forms
from bot.cards import deviations as cards
from bot.cards.deviations import View
from bot.cards.elements import Button, Card, Form, Text, Tone, plain
from bot.cards.holder_forms import opening_card
from bot.cards.plan_forms import bearer_from
from bot.chat.reply import Audience, Reply
from bot.domain.assignments import Answer
from bot.domain.cpr import mask_cpr
from bot.domain.deviation_people import DeviationPeople
from bot.domain.deviation_rules import Step
from bot.domain.deviations import Deviation, Severity
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.plan import Origin
from bot.domain.plan_rules import message_link
from bot.handlers.turn import Services, Turn
from bot.services.deviations import Action, NewDeviation, Source, stamp

_NUMBER = re.compile(r"(?:afv|dev)?-?\s*(\d{1,6})", re.IGNORECASE)
_CLOSED = frozenset({"lukkede", "lukket", "closed"})
_NEW = frozenset({"ny", "new"})
_LONGEST_VALUE = 1900
_VERDICTS = {
    Answer.YES: "deviations.done.verified-yes",
    Answer.PARTLY: "deviations.done.verified-partly",
    Answer.NO: "deviations.done.verified-no",
    Answer.TOO_EARLY: "deviations.done.verified-too-early",
}


async def typed(turn: Turn, services: Services) -> Reply:
    """Answer `/isms deviation`: a text registers one, a number shows one, nothing lists them.

    Raises:
        BadInput: there is no such number.
        NotAllowed: the deviation with that number doesn't concern the asker.
    """
    words = turn.argument.strip()
    number = _NUMBER.fullmatch(words)
    if not words or words.casefold() in _CLOSED:
        return await _list(turn, services, closed=bool(words))
    if number is not None:
        found = await services.deviations.by_number(f"AFV-{int(number[1])}", turn.standing)
        return _private(await _card(turn, services, found))
    if words.casefold() in _NEW:
        return await new(replace(turn, argument=""), services)
    unit_id = turn.person.unit_id if turn.person else None
    return await _registered(turn, services, NewDeviation(words, unit_id))


async def listed(turn: Turn, services: Services) -> Reply:
    """Show the open deviations, or the closed ones."""
    return await _list(turn, services, closed=turn.argument == "closed")


async def show(turn: Turn, services: Services) -> Reply:
    """Show a deviation."""
    found = await services.deviations.find(turn.argument, turn.standing)
    return _private(await _card(turn, services, found))


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the deviation that a button or a form is about, as it stands now; else the list."""
    deviation_id = turn.argument.partition(":")[0]
    if not deviation_id or deviation_id.startswith("{"):
        return await _list(turn, services, closed=False)
    found = await services.deviations.find(deviation_id, turn.standing)
    return Reply(await _card(turn, services, found), Audience.PERSONAL, replaces=True)


# -- registered


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new deviation; a button may carry the record or message it comes from."""
    if turn.argument.startswith("{"):
        kept = json.loads(turn.argument)
        return _new_form(turn, kept["text"], Source(link=kept["link"], once=kept["once"]))
    source = await services.deviations.source(turn.argument, turn.texts, turn.standing)
    return _new_form(turn, source.text, source)


async def of_assignment(turn: Turn, services: Services) -> Reply:
    """Open the form of a deviation that an assignment's feedback shows."""
    return await new(replace(turn, argument=f"assignment/{turn.argument}"), services)


async def of_input(turn: Turn, services: Services) -> Reply:
    """Open the form of a deviation that an input ends in."""
    return await new(replace(turn, argument=f"input/{turn.argument}"), services)


async def from_message(turn: Turn, services: Services) -> Reply:
    """Open the form with a message's text in it and a link to the message."""
    assert turn.quoted is not None
    return _new_form(turn, turn.quoted.text, Source(link=message_link(turn.quoted.link)))


async def from_reaction(turn: Turn, services: Services) -> Reply:
    """Answer who marked a message with the emoji: offer to register what it says."""
    quoted = turn.quoted
    if quoted is None or not quoted.readable:
        return _private(cards.unreadable_card(turn.texts))
    link = message_link(quoted.link)
    value = _carried(quoted.text, Source(link=link, once=turn.argument))
    return _private(cards.offer_card(quoted.text, link, value, turn.texts))


async def register(turn: Turn, services: Services) -> Reply:
    """Register the deviation of the form."""
    kept = json.loads(turn.argument)
    wanted = NewDeviation(
        turn.value("text"),
        turn.value("unit") or kept["unit"] or None,
        turn.value("correction"),
        Origin(link=kept["link"], subject=kept["subject"]),
    )
    once = (f"deviation:{kept['once']}",) if kept["once"] else ()
    cause = replace(turn.cause, deliveries=(*turn.cause.deliveries, *once))
    return await _registered(replace(turn, cause=cause), services, wanted)


# -- seen through


async def ask_assess(turn: Turn, services: Services) -> Reply:
    """Open the form of how grave it is."""
    return await _step(turn, services, Step.ASSESS)


async def ask_cause(turn: Turn, services: Services) -> Reply:
    """Open the form of why it happened."""
    return await _step(turn, services, Step.CAUSE)


async def ask_act(turn: Turn, services: Services) -> Reply:
    """Open the form of a corrective action."""
    return await _step(turn, services, Step.ACT)


async def ask_verify(turn: Turn, services: Services) -> Reply:
    """Open the form of whether the actions worked."""
    return await _step(turn, services, Step.VERIFY)


async def ask_close(turn: Turn, services: Services) -> Reply:
    """Open the form of why it is closed."""
    return await _step(turn, services, Step.CLOSE)


async def ask_reopen(turn: Turn, services: Services) -> Reply:
    """Open the form of why it is opened again."""
    return await _step(turn, services, Step.REOPEN)


async def assess(turn: Turn, services: Services) -> Reply:
    """Take how grave it is, who sees to it, and by when."""
    after = await services.deviations.assess(
        *_form_of(turn),
        Severity(turn.value("severity")),
        bearer_from(turn.value("owner")),
        date.fromisoformat(turn.value("due")),
        turn.value("correction"),
        turn.cause,
    )
    return await _done(turn, services, after, "deviations.done.assessed")


async def explain(turn: Turn, services: Services) -> Reply:
    """Take why it happened, and whether it is found elsewhere."""
    after = await services.deviations.explain(
        *_form_of(turn),
        turn.value("cause"),
        turn.cause,
        elsewhere=turn.value("elsewhere") == "yes",
        question=turn.value("question"),
    )
    return await _done(turn, services, after, "deviations.done.cause-found")


async def decide(turn: Turn, services: Services) -> Reply:
    """Take a corrective action."""
    action = Action(
        turn.value("title"),
        bearer_from(turn.value("responsible")),
        date.fromisoformat(turn.value("due")),
        date.fromisoformat(turn.value("effect_due")),
        bearer_from(turn.value("asked")),
    )
    after = await services.deviations.decide(*_form_of(turn), action, turn.cause)
    return await _done(turn, services, after, "deviations.done.action-decided")


async def verify(turn: Turn, services: Services) -> Reply:
    """Take the answer to whether the actions worked."""
    answer, again = Answer(turn.value("answer")), turn.value("again")
    after = await services.deviations.verify(
        *_form_of(turn),
        answer,
        turn.value("comment"),
        date.fromisoformat(again) if again else None,
        turn.cause,
    )
    return await _done(turn, services, after, _VERDICTS[answer])


async def close(turn: Turn, services: Services) -> Reply:
    """Close it, with a reason."""
    after = await services.deviations.close(*_form_of(turn), turn.value("reason"), turn.cause)
    return await _done(turn, services, after, "deviations.done.closed")


async def reopen(turn: Turn, services: Services) -> Reply:
    """Open it again, with a reason."""
    after = await services.deviations.reopen(*_form_of(turn), turn.value("reason"), turn.cause)
    return await _done(turn, services, after, "deviations.done.reopened")


# -- how


async def _list(turn: Turn, services: Services, *, closed: bool) -> Reply:
    found = await services.deviations.all(turn.standing, closed=closed)
    return _private(cards.list_card(found, _view(turn), closed=closed))


async def _step(turn: Turn, services: Services, step: Step) -> Reply:
    found = await services.deviations.require_step(turn.argument, step, turn.cause)
    form = forms.step_form(found, step, f"{found.id}:{stamp(found)}", _view(turn))
    return _opened(form, f"deviations.{step.value}", found.id, turn)


async def _registered(turn: Turn, services: Services, wanted: NewDeviation) -> Reply:
    try:
        made = await services.deviations.register(wanted, turn.cause)
    except BadInput as error:
        raise FieldErrors({"text": error}) from error
    reply = await _done(turn, services, made, "deviations.done.registered")
    if mask_cpr(wanted.text + wanted.correction) == wanted.text + wanted.correction:
        return reply
    note = Text(plain(turn.texts("deviations.masked")), Tone.WARNING)
    return replace(reply, card=replace(reply.card, body=(note, *reply.card.body)))


def _new_form(turn: Turn, text: str, source: Source) -> Reply:
    unit_id = source.unit_id or (turn.person.unit_id if turn.person else None)
    kept = {
        "link": source.link,
        "subject": source.subject,
        "once": source.once,
        "unit": source.unit_id,
    }
    form = forms.register_form(forms.Blank(text, unit_id), json.dumps(kept), _view(turn))
    again = source.subject or (_carried(text, source) if text or source.link else "")
    return _opened(form, cards.NEW, again, turn)


def _carried(text: str, source: Source) -> str:
    """Return a message as a button carries it; what is too long is cut."""
    kept = {"text": text, "link": source.link, "once": source.once}
    while len(value := json.dumps(kept, ensure_ascii=False)) > _LONGEST_VALUE:
        kept["text"] = kept["text"][: -(len(value) - _LONGEST_VALUE) - 1] + "…"
    return value


async def _done(turn: Turn, services: Services, after: Deviation, notice: str) -> Reply:
    organisation = services.deviations.snapshots.current.organisation
    turn = replace(turn, organisation=organisation)
    card = await _card(turn, services, after, turn.texts(notice))
    return Reply(card, Audience.PERSONAL, replaces=True)


async def _card(turn: Turn, services: Services, found: Deviation, notice: str = "") -> Card:
    people = DeviationPeople(found, turn.organisation, turn.today)
    view = replace(_view(turn), ask=await services.deviations.ask_of(found.id))
    return cards.deviation_card(found, view, people.steps(turn.person), notice=notice)


def _view(turn: Turn) -> View:
    return View(turn.organisation, turn.texts, turn.today)


def _form_of(turn: Turn) -> tuple[str, str]:
    """Return the deviation that a form is about, and what tells how it was when it opened."""
    deviation_id, _, seen_then = turn.argument.partition(":")
    return deviation_id, seen_then


def _opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _private(card: Card) -> Reply:
    return Reply(card, Audience.PERSONAL)
