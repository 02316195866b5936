"""When a law's clock runs out, when it warns, and what may be said of it (GDPR 33, NIS 2).

Hours are elapsed hours, months are calendar months in the organisation's zone; neither is ever
shifted for weekends, holidays or clock changes (domain.md §3).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.clocks import ClockState, StatutoryClock
from bot.domain.errors import BadInput, TooLate
from bot.domain.severities import IncidentBook, Law

QUIET_FROM, QUIET_UNTIL = time(21), time(7)
"""A warning that can come earlier does not come at night."""

CAN_COME_EARLIER = timedelta(hours=72)
"""Clocks that run so long warn before the night."""

LAST_HOUR = timedelta(hours=1)
_BEFORE_NIGHT = timedelta(minutes=30)
_SERVICE = frozenset({"essential", "important"})


class Warned(StrEnum):
    """The warnings of a clock, in the order in which they come."""

    HALF = "half"
    THREE_QUARTERS = "three-quarters"
    LAST_HOUR = "last-hour"
    LATE = "late"


class About(StrEnum):
    """Which of the two questions makes a law's clock come up."""

    PERSONAL_DATA = "personal-data"
    SIGNIFICANT = "significant"


def about(law: Law) -> About:
    """Return which question the law depends on: its scope tells."""
    return About.SIGNIFICANT if _SERVICE & set(law.scope) else About.PERSONAL_DATA


def laws_on(book: IncidentBook, on: date, scope: Iterable[str]) -> tuple[Law, ...]:
    """Return the laws that apply to the organisation on the local date `on`.

    Args:
        book: what is laid down; of a law with several versions only the one valid then counts.
        on: when the organisation became aware.
        scope: what the organisation is ("processor", "essential", "important").
    """
    own = {"always", *scope}
    return tuple(
        law
        for law in book.laws
        if law.valid_from <= on
        and (law.valid_until is None or on <= law.valid_until)
        and own & set(law.scope)
    )


def due_at(law: Law, start: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the legal moment of a clock that starts at `start`, both in UTC; None without one."""
    if law.hours is not None:
        return start + timedelta(hours=law.hours)
    if law.months is None:
        return None
    local = start.astimezone(zone)
    months = local.year * 12 + local.month - 1 + law.months
    year, month = divmod(months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    moved = datetime.combine(date(year, month + 1, day), local.time(), zone)
    return moved.astimezone(UTC)


def warnings(clock: StatutoryClock, zone: ZoneInfo) -> tuple[tuple[Warned, datetime], ...]:
    """Return when a running clock warns, in UTC, the first one first.

    At half, at three quarters and an hour before; a long clock's first two come before 21 instead
    of at night. The last hour's always comes, and so does the word that it is late.
    """
    if clock.state is not ClockState.RUNNING or clock.started_at is None or clock.due_at is None:
        return ()
    start, due = clock.started_at, clock.due_at
    early = [
        (Warned.HALF, start + (due - start) / 2),
        (Warned.THREE_QUARTERS, start + (due - start) * 3 / 4),
    ]
    if due - start >= CAN_COME_EARLIER:
        early = [(name, max(start, _before_night(at, zone))) for name, at in early]
    last = max(start, due - LAST_HOUR)
    return (*early, (Warned.LAST_HOUR, last), (Warned.LATE, due))


def warnings_due(clock: StatutoryClock, at: datetime, zone: ZoneInfo) -> tuple[Warned, ...]:
    """Return the warnings whose moment has come at `at` (UTC) and that nobody has sent.

    After a standstill only the most pressing of them says something new, so the others are sent
    with it as one.
    """
    return tuple(
        name
        for name, moment in warnings(clock, zone)
        if moment <= at and name.value not in clock.warned
    )


def started(
    clock: StatutoryClock, start: datetime, by: str | None, at: datetime, zone: ZoneInfo
) -> StatutoryClock:
    """Return the clock running since `start` (UTC), which may lie in the past.

    Raises:
        TooLate: it runs already, or what it asks for is submitted.
        BadInput: it starts in the future.
    """
    if clock.state in (ClockState.RUNNING, ClockState.SUBMITTED):
        raise TooLate("clock-running")
    if start > at:
        raise BadInput("clock-future")
    return replace(
        clock,
        state=ClockState.RUNNING,
        started_at=start,
        due_at=due_at(clock.law, start, zone),
        started_by=by,
        reason="",
        decided_by=None,
        decided_at=None,
        changed_at=at,
    )


def not_relevant(clock: StatutoryClock, by: str, reason: str, at: datetime) -> StatutoryClock:
    """Return the clock as one that does not apply; that takes a person and a reason.

    Raises:
        TooLate: what it asks for is submitted.
        BadInput: there is no reason.
    """
    if clock.state is ClockState.SUBMITTED:
        raise TooLate("clock-submitted")
    if not reason.strip():
        raise BadInput("clock-reason")
    return replace(
        clock,
        state=ClockState.NOT_RELEVANT,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
        changed_at=at,
    )


def submitted(
    clock: StatutoryClock, by: str, receipt: str, reason: str, at: datetime
) -> StatutoryClock:
    """Return the clock as submitted. Late is late, and says why.

    Raises:
        TooLate: it is submitted already.
        BadInput: it does not run, or it is late and there is no reason.
    """
    if clock.state is ClockState.SUBMITTED:
        raise TooLate("clock-submitted")
    if clock.state is not ClockState.RUNNING:
        raise BadInput("clock-not-running")
    if clock.is_late(at) and not reason.strip():
        raise BadInput("clock-late-reason")
    return replace(
        clock,
        state=ClockState.SUBMITTED,
        submitted_by=by,
        submitted_at=at,
        receipt=receipt.strip(),
        reason=reason.strip(),
        changed_at=at,
    )


def following(
    clocks: Iterable[StatutoryClock], after: StatutoryClock
) -> tuple[StatutoryClock, ...]:
    """Return the clocks that start when what `after` asks for is submitted."""
    starts = f"{after.law.id}.submitted_at"
    open_ = (ClockState.NOT_ASSESSED, ClockState.NOT_RELEVANT)
    return tuple(one for one in clocks if one.law.starts == starts and one.state in open_)


def _before_night(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    evening = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(evening, QUIET_FROM, zone).astimezone(UTC) - _BEFORE_NIGHT
