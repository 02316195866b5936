"""From "Ryd op i adgange @jonas senest 1. marts" to what is to be done, by whom and by when."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.workdays import WorkCalendar
from bot.handlers.parsing import parse_period
from bot.search.folding import fold

_MARKS = re.compile(
    r"(?<!\S)(senest|inden|frist|deadline|due|by|before|til|on|within|om|in)(?=[\s:])[\s:]*",
    re.IGNORECASE,
)
_SURE = frozenset({"senest", "frist", "deadline", "due"})
"""What follows these is meant as a date, whatever it says."""

_PART_OF_DATE = frozenset({"om", "in"})
_LONGEST_DATE = 5
_WEEKDAYS = (
    ("mandag", "monday"),
    ("tirsdag", "tuesday"),
    ("onsdag", "wednesday"),
    ("torsdag", "thursday"),
    ("fredag", "friday"),
    ("loerdag", "saturday"),
    ("soendag", "sunday"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("marts", "march", "mar"),
            ("april", "april", "apr"),
            ("maj", "may", "maj"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "august", "aug"),
            ("september", "september", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "november", "nov"),
            ("december", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_WEEKDAY, key=len, reverse=True))
_FILLER = re.compile(r"^(?:(?:paa|den|d\.|the|on|kl\.?)\s+)+")
_NEXT, _THIS = r"(?:naeste|next)", r"(?:(?:i|in)\s)?(?:denne|this)"
_FROM_NOW = re.compile(
    r"(?:(?:om|in|for|within)\s+)?(\d{1,3}|en|et|a|an|one|to|two|tre|three|fire|four)\s+"
    r"(dage?|days?|uger?|weeks?|maaneder|maaned|months?)"
)
_NUMBERS = {
    **dict.fromkeys(("en", "et", "a", "an", "one"), 1),
    **dict.fromkeys(("to", "two"), 2),
    **dict.fromkeys(("tre", "three"), 3),
    **dict.fromkeys(("fire", "four"), 4),
}
_END_OF = re.compile(
    r"(?:ved\s+|the\s+)?(?:udgangen af|slutningen af|ultimo|end of|eom|eoy)\s*(?:the\s+)?(.*)"
)
_MONTH_ALONE = re.compile(rf"({_MONTH})\.?(?:\s+(\d{{4}}))?")
_WEEK = re.compile(rf"(?:({_DAY})\s+(?:i|in)\s+)?(?:uge|week)\s*(\d{{1,2}})(?:[\s,/]+(\d{{4}}))?")
_QUARTER = re.compile(r"(?:q([1-4])|([1-4])\.?\s*(?:kvartal|quarter))(?:\s+(\d{4}))?")
_YEAR = re.compile(r"(?:aaret\s+|year\s+)?(\d{4})")
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DASHED_YEAR = re.compile(r"^(\d{1,2}[./]\d{1,2})-(\d{4})$")
_OF = re.compile(r"(?<=\d(?:st|nd|rd|th)) of ")
_AT = re.compile(r"@(\S+)")
_MOST_NAME_WORDS = 6


@dataclass(frozen=True)
class TypedTask:
    """A task as it was typed. `due` is a local date."""

    title: str
    who: Bearer | None = None
    due: date | None = None


def read_task(
    text: str, mentioned: Bearer | None, organisation: Organisation, today: date
) -> TypedTask:
    """Read a task: the text, "@who" anywhere, and "senest <date>" or "by <date>" at the end.

    Args:
        text: what was typed, without the names of those whom the platform tells.
        mentioned: whom the platform tells.
        organisation: for the names that are typed, and the working days.
        today: the local date.

    Raises:
        BadInput: the name is nobody's or several people's; the date is none, or is past.
    """
    who = mentioned
    if who is None and (match := _AT.search(text)):
        who, end = _named(text, match.start(), organisation, today)
        text = f"{text[: match.start()]} {text[end:]}"
    title, due = split_deadline(text, today, organisation.wheel.calendar)
    return TypedTask(title, who, due)


def split_deadline(text: str, today: date, workdays: WorkCalendar) -> tuple[str, date | None]:
    """Split "Ryd op senest 1. marts" into what is to be done and the local date by which.

    A word that begins a date only counts when a date follows, so that "Check by hand" is a text.

    Raises:
        BadInput: `plan-date-unknown` (text): what follows is surely meant as a date and is none;
            `plan-due-past` (date): it lies in the past.
    """
    text = " ".join(text.split())
    for match in reversed(list(_MARKS.finditer(text))):
        word = match[1].casefold()
        start = match.start() if word in _PART_OF_DATE else match.end()
        written = text[start:].strip()
        due = _day(written, today, workdays)
        if due is not None:
            if due < today:
                raise BadInput("plan-due-past", text=written[:40])
            return _without_mark(text[: match.start()]), due
        meant = word in _SURE or (_digits(written) and word in {"by", "inden", "before"})
        if meant and len(written.split()) <= _LONGEST_DATE:
            raise BadInput("plan-date-unknown", text=written[:40])
    return text.strip(" ,;"), None


def read_deadline(text: str, today: date, workdays: WorkCalendar) -> date:
    """Read a deadline as people write it, in Danish or English.

    "1. marts", "1/3", "2027-03-01", "fredag", "næste fredag", "uge 10" (its last working day),
    "om 14 dage", "udgangen af marts", "Q1 2027". Without a year it is the next one.

    Raises:
        BadInput: `plan-date-unknown` (text) or `plan-due-past` (text).
    """
    due = _day(text, today, workdays)
    if due is None:
        raise BadInput("plan-date-unknown", text=text.strip()[:40])
    if due < today:
        raise BadInput("plan-due-past", text=text.strip()[:40])
    return due


def _without_mark(text: str) -> str:
    """Return what stands before a date, without a second word that leads to it ("inden d.")."""
    text = text.strip(" ,;:-–")
    return re.sub(r"\s+(?:senest|inden|by|due|med)$", "", text, flags=re.IGNORECASE)


def _digits(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _day(text: str, today: date, workdays: WorkCalendar) -> date | None:
    folded = _FILLER.sub("", fold(text).strip(" ,;!?").removesuffix("."))
    folded = _OF.sub(" ", _DASHED_YEAR.sub(r"\1 \2", folded))
    try:
        for read in (_relative, _end_of, _in_week, _quarter, _month, _year):
            found = read(folded, today, workdays)
            if found is not None:
                return found
        return _plain_day(folded, today)
    except (ValueError, OverflowError):
        return None


def _relative(text: str, today: date, workdays: WorkCalendar) -> date | None:
    if match := _FROM_NOW.fullmatch(text):
        count = _NUMBERS.get(match[1]) or int(match[1])
        if match[2].startswith(("maaned", "month")):
            return _months_on(today, count)
        days = 7 if match[2].startswith(("uge", "week")) else 1
        return today + timedelta(days=count * days)
    monday = today - timedelta(days=today.weekday())
    if match := re.fullmatch(rf"{_NEXT}\s+({_DAY})", text):
        return monday + timedelta(days=7 + _WEEKDAY[match[1]])
    for pattern, weeks in ((rf"{_THIS} (?:uge|week)|ugen", 0), (rf"{_NEXT} (?:uge|week)", 1)):
        if re.fullmatch(pattern, text):
            return workdays.workday_on_or_before(monday + timedelta(days=6 + 7 * weeks))
    for pattern, months in (
        (rf"{_THIS} (?:maaned|month)", 0),
        (rf"{_NEXT} (?:maaned|month)", 1),
    ):
        if re.fullmatch(pattern, text):
            there = _months_on(today.replace(day=1), months)
            return _last_workday(there.year, there.month, workdays)
    return None


def _end_of(text: str, today: date, workdays: WorkCalendar) -> date | None:
    match = _END_OF.fullmatch(text)
    if match is None:
        return None
    of = match[1].strip() or ("year" if text.startswith("eoy") else "month")
    if re.fullmatch(rf"(?:{_THIS}\s)?(?:maaned(?:en)?|month)", of):
        return _last_workday(today.year, today.month, workdays)
    if re.fullmatch(rf"(?:{_THIS}\s|i\s)?(?:aar(?:et)?|year)", of):
        return _last_workday(today.year, 12, workdays)
    if re.fullmatch(rf"(?:{_THIS}\s)?(?:ugen?|week)", of):
        return _relative("ugen", today, workdays)
    for read in (_month, _in_week, _quarter, _year, _relative):
        if found := read(of, today, workdays):
            return found
    return None


def _in_week(text: str, today: date, workdays: WorkCalendar) -> date | None:
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    number, year = int(match[2]), int(match[3] or today.isocalendar().year)

    def day_in(of: int) -> date:
        if match[1]:
            return date.fromisocalendar(of, number, _WEEKDAY[match[1]] + 1)
        return workdays.workday_on_or_before(date.fromisocalendar(of, number, 7))

    due = day_in(year)
    return day_in(year + 1) if due < today and not match[3] else due


def _quarter(text: str, today: date, workdays: WorkCalendar) -> date | None:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    month = 3 * int(match[1] or match[2])
    return _ahead(month, match[3], today, workdays)


def _month(text: str, today: date, workdays: WorkCalendar) -> date | None:
    match = _MONTH_ALONE.fullmatch(text)
    return _ahead(_MONTHS[match[1]], match[2], today, workdays) if match else None


def _year(text: str, today: date, workdays: WorkCalendar) -> date | None:
    match = _YEAR.fullmatch(text)
    return _last_workday(int(match[1]), 12, workdays) if match else None


def _ahead(month: int, year: str | None, today: date, workdays: WorkCalendar) -> date:
    """Return the month's last working day, in the given year or the next one that is not over."""
    due = _last_workday(int(year or today.year), month, workdays)
    return _last_workday(today.year + 1, month, workdays) if due < today and not year else due


