"""Which entries are about a concept."""

from collections.abc import Iterator, Mapping, Sequence

from bot.search.folding import fold
from bot.search.lexicon import Concept, Lexicon
from bot.search.postings import TEXT, Holders, Postings, holders
from bot.search.reading import Reader, Text, Weight

_ONE_STEP_AWAY = 0.95
_LABEL_SHARE = 0.4
_LEAST = 0.7
_IN_TEXT = 0.8 * TEXT
_OTHER_KIND = 0.75
_Needed = tuple[frozenset[str], ...]


class Meanings:
    """Finds the entries of a concept by its words, the first time that it is asked for."""

    def __init__(
        self, lexicon: Lexicon, reader: Reader, postings: Postings, kinds: Sequence[str]
    ) -> None:
        """`kinds` are the kinds of the entries, by number."""
        self._lexicon = lexicon
        self._kinds = kinds
        self._reader = reader
        self._postings = postings
        self._known: dict[str, Holders] = {}
        self._phrases: dict[_Needed, Mapping[int, float]] = {}

    def of(self, name: str) -> Holders:
        """Return the entries that a concept of the lexicon names."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = holders(self._find(self._lexicon.concepts[name]))
        return known

    def _find(self, concept: Concept) -> Mapping[int, float]:
        best: dict[int, float] = {}
        for phrase, share in self._phrases_of(concept):
            for needed in self._ways(phrase):
                for number, strength in self._holding(needed).items():
                    if strength * share > best.get(number, 0.0):
                        best[number] = strength * share
        if not concept.kind:
            return best
        return {
            number: strength * self._fitness(concept.kind, self._kinds[number])
            for number, strength in best.items()
        }

    def _phrases_of(self, concept: Concept) -> Iterator[tuple[str, float]]:
        for phrase in concept.same:
            yield phrase, 1.0
        for meaning in concept.means:
            if meaning.startswith("#"):
                for phrase in self._lexicon.concepts[meaning[1:]].same:
                    yield phrase, _ONE_STEP_AWAY
            else:
                yield meaning, _ONE_STEP_AWAY

    def _fitness(self, concept: str, entry: str) -> float:
        """An activity and the role that has to do with it are named alike but not the same."""
        return 1.0 if (concept == "activity") == (entry == "activity") else _OTHER_KIND

    def _ways(self, phrase: str) -> list[_Needed]:
        """Return the ways to find a phrase, each as the keys of every word that it needs."""
        text = self._reader.read(fold(phrase))
        telling = [n for n, atom in enumerate(text.atoms) if atom.weight is not Weight.STOP]
        ways = [tuple(_keys_of(text, n) for n in telling)] if telling else []
        for reading in text.readings:
            if len(reading.atoms) > 1 and len(reading.atoms) == len(text.atoms):
                ways.append((frozenset(reading.keys),))
        return ways

    def _holding(self, needed: _Needed) -> Mapping[int, float]:
        """Return the entries that have the whole phrase in one name or alias.

        An entry whose name says more than the phrase is about it to a lesser degree. A single
        word may also be found in the running text.
        """
        known = self._phrases.get(needed)
        if known is not None:
            return known
        best: dict[int, float] = {}
        if len(needed) == 1:
            for key in needed[0]:
                found = self._postings.of(key)
                if found is not None:
                    best.update(dict.fromkeys(found.strengths, _IN_TEXT))
        for label, share in self._labels(needed).items():
            strength = 1 - _LABEL_SHARE + _LABEL_SHARE * min(1.0, share)
            if strength >= _LEAST:
                number = self._postings.label_holder(label)
                best[number] = max(best.get(number, 0.0), strength)
        self._phrases[needed] = best
        return best

    def _labels(self, needed: _Needed) -> dict[int, float]:
        """Return the labels that hold every needed word, and the share of each that they are."""
        found = sorted((self._labels_with(keys) for keys in needed), key=len)
        rarest, others = found[0], found[1:]
        return {
            label: share + sum(other[label] for other in others)
            for label, share in rarest.items()
            if all(label in other for other in others)
        }

    def _labels_with(self, keys: frozenset[str]) -> Mapping[int, float]:
        first, *rest = sorted(keys)
        if not rest:
            return self._postings.labels_with(first)
        both = dict(self._postings.labels_with(first))
        for key in rest:
            for label, share in self._postings.labels_with(key).items():
                if share > both.get(label, 0.0):
                    both[label] = share
        return both


def _keys_of(text: Text, atom: int) -> frozenset[str]:
    return frozenset(
        key for reading in text.readings if reading.atoms == (atom,) for key in reading.keys
    )
