"""How a task, its R and A, and what the plan says of it are written."""

from collections.abc import Sequence
from datetime import date

from bot.cards.elements import Fact, Line, Link, Plain, plain
from bot.cards.holders import role_name
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer, PlanTask, Priority, RiskLevel, TaskState, TreatmentOption
from bot.domain.plan_rules import people_of
from bot.texts import Texts

_LONGEST_NAME = 90


def title_of(task: PlanTask, texts: Texts) -> str:
    """Return what a task is called, at most a line."""
    title = " ".join(task.title.in_language(texts.language).split())
    return title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"


def bearer_name(bearer: Bearer, organisation: Organisation, texts: Texts) -> str:
    """Return the name of the role or the person that has R or A; of one that is gone, its id."""
    if bearer.role_id is not None:
        role = organisation.role.get(bearer.role_id)
        return role_name(role, texts) if role else bearer.role_id
    person = organisation.person.get(bearer.person_id or "")
    return person.name if person else texts("plan.somebody-gone")


def bearer_line(
    bearer: Bearer, organisation: Organisation, texts: Texts, on: date, *, accountable: bool
) -> Line:
    """Return who has R or A, with who acts for the role on the local date `on`."""
    name = bearer_name(bearer, organisation, texts)
    people = people_of(organisation, bearer, on, accountable=accountable)
    names = ", ".join(person.name for person in people)
    if bearer.role_id is None:
        deputised = [person.name for person in people if person.id != bearer.person_id]
        return plain(f"{name} ({', '.join(deputised)})" if deputised else name)
    if not people:
        return plain(texts("plan.nobody-in-role", role=name))
    return plain(f"{name}: {names}")


def state_text(task: PlanTask, texts: Texts, on: date) -> str:
    """Return where a task is, in a word or two; that it is late, or has expired, goes with it."""
    state = texts(f"plan.state.{task.state.value}")
    if task.is_late(on):
        return texts("plan.late", state=state)
    return texts("plan.expired", state=state) if task.has_expired(on) else state


def due_text(task: PlanTask, texts: Texts) -> str:
    """Return the deadline; where the plan gives none, the years."""
    if task.due is not None:
        return texts.date_medium(task.due)
    return texts("plan.in-years", years=years_text(task.years))


def years_text(years: Sequence[int]) -> str:
    """Return "2027", "2027, 2029" or "2027-2029"."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1]}"
    return ", ".join(map(str, years))


def value_text(value: object, organisation: Organisation, texts: Texts) -> str:
    """Return a value of `plan_rules.said_of` as people read it."""
    match value:
        case None | "":
            return texts("plan.nothing")
        case Bearer():
            return bearer_name(value, organisation, texts)
        case Localized():
            return value.in_language(texts.language)
        case Priority():
            return texts(f"plan.priority.{value.value}")
        case TreatmentOption():
            return texts(f"plan.option.{value.value}")
        case RiskLevel():
            return texts(f"plan.level.{value.value}")
        case TaskState():
            return texts(f"plan.state.{value.value}")
        case date():
            return texts.date_medium(value)
        case tuple():
            return years_text(value)
    return str(value)


def origin_line(task: PlanTask, organisation: Organisation, texts: Texts) -> Line:
    """Return where a task comes from: its words, its record, and a link to its message."""
    parts = [task.origin.words.in_language(texts.language), _record(task, organisation, texts)]
    said = " · ".join(part for part in parts if part)
    if not task.origin.link:
        return plain(said)
    link = Link(texts("plan.origin-message"), task.origin.link)
    return (Plain(f"{said} · "), link) if said else (link,)


def fact(label: str, text: str) -> Fact:
    """Return a fact of one line."""
    return Fact(label, (plain(text),))


def _record(task: PlanTask, organisation: Organisation, texts: Texts) -> str:
    kind, _, id_ = task.origin.subject.partition("/")
    if kind == "occurrence":
        occurrence = organisation.wheel.occurrence.get(id_)
        item = organisation.wheel.item.get(occurrence.item_id) if occurrence else None
        if occurrence is None or item is None:
            return texts("plan.origin-wheel")
        label = item.label.in_language(texts.language)
        return texts("plan.origin-item", item=label, date=texts.date_medium(occurrence.due))
    if kind == "activity" and id_ in organisation.activity:
        return organisation.activity[id_].name.in_language(texts.language)
    return ""
