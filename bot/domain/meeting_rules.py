"""The life cycle of a meeting: called, moved, cancelled, attended, started, ended (domain.md §2).

Every function returns the meeting as it is afterwards. What is over, or done already, raises
`TooLate`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.committee_people import Member
from bot.domain.committees import Committee
from bot.domain.errors import BadInput, FieldErrors, TooLate, TovholderError
from bot.domain.meeting_people import MeetingPeople
from bot.domain.meeting_timeline import moved_to
from bot.domain.meetings import AgendaState, Attendance, Meeting, MeetingState, Presence
from bot.domain.workdays import WorkCalendar

MOST_AHEAD = timedelta(days=366)
"""How far ahead a meeting may be called or moved."""

_OVER = {MeetingState.HELD: "meetings-held", MeetingState.CANCELLED: "meetings-cancelled"}


@dataclass(frozen=True)
class Moment:
    """That somebody does something: `by` a person's id, `at` UTC, `on` the local date then."""

    by: str
    at: datetime
    on: date


@dataclass(frozen=True)
class When:
    """A meeting's date and time, both local, and where it is."""

    on: date
    starts_at: time
    place: str = ""


def called(
    committee: Committee, when: When, reason: str, id_: str, act: Moment, calendar: WorkCalendar
) -> Meeting:
    """Return an extraordinary meeting, whose agenda is open for items at once.

    Raises:
        FieldErrors: the day is closed, past or too far ahead, or no reason is given.
    """
    _require_day(when.on, act, calendar, reason)
    return Meeting(
        id_,
        committee.id,
        when.on,
        when.starts_at,
        committee.series.minutes,
        when.place or committee.series.place,
        agenda_state=AgendaState.OPEN,
        reason=reason,
        called_by=act.by,
        changed_at=act.at,
    )


def move(meeting: Meeting, when: When, reason: str, act: Moment, calendar: WorkCalendar) -> Meeting:
    """Return the meeting on another date, at another time or in another place.

    Raises:
        TooLate: it runs, or is over.
        FieldErrors: as for `called`, or nothing has changed.
    """
    require_ahead(meeting)
    _require_day(when.on, act, calendar, reason)
    if (when.on, when.starts_at, when.place) == (meeting.on, meeting.starts_at, meeting.place):
        raise FieldErrors({"on": BadInput("meetings-same-day")})
    after = replace(meeting, starts_at=when.starts_at, place=when.place, changed_at=act.at)
    return moved_to(after, when.on, reason) if when.on != meeting.on else after


def cancel(meeting: Meeting, reason: str, act: Moment) -> Meeting:
    """Return the meeting cancelled.

    Raises:
        TooLate: it runs, or is over.
        FieldErrors: no reason is given.
    """
    require_ahead(meeting)
    _require_reason(reason)
    return replace(meeting, state=MeetingState.CANCELLED, reason=reason, changed_at=act.at)


def sent(meeting: Meeting, act: Moment) -> Meeting:
    """Return the meeting convened: its agenda is out. It may be sent again, as it has become.

    Raises:
        TooLate: it runs, or is over.
    """
    require_ahead(meeting)
    return replace(
        meeting,
        state=MeetingState.CONVENED,
        agenda_state=AgendaState.SENT,
        sent_at=act.at,
        changed_at=act.at,
    )


def start(meeting: Meeting, act: Moment) -> Meeting:
    """Return the meeting running.

    Raises:
        TooLate: it runs, or is over.
        BadInput: its day has not come.
    """
    require_ahead(meeting)
    if act.on < meeting.on:
        raise BadInput("meetings-not-today", date=meeting.on)
    return replace(
        meeting,
        state=MeetingState.RUNNING,
        agenda_state=AgendaState.SENT,
        sent_at=meeting.sent_at or act.at,
        started_at=act.at,
        changed_at=act.at,
    )


def end(meeting: Meeting, act: Moment) -> Meeting:
    """Return the meeting held.

    Raises:
        TooLate: it does not run.
    """
    require_running(meeting)
    return replace(meeting, state=MeetingState.HELD, ended_at=act.at, changed_at=act.at)


