"""People named with an @ in what somebody typed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.people import Account
from bot.platforms.web.people import BOT, WebPerson


@dataclass(frozen=True)
class Named:
    """Somebody named with an @: a person, or the bot when `person` is None."""

    typed: str
    person: WebPerson | None


def pieces(text: str, people: Sequence[WebPerson]) -> Iterator[str | Named]:
    """Split `text` at its mentions, which are full names, first names or account ids.

    A first name that two people share names nobody. Upper and lower case are the same.
    """
    forms = _forms(people)
    start = 0
    for match in _pattern(forms).finditer(text):
        # A letter may match its other case by a rule that casefold does not share.
        if match[1].casefold() not in forms:
            continue
        if match.start() > start:
            yield text[start : match.start()]
        yield Named(match[0], forms[match[1].casefold()])
        start = match.end()
    if start < len(text):
        yield text[start:]


def mentioned(text: str, people: Sequence[WebPerson]) -> tuple[str, tuple[Account, ...]]:
    """Return `text` with people as "@Full Name" and without the bot, and the people's accounts."""
    said: list[str] = []
    accounts: list[Account] = []
    for piece in pieces(text, people):
        if isinstance(piece, str):
            said.append(piece)
        elif piece.person is not None:
            said.append(f"@{piece.person.name}")
            accounts.append(piece.person.account)
    return "".join(said).strip(), tuple(dict.fromkeys(accounts))


def names_bot(text: str, people: Sequence[WebPerson]) -> bool:
    """Tell whether `text` speaks to the bot."""
    return any(isinstance(piece, Named) and piece.person is None for piece in pieces(text, people))


def _forms(people: Sequence[WebPerson]) -> dict[str, WebPerson | None]:
    first = Counter(_first_name(person) for person in people)
    forms: dict[str, WebPerson | None] = {
        _first_name(person): person for person in people if first[_first_name(person)] == 1
    }
    forms.update((person.name.casefold(), person) for person in people)
    forms.update((person.id.casefold(), person) for person in people)
    forms[BOT] = None
    return {form: person for form, person in forms.items() if form}


def _first_name(person: WebPerson) -> str:
    return person.name.casefold().partition(" ")[0]


def _pattern(forms: dict[str, WebPerson | None]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    names = "|".join(re.escape(form) for form in longest_first)
    return re.compile(rf"(?<![\w@])@({names})(?![\w@])", re.IGNORECASE)
