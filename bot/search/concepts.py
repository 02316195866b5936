"""Finds the lexicon's concepts in what somebody typed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.search.field import stems_of
from bot.search.lexicon import Lexicon, words_of
from bot.search.reading import Text
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary

_SYNONYM = 0.97
_SAID = 0.99
_SAID_IN_FEW_WORDS = 0.08
_FEWEST_TELLING = 2
_LEXICONS = 2
_VOCABULARIES = 4
_ROOM = 3
"""Other words that may stand between the words of a phrase."""

FOREIGN = "foreign"
"""Name under which phrases that are not the field's own are found."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A concept found in a text, the atoms that it was found in and how sure that is."""

    concept: str
    atoms: frozenset[int]
    quality: float


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of the lexicon as its words, less those that it is recognised without."""

    concept: str
    needed: tuple[str, ...]
    quality: float
    ordered: bool


@dataclass(frozen=True, slots=True)
class _Trigger:
    concept: str
    needed: tuple[frozenset[str], ...]
    quality: float
    ordered: bool


_Splits = frozenset[tuple[str, tuple[str, ...]]]
_Triggers = Mapping[str, Sequence[_Trigger]]


class Spotter:
    """Knows every phrase of the lexicon by its rarest word."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        prepared = _prepared(lexicon)
        self._classes = prepared.classes
        parts = ((word, vocabulary.split(word)) for word in prepared.words)
        splits = frozenset((word, split) for word, split in parts if len(split) > 1)
        self._triggers = _triggers(lexicon, splits)

    def spot(self, text: Text) -> list[Spotted]:
        """Return the concepts in a text, each with all the atoms that speak of it."""
        held = self._held(text)
        keys = frozenset(held)
        best: dict[str, Spotted] = {}
        for key in held:
            for trigger in self._triggers.get(key, ()):
                if any(keys.isdisjoint(wanted) for wanted in trigger.needed):
                    continue
                found = _match(trigger, held)
                if found is None:
                    continue
                before = best.get(found.concept)
                best[found.concept] = found if before is None else _both(before, found)
        return list(best.values())

    def _held(self, text: Text) -> dict[str, list[tuple[tuple[int, ...], float]]]:
        """Return under which atoms, and how surely, each key is found in a text."""
        held: defaultdict[str, list[tuple[tuple[int, ...], float]]] = defaultdict(list)
        for reading in text.readings:
            for key in reading.keys:
                held[key].append((reading.atoms, reading.quality))
                for name in self._classes.get(key, ()):
                    held[name].append((reading.atoms, reading.quality))
        return dict(held)


@dataclass(frozen=True)
class _Prepared:
    """What follows from a lexicon alone."""

    phrases: tuple[_Phrase, ...]
    words: frozenset[str]
    keys: Mapping[str, frozenset[str]]
    classes: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=_LEXICONS)
def _prepared(lexicon: Lexicon) -> _Prepared:
    stems = Stems(stems_of(lexicon))
    phrases = tuple(_phrases(lexicon))
    found = {word for phrase in phrases for word in phrase.needed}
    keys = {word: frozenset((word,) if word[0] == "<" else stems.of(word)) for word in found}
    plain = frozenset(word for word in found if word[0] != "<")
    return _Prepared(phrases, plain, keys, _class_keys(lexicon, stems))


@lru_cache(maxsize=_VOCABULARIES)
def _triggers(lexicon: Lexicon, splits: _Splits) -> _Triggers:
    """Return the phrases by their rarest word, each whole and with its compounds split.

    Most changes of the entries split the lexicon's own words no otherwise than before.
    """
    prepared = _prepared(lexicon)
    known = dict(splits)
    stems = Stems(stems_of(lexicon))
    parts = {part for split in known.values() for part in split}
    keys = {**{part: frozenset(stems.of(part)) for part in parts}, **prepared.keys}
    found: dict[tuple[str, tuple[frozenset[str], ...]], _Trigger] = {}
    for phrase in prepared.phrases:
        smaller = tuple(p for part in phrase.needed for p in known.get(part, (part,)))
        for needed in dict.fromkeys((phrase.needed, smaller)):
            wanted = tuple(keys[part] for part in needed)
            trigger = _Trigger(phrase.concept, wanted, phrase.quality, phrase.ordered)
            found.setdefault((phrase.concept, wanted), trigger)
    return _by_rarest_word(found.values())


def _phrases(lexicon: Lexicon) -> Iterator[_Phrase]:
    for concept in lexicon.concepts.values():
        for phrase in concept.same:
            yield _phrase(concept.name, phrase, _SYNONYM, lexicon)
        for phrase in concept.says:
            yield _phrase(concept.name, phrase, _SAID, lexicon)
    for phrase in lexicon.foreign_phrases:
        yield _phrase(FOREIGN, phrase, 1.0, lexicon)


def _phrase(concept: str, phrase: str, quality: float, lexicon: Lexicon) -> _Phrase:
    parts = words_of(phrase)
    needed = tuple(part for part in parts if part not in lexicon.glue)
    if sum(1 for part in needed if part not in lexicon.stop) < _FEWEST_TELLING:
        needed = parts
    if quality == _SAID:
        # The longer the sentence that somebody is known to say, the surer what it means.
        quality -= _SAID_IN_FEW_WORDS / len(needed)
    # Of function words alone only the order makes a phrase: who does what, what does who do.
    return _Phrase(concept, needed, quality, lexicon.stop.issuperset(needed))


def _by_rarest_word(triggers: Iterable[_Trigger]) -> _Triggers:
    """Register each phrase under the word of it that fewest phrases have, so that few are tried."""
    distinct = list(triggers)
    counts = Counter(keys for trigger in distinct for keys in trigger.needed)
    registered: defaultdict[str, list[_Trigger]] = defaultdict(list)
    for trigger in distinct:
        rarest = min(trigger.needed, key=counts.__getitem__)
        for key in rarest:
            registered[key].append(trigger)
    return dict(registered)


def _class_keys(lexicon: Lexicon, stems: Stems) -> dict[str, tuple[str, ...]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, members in lexicon.classes.items():
        for member in members:
            for stem in stems.of(member):
                names[stem].add(f"<{name}>")
    return {stem: tuple(sorted(found)) for stem, found in names.items()}


def _match(
    trigger: _Trigger, held: dict[str, list[tuple[tuple[int, ...], float]]]
) -> Spotted | None:
    """Find every needed word, each in atoms of its own and not too far apart."""
    atoms: set[int] = set()
    quality = trigger.quality
    last = -1
    for keys in trigger.needed:
        places = [place for key in keys for place in held.get(key, ())]
        free = [place for place in places if atoms.isdisjoint(place[0])]
        if trigger.ordered:
            free = [place for place in free if place[0][0] > last]
        if not free:
            return None
        chosen = max(free, key=lambda place: (place[1], -_distance(place[0], atoms)))
        atoms.update(chosen[0])
        last = chosen[0][-1]
        quality = min(quality, trigger.quality * chosen[1])
    if max(atoms) - min(atoms) + 1 > len(atoms) + len(trigger.needed) + _ROOM:
        return None
    return Spotted(trigger.concept, frozenset(atoms), quality)


def _distance(place: tuple[int, ...], atoms: set[int]) -> int:
    return min((abs(place[0] - atom) for atom in atoms), default=0)


def _both(one: Spotted, other: Spotted) -> Spotted:
    return Spotted(one.concept, one.atoms | other.atoms, max(one.quality, other.quality))
