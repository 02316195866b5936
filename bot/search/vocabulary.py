"""Words that are known: for splitting compounds, for correcting slips, for finishing fragments."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import chain

from rapidfuzz.distance import OSA

from bot.search.stems import Stems

_LINKS = ("", "s", "e")
_MIN_PART = 4
_LONGEST_COMPOUND = 45
_MIN_TYPO = 4
_TYPO_CANDIDATES = 40
_SHORT_WORD = 5
_LONG_WORD = 8
_PREFIX_CANDIDATES = 6
_MIN_PREFIX = 4
_MIN_PREFIX_OF_NAME = 3
_LOOKALIKES = 5


class Vocabulary:
    """Folded words, with those that cannot be part of a compound held apart."""

    def __init__(
        self,
        parts: Iterable[str],
        short_parts: frozenset[str],
        others: Iterable[str],
        names: Iterable[str],
        stems: Stems,
    ) -> None:
        """`parts` may be parts of compounds if they are long or among the `short_parts`.

        `others` (function words) and `names` may not.
        """
        self._stems = stems
        self._names = sorted(names)
        self._parts = {
            w for w in short_parts.union(parts) if len(w) >= _MIN_PART or w in short_parts
        }
        part_stems = (stems.danish(w) for w in self._parts)
        self._part_stems = {stem for stem in part_stems if len(stem) >= _MIN_PART}
        self._words = self._parts.union(parts, others, self._names)
        self._splits: dict[str, tuple[str, ...]] = {}
        self._sorted: list[str] = sorted(self._words)
        self._lengths = sorted({len(word) for word in self._words})
        # By length too: a slip leaves a word about as long as it was.
        self._by_trigram: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
        for word in self._sorted:
            if len(word) >= _MIN_TYPO:
                for trigram in _trigrams(word):
                    self._by_trigram[trigram].setdefault(len(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def split(self, word: str) -> tuple[str, ...]:
        """Split a compound into known words, as few as possible; the word alone if it is none.

        What is found for a known word is remembered.
        """
        known = self._splits.get(word)
        if known is None:
            known = self._split(word)
            if word in self._words:
                self._splits[word] = known
        return known

    def _split(self, word: str) -> tuple[str, ...]:
        if len(word) < 2 * _MIN_PART - 1 or len(word) > _LONGEST_COMPOUND:
            return (word,)
        best: dict[int, tuple[str, ...]] = {0: ()}
        size = len(word)
        for start in range(size):
            if start not in best:
                continue
            for end in range(start + 2, size + 1):
                if (start == 0 and end == size) or not self._is_part(word, start, end):
                    continue
                path = (*best[start], word[start:end])
                for link in _LINKS:
                    stop = end + len(link)
                    if link and (stop >= size or not word.startswith(link, end)):
                        continue
                    if stop not in best or len(path) < len(best[stop]):
                        best[stop] = path
        return best.get(size, (word,))

    def split_at_known_end(self, word: str) -> tuple[str, str] | None:
        """Split off the longest known beginning or end of a word whose rest is unknown.

        Returns (beginning, end), one of which is known, or None.
        """
        if len(word) > _LONGEST_COMPOUND:
            return None
        for size in range(len(word) - 3, _MIN_PART - 1, -1):
            if self._is_part(word, 0, size):
                return word[:size], word[size:]
            if self._is_part(word, len(word) - size, len(word)):
                return word[: len(word) - size], word[len(word) - size :]
        return None

    def _is_part(self, word: str, start: int, end: int) -> bool:
        part = word[start:end]
        if part in self._parts:
            return True
        if end != len(word) or end - start <= _MIN_PART:
            return False
        return self._stems.danish(part) in self._part_stems

    def corrections(self, word: str) -> list[tuple[str, float]]:
        """Return the known words nearest to a misspelt one, each with its likeness 0..1."""
        allowed = _allowed_slips(word)
        if not allowed or len(word) > _LONGEST_COMPOUND:
            return []
        nearest: list[tuple[int, str]] = []
        size = len(word)
        shared = self._sharing(word, range(size - allowed, size + allowed + 1))
        # Two letters changed about leave a short word but one trigram in common.
        least = 1 if size <= _SHORT_WORD else 2
        near = {w: n for w, n in shared.items() if n >= least}
        for candidate in nlargest(_TYPO_CANDIDATES, near, key=near.__getitem__):
            slips = OSA.distance(word, candidate, score_cutoff=allowed)
            if slips <= allowed and _may_be_meant(word, candidate, slips):
                nearest.append((slips, candidate))
        if not nearest:
            return []
        fewest = min(slips for slips, _ in nearest)
        likeness = 1 - fewest / len(word)
        return sorted((candidate, likeness) for slips, candidate in nearest if slips == fewest)

    def completions(self, beginning: str) -> list[str]:
        """Return the shortest known words that start with `beginning`, if it is long enough.

        Names are finished sooner than other words.
        """
        found = []
        if len(beginning) >= _MIN_PREFIX_OF_NAME:
            found = _starting_with(self._names, beginning)
        if len(beginning) >= _MIN_PREFIX:
            found += _starting_with(self._sorted, beginning)
        return list(dict.fromkeys(found))[:_PREFIX_CANDIDATES]

    def lookalikes(self, word: str) -> list[str]:
        """Return the few known words that share most with one that is not known."""
        size = len(_trigrams(word))
        shared = self._sharing(word, self._lengths)
        likeness = {w: n / (size + len(w)) for w, n in shared.items()}
        return nlargest(_LOOKALIKES, likeness, key=likeness.__getitem__)

    def _sharing(self, word: str, lengths: Sequence[int]) -> Counter[str]:
        """Count how many trigrams each known word of one of the lengths shares with `word`."""
        listed = [self._by_trigram[t] for t in _trigrams(word) if t in self._by_trigram]
        return Counter(chain.from_iterable(by.get(size, ()) for by in listed for size in lengths))


def _starting_with(listed: list[str], beginning: str) -> list[str]:
    first = bisect_left(listed, beginning)
    found = []
    for word in listed[first : first + 10 * _PREFIX_CANDIDATES]:
        if not word.startswith(beginning):
            break
        found.append(word)
    return sorted(found, key=len)[:_PREFIX_CANDIDATES]


def _trigrams(word: str) -> dict[str, None]:
    padded = f"^{word}$"
    return dict.fromkeys(padded[n : n + 3] for n in range(len(padded) - 2))


def _may_be_meant(word: str, candidate: str, slips: int) -> bool:
    """Few mistake the first letter: only in a long word, or by changing places with the second."""
    if candidate[0] == word[0]:
        return True
    return slips <= 1 and (len(word) >= _LONG_WORD or candidate[:2] == word[1::-1])


def _allowed_slips(word: str) -> int:
    """How many slips are forgiven: none in short words and numbers, more in long ones."""
    size = len(word)
    if size < _MIN_TYPO or any(c.isdigit() for c in word):
        return 0
    if size < 8:
        return 1
    return 2 if size < 14 else 3
