"""Which entries are about a concept."""

from collections.abc import Mapping

from bot.search.folding import fold
from bot.search.lexicon import Lexicon
from bot.search.postings import Postings
from bot.search.reading import Reader
from bot.search.scoring import direct_evidence, score

_LEAST = 0.62
_ONE_STEP_AWAY = 0.95


class Meanings:
    """Finds the entries of a concept by its words, the first time that it is asked for."""

    def __init__(
        self, lexicon: Lexicon, reader: Reader, postings: Postings, entries: int
    ) -> None:
        self._lexicon = lexicon
        self._reader = reader
        self._postings = postings
        self._entries = entries
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
            evidence = direct_evidence(text, self._postings)
            scored = score(text, evidence, self._postings, self._entries)
            known = {number: found for found, number in scored if found >= _LEAST}
            self._phrases[phrase] = known
        return known


def _merge(into: dict[int, float], found: Mapping[int, float], share: float) -> None:
    for number, strength in found.items():
        if strength * share > into.get(number, 0.0):
            into[number] = strength * share
