"""When what happens around a committee's meeting, in working days (experience.md, "Committee").

Each step lies so many working days before or after the meeting. One that falls in a quiet week
moves to the first working day after it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.committees import Committee
from bot.domain.meetings import AgendaState, Meeting, MeetingState
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.wheel import Wheel
from bot.domain.workdays import WorkCalendar

ANSWERS = -2
"""Working days before the meeting when members who have not said whether they come are asked."""

_DAY = timedelta(days=1)


class Step(StrEnum):
    """A step of the timeline, in its order.

    CALL: members are asked for items, and the secretary gets the draft. CLOSE: the last day for
    items. SEND: agenda and papers go out. ANSWER: those are asked who have not said whether they
    come. MINUTES: the draft minutes are due. COMMENTS: the last day for comments on them.
    """

    CALL = "call"
    CLOSE = "close"
    SEND = "send"
    ANSWER = "answer"
    MINUTES = "minutes"
    COMMENTS = "comments"


BEFORE = (Step.CALL, Step.CLOSE, Step.SEND, Step.ANSWER)
"""The steps that lie before the meeting."""


def timeline_of(committee: Committee, on: date, calendar: WorkCalendar) -> Mapping[Step, date]:
    """Return the local date of each step around a meeting on the local date `on`.

    A step before the meeting that quiet weeks would move to the meeting or past it falls on the
    last working day before them instead.
    """
    days = committee.timeline
    counts = {
        Step.CALL: days.call_for_items,
        Step.CLOSE: days.items_close,
        Step.SEND: days.agenda_out,
        Step.ANSWER: ANSWERS,
        Step.MINUTES: days.minutes_draft,
        Step.COMMENTS: days.comments_close,
    }
    return {step: _step_day(on, count, calendar) for step, count in counts.items()}


def _step_day(on: date, count: int, calendar: WorkCalendar) -> date:
    day = calendar.add_workdays(on, count)
    moved = calendar.after_quiet(day)
    if count >= 0 or moved < on:
        return moved
    while calendar.is_quiet(day) or not calendar.is_workday(day):
        day -= _DAY
    return day


def next_meeting(meetings: Iterable[Meeting], on: date) -> Meeting | None:
    """Return the meeting that is running, else the next one from the local date `on`.

    One whose day has passed without its being held or cancelled is still the next one, until the
    day of the one after it.
    """
    open_ = sorted((m for m in meetings if not m.is_over), key=lambda m: (m.on, m.id))
    running = next((m for m in open_ if m.state is MeetingState.RUNNING), None)
    ahead = next((m for m in open_ if m.on >= on), None)
    return running or ahead or next(reversed(open_), None)


def meeting_after(meetings: Iterable[Meeting], meeting: Meeting) -> Meeting | None:
    """Return the next meeting after `meeting` that is not over."""
    later = (m for m in meetings if not m.is_over and m.id != meeting.id and m.on >= meeting.on)
    return min(later, key=lambda m: (m.on, m.id), default=None)


def meeting_before(meetings: Iterable[Meeting], meeting: Meeting) -> Meeting | None:
    """Return the last meeting that was held before `meeting`."""
    held = (m for m in meetings if m.state is MeetingState.HELD and m.id != meeting.id)
    earlier = (m for m in held if m.on <= meeting.on)
    return max(earlier, key=lambda m: (m.on, m.id), default=None)


def is_last_of_year(meetings: Iterable[Meeting], meeting: Meeting) -> bool:
    """Tell whether a meeting of the series is the last one of its year."""
    same = (
        m
        for m in meetings
        if m.on.year == meeting.on.year
        and m.state is not MeetingState.CANCELLED
        and not m.is_extraordinary
    )
    return not meeting.is_extraordinary and all(m.on <= meeting.on for m in same)


@dataclass(frozen=True)
class MeetingPlan:
    """What must be written for the meetings to be the dates of their series.

    Args:
        added: dates that have no meeting yet.
        moved: meetings whose date was moved, where they are now.
        cancelled: meetings whose date lapsed, or is no longer there.
    """

    added: tuple[Meeting, ...] = ()
    moved: tuple[Meeting, ...] = ()
    cancelled: tuple[Meeting, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.added or self.moved or self.cancelled)


def planned_meetings(
    committee: Committee,
    wheel: Wheel,
    meetings: Sequence[Meeting],
    today: date,
    new_id: Callable[[], str],
) -> MeetingPlan:
    """Return what is missing, out of place or too much beside the series' dates on the wheel."""
    dates = [one for one in wheel.occurrences if one.item_id == committee.series.item_id]
    known = {meeting.occurrence_id: meeting for meeting in meetings}
    by_id = {one.id: one for one in dates}
    live = [m for m in meetings if not m.is_over and m.occurrence_id]
    return MeetingPlan(
        added=tuple(
            _new_meeting(committee, one, new_id())
            for one in dates
            if one.id not in known and one.is_open and one.due >= today
        ),
        moved=tuple(_followed(live, by_id)),
        cancelled=tuple(
            replace(meeting, state=MeetingState.CANCELLED, reason=one.reason if one else "")
            for meeting in live
            if _is_off(one := by_id.get(meeting.occurrence_id or ""))
        ),
    )


def _new_meeting(committee: Committee, date_: Occurrence, id_: str) -> Meeting:
    series = committee.series
    return Meeting(
        id_,
        committee.id,
        date_.due,
        series.starts_at,
        series.minutes,
        series.place,
        date_.id,
        moved_from=date_.planned if date_.planned != date_.due else None,
        reason=date_.reason if date_.planned != date_.due else "",
    )


def _followed(live: Iterable[Meeting], dates: Mapping[str, Occurrence]) -> Iterator[Meeting]:
    for meeting in live:
        date_ = dates.get(meeting.occurrence_id or "")
        if date_ is not None and not _is_off(date_) and date_.due != meeting.on:
            yield moved_to(meeting, date_.due, date_.reason)


def moved_to(meeting: Meeting, on: date, reason: str) -> Meeting:
    """Return a meeting on another local date; it remembers the one it was first planned for.

    An agenda that is out stays out. One that was closed for items is open again, until the new
    date's deadline closes it.
    """
    first = meeting.moved_from or meeting.on
    locked = meeting.agenda_state is AgendaState.LOCKED
    return replace(
        meeting,
        on=on,
        reason=reason,
        moved_from=None if first == on else first,
        agenda_state=AgendaState.OPEN if locked else meeting.agenda_state,
    )


def step_key(step: Step, meeting: Meeting) -> str:
    """Return under what it is noted that a step was taken: again for another date."""
    return f"{step.value}/{meeting.on.isoformat()}"


def _is_off(date_: Occurrence | None) -> bool:
    return date_ is None or date_.state is OccurrenceState.LAPSED
