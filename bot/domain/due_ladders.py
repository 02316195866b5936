"""When people are told of what they owe (experience.md, "Reminder and escalation defaults")."""

from collections.abc import Iterator
from datetime import date

from bot.domain.dues import Due
from bot.domain.ladders import overdue_days, past_quiet
from bot.domain.reminders import Recipient, Stage
from bot.domain.wheel import Ladder
from bot.domain.workdays import WorkCalendar

LADDER = Ladder()
"""Once it is late: as of what has no ladder of its own, weekly to R."""


def due_stages_between(
    due: Due, calendar: WorkCalendar, after: date, until: date
) -> tuple[Stage, ...]:
    """Return the stages of something owed that are told after `after` and not after `until`.

    Args:
        due: as it stands; what nobody is reminded of has none.
        calendar: the organisation's.
        after, until: local dates.
    """
    if not due.reminds:
        return ()
    found = (stage for stage in _stages(due, calendar, until) if after < stage.on <= until)
    shown = (stage for stage in found if due.is_shown(stage.on))
    return tuple(sorted(shown, key=lambda stage: (stage.on, stage.name)))


def _stages(due: Due, calendar: WorkCalendar, until: date) -> Iterator[Stage]:
    """Yield them all; a deadline that is moved has a ladder of its own."""
    mark = f"/{due.on.isoformat()}"
    for days in due.days_before:
        day = calendar.workday_on_or_before(due.on)
        told = past_quiet(calendar.add_workdays(day, -days) if days else day, due.on, calendar)
        yield Stage(f"before-{days}{mark}", told, Recipient.RESPONSIBLE, alone=True)
    if until <= due.on:
        return
    for number, told in overdue_days(due.on, LADDER.responsible, calendar, until):
        yield Stage(f"late-{number}{mark}", told, Recipient.RESPONSIBLE, alone=True)
    if due.accountable_after is not None:
        number = due.accountable_after
        told = calendar.after_quiet(calendar.add_workdays(due.on, number))
        yield Stage(f"accountable-{number}{mark}", told, Recipient.ACCOUNTABLE, alone=True)
