"""Local wall-clock schedules (reliability.md §1, "Occurrences").

When a local time is, and what of a stop is caught up with.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

Item = TypeVar("Item")

_DAY = timedelta(days=1)


class CatchUp(StrEnum):
    """What to do with mornings that nobody told.

    LATEST: tell the latest of each thing, and keep the earlier ones as missed. ALL: tell
    everything. SKIP: keep all of it as missed.
    """

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


@dataclass(frozen=True)
class CatchingUp:
    """The policy, and for how many days back it holds; what is older is missed."""

    policy: CatchUp = CatchUp.LATEST
    days: int = 14


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which it is `at` on `day` in `zone`.

    A time that the clock skips in spring is as much later as the clock was put forward; of one
    that comes twice in autumn it is the first.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


@dataclass(frozen=True)
class Daily:
    """Once on each local day.

    Args:
        at: the local time.
        zone: whose.
    """

    at: time
    zone: ZoneInfo

    def moment_of(self, day: date) -> datetime:
        """Return when it is due on `day`, in UTC."""
        return moment_of(day, self.at, self.zone)

    def due_between(self, after: datetime, until: datetime) -> tuple[date, ...]:
        """Return the local days whose moment lies after `after`, and not after `until`.

        Cut anywhere, also exactly at a moment, a span gives the same days as its pieces together.
        """
        # A day off on either side: a zone may have skipped a whole day.
        day = after.astimezone(self.zone).date() - 2 * _DAY
        last = until.astimezone(self.zone).date() + 2 * _DAY
        days = (day + number * _DAY for number in range((last - day).days + 1))
        return tuple(d for d in days if after < self.moment_of(d) <= until)


def is_of_use(day: date, today: date, catching_up: CatchingUp) -> bool:
    """Tell whether what was due on `day` may still be told on `today`, both local dates."""
    if day >= today:
        return True
    return catching_up.policy is not CatchUp.SKIP and (today - day).days <= catching_up.days


def latest_only(
    items: Iterable[Item],
    thing: Callable[[Item], Hashable],
    day: Callable[[Item], date],
) -> tuple[list[Item], list[Item]]:
    """Return the items of each thing's latest day, and those that they make pointless."""
    kept = list(items)
    latest: dict[Hashable, date] = {}
    for item in kept:
        latest[thing(item)] = max(day(item), latest.get(thing(item), date.min))
    told = [item for item in kept if day(item) == latest[thing(item)]]
    return told, [item for item in kept if day(item) != latest[thing(item)]]
