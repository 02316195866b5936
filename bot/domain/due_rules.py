"""What is owed in which state, by whom, and by when (domain.md §2).

The days are of experience.md, "Reminder and escalation defaults". Pure: from a record and the
organisation, as both stand, to what is owed.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.asks import Ask, AskState, Audience
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.deviations import Deviation, DeviationState
from bot.domain.dues import Due, DueKind
from bot.domain.flow_rules import ASSIGNMENT, DECIDES, FEEDBACK, current
from bot.domain.flows import StepKind
from bot.domain.inputs import Input, InputState
from bot.domain.involvement import Involvement
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.wheel_people import COMMITTEE_ROLE

FUNCTION_ROLE = "infosec-function"
"""The role that looks at inputs and feedback (domain.md §1, rows 40-49)."""

OWNER_ROLE = "system-owner"
"""Who answers for a system of which nobody is registered as the owner."""

# Working days; experience.md, "Reminder and escalation defaults", gives three before a deadline
# and the accountable (A) after five, and these follow its week of working days.
ACKNOWLEDGE_DAYS = 2
"""A unit acknowledges an assignment within so many working days."""

JUDGE_DAYS = 5
"""The function looks at what a unit answers within so many working days (experience.md: a week)."""

ASSESS_DAYS = 5
"""A deviation is assessed within so many working days (experience.md: a week)."""

CONSULTATION_DAYS = 5
"""Who is consulted answers within so many working days (experience.md: a week)."""

TRIAGE_DAYS = 5
"""An input is looked at within so many working days, where it does not say (experience.md)."""

ADVANCE: tuple[int, ...] = (3, 0)
"""Told so many working days before the deadline (experience.md: the last stage is at three)."""

ON_THE_DAY: tuple[int, ...] = (0,)
"""Told on the day alone: it is asked that day, or was given so shortly before."""

_WAITS = DECIDES | {ASSIGNMENT, FEEDBACK}
"""Steps that a record does, which people are reminded of."""

_FUNCTION = (Bearer(role_id=FUNCTION_ROLE),)
_CHAIR = (Bearer(role_id=COMMITTEE_ROLE),)


def input_dues(record: Input, organisation: Organisation) -> tuple[Due, ...]:
    """Return what is owed of an input: that the function looks at it, or its current step."""
    if record.state in (InputState.RECEIVED, InputState.TRIAGE):
        on = record.triage_by or _after(record.received_at, TRIAGE_DAYS, organisation)
        return (
            Due(
                record.subject,
                DueKind.TRIAGE,
                record.number,
                record.title,
                on,
                _FUNCTION,
                _CHAIR,
                days_before=ON_THE_DAY,
            ),
        )
    now = next(iter(current(record)), None)
    if now is None or now.kind is not StepKind.TASK or now.act in _WAITS:
        return ()
    return (
        Due(
            f"{record.subject}/{now.n}",
            DueKind.STEP,
            record.number,
            record.title,
            # Nobody has given it a deadline: it is listed until it is done.
            _after(record.changed_at or record.received_at, 0, organisation),
            (Bearer(role_id=now.role_id),),
            _CHAIR,
            accountable_after=None,
            words=now.text,
            reminds=False,
        ),
    )


def assignment_dues(record: Assignment, organisation: Organisation) -> tuple[Due, ...]:
    """Return what is owed of an assignment.

    The unit acknowledges it, and reports back. The function looks at what the unit answers or
    asks. Whether it worked is answered on its own date by whom it is asked of.
    """
    return tuple(_assignment_dues(record, organisation))


def _assignment_dues(record: Assignment, organisation: Organisation) -> Iterator[Due]:
    calendar = organisation.wheel.calendar
    accountable = (record.accountable,)
    if record.state is AssignmentState.ASSIGNED:
        yield Due(
            record.subject,
            DueKind.ACKNOWLEDGE,
            record.number,
            record.title,
            _after(record.assigned_at, ACKNOWLEDGE_DAYS, organisation),
            (),
            accountable,
            days_before=ON_THE_DAY,
            unit_id=record.unit_id,
            by_unit=True,
            # From then on the reminder of the feedback says it all.
            ends=calendar.add_workdays(record.due, -max(ADVANCE)),
        )
    if record.is_with_unit:
        yield Due(
            record.subject,
            DueKind.FEEDBACK,
            record.number,
            record.title,
            record.due,
            (),
            accountable,
            days_before=ADVANCE,
            unit_id=record.unit_id,
            by_unit=True,
        )
    if (waits_since := _waits_since(record)) is not None:
        yield Due(
            record.subject,
            DueKind.JUDGE,
            record.number,
            record.title,
            _after(waits_since, JUDGE_DAYS, organisation),
            _FUNCTION,
            accountable,
            days_before=ON_THE_DAY,
            unit_id=record.unit_id,
        )
    effect = record.effect
    if record.state is AssignmentState.ACCEPTED and effect and effect.verdict is None:
        yield Due(
            record.subject,
            DueKind.EFFECT,
            record.number,
            record.title,
            effect.due,
            (effect.asked,),
            accountable,
            days_before=ON_THE_DAY,
            unit_id=record.unit_id,
        )


def ask_dues(record: Ask, organisation: Organisation) -> tuple[Due, ...]:
    """Return what is owed of an ask: an answer for each unit or system that is silent."""
    if record.state is not AskState.OPEN:
        return ()
    by_unit = record.audience is Audience.UNITS
    return tuple(
        Due(
            f"{record.subject}/{key}",
            DueKind.ASK,
            record.number,
            record.question,
            record.due,
            () if by_unit else _owner(key, organisation),
            (Bearer(person_id=record.asked_by),),
            days_before=ADVANCE,
            unit_id=key if by_unit else None,
            by_unit=by_unit,
        )
        for key in record.silent
    )


def deviation_dues(record: Deviation, organisation: Organisation) -> tuple[Due, ...]:
    """Return what is owed of a deviation: its next step, and whether its actions worked.

    The actions are tasks of the plan, which reminds of them.
    """
    kind, on = DueKind.DEVIATION, record.due
    before, responsible, accountable = ADVANCE, record.owner, _CHAIR
    if record.state is DeviationState.REGISTERED:
        # By when its actions are done is said by whoever assesses it.
        on, before = _after(record.registered_at, ASSESS_DAYS, organisation), ON_THE_DAY
    elif record.state is DeviationState.DONE and record.effect and record.effect.verdict is None:
        kind, on, before = DueKind.EFFECT, record.effect.due, ON_THE_DAY
        responsible, accountable = record.effect.asked, (record.owner,)
    elif record.state not in (DeviationState.ASSESSED, DeviationState.CAUSE_FOUND):
        return ()
    if on is None:
        return ()
    return (
        Due(
            record.subject,
            kind,
            record.number,
            record.title,
            on,
            (responsible,),
            accountable,
            days_before=before,
            unit_id=record.unit_id,
        ),
    )


def involvement_dues(
    record: Involvement, number: str, title: str, organisation: Organisation
) -> tuple[Due, ...]:
    """Return what is owed of a case: an answer of each who was consulted.

    Args:
        record: who is consulted.
        number, title: of the case.
        organisation: as it stands.
    """
    on = _after(record.at, CONSULTATION_DAYS, organisation)
    return tuple(
        Due(
            f"{record.subject}/{one.person_id}",
            DueKind.CONSULTATION,
            number,
            title,
            on,
            (Bearer(person_id=one.person_id),),
            (Bearer(person_id=record.by),),
            days_before=ON_THE_DAY,
        )
        for one in record.consulted
        if one.answer is None
    )


def _waits_since(record: Assignment) -> datetime | None:
    """Return since when the unit waits for the function, None when it does not (UTC)."""
    if record.state is AssignmentState.REPORTED:
        return record.feedback[-1].at if record.feedback else record.changed_at
    if record.state is AssignmentState.SENT_BACK:
        return record.changed_at or record.assigned_at
    if record.is_with_unit:
        return next((one.at for one in record.questions if one.answered_at is None), None)
    return None


def _owner(system_id: str, organisation: Organisation) -> tuple[Bearer, ...]:
    systems = (one for one in organisation.wheel.systems if one.id == system_id)
    owner = next((one.owner_id for one in systems), None)
    return (Bearer(person_id=owner),) if owner else (Bearer(role_id=OWNER_ROLE),)


def _after(moment: datetime, workdays: int, organisation: Organisation) -> date:
    """Return the local date so many working days after a moment (UTC)."""
    day = moment.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    return organisation.wheel.calendar.add_workdays(day, workdays)
