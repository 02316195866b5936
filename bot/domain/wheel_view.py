"""What of the annual wheel somebody looks at, and what they see."""

import re
from dataclasses import dataclass, replace

from bot.domain.paging import Page
from bot.domain.wheel_year import Entry, Near, Shown, Span, month_span, year_span

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years for which a wheel is shown."""


@dataclass(frozen=True)
class WheelView:
    """What of the wheel is looked at: a year, or a month of it; all of it, or the reader's own.

    `year` is the one in which the wheel's twelve months begin, and the calendar's for a month.
    """

    year: int
    month: int | None = None
    mine: bool = False
    page: int = 1

    def __str__(self) -> str:
        """Return it as a button carries it, for `read_view`: "2027", "2027-03", "2027.mine#2"."""
        month = f"-{self.month:02}" if self.month else ""
        mine = ".mine" if self.mine else ""
        return f"{self.year:04}{month}{mine}" + (f"#{self.page}" if self.page > 1 else "")

    def moved(self, by: int) -> "WheelView | None":
        """Return the view `by` years or months further on, None where no wheel is shown."""
        if self.month is None:
            found = replace(self, year=self.year + by, page=1)
        else:
            years, month = divmod(self.month - 1 + by, 12)
            found = replace(self, year=self.year + years, month=month + 1, page=1)
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


_VIEW = re.compile(r"(\d{4})(?:-(\d{2}))?(\.mine)?(?:#([1-9]\d{0,3}))?", re.ASCII)


def read_view(value: str) -> WheelView | None:
    """Return what a button's value asks for, None for anything else."""
    match = _VIEW.fullmatch(value)
    if match is None:
        return None
    month = int(match[2]) if match[2] else None
    view = WheelView(int(match[1]), month, bool(match[3]), int(match[4] or 1))
    in_range = FIRST_YEAR <= view.year <= LAST_YEAR and (month is None or 1 <= month <= 12)
    return view if in_range else None


@dataclass(frozen=True)
class Seen:
    """What somebody sees of the wheel.

    Args:
        view: what was asked for.
        shown: all of it.
        page: the dates that are written out.
        near: what presses most, on the first page of the year that holds today; None elsewhere.
        preparing: what is due after the month but begins in it.
    """

    view: WheelView
    shown: Shown
    page: Page[Entry]
    near: Near | None = None
    preparing: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class ItemDates:
    """Where an item stands.

    Args:
        open: the dates that are not over, the earliest first; the late ones are among them.
        last: the date that was completed last, None for none.
    """

    open: tuple[Entry, ...]
    last: Entry | None = None


def span_of(view: WheelView, start_month: int) -> Span:
    """Return the dates that a view shows."""
    if view.month is not None:
        return month_span(view.year, view.month)
    return year_span(view.year, start_month)
