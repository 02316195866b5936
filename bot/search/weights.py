"""How much single words say."""

from collections.abc import Iterable
from enum import Enum

from bot.search.lexicon import Lexicon
from bot.search.stems import Stems


class Weight(Enum):
    """How much a word says about what is being looked for."""

    STOP = "stop"
    LIGHT = "light"
    KNOWN = "known"
    REFERENCE = "reference"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class WordWeights:
    """Weighs single words by the lexicon's lists.

    An inflected form counts as its stem, but not as a foreign one if the field uses that very
    word: "stolen" is no chair.
    """

    def __init__(self, lexicon: Lexicon, field: frozenset[str], stems: Stems) -> None:
        self._stems = stems
        self._field = field
        self._stop = lexicon.stop
        self._light = lexicon.light
        self._foreign = lexicon.foreign
        self._light_stems = frozenset(stems.danish(w) for w in lexicon.light)
        self._own = frozenset(stem for w in lexicon.own for stem in stems.of(w))
        self._foreign_stems = frozenset(stems.danish(w) for w in lexicon.foreign if len(w) > 3)

    def of(self, word: str) -> Weight:
        """Return the weight of a folded word, KNOWN unless a list says otherwise."""
        if word in self._stop:
            return Weight.STOP
        if word in self._light:
            return Weight.LIGHT
        if word in self._foreign:
            return Weight.FOREIGN
        stem = self._stems.danish(word)
        if stem in self._light_stems or _is_small_number(word):
            return Weight.LIGHT
        if stem in self._foreign_stems and word not in self._field:
            return Weight.FOREIGN
        return Weight.KNOWN

    def are_own(self, keys: Iterable[str]) -> bool:
        """Return whether any of `keys` is a stem of a word that no other domain uses."""
        return not self._own.isdisjoint(keys)


def _is_small_number(word: str) -> bool:
    return word.isdigit() and (len(word) <= 2 or (len(word) == 4 and word.startswith("20")))
