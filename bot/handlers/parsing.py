"""From what was typed to its parts: dates, periods, "as of", and words folded alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.chat.request import SharedFile
from bot.domain.errors import BadInput
from bot.search.folding import fold
from bot.services.ports import NewFile

MOST_BYTES = 8 * 1024 * 1024
"""So large may a file be that shows that something was done."""

_MONTHS = {
    name[:3]: number
    for number, names in enumerate(
        (
            ("januar", "january"),
            ("februar", "february"),
            ("marts", "march"),
            ("april", "april"),
            ("maj", "may"),
            ("juni", "june"),
            ("juli", "july"),
            ("august", "august"),
            ("september", "september"),
            ("oktober", "october"),
            ("november", "november"),
            ("december", "december"),
        ),
        start=1,
    )
    for name in names
}
_AS_OF = re.compile(
    r"\s+(?:pr\.?|per|as of|as at|on|d\.|den|on the)\s+"
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\s*\d{1,2}[./ ]\s*\d{4}"
    r"|\d{1,2}\.?\s+[a-zæøå]+\.?\s+\d{4})\s*\??$",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[./]\s*(\d{1,2})[./ ]\s*(\d{4})")
_WORDS = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]+)\.?\s+(\d{4})", re.IGNORECASE)
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("mandag", "monday"),
            ("tirsdag", "tuesday"),
            ("onsdag", "wednesday"),
            ("torsdag", "thursday"),
            ("fredag", "friday"),
            ("loerdag", "saturday"),
            ("soendag", "sunday"),
        )
    )
    for name in names
}
_DAYS_FROM_NOW = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i morgen": 1,
    "imorgen": 1,
    "tomorrow": 1,
    "i overmorgen": 2,
}
_BETWEEN = re.compile(r"\s*(?:\.{2,3}|…)\s*|\s+(?:til og med|til|to|until|through)\s+|\s*-\s*")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s*([a-z]{3,})\.?(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th|\.)?(?:,?\s+(\d{4}))?")
_DAY_NUMBER = re.compile(r"(\d{1,2})[./](\d{1,2})\.?(?:[./ ]\s*(\d{4}))?")
_DAY_ALONE = re.compile(r"(\d{1,2})\.?")
_WEEKS = re.compile(r"(?:uge|week)\s+(\d{1,2})(?:\s*-\s*(\d{1,2}))?(?:\s+(\d{4}))?")
_MOST_WORDS = 14
_LATELY = timedelta(days=31)
_OVER_NEW_YEAR = timedelta(days=120)


def split_as_of(text: str) -> tuple[str, date | None]:
    """Split "backup pr. 1. marts 2027" into what is asked for and the local date.

    Raises:
        BadInput: the date does not exist.
    """
    match = _AS_OF.search(" " + text)
    if match is None:
        return text.strip(), None
    return (" " + text)[: match.start()].strip(), parse_date(match["day"])


def parse_date(text: str) -> date:
    """Read "2027-03-09", "9.3.2027", "9/3 2027", "9. marts 2027" or "9 March 2027".

    Raises:
        BadInput: the text is not a date, or the date does not exist.
    """
    try:
        if match := _ISO.fullmatch(text.strip()):
            return date(*(int(part) for part in match.groups()))
        if match := _NUMBERS.fullmatch(text.strip()):
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        if match := _WORDS.fullmatch(text.strip()):
            return date(int(match[3]), _MONTHS[fold(match[2])[:3]], int(match[1]))
    except (ValueError, KeyError):
        pass
    raise BadInput("date-unknown", text=text.strip()[:40])


@dataclass(frozen=True)
class _Day:
    """A day as it was typed; what is None was left out, or follows from the period's other end."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


def split_period(text: str, today: date) -> tuple[str, tuple[date, date]]:
    """Split "Jonas 1.-5. december" into what stands around a period, and its first and last day.

    The period is one of `parse_period`'s forms; the longest counts.

    Raises:
        BadInput: there is no period in the text.
    """
    words = text.split()[:_MOST_WORDS]
    for first, last in _longest_first_parts(len(words)):
        around = " ".join((*words[:first], *words[last:]))
        if any(char.isdigit() for char in around):
            continue
        try:
            return around, parse_period(" ".join(words[first:last]), today)
        except BadInput:
            continue
    raise BadInput("period-unknown", text=text.strip()[:60])


def parse_period(text: str, today: date) -> tuple[date, date]:
    """Read a period's first and last day, or one day as both.

    "2027-12-01..2027-12-05", "1.-5. december", "1/12 - 5/12", "December 1 to 5", "mandag..fredag",
    "fra 28. december til 3. januar", "i morgen", "uge 30-31". Without a year the days are those
    ahead, or of the last month. The last day may lie before the first.

    Args:
        text: what was typed.
        today: the local date.

    Raises:
        BadInput: the text is no period, or a day in it does not exist.
    """
    folded = re.sub("[‐-―]", "-", fold(text)).strip(" ?!")
    folded = re.sub(r"^(?:fra|from|den|d\.|between)\s+", "", folded)
    try:
        if weeks := _WEEKS.fullmatch(folded):
            return _weeks(weeks, today)
        for match in _BETWEEN.finditer(folded):
            first, last = _typed_day(folded[: match.start()]), _typed_day(folded[match.end() :])
            if first and last:
                return _from_to(first, last, today)
        if (only := _typed_day(folded)) and (only.month or only.weekday is not None):
            return _from_to(only, only, today)
        if folded in _DAYS_FROM_NOW:
            day = today + timedelta(days=_DAYS_FROM_NOW[folded])
            return day, day
    except ValueError:
        pass
    raise BadInput("period-unknown", text=text.strip()[:60])


