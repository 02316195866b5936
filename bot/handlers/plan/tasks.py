"""`/isms task` and the forms of a task: made, changed, carried out."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cards import plan_forms as forms
from bot.cards.elements import Button, Card, Form, Text, Tone, plain
from bot.cards.holder_forms import opening_card
from bot.cards.pickers import NOBODY
from bot.chat.reply import Reply
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, Overtaken, TovholderError
from bot.domain.language import Localized, localized
from bot.domain.occurrences import Evidence
from bot.domain.organisation import Organisation
from bot.domain.plan import (
    Bearer,
    Origin,
    PlanTask,
    Priority,
    RiskLevel,
    Treatment,
    TreatmentOption,
)
from bot.domain.plan_rules import Step, message_link
from bot.domain.plan_values import read_amount, read_years
from bot.handlers.plan.view import task_card
from bot.handlers.plan.words import TypedTask, read_task
from bot.handlers.turn import Services, Turn
from bot.services.identifiers import seen
from bot.services.plan import PlanRights

_LONGEST_TITLE = 2000
_LONGEST_VALUE = 1900
_QUOTE = "quote:"


async def quick(turn: Turn, services: Services) -> Reply:
    """Answer `/isms task <text> @who by <date>`; without a text, open the form.

    Raises:
        BadInput: the person or the date cannot be read, or there is no text.
        NotAllowed: it is for somebody else, and the asker may not give tasks.
    """
    if not turn.argument.strip():
        return await new(turn, services)
    typed = read_task(_unmentioned(turn), _mentioned(turn), turn.organisation, turn.today)
    if not typed.title:
        raise BadInput("plan-no-title")
    return await _add(turn, services, _wanted(turn, typed))


async def start_new(turn: Turn, services: Services) -> Reply:
    """Answer `/isms plan add`, perhaps with the task's text: open the form with it."""
    typed = TypedTask("")
    if turn.argument.strip():
        typed = read_task(_unmentioned(turn), _mentioned(turn), turn.organisation, turn.today)
    blank = forms.Blank(typed.title, typed.who, due=typed.due)
    return _new_form(turn, blank, Origin(), "plan.add", "")


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new task; a button may carry the record or the message it comes from."""
    if turn.argument.startswith(_QUOTE):
        link, _, text = turn.argument.removeprefix(_QUOTE).partition("\n")
        return _from_quote(turn, text, link)
    return _new_form(turn, _from_record(turn), _record_origin(turn), "plan.add", turn.argument)


async def new_treatment(turn: Turn, services: Services) -> Reply:
    """Open the form of a new treatment item."""
    return _new_form(turn, forms.Blank(treats=True), Origin(), "plan.add-treatment", "")


async def from_message(turn: Turn, services: Services) -> Reply:
    """Open the form of a new task with a message's text in it and a link to the message."""
    assert turn.quoted is not None
    return _from_quote(turn, turn.quoted.text, turn.quoted.link)


async def edit(turn: Turn, services: Services) -> Reply:
    """Open the form of a task as it stands."""
    task = _task(turn.organisation, turn.argument)
    PlanRights(turn.organisation, turn.person, turn.today).require(task)
    return _edit_form(turn, turn.organisation, task)


async def save(turn: Turn, services: Services) -> Reply:
    """Save a task of the form, a new one or one that is there."""
    if turn.argument.startswith("{"):
        return await _add(turn, services, _new_task(turn))
    task_id, _, seen_then = turn.argument.rpartition(":")
    task = _task(turn.organisation, task_id)
    try:
        saved = await services.plan.change(task_id, seen_then, _changes(turn, task), turn.cause)
    except Overtaken as overtaken:
        organisation = (await services.plan.snapshots.refresh()).organisation
        reply = _edit_form(turn, organisation, _task(organisation, task_id))
        errors = {"": turn.texts(f"error.{overtaken.key}")}
        return Reply(reply.card, form=reply.form, errors=errors)
    return _done(turn, services, saved, "plan.saved")


async def start(turn: Turn, services: Services) -> Reply:
    """Start a task."""
    task = await services.plan.move(turn.argument, Step.START, turn.cause)
    return _done(turn, services, task, "plan.moved.started")


async def ask_done(turn: Turn, services: Services) -> Reply:
    """Open the form of what shows that a task is done."""
    return _step_form(turn, services, Step.DONE)


async def ask_postpone(turn: Turn, services: Services) -> Reply:
    """Open the form of a new deadline and its reason."""
    return _step_form(turn, services, Step.POSTPONE)


