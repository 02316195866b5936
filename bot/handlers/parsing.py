"""From what was typed to its parts: dates, "as of", and words folded alike."""

import re
from datetime import date
from functools import cache

from bot.domain.errors import BadInput
from bot.search.folding import fold

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
