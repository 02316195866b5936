"""`/isms task` and the form of a task: made and changed."""

import json
import re
from dataclasses import replace

from bot.cards import plan_forms as forms
from bot.cards.elements import Card, Text, Tone, plain
from bot.cards.findings import FINDING
from bot.chat.reply import Reply
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, Overtaken
from bot.domain.findings import check_findings
from bot.domain.language import Localized, localized
from bot.domain.organisation import Organisation
from bot.domain.plan import (
    Bearer,
    Origin,
    PlanTask,
)
from bot.domain.plan_rules import message_link
from bot.handlers.plan.filled import changes, new_task
from bot.handlers.plan.view import found_task, opened, shown, task_card
from bot.handlers.plan.words import TypedTask, read_task
from bot.handlers.turn import Services, Turn
from bot.services.findings import finding_texts
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
    task = found_task(turn.organisation, turn.argument)
    PlanRights(turn.organisation, turn.person, turn.today).require(task)
    return _edit_form(turn, turn.organisation, task)


async def save(turn: Turn, services: Services) -> Reply:
    """Save a task of the form, a new one or one that is there."""
    if turn.argument.startswith("{"):
        return await _add(turn, services, new_task(turn))
    task_id, _, seen_then = turn.argument.rpartition(":")
    task = found_task(turn.organisation, task_id)
    try:
        saved = await services.plan.change(task_id, seen_then, changes(turn, task), turn.cause)
    except Overtaken as overtaken:
        organisation = (await services.plan.snapshots.refresh()).organisation
        reply = _edit_form(turn, organisation, found_task(organisation, task_id))
        errors = {"": turn.texts(f"error.{overtaken.key}")}
        return Reply(reply.card, form=reply.form, errors=errors)
    return shown(turn, services, saved, "plan.saved")


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
    return opened(form, action, button_value, turn)


def _from_quote(turn: Turn, text: str, link: str) -> Reply:
    """Open the form with a message's text in it; the button that opens it again carries it too."""
    title, link = " ".join(text.split())[:_LONGEST_TITLE], message_link(link)
    carried = f"{_QUOTE}{link}\n{title}"[:_LONGEST_VALUE]
    return _new_form(turn, forms.Blank(title), Origin(link=link), "plan.add", carried)


def _from_record(turn: Turn) -> forms.Blank:
    """Return what the form of a task that comes from a record or a finding begins with.

    Who may give tasks to others gets the record's R and A; the others make the task for themselves.
    A button may carry the task's title on a line of its own below the record.
    """
    subject, _, title = turn.argument.partition("\n")
    kind, _, id_ = subject.partition("/")
    organisation, texts = turn.organisation, turn.texts
    if turn.argument.startswith(FINDING):
        return _from_finding(turn, id_)
    if kind == "occurrence" and (occurrence := organisation.wheel.occurrence.get(id_)):
        item = organisation.wheel.item.get(occurrence.item_id)
        if item is not None:
            title = texts("plan.follow-up", item=item.label.in_language(texts.language))
            if not PlanRights(organisation, turn.person, turn.today).gives:
                return forms.Blank(title)
            return forms.Blank(
                title,
                responsible=Bearer(role_id=item.responsible),
                accountable=Bearer(role_id=item.accountable),
            )
    if kind == "activity" and (activity := organisation.activity.get(id_)):
        return forms.Blank(activity.name.in_language(turn.texts.language))
    return forms.Blank(title[:_LONGEST_TITLE])


def _from_finding(turn: Turn, mark: str) -> forms.Blank:
    """Return what the form of a task that mends a finding begins with.

    Raises:
        BadInput: the finding is mended already.
    """
    found = check_findings(turn.organisation, turn.today)
    worded = finding_texts(turn.organisation, found, turn.texts)
    finding = next((one for one in worded if one.mark == mark), None)
    if finding is None:
        raise BadInput("plan-finding-gone")
    return forms.Blank(finding.message[:_LONGEST_TITLE], origin=turn.texts("plan.origin-check"))


def _record_origin(turn: Turn) -> Origin:
    subject = turn.argument.partition("\n")[0]
    is_record = "/" in subject and not subject.startswith(FINDING)
    return Origin(subject=subject if is_record else "")


def _edit_form(turn: Turn, organisation: Organisation, task: PlanTask) -> Reply:
    value = f"{task.id}:{seen(task)}"
    form = forms.task_form(task, value, organisation, turn.texts, turn.today)
    return opened(form, "plan.edit", task.id, turn)


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


def _with_mask_note(card: Card, title: Localized, turn: Turn) -> Card:
    """Tell the writer that what looked like a CPR number was masked (domain.md §3)."""
    if all(mask_cpr(text) == text for text in title.variants()):
        return card
    note = Text(plain(turn.texts("plan.masked")), Tone.WARNING)
    return replace(card, body=(note, *card.body))
