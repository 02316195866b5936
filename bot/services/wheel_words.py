"""From what is typed after `/wheel` to what is shown: "marts 2027", "næste år", "mine"."""

import re
from datetime import date
from functools import cache

from bot.domain.errors import BadInput
from bot.domain.language import LANGUAGES
from bot.domain.wheel_view import FIRST_YEAR, LAST_YEAR, WheelView
from bot.domain.wheel_year import wheel_year_of
from bot.search.folding import fold
from bot.texts import Texts

_OWN = frozenset({"mine", "mit", "min", "mig", "my", "me"})
_FILLING = frozenset({"for", "i", "in", "og", "and", "of", "the", "dette", "denne", "this"})
_YEAR_WORDS = frozenset({"aar", "aaret", "year"})
_MONTH_WORDS = frozenset({"maaned", "maaneden", "month"})
_STEPS = {"naeste": 1, "next": 1, "forrige": -1, "sidste": -1, "previous": -1, "last": -1}
_PARTS = re.compile(r"[^\s/.,:;?!()-]+")
_FEWEST_LETTERS = 3


def read_words(text: str, today: date, start_month: int) -> WheelView:
    """Return the year or month that was asked for; this year's wheel when nothing was.

    A month without a year is one ahead, or the one just past.

    Args:
        text: "2027", "marts", "March 2027", "2027-03", "3/2027", "næste måned", "mine".
        today: the local date.
        start_month: the month with which the wheel's twelve months begin.

    Raises:
        BadInput: a word is neither a month, a year nor one of these; or the year is too far off.
    """
    year: int | None = None
    month: int | None = None
    step = 0
    mine = by_month = False
    for word in _PARTS.findall(fold(text)):
        if word in _OWN:
            mine = True
        elif word in _STEPS:
            step = _STEPS[word]
        elif word in _MONTH_WORDS:
            by_month = True
        elif word in _FILLING or word in _YEAR_WORDS:
            continue
        elif word.isdecimal() and len(word) == 4 and year is None:
            year = _checked(int(word))
        elif month is None and (named := month_named(word)):
            month = named
        else:
            raise BadInput("wheel-words", text=text.strip()[:60])
    if month is not None:
        return WheelView(year or _year_of(month, today), month, mine)
    if by_month:
        return _stepped(WheelView(year or today.year, today.month, mine), step)
    return _stepped(WheelView(year or wheel_year_of(today, start_month), mine=mine), step)


def month_named(word: str) -> int | None:
    """Return the month of "3", "marts", "mar" or "march", folded; None for anything else."""
    if word.isdecimal() and len(word) <= 2:
        return int(word) if 1 <= int(word) <= 12 else None
    if len(word) < _FEWEST_LETTERS:
        return None
    return next((number for name, number in _months() if name.startswith(word)), None)


def _stepped(view: WheelView, step: int) -> WheelView:
    return view.moved(step) or view


def _checked(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput("wheel-year-shown", first=FIRST_YEAR, last=LAST_YEAR)
    return year


def _year_of(month: int, today: date) -> int:
    return today.year if month >= today.month - 1 else today.year + 1


@cache
def _months() -> tuple[tuple[str, int], ...]:
    return tuple(
        (fold(Texts(language).month(number)), number)
        for language in LANGUAGES
        for number in range(1, 13)
    )