def answered(
    meeting: Meeting, people: MeetingPeople, person_id: str, presence: Presence, act: Moment
) -> Meeting:
    """Return the meeting with what somebody says of their coming, for every seat of theirs.

    A member who cannot come is replaced by the seat's deputy, if it has one. A deputy who answers
    speaks for the seats of those who are away.

    Raises:
        TooLate: it is over.
        BadInput: the person sits in no seat, or deputises for one who has not sent an apology.
    """
    require_open(meeting)
    seats = answering(meeting, people, person_id)
    if not seats:
        holders = [m.person.id for m in people.seats_of(person_id) if m.person]
        if holders:
            raise BadInput("meetings-holder-comes", people=people.called(holders))
        raise BadInput("meetings-no-seat")
    given = {m.seat.id: _attendance(m, person_id, presence) for m in seats}
    return attended(meeting, given, act)


def answering(meeting: Meeting, people: MeetingPeople, person_id: str) -> tuple[Member, ...]:
    """Return the seats for which somebody says whether they come.

    Their own; of a deputy who has none those of who is away, or has sent an apology.
    """
    seats = people.seats_of(person_id)
    own = tuple(m for m in seats if m.person and m.person.id == person_id)
    return own or tuple(m for m in seats if _deputises(m, meeting, person_id))


def answer_of(meeting: Meeting, member: Member, person_id: str) -> Presence | None:
    """Return what somebody has said of their coming for a seat; None while they are silent."""
    given = meeting.attendance.get(member.seat.id)
    if given is None or given.person_id == person_id:
        return given.presence if given else None
    return Presence.PRESENT if given.deputy_id == person_id else Presence.APOLOGY


def attended(meeting: Meeting, given: dict[str, Attendance], act: Moment) -> Meeting:
    """Return the meeting with who takes part for some of its seats.

    Raises:
        TooLate: it is over.
    """
    require_open(meeting)
    return replace(meeting, attendance={**meeting.attendance, **given}, changed_at=act.at)


def still_to_answer(meeting: Meeting, people: MeetingPeople) -> tuple[str, ...]:
    """Return who has not said whether they come: only them are reminded."""
    waiting = (m.acting for m in people.members if m.seat.id not in meeting.attendance)
    return tuple(dict.fromkeys(person.id for person in waiting if person))


def require_open(meeting: Meeting) -> None:
    """Let pass what is about a meeting that is not over.

    Raises:
        TooLate: it was held or cancelled.
    """
    if meeting.state in _OVER:
        raise TooLate(_OVER[meeting.state], date=meeting.on)


def require_ahead(meeting: Meeting) -> None:
    """Let pass what is about a meeting that has not begun.

    Raises:
        TooLate: it has.
    """
    require_open(meeting)
    if meeting.state is MeetingState.RUNNING:
        raise TooLate("meetings-running")


def require_running(meeting: Meeting) -> None:
    """Let pass what is done at a meeting.

    Raises:
        TooLate: it has not begun, or is over.
    """
    require_open(meeting)
    if meeting.state is not MeetingState.RUNNING:
        raise TooLate("meetings-not-started")


def _deputises(member: Member, meeting: Meeting, person_id: str) -> bool:
    if member.acting is not None and member.acting.id == person_id:
        return True
    given = meeting.attendance.get(member.seat.id)
    return given is not None and given.presence is Presence.APOLOGY


def _attendance(member: Member, person_id: str, presence: Presence) -> Attendance:
    holder = member.person.id if member.person else person_id
    comes = presence is Presence.PRESENT
    if holder != person_id:
        # The deputy answers for one who is away.
        return Attendance(member.seat.id, holder, Presence.APOLOGY, person_id if comes else None)
    deputy = None if comes or member.deputy is None else member.deputy.id
    return Attendance(member.seat.id, holder, presence, deputy)


def _require_day(on: date, act: Moment, calendar: WorkCalendar, reason: str) -> None:
    errors: dict[str, TovholderError] = {}
    if on < act.on:
        errors["on"] = BadInput("meetings-past")
    elif on > act.on + MOST_AHEAD:
        errors["on"] = BadInput("meetings-far")
    elif not calendar.is_workday(on):
        errors["on"] = BadInput("meetings-closed-day", date=calendar.workday_on_or_after(on))
    if not reason.strip():
        errors["reason"] = BadInput("form-required")
    if errors:
        raise FieldErrors(errors)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("form-required")})
