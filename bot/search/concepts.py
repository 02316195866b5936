"""Finds the lexicon's concepts in what somebody typed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.search.folding import fold, words
from bot.search.lexicon import Lexicon
from bot.search.reading import Text
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary

_SYNONYM = 0.97
_SAID = 0.99
_SAID_IN_FEW_WORDS = 0.08
_FEWEST_TELLING = 2
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
class _Trigger:
    concept: str
    needed: tuple[frozenset[str], ...]
    quality: float
    ordered: bool


class Spotter:
    """Knows every phrase of the lexicon by its first word."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, stems: Stems) -> None:
        self._stems = stems
        self._vocabulary = vocabulary
        self._glue = lexicon.glue
        self._stop = lexicon.stop
        self._classes = _class_keys(lexicon, stems)
        found: list[_Trigger] = []
        for concept in lexicon.concepts.values():
            for phrase in concept.same:
                found.extend(self._triggers_of(concept.name, phrase, _SYNONYM))
            for phrase in concept.says:
                found.extend(self._triggers_of(concept.name, phrase, _SAID))
        for phrase in lexicon.foreign_phrases:
            found.extend(self._triggers_of(FOREIGN, phrase, 1.0))
        self._triggers = _by_rarest_word(found)

    def spot(self, text: Text) -> list[Spotted]:
        """Return the concepts in a text, each with all the atoms that speak of it."""
        held = self._held(text)
        best: dict[str, Spotted] = {}
        for key in held:
            for trigger in self._triggers.get(key, ()):
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

    def _triggers_of(self, concept: str, phrase: str, quality: float) -> Iterator[_Trigger]:
        parts = list(_phrase_words(phrase))
        needed = [part for part in parts if part not in self._glue]
        if sum(1 for part in needed if part not in self._stop) < _FEWEST_TELLING:
            needed = parts
        if quality == _SAID:
            # The longer the sentence that somebody is known to say, the surer what it means.
            quality -= _SAID_IN_FEW_WORDS / len(needed)
        # Of function words alone only the order makes a phrase: who does what, what does who do.
        ordered = self._stop.issuperset(needed)
        yield _Trigger(concept, self._keys(needed), quality, ordered)
        smaller = [p for part in needed for p in self._split(part)]
        if smaller != needed:
            yield _Trigger(concept, self._keys(smaller), quality, ordered)

    def _split(self, part: str) -> tuple[str, ...]:
        return (part,) if part.startswith("<") else self._vocabulary.split(part)

    def _keys(self, needed: Iterable[str]) -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset((part,) if part.startswith("<") else self._stems.of(part)) for part in needed
        )


def _by_rarest_word(triggers: Iterable[_Trigger]) -> dict[str, list[_Trigger]]:
    """Register each phrase under the word of it that fewest phrases have, so that few are tried."""
    distinct = list({(t.concept, t.needed): t for t in triggers}.values())
    counts = Counter(key for trigger in distinct for keys in trigger.needed for key in keys)
    registered: defaultdict[str, list[_Trigger]] = defaultdict(list)
    for trigger in distinct:
        rarest = min(trigger.needed, key=lambda keys: sum(counts[key] for key in keys))
        for key in rarest:
            registered[key].append(trigger)
    return dict(registered)


def _phrase_words(phrase: str) -> Iterator[str]:
    for part in phrase.split():
        if part.startswith("<") and part.endswith(">"):
            yield part
        else:
            yield from words(fold(part))


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
