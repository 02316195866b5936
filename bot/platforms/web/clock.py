"""Where the demo's clock is asked to go."""

import re
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.platforms.web.errors import WebError

_FURTHEST = timedelta(days=366 * 20)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?)?"
)


class MovableClock(Protocol):
    """The clock that the demo shows."""

    def now(self) -> datetime:
        """Return the moment, UTC."""
        ...


def moved(now: datetime, duration: str, zone: str) -> datetime:
    """Return the UTC moment that lies `duration` after `now`.

    Args:
        now: UTC.
        duration: ISO 8601 weeks, days, hours and minutes, such as "P1W", "P1DT2H" or "PT15M".
            Weeks and days keep the local time of day across a clock change; hours and minutes
            are elapsed time.
        zone: IANA name of the organisation's zone.

    Raises:
        WebError: 400, the duration is written otherwise or leads too far.
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise WebError(400, "bad-duration")
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    try:
        local = now.astimezone(ZoneInfo(zone)) + timedelta(weeks=weeks, days=days)
        target = local.astimezone(UTC) + timedelta(hours=hours, minutes=minutes)
    except OverflowError:
        raise WebError(400, "clock-too-far") from None
    return _allowed(now, target)


def moved_to(now: datetime, moment: str, zone: str) -> datetime:
    """Return the UTC moment that `moment` names.

    Args:
        now: UTC.
        moment: ISO 8601, such as "2027-01-04T09:00"; local time in `zone` unless it has an offset.
        zone: IANA name of the organisation's zone.

    Raises:
        WebError: 400, the moment is not one, lies before `now` or too far ahead.
    """
    try:
        named = datetime.fromisoformat(moment)
        local = named if named.tzinfo else named.replace(tzinfo=ZoneInfo(zone))
        target = local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WebError(400, "bad-moment") from None
    return _allowed(now, target)


def local_iso(moment: datetime, zone: str) -> str:
    """Return a UTC moment in `zone`, to the second, with its offset."""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _allowed(now: datetime, target: datetime) -> datetime:
    if target < now:
        raise WebError(400, "clock-backwards")
    if target - now > _FURTHEST:
        raise WebError(400, "clock-too-far")
    return target