async def ask_cancel(turn: Turn, services: Services) -> Reply:
    """Open the form of the reason for cancelling a task."""
    return _step_form(turn, services, Step.CANCEL)


async def ask_verify(turn: Turn, services: Services) -> Reply:
    """Open the form of how the effect was found."""
    return _step_form(turn, services, Step.VERIFY)


async def done(turn: Turn, services: Services) -> Reply:
    """Take a task as done, with what shows it."""
    evidence = Evidence(turn.value("evidence"), turn.value("link"))
    try:
        task = await services.plan.move(
            turn.argument, Step.DONE, turn.cause, evidence=evidence, answer=turn.value("answer")
        )
    except BadInput as error:
        raise FieldErrors({"evidence": error}) from error
    return _done(turn, services, task, "plan.moved.done")


async def postpone(turn: Turn, services: Services) -> Reply:
    """Move a task's deadline."""
    due = date.fromisoformat(turn.value("due"))
    try:
        task = await services.plan.move(
            turn.argument, Step.POSTPONE, turn.cause, reason=turn.value("reason"), due=due
        )
    except BadInput as error:
        raise FieldErrors({"due": error}) from error
    return _done(turn, services, task, "plan.moved.postponed")


async def cancel(turn: Turn, services: Services) -> Reply:
    """Cancel a task."""
    reason = turn.value("reason")
    task = await services.plan.move(turn.argument, Step.CANCEL, turn.cause, reason=reason)
    return _done(turn, services, task, "plan.moved.cancelled")


async def verify(turn: Turn, services: Services) -> Reply:
    """Take a treatment item's effect as verified."""
    answer = turn.value("answer")
    task = await services.plan.move(turn.argument, Step.VERIFY, turn.cause, answer=answer)
    return _done(turn, services, task, "plan.moved.verified")


# -- making


async def _add(turn: Turn, services: Services, wanted: PlanTask) -> Reply:
    task = await services.plan.add(wanted, turn.cause)
    organisation = services.plan.snapshots.current.organisation
    own = task.responsible == Bearer(person_id=turn.cause.actor)
    notice = turn.texts("plan.added-own" if own else "plan.added")
    card = task_card(turn, organisation, task, notice)
    return Reply(_with_mask_note(card, wanted.title, turn))


def _wanted(turn: Turn, typed: TypedTask) -> PlanTask:
    """Return the task that was typed: for who is named, else for who typed it."""
    rights = PlanRights(turn.organisation, turn.person, turn.today)
    if turn.person is None:
        raise BadInput("account-unbound")
    return PlanTask(
        "",
        localized(turn.texts.language, typed.title[:_LONGEST_TITLE]),
        typed.who or Bearer(person_id=turn.person.id),
        rights.own_accountable,
        (typed.due.year if typed.due else turn.today.year,),
        due=typed.due,
    )


def _new_form(
    turn: Turn, blank: forms.Blank, origin: Origin, action: str, button_value: str
) -> Reply:
    if turn.person is None:
        raise BadInput("account-unbound")
    rights = PlanRights(turn.organisation, turn.person, turn.today)
    blank = replace(
        blank,
        responsible=blank.responsible or Bearer(person_id=turn.person.id),
        accountable=blank.accountable or rights.own_accountable,
        years=blank.years or (blank.due.year if blank.due else turn.today.year,),
    )
    value = json.dumps({"link": origin.link, "subject": origin.subject, "treats": blank.treats})
    form = forms.task_form(blank, value, turn.organisation, turn.texts, turn.today)
    return _opened(form, action, button_value, turn)


def _from_quote(turn: Turn, text: str, link: str) -> Reply:
    """Open the form with a message's text in it; the button that opens it again carries it too."""
    title, link = " ".join(text.split())[:_LONGEST_TITLE], message_link(link)
    carried = f"{_QUOTE}{link}\n{title}"[:_LONGEST_VALUE]
    return _new_form(turn, forms.Blank(title), Origin(link=link), "plan.add", carried)


def _from_record(turn: Turn) -> forms.Blank:
    """Return what the form of a task that comes from a record begins with."""
    kind, _, id_ = turn.argument.partition("/")
    organisation = turn.organisation
    if kind == "occurrence" and (occurrence := organisation.wheel.occurrence.get(id_)):
        item = organisation.wheel.item.get(occurrence.item_id)
        if item is not None:
            return forms.Blank(
                responsible=Bearer(role_id=item.responsible),
                accountable=Bearer(role_id=item.accountable),
            )
    if kind == "activity" and (activity := organisation.activity.get(id_)):
        return forms.Blank(activity.name.in_language(turn.texts.language))
    return forms.Blank()


