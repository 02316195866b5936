"""When an occurrence's stages are told (experience.md, "Reminder and escalation defaults")."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.occurrences import DELIVERED, ENDED, Occurrence, OccurrenceState, Part
from bot.domain.reminders import Recipient, Stage
from bot.domain.wheel import Ladder
from bot.domain.workdays import WorkCalendar

EVERY_WORKDAYS = 5
"""After its last step a ladder goes on, every so many working days."""


def stages_between(
    occurrence: Occurrence, ladder: Ladder, calendar: WorkCalendar, after: date, until: date
) -> tuple[Stage, ...]:
    """Return the stages told after `after` and not after `until`, as if nobody had acted.

    A day that a span is cut at belongs to the earlier piece, so that no stage falls between.
    What a part's own state makes of them is for `applies`; its snooze is for `snooze_stage`.

    Args:
        occurrence: whose deadline counts.
        ladder: its item's.
        calendar: the organisation's.
        after, until: local dates.
    """
    return rungs_between(occurrence.due, ladder, calendar, after, until, _mark_of(occurrence))


def rungs_between(
    due: date, ladder: Ladder, calendar: WorkCalendar, after: date, until: date, mark: str
) -> tuple[Stage, ...]:
    """Return the stages of any deadline; see `stages_between`. `mark` ends their names."""
    found = _before(due, ladder, calendar, mark) if after < due else ()
    if due <= until:
        found = (*found, *_late(due, ladder, calendar, mark, after, until))
    return tuple(sorted((s for s in found if after < s.on <= until), key=lambda s: (s.on, s.name)))


def snooze_stage(occurrence: Occurrence, part: Part, calendar: WorkCalendar) -> Stage | None:
    """Return the reminder that R gets when a snooze ends, None without one."""
    if part.snoozed_until is None:
        return None
    day = calendar.workday_on_or_after(part.snoozed_until)
    name = f"snooze-{part.snoozed_until.isoformat()}"
    told = past_quiet(day, occurrence.due, calendar)
    return Stage(name, told, Recipient.RESPONSIBLE, alone=True)


def applies(stage: Stage, occurrence: Occurrence, part: Part) -> bool:
    """Tell whether a stage is still to be told of a part: never to someone who has acted."""
    state = state_of(occurrence, part)
    if state in ENDED:
        return False
    if stage.to is Recipient.APPROVER:
        return state is OccurrenceState.TO_APPROVE
    if state in DELIVERED:
        return False
    return stage.to is not Recipient.RESPONSIBLE or not is_snoozed(part, stage.on)


def is_snoozed(part: Part, on: date) -> bool:
    """Tell whether R has asked not to be reminded on the local date `on`."""
    return part.snoozed_until is not None and on < part.snoozed_until


def state_of(occurrence: Occurrence, part: Part) -> OccurrenceState:
    """Return where a part is; what has ended as a whole has ended in all its parts."""
    return part.state if occurrence.is_open else occurrence.state


@lru_cache(maxsize=5_000)
def _before(due: date, ladder: Ladder, calendar: WorkCalendar, mark: str) -> tuple[Stage, ...]:
    """Return the stages before the deadline; all but the last are lines of their week's letter.

    They are asked for on every morning, and stay the same.
    """
    last = min(ladder.before, default=0)
    found = []
    for days in sorted(set(ladder.before), reverse=True):
        told, alone = advance_day(due, days, calendar, alone=days == last)
        found.append(Stage(f"before-{days}{mark}", told, Recipient.RESPONSIBLE, alone))
    return tuple(found)


def advance_day(due: date, days: int, calendar: WorkCalendar, *, alone: bool) -> tuple[date, bool]:
    """Return when a stage `days` calendar days before the deadline is told, and whether alone."""
    day = calendar.workday_on_or_before(due - timedelta(days=days))
    if not alone:
        day = calendar.first_workday_of_week(day) or day
    told = past_quiet(day, due, calendar)
    # A quiet week has no letter: what cannot wait for one goes by itself.
    return told, alone or calendar.is_quiet(told)


def _late(
    due: date, ladder: Ladder, calendar: WorkCalendar, mark: str, after: date, until: date
) -> Iterator[Stage]:
    """Yield the stages from the deadline on that are told after `after`; R's never end."""
    for number, told in overdue_days(due, ladder.responsible, calendar, until):
        if told > after:
            yield Stage(f"late-{number}{mark}", told, Recipient.RESPONSIBLE, alone=True)
            yield Stage(f"approve-{number}{mark}", told, Recipient.APPROVER, alone=True)
    for name, number, to in (
        ("accountable", ladder.accountable, Recipient.ACCOUNTABLE),
        ("committee", ladder.committee, Recipient.COMMITTEE),
    ):
        told = calendar.after_quiet(calendar.add_workdays(due, number))
        yield Stage(f"{name}-{number}{mark}", told, to, alone=True)


def overdue_days(
    due: date, first: int, calendar: WorkCalendar, until: date
) -> Iterator[tuple[int, date]]:
    """Yield after how many working days something late is told again, and on which day.

    Args:
        due: the deadline.
        first: working days after it.
        calendar: the organisation's.
        until: no day that would lie after it.
    """
    number, day = first, calendar.add_workdays(due, first)
    while day <= until:
        yield number, calendar.after_quiet(day)
        number, day = number + EVERY_WORKDAYS, calendar.add_workdays(day, EVERY_WORKDAYS)


def past_quiet(day: date, due: date, calendar: WorkCalendar) -> date:
    """Return when a stage is told that would fall on `day`.

    In a quiet week it waits, unless the deadline is ahead and would pass meanwhile. One that is
    late already waits too: it is no longer urgent (domain.md §3).
    """
    if not calendar.is_quiet(day):
        return day
    told = calendar.after_quiet(day)
    return day if day <= due < told else told


def _mark_of(occurrence: Occurrence) -> str:
    """Return what ends the names of its stages; a deadline that was moved has its own ladder."""
    moved = occurrence.due != occurrence.planned
    return f"/{occurrence.due.isoformat()}" if moved else ""
