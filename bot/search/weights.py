"""How much single words say."""

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
        if stem in self._light_stems or _is_year(word):
            return Weight.LIGHT
        if stem in self._foreign_stems and word not in self._field:
            return Weight.FOREIGN
        return Weight.KNOWN


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word.startswith("20")