def _plain_day(text: str, today: date) -> date | None:
    """Return a day as `parse_period` reads it; without a year it is one that is not past."""
    try:
        first, last = parse_period(text, today)
        if last < today and not _HAS_YEAR.search(text):
            first, last = parse_period(f"{text} {today.year + 1}", today)
    except BadInput:
        return None
    return last if first == last else None


def _months_on(day: date, count: int) -> date:
    """Return the same day `count` months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _last_workday(year: int, month: int, workdays: WorkCalendar) -> date:
    return workdays.workday_on_or_before(date(year, month, calendar.monthrange(year, month)[1]))


# -- who


def _named(text: str, start: int, organisation: Organisation, today: date) -> tuple[Bearer, int]:
    """Return whom an "@" names, and where the name ends; the longest name counts.

    Raises:
        BadInput: `plan-nobody` (text) or `plan-several` (text).
    """
    for name, end in _longest_names(text, start + 1):
        people = [
            Bearer(person_id=person.id)
            for person in organisation.people
            if not person.has_left(today) and name in (fold(person.name), fold(person.email))
        ]
        roles = [
            Bearer(role_id=role.id)
            for role in organisation.roles
            if role.retired_on is None
            and name in (role.id, *(fold(n).split(" (")[0] for n in role.name.variants()))
        ]
        first = [
            Bearer(person_id=person.id)
            for person in organisation.people
            if not person.has_left(today) and name == fold(person.name).partition(" ")[0]
        ]
        found = people or roles or first
        if len(found) > 1:
            raise BadInput("plan-several", text=text[start:end][:60])
        if found:
            return found[0], end
    raise BadInput("plan-nobody", text=text[start:].split()[0][:60])


def _longest_names(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Iterate over what may be a name from `start` on, folded, with where it ends."""
    ends = [match.end() for match in re.finditer(r"\S+", text[start:])][:_MOST_NAME_WORDS]
    for end in reversed(ends):
        yield fold(text[start : start + end]).rstrip(" ,.;:!?"), start + end
