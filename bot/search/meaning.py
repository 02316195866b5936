"""Which entries are about a concept."""

from collections.abc import Mapping

from bot.search.folding import fold
from bot.search.lexicon import Lexicon
from bot.search.postings import TEXT, Postings
from bot.search.reading import Reader, Reading, Text, Weight

_ONE_STEP_AWAY = 0.95
_LABEL_SHARE = 0.4
_LEAST = 0.7
_IN_TEXT = 0.8 * TEXT


class Meanings:
    """Finds the entries of a concept by its words, the first time that it is asked for."""

    def __init__(self, lexicon: Lexicon, reader: Reader, postings: Postings) -> None:
        self._lexicon = lexicon
        self._reader = reader
        self._postings = postings
        self._known: dict[str, Mapping[int, float]] = {}
        self._phrases: dict[str, Mapping[int, float]] = {}

    def of(self, name: str) -> Mapping[int, float]:
        """Return entry's number → strength 0..1 for a concept of the lexicon."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._find(name)
        return known

    def _find(self, name: str) -> Mapping[int, float]:
        concept = self._lexicon.concepts[name]
        best: dict[int, float] = {}
        for phrase in concept.same:
            _merge(best, self._phrase(phrase), 1.0)
        for meaning in concept.means:
            if meaning.startswith("#"):
                for phrase in self._lexicon.concepts[meaning[1:]].same:
                    _merge(best, self._phrase(phrase), _ONE_STEP_AWAY)
            else:
                _merge(best, self._phrase(meaning), _ONE_STEP_AWAY)
        return best

    def _phrase(self, phrase: str) -> Mapping[int, float]:
        known = self._phrases.get(phrase)
        if known is None:
            text = self._reader.read(fold(phrase))
            known = self._phrases[phrase] = self._holders(text)
        return known

    def _holders(self, text: Text) -> Mapping[int, float]:
        """Return the entries that have the whole phrase in one name or alias.

        An entry whose name says more than the phrase is about it to a lesser degree. A single
        word may also be found in the running text.
        """
        best: dict[int, float] = {}
        for label, share in self._labels(text).items():
            strength = 1 - _LABEL_SHARE + _LABEL_SHARE * min(1.0, share)
            if strength >= _LEAST:
                number = self._postings.holder(label)
                best[number] = max(best.get(number, 0.0), strength)
        telling = [n for n, atom in enumerate(text.atoms) if atom.weight is not Weight.STOP]
        if len(telling) == 1:
            for reading in text.readings:
                for key in reading.keys if reading.atoms == (telling[0],) else ():
                    for number in self._postings.of(key):
                        best.setdefault(number, _IN_TEXT)
        return best

    def _labels(self, text: Text) -> dict[int, float]:
        """Return the labels that hold every telling word, and the share of each that they are."""
        whole: dict[int, float] = {}
        by_atom: list[dict[int, float]] = [{} for _ in text.atoms]
        everything = tuple(range(len(text.atoms)))
        for reading in text.readings:
            if reading.atoms == everything:
                self._add(whole, reading)
            elif len(reading.atoms) > 1:
                continue
            if len(reading.atoms) == 1:
                self._add(by_atom[reading.atoms[0]], reading)
        telling = [
            found
            for found, atom in zip(by_atom, text.atoms, strict=True)
            if atom.weight is not Weight.STOP
        ]
        if not telling:
            return whole
        rarest, *others = sorted(telling, key=len)
        for label, share in rarest.items():
            if all(label in other for other in others):
                total = share + sum(other[label] for other in others)
                whole[label] = max(whole.get(label, 0.0), total)
        return whole

    def _add(self, into: dict[int, float], reading: Reading) -> None:
        for key in reading.keys:
            _merge(into, self._postings.labels_with(key), 1.0)


def _merge(into: dict[int, float], found: Mapping[int, float], share: float) -> None:
    for number, strength in found.items():
        if strength * share > into.get(number, 0.0):
            into[number] = strength * share