def _record_origin(turn: Turn) -> Origin:
    return Origin(subject=turn.argument if "/" in turn.argument else "")


def _edit_form(turn: Turn, organisation: Organisation, task: PlanTask) -> Reply:
    value = f"{task.id}:{seen(task)}"
    form = forms.task_form(task, value, organisation, turn.texts, turn.today)
    return _opened(form, "plan.edit", task.id, turn)


def _step_form(turn: Turn, services: Services, step: Step) -> Reply:
    task = services.plan.require_step(turn.argument, step, turn.cause)
    form = forms.step_form(task, step, turn.texts, turn.today)
    return _opened(form, f"plan.{step.value}", task.id, turn)


def _opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), form=form)


def _done(turn: Turn, services: Services, task: PlanTask, notice: str) -> Reply:
    organisation = services.plan.snapshots.current.organisation
    return Reply(task_card(turn, organisation, task, turn.texts(notice)), replaces=True)


# -- reading the form


def _new_task(turn: Turn) -> PlanTask:
    kept = json.loads(turn.argument)
    language = turn.texts.language
    read = _read(turn)
    return PlanTask(
        "",
        localized(language, turn.value("title")),
        origin=Origin(_words(turn, Localized()), kept["link"], kept["subject"]),
        treatment=_treatment(turn) if kept["treats"] else None,
        **read,
    )


def _changes(turn: Turn, task: PlanTask) -> dict[str, Any]:
    """Return what the form says of a task, by the task's own field names."""
    language = turn.texts.language
    title = task.title
    if turn.value("title") != title.in_language(language):
        title = title.updated_with(localized(language, turn.value("title")))
    return {
        **_read(turn),
        "title": title,
        "origin": replace(task.origin, words=_words(turn, task.origin.words)),
        "treatment": _treatment(turn) if task.treatment else None,
    }


def _read(turn: Turn) -> dict[str, Any]:
    """Return who, when and how much.

    Raises:
        FieldErrors: the years or an amount cannot be read.
    """
    errors: dict[str, TovholderError] = {}
    due = date.fromisoformat(turn.value("due")) if turn.value("due") else None
    found: dict[str, Any] = {
        "responsible": forms.bearer_from(turn.value("responsible")),
        "accountable": forms.bearer_from(turn.value("accountable")),
        "due": due,
        "priority": Priority(turn.value("priority")),
    }
    for name in ("cost", "effort"):
        try:
            found[name] = read_amount(turn.value(name))
        except BadInput as error:
            errors[name] = error
    try:
        found["years"] = read_years(turn.value("years"), due, turn.today)
    except BadInput as error:
        errors["years"] = error
    if errors:
        raise FieldErrors(errors)
    return found


def _treatment(turn: Turn) -> Treatment:
    residual, until = turn.value("residual"), turn.value("accepted_until")
    return Treatment(
        turn.value("risk"),
        TreatmentOption(turn.value("option")),
        turn.value("control"),
        RiskLevel(residual) if residual not in ("", NOBODY) else None,
        date.fromisoformat(until) if until else None,
    )


def _words(turn: Turn, known: Localized) -> Localized:
    typed = turn.value("origin")
    if typed == known.in_language(turn.texts.language):
        return known
    return known.updated_with(localized(turn.texts.language, typed)) if typed else Localized()


# -- who


def _mentioned(turn: Turn) -> Bearer | None:
    """Return the person who was mentioned first.

    Raises:
        BadInput: the mentioned account is nobody's.
    """
    if not turn.mentioned:
        return None
    person = turn.organisation.bound_to.get(turn.mentioned[0])
    if person is None:
        raise BadInput("lookup-unbound")
    return Bearer(person_id=person.id)


def _unmentioned(turn: Turn) -> str:
    """Return what was typed without those who were mentioned."""
    text = turn.argument
    for account in turn.mentioned:
        if person := turn.organisation.bound_to.get(account):
            text = re.sub(re.escape(f"@{person.name}"), " ", text, flags=re.IGNORECASE)
    return re.sub(r"@\S+", " ", text) if turn.mentioned else text


def _task(organisation: Organisation, task_id: str) -> PlanTask:
    task = organisation.plan.task.get(task_id)
    if task is None:
        raise BadInput("plan-gone")
    return task


def _with_mask_note(card: Card, title: Localized, turn: Turn) -> Card:
    """Tell the writer that what looked like a CPR number was masked (domain.md §3)."""
    if all(mask_cpr(text) == text for text in title.variants()):
        return card
    note = Text(plain(turn.texts("plan.masked")), Tone.WARNING)
    return replace(card, body=(note, *card.body))
