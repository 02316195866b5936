"""What may become of a task, who is meant by R and A, and how a plan differs from its approval."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.holders import present, seats_of
from bot.domain.occurrences import Evidence
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import (
    MOST_YEARS,
    OPEN,
    Bearer,
    PlanTask,
    TaskState,
    Treatment,
    TreatmentOption,
)
from bot.domain.wheel_people import COMMITTEE_ROLE, PeopleOn

_EARLIEST, _LATEST = 2000, 2100
_LONGEST_LINK = 1000
_LINK = re.compile(
    r"https://(?:[a-z0-9-]+\.)*(?:slack\.com|teams\.microsoft\.com|teams\.cloud\.microsoft)/[^\s<>|]*"
    r"|http://127\.0\.0\.1:\d+/[^\s<>|]*"
)


class Step(StrEnum):
    """What a person does with a task."""

    START = "start"
    DONE = "done"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    VERIFY = "verify"


STANDS: Mapping[TaskState, str] = {
    TaskState.PROPOSED: "plan-is-proposed",
    TaskState.APPROVED: "plan-is-approved",
    TaskState.STARTED: "plan-is-started",
    TaskState.DONE: "plan-is-done",
    TaskState.VERIFIED: "plan-is-verified",
    TaskState.ACCEPTED: "plan-is-accepted",
    TaskState.POSTPONED: "plan-is-postponed",
    TaskState.CANCELLED: "plan-is-cancelled",
}
"""What a press is told that comes too late, by where the task is."""

_FROM: Mapping[Step, frozenset[TaskState]] = {
    Step.START: OPEN - {TaskState.STARTED},
    Step.DONE: OPEN,
    Step.POSTPONE: OPEN,
    Step.CANCEL: OPEN | {TaskState.ACCEPTED},
    Step.VERIFY: frozenset({TaskState.DONE}),
}
_TO: Mapping[Step, TaskState] = {
    Step.START: TaskState.STARTED,
    Step.DONE: TaskState.DONE,
    Step.POSTPONE: TaskState.POSTPONED,
    Step.CANCEL: TaskState.CANCELLED,
    Step.VERIFY: TaskState.VERIFIED,
}


def steps(task: PlanTask) -> tuple[Step, ...]:
    """Return what can be done with a task where it is."""
    return tuple(step for step in Step if _can(task, step))


def _can(task: PlanTask, step: Step) -> bool:
    if step is Step.VERIFY and (task.treatment is None or _accepts(task)):
        return False
    return task.state in _FROM[step]


def moved(
    task: PlanTask,
    step: Step,
    by: str,
    at: datetime,
    *,
    reason: str = "",
    due: date | None = None,
    evidence: Evidence | None = None,
    answer: str = "",
) -> PlanTask:
    """Return a task after a step.

    Args:
        task: as it is.
        step: what is done.
        by: who does it.
        at: UTC.
        reason: why it is postponed or cancelled.
        due: the new deadline of a postponed one.
        evidence: what shows that it is done.
        answer: how it went.

    Raises:
        TooLate: it is not where that can be done; a second press.
        BadInput: the reason or the evidence is missing, or the new deadline is not later.
        NotAllowed: the doer verifies their own work (domain.md §3: doer ≠ verifier).
    """
    if not _can(task, step):
        raise TooLate(STANDS[task.state])
    changed = replace(task, state=_TO[step], changed_at=at)
    match step:
        case Step.DONE:
            if not evidence:
                raise BadInput("plan-evidence-missing")
            return replace(changed, evidence=evidence, answer=answer, done_by=by, done_at=at)
        case Step.POSTPONE:
            if not reason:
                raise BadInput("plan-reason-missing")
            if due is None or due <= task.deadline:
                raise BadInput("plan-not-later")
            years = tuple(range(min(*task.years, due.year), max(*task.years, due.year) + 1))
            years = task.years if due.year in task.years else check_years(years)
            return authored(replace(changed, reason=reason, due=due, years=years), by)
        case Step.CANCEL:
            if not reason:
                raise BadInput("plan-reason-missing")
            return authored(replace(changed, reason=reason), by)
        case Step.VERIFY:
            if by == task.done_by:
                raise NotAllowed("not-allowed.plan-verify-own")
            return replace(changed, answer=answer, verified_by=by, verified_at=at)
    return changed


def restated(before: PlanTask, after: PlanTask) -> PlanTask:
    """Return a changed task where its work is now.

    A risk that is no longer to be borne, or is from now on, is proposed anew: approving the plan
    decides on it.
    """
    accepted, accepts = _accepts(before), _accepts(after)
    if accepted == accepts or before.state not in OPEN | {TaskState.ACCEPTED}:
        return after
    return replace(after, state=TaskState.PROPOSED)


def _accepts(task: PlanTask) -> bool:
    return task.treatment is not None and task.treatment.option is TreatmentOption.ACCEPT


def message_link(link: str) -> str:
    """Return a message's address if it is one of a platform's own, else ""."""
    return link if len(link) <= _LONGEST_LINK and _LINK.fullmatch(link) else ""


def authored(task: PlanTask, by: str | None) -> PlanTask:
    """Return a task with `by` among those who have changed what the plan says of it."""
    if by is None or by in task.authors:
        return task
    return replace(task, authors=(*task.authors, by))


def check_years(years: Collection[int]) -> tuple[int, ...]:
    """Return the years in order, none twice.

    Raises:
        BadInput: `plan-years` (n): there is none, or they lie further apart than a plan reaches.
    """
    found = tuple(sorted(set(years)))
    if (
        not found
        or found[-1] - found[0] >= MOST_YEARS
        or not (found[0] >= _EARLIEST and found[-1] <= _LATEST)
    ):
        raise BadInput("plan-years", n=MOST_YEARS)
    return found


def check_treatment(treatment: Treatment) -> Treatment:
    """Return a treatment as it is.

    Raises:
        BadInput: no risk is named, or a risk is accepted without an end.
    """
    if not treatment.risk:
        raise BadInput("plan-risk-missing")
    if treatment.option is TreatmentOption.ACCEPT and treatment.accepted_until is None:
        raise BadInput("plan-acceptance-open")
    return treatment


# -- who


def people_of(
    organisation: Organisation, bearer: Bearer, on: date, *, accountable: bool = False
) -> tuple[Person, ...]:
    """Return who acts for R or A on the local date `on`: holders, or deputies of who is away.

    Args:
        organisation: the data.
        bearer: the role or the person.
        on: the local date.
        accountable: a committee means its chair.
    """
    if bearer.person_id is not None:
        return _acting_person(organisation, bearer.person_id, on)
    role = bearer.role_id or ""
    if accountable:
        found = (a.person_id for a in PeopleOn(organisation, on).acting_as(role))
        return tuple(organisation.person[person_id] for person_id in found)
    seats = seats_of(organisation, role, on)
    acting = (seat.deputy if seat.absence and seat.deputy else seat.person for seat in seats)
    return tuple({person.id: person for person in acting if person}.values())


def _acting_person(organisation: Organisation, person_id: str, on: date) -> tuple[Person, ...]:
    person = present(organisation.person.get(person_id), on)
    if person is None:
        return ()
    away = organisation.stand_in_of(person.id, on)
    deputy = present(organisation.person.get((away and away.deputy_id) or ""), on)
    return (deputy or person,)


def bears(
    organisation: Organisation, bearer: Bearer, person_id: str, on: date, *, accountable: bool
) -> bool:
    """Tell whether a person has R or A on `on`, as the holder or for one who is away."""
    if bearer.person_id == person_id:
        return True
    people = people_of(organisation, bearer, on, accountable=accountable)
    holders = seats_of(organisation, bearer.role_id, on) if bearer.role_id else ()
    chair = accountable and bearer.role_id == COMMITTEE_ROLE
    held = () if chair else tuple(seat.person for seat in holders if seat.person)
    return any(person.id == person_id for person in (*people, *held))
