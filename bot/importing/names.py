"""Finding the unit or role that somebody meant by what they wrote in a list."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.people import Role, Unit
from bot.domain.raci import Activity, Category

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})
MAX_SOUGHT = 200

_PARENTHESES = re.compile("[()]")
_PARTS = re.compile("[()/]")
_SPACE = re.compile(r"\s+")
# "ledelse" and "ledelsen", "funktion" and "funktionen", "system owner" and "system owners".
_ENDINGS = re.compile(r"(?<=[a-z]{4})(?:ernes?|enes?|ens?|ets?|ers?|e|s)+$")


def exactly(text: str) -> str:
    """Return `text` with its white space evened out, marked so that no folded text is equal.

    It tells apart what `folded` makes alike, and finds what has no letters or digits at all.
    """
    return "=" + _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def folded(text: str) -> str:
    """Return `text` with only its letters and digits, in lower case, æøå as ae, oe and aa."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_DANISH)
    decomposed = unicodedata.normalize("NFD", composed)
    return "".join(char for char in decomposed if char.isalnum())


def uninflected(text: str) -> str:
    """Return `text` folded, without its last endings, marked so that no other is equal."""
    return "~" + _ENDINGS.sub("", folded(text))


@dataclass(frozen=True)
class _Spelling:
    """A way to write a thing. Those of a lower `rank` win over those of a higher."""

    rank: int
    key: str
    id: str


class NameIndex:
    """Ids by every way to write them: the id, the names, what stands in or around parentheses and
    slashes, the aliases; in every language. What could mean two things means none of them."""

    def __init__(self, spellings: Iterable[_Spelling]) -> None:
        ranked: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for spelling in spellings:
            if spelling.key:
                ranked[spelling.rank][spelling.key].add(spelling.id)
        self._ids: dict[str, str | None] = {}
        for rank in sorted(ranked):
            for key, ids in ranked[rank].items():
                self._ids.setdefault(key, next(iter(ids)) if len(ids) == 1 else None)
        self._nearest: dict[str, str | None] = {}

    def find(self, text: str) -> str | None:
        """Return the id that `text` means, or None."""
        keys = (exactly(text), folded(text), uninflected(text))
        return next((found for key in keys if (found := self._ids.get(key))), None)

    def nearest(self, text: str) -> str | None:
        """Return the id whose spelling is most like `text`.

        None when there are no names, or when `MAX_SOUGHT` texts were sought already: a list with
        that many faults is another list, and each search takes milliseconds.
        """
        key = folded(text)
        if key not in self._nearest and len(self._nearest) < MAX_SOUGHT:
            known = [s for s, id_ in self._ids.items() if id_ and s[0] not in "=~"]
            close = get_close_matches(key, known, n=1, cutoff=0.0)
            self._nearest[key] = self._ids[close[0]] if close else None
        return self._nearest.get(key)


def role_names(roles: Iterable[Role]) -> NameIndex:
    """Return the index of the roles that are in use."""
    return NameIndex(
        spelling
        for role in roles
        if role.retired_on is None
        for spelling in (
            *_spellings(role.id, role.name.variants(), role.aliases.variants()),
            *_inflections(role.id, role.name.variants()),
        )
    )


def unit_names(units: Iterable[Unit]) -> NameIndex:
    """Return the index of the units that are open."""
    return NameIndex(
        spelling
        for unit in units
        if unit.closed_on is None
        for spelling in _spellings(unit.id, unit.name.variants(), ())
    )


def activity_names(activities: Iterable[Activity]) -> NameIndex:
    """Return the index of the activities that are in use."""
    return NameIndex(
        spelling
        for activity in activities
        if activity.retired_on is None
        for spelling in (
            *_spellings(activity.id, activity.name.variants(), activity.aliases.variants()),
            *(_Spelling(2, folded(short), activity.id) for short in activity.short.variants()),
        )
    )


def category_names(categories: Iterable[Category]) -> NameIndex:
    """Return the index of the categories."""
    return NameIndex(
        spelling
        for category in categories
        for spelling in _spellings(category.id, category.name.variants(), ())
    )


def _spellings(id_: str, names: Iterable[str], aliases: Iterable[str]) -> Iterator[_Spelling]:
    yield _Spelling(0, folded(id_), id_)
    for name in names:
        yield _Spelling(0, exactly(name), id_)
        yield _Spelling(1, folded(name), id_)
        for part in (*_PARENTHESES.split(name), *_PARTS.split(name)):
            yield _Spelling(2, folded(part), id_)
    for alias in aliases:
        yield _Spelling(3, folded(alias), id_)


def _inflections(id_: str, names: Iterable[str]) -> Iterator[_Spelling]:
    for name in names:
        for part in (name, *_PARENTHESES.split(name), *_PARTS.split(name)):
            if folded(part):
                yield _Spelling(4, uninflected(part), id_)