def _longest_first_parts(count: int) -> Iterator[tuple[int, int]]:
    for length in range(count, 0, -1):
        for first in range(count - length + 1):
            yield first, first + length


def _weeks(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return whole ISO weeks, Monday to Sunday."""
    first_week, last_week = int(match[1]), int(match[2] or match[1])
    year = int(match[3]) if match[3] else today.year
    first = date.fromisocalendar(year, first_week, 1)
    if not match[3] and date.fromisocalendar(year, last_week, 7) < today - _LATELY:
        year += 1
        first = date.fromisocalendar(year, first_week, 1)
    return first, date.fromisocalendar(year, last_week, 7)


def _typed_day(text: str) -> _Day | None:
    """Read one end of a period."""
    text = re.sub(r"^(?:den|d\.|the)\s+", "", text.strip())
    if text in _WEEKDAYS:
        return _Day(0, weekday=_WEEKDAYS[text])
    if text in _DAYS_FROM_NOW:
        return _Day(_DAYS_FROM_NOW[text], weekday=-1)
    if match := _ISO.fullmatch(text):
        return _Day(int(match[3]), int(match[2]), int(match[1]))
    if match := _DAY_NUMBER.fullmatch(text):
        return _Day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if (match := _DAY_MONTH.fullmatch(text)) and match[2][:3] in _MONTHS:
        return _Day(int(match[1]), _MONTHS[match[2][:3]], int(match[3]) if match[3] else None)
    if (match := _MONTH_DAY.fullmatch(text)) and match[1][:3] in _MONTHS:
        return _Day(int(match[2]), _MONTHS[match[1][:3]], int(match[3]) if match[3] else None)
    if match := _DAY_ALONE.fullmatch(text):
        return _Day(int(match[1]))
    return None


def _from_to(first: _Day, last: _Day, today: date) -> tuple[date, date]:
    """Fill in what either end leaves to the other, and the years.

    Raises:
        ValueError: neither end names a month, or a day does not exist.
    """
    if first.weekday is None and first.month is None:
        first = replace(first, month=last.month, year=last.year)
    if last.weekday is None and last.month is None:
        last = replace(last, month=first.month, year=first.year)
    if first.year is None and last.year is not None and first.weekday is None:
        begins, ends = _in_year(first, last.year), _in_year(last, last.year)
        if begins > ends and ends - begins.replace(year=begins.year - 1) <= _OVER_NEW_YEAR:
            begins = begins.replace(year=begins.year - 1)
        return begins, ends
    begins = _on(first, today)
    if last.weekday is not None:
        return begins, _on(last, today if last.weekday < 0 else begins)
    ends = _in_year(last, last.year or begins.year)
    if last.year is None and ends < begins:
        later = ends.replace(year=ends.year + 1)
        ends = later if later - begins <= _OVER_NEW_YEAR else ends
    return begins, ends


def _on(day: _Day, today: date) -> date:
    """Return the day ahead, or of the last month, that was meant by one without a year."""
    if day.weekday is not None:
        if day.weekday < 0:
            return today + timedelta(days=day.day)
        return today + timedelta(days=(day.weekday - today.weekday()) % 7)
    if day.year is not None:
        return _in_year(day, day.year)
    this_year = _in_year(day, today.year)
    return this_year if this_year >= today - _LATELY else _in_year(day, today.year + 1)


def _in_year(day: _Day, year: int) -> date:
    if day.month is None:
        raise ValueError(day)
    return date(year, day.month, day.day)


def leading_words(text: str, phrases: tuple[str, ...]) -> str | None:
    """Return what follows one of `phrases` at the start of `text`, or None when none stands there.

    Case, æøå and ae/oe/aa, and white space are alike; the longest phrase wins.
    """
    tokens = text.split()
    longest_first = _longest_first(phrases)
    most = len(longest_first[0]) if longest_first else 0
    folded = [fold(token).strip("?!.,:") for token in tokens[:most]]
    for wanted in longest_first:
        if folded[: len(wanted)] == wanted:
            return " ".join(tokens[len(wanted) :])
    return None


@cache
def _longest_first(phrases: tuple[str, ...]) -> list[list[str]]:
    # Asked with the registry's own phrases only, for every command of every request.
    return sorted((fold(phrase).split() for phrase in phrases), key=lambda words: -len(words))


async def sent_file(files: tuple[SharedFile, ...]) -> NewFile | None:
    """Return the file that shows that something was done, None where none came along.

    Raises:
        BadInput: there are several, or it is empty or too large.
    """
    if not files:
        return None
    if len(files) > 1:
        raise BadInput("occurrence-one-file")
    file = files[0]
    if file.size > MOST_BYTES:
        raise BadInput("occurrence-file-big", megabytes=MOST_BYTES // (1024 * 1024))
    content = await file.read(MOST_BYTES)
    if not content:
        raise BadInput("occurrence-file-empty")
    return NewFile(file.name, content)
