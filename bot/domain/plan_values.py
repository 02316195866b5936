"""Years, amounts and dates of a task as people write them in a form or a spreadsheet."""

import re
from datetime import date

from bot.domain.errors import BadInput

_MOST_AMOUNT = 2_000_000_000
_WIDEST = 20
_AMOUNT = re.compile(r"(\d{1,3}(?:[., ]\d{3})+|\d+)(?:\s*(?:kr\.?|dkk|t\.?|timer|h|hours?))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_NUMBERS = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})")
_WORDS = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]{3,})\.?\s+(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(("jan",), ("feb",), ("mar",), ("apr",), ("maj", "may"), ("jun",), ("jul",)),
            *(("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",)),
        ),
        start=1,
    )
    for name in names
}


def read_amount(text: str) -> int | None:
    """Read a whole amount: "125.000 kr.", "80 timer"; None for nothing.

    Raises:
        BadInput: `plan-amount`: it is none.
    """
    if not text.strip():
        return None
    match = _AMOUNT.fullmatch(text.strip().casefold())
    number = int(re.sub(r"\D", "", match[1])) if match else -1
    if not 0 <= number <= _MOST_AMOUNT:
        raise BadInput("plan-amount")
    return number


def read_years(text: str, due: date | None, today: date) -> tuple[int, ...]:
    """Read "2027", "2027, 2029" or "2027-2029", and the year of the deadline.

    Without either it is the year of `today`.

    Raises:
        BadInput: `plan-years-unknown`: it is none of these.
    """
    found: set[int] = set()
    written = re.sub(r"\s*[-–]\s*", "-", text.strip().casefold())
    for part in re.split(r"[,;|\s]+|og|and", written):
        first, _, last = part.partition("-")
        if not part:
            continue
        if not (re.fullmatch(r"\d{4}", first) and re.fullmatch(r"(?:\d{4})?", last)):
            raise BadInput("plan-years-unknown")
        if int(last or first) - int(first) > _WIDEST:
            raise BadInput("plan-years-unknown")
        found |= set(range(int(first), int(last or first) + 1))
    if due is not None:
        found.add(due.year)
    return tuple(sorted(found)) or (today.year,)


def read_day(text: str) -> date | None:
    """Read "2027-03-01", "1.3.2027", "01-03-2027", "1. marts 2027"; None for nothing.

    Raises:
        BadInput: `form-date`: it is no date, or none that there is.
    """
    written = text.strip().casefold()
    if not written:
        return None
    try:
        if match := _ISO.fullmatch(written):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NUMBERS.fullmatch(written):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _WORDS.fullmatch(written):
            return date(int(match[3]), _MONTHS[match[2][:3]], int(match[1]))
    except (ValueError, KeyError):
        pass
    raise BadInput("form-date")
