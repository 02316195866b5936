"""Which entries are about a concept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.search.lexicon import Concept, Lexicon, words_of
from bot.search.postings import TEXT, Holders, Postings, holders
from bot.search.reading import Reader, Text
from bot.search.weights import Weight

_ONE_STEP_AWAY = 0.95
_LABEL_SHARE = 0.4
_LEAST = 0.7
_IN_TEXT = 0.8 * TEXT
_OTHER_KIND = 0.75
_RARE = 200
_FEWEST_TELLING = 2
_Needed = tuple[frozenset[str], ...]


class Meanings:
    """Finds the entries of every concept by the concept's words."""

    def __init__(
        self, lexicon: Lexicon, reader: Reader, postings: Postings, kinds: Sequence[str]
    ) -> None:
        """`kinds` are the kinds of the entries, by number."""
        self._lexicon = lexicon
        self._kinds = kinds
        self._reader = reader
        self._postings = postings
        self._phrases: dict[_Needed, Mapping[int, float]] = {}
        self._words: dict[str, _Word] = {}
        self._known = {
            concept.name: holders(self._find(concept)) for concept in lexicon.concepts.values()
        }
        self._phrases.clear()

    def of(self, concept: str) -> Holders:
        """Return the entries that a concept of the lexicon names."""
        return self._known[concept]

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
        parts = [self._word_of(word) for word in words_of(phrase)]
        needed = tuple(keys for part in parts for keys in part.telling)
        if len(needed) < _FEWEST_TELLING:
            needed = tuple(keys for part in parts for keys in part.all)
        ways = [needed] if needed else []
        if len(parts) == 1 and parts[0].as_one:
            ways.append((parts[0].as_one,))
        return [way for way in ways if all(self._postings.hold_any(keys) for keys in way)]

    def _word_of(self, word: str) -> "_Word":
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = _word(self._reader.of_word(word))
        return known

    def _holding(self, needed: _Needed) -> Mapping[int, float]:
        """Return the entries that have the whole phrase in one name or alias.

        An entry whose name says more than the phrase is about it to a lesser degree. A single
        rare word may also be found in the running text.
        """
        known = self._phrases.get(needed)
        if known is not None:
            return known
        best: dict[int, float] = {}
        if len(needed) == 1:
            for key in needed[0]:
                found = self._postings.of(key)
                if found is not None and len(found.strengths) <= _RARE:
                    best.update(dict.fromkeys(found.strengths, _IN_TEXT))
        for label, share in self._labels(needed):
            strength = 1 - _LABEL_SHARE + _LABEL_SHARE * min(1.0, share)
            if strength >= _LEAST:
                number = self._postings.label_holder(label)
                if strength > best.get(number, 0.0):
                    best[number] = strength
        self._phrases[needed] = best
        return best

    def _labels(self, needed: _Needed) -> Iterable[tuple[int, float]]:
        """Return the labels that hold every needed word, and the share of each that they are."""
        found = sorted((self._labels_with(keys) for keys in needed), key=len)
        rarest, others = found[0], found[1:]
        if not others or not rarest:
            return rarest.items()
        held = set(rarest).intersection(*others)
        return [(label, sum(shares[label] for shares in found)) for label in held]

    def _labels_with(self, keys: frozenset[str]) -> Mapping[int, float]:
        found = [shares for key in keys if (shares := self._postings.labels_with(key))]
        if not found:
            return {}
        if len(found) == 1:
            return found[0]
        fewer, most = sorted(found, key=len)[-2:]
        both = dict(most)
        for label, share in fewer.items():
            if share > both.get(label, 0.0):
                both[label] = share
        return both


@dataclass(frozen=True, slots=True)
class _Word:
    """The keys of each atom of a word, of those that are not stop words, and of the whole."""

    all: _Needed
    telling: _Needed
    as_one: frozenset[str]


def _word(text: Text) -> _Word:
    keys = [_keys_of(text, number) for number in range(len(text.atoms))]
    telling = (keys[n] for n, atom in enumerate(text.atoms) if atom.weight is not Weight.STOP)
    whole = (r.keys for r in text.readings if 1 < len(r.atoms) == len(text.atoms))
    return _Word(tuple(keys), tuple(telling), frozenset(next(whole, ())))


def _keys_of(text: Text, atom: int) -> frozenset[str]:
    return frozenset(
        key for reading in text.readings if reading.atoms == (atom,) for key in reading.keys
    )
