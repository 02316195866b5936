"""Takes a text apart: words, parts of compounds, joined words, slips and unfinished words.

A text becomes a row of atoms (the smallest parts that carry meaning) and readings, each of which
says under which keys one or several atoms may be looked for and how sure that is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.search.folding import MAX_WORDS, words
from bot.search.lexicon import Lexicon
from bot.search.references import extract
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary
from bot.search.weights import Weight, WordWeights

_DIGIT = re.compile("[0-9]")
_JOINED = 0.97
_COMPLETED = 0.85
_SLIGHT_SLIP = 0.87
_PART_OF_COMPOUND = 0.9
_SHORTEST_JOINED = 6
_SHORTEST_CORRECTED_REST = 4
_SHORTEST_TELLING = 5


_LABEL_WEIGHTS = {
    Weight.STOP: 0.2,
    Weight.LIGHT: 0.35,
    Weight.KNOWN: 1.0,
    Weight.REFERENCE: 1.0,
    Weight.FOREIGN: 1.0,
    Weight.UNKNOWN: 1.0,
}


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest part of a text that is weighed; `group` is shared by the parts of one word."""

    text: str
    weight: Weight
    group: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand some atoms: look under any of `keys`, with `quality` 0..1."""

    atoms: tuple[int, ...]
    keys: tuple[str, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken apart; `own` are the atoms of words that belong to the field alone."""

    atoms: tuple[Atom, ...]
    readings: tuple[Reading, ...]
    own: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WordParts:
    """A word of a name.

    `atoms` are their weights with the keys that cover each; `keys` are (key, quality 0..1, weight
    of the atoms that the key covers).
    """

    atoms: tuple[tuple[float, frozenset[str]], ...]
    keys: tuple[tuple[str, float, float], ...]


class Reader:
    """Takes texts apart by means of a vocabulary."""

    def __init__(
        self, lexicon: Lexicon, field: frozenset[str], vocabulary: Vocabulary, stems: Stems
    ) -> None:
        """`field` are the words of the lexicon's concepts and of the entries' names."""
        self._vocabulary = vocabulary
        self._stems = stems
        self._weights = WordWeights(lexicon, field, stems)
        self._parts: dict[str, WordParts] = {}
        self._words: dict[str, Text] = {}

    def parts_of(self, folded: str) -> list[WordParts]:
        """Take a folded name apart, word by word; what a word gives is remembered."""
        if _DIGIT.search(folded):
            references, folded = extract(folded)
            found = [_reference_parts(reference[0]) for reference in references]
        else:
            found = []
        for word in words(folded):
            parts = self._parts.get(word)
            if parts is None:
                text = _Builder()
                self._read_word(text, word, forgiving=False)
                parts = self._parts[word] = _parts(text.done())
            found.append(parts)
        return found

    def of_word(self, word: str) -> Text:
        """Take one folded word of the lexicon apart; what it gives is remembered."""
        known = self._words.get(word)
        if known is None:
            text = _Builder()
            self._read_word(text, word, forgiving=False)
            known = self._words[word] = text.done()
        return known

    def read(self, folded: str, forgiving: bool = False) -> Text:
        """Take folded text apart; `forgiving` also mends slips and finishes unfinished words."""
        references, rest = extract(folded)
        text = _Builder()
        for reference in references[:MAX_WORDS]:
            text.add_reference(reference)
        found = words(rest)[:MAX_WORDS]
        spans = [(word, self._read_word(text, word, forgiving)) for word in found]
        if forgiving:
            self._join(text, spans)
        return self._with_own(text.done())

    def _with_own(self, text: Text) -> Text:
        sure = (reading for reading in text.readings if reading.quality >= _SLIGHT_SLIP)
        own = (reading.atoms for reading in sure if self._weights.are_own(reading.keys))
        return replace(text, own=frozenset().union(*own))

    def _read_word(self, text: "_Builder", word: str, forgiving: bool) -> tuple[int, ...]:
        weight = self._weights.of(word)
        if weight is not Weight.KNOWN:
            return self._add_whole(text, word, weight)
        if not forgiving or word in self._vocabulary:
            return self._add_known(text, word, 1.0)
        if word.endswith("s") and word[:-1] in self._vocabulary:
            return self._add_corrected(text, word[:-1], 1.0)
        return self._read_stranger(text, word)

    def _read_stranger(self, text: "_Builder", word: str) -> tuple[int, ...]:
        corrections = self._vocabulary.corrections(word)
        parts = self._vocabulary.split(word)
        if len(parts) > 1 and not (corrections and corrections[0][1] >= _SLIGHT_SLIP):
            return self._add_parts(text, word, parts, 1.0)
        if corrections:
            nearest, likeness = corrections[0]
            atoms = self._add_corrected(text, nearest, likeness)
            for other, likeness in corrections[1:3]:
                text.add_reading(atoms, self._stems.of_stranger(other), likeness)
            return atoms
        completions = self._vocabulary.completions(word)
        if completions:
            atom = text.add_atom(word, self._weights.of(completions[0]))
            for completed in completions:
                text.add_reading((atom,), self._stems.of_stranger(completed), _COMPLETED)
            return (atom,)
        return self._add_half_known(text, word)

    def _add_whole(self, text: "_Builder", word: str, weight: Weight) -> tuple[int, ...]:
        atom = text.add_atom(word, weight)
        text.add_reading((atom,), self._stems.of_stranger(word), 1.0)
        return (atom,)

    def _add_known(self, text: "_Builder", word: str, quality: float) -> tuple[int, ...]:
        parts = self._vocabulary.split(word)
        return self._add_parts(text, word, parts, quality)

    def _add_corrected(self, text: "_Builder", word: str, likeness: float) -> tuple[int, ...]:
        weight = self._weights.of(word)
        if weight is Weight.KNOWN:
            return self._add_known(text, word, likeness)
        atom = text.add_atom(word, weight)
        text.add_reading((atom,), self._stems.of_stranger(word), likeness)
        return (atom,)

    def _add_parts(
        self, text: "_Builder", word: str, parts: tuple[str, ...], quality: float
    ) -> tuple[int, ...]:
        group = text.next_group()
        atoms: list[int] = []
        for part in parts:
            for smaller in self._vocabulary.split(part):
                atom = text.add_atom(smaller, self._weights.of(smaller), group)
                text.add_reading((atom,), self._stems.of_stranger(smaller), quality)
                atoms.append(atom)
        for size in range(2, len(atoms)):
            for start in range(len(atoms) - size + 1):
                span = tuple(atoms[start : start + size])
                self._add_if_known(text, span, quality)
        if len(atoms) > 1:
            text.add_reading(tuple(atoms), self._stems.of_stranger(word), quality)
        return tuple(atoms)

    def _add_if_known(self, text: "_Builder", span: tuple[int, ...], quality: float) -> None:
        parts = [text.atoms[n].text for n in span]
        for link in ("", "s"):
            joined = link.join(parts)
            if joined in self._vocabulary:
                text.add_reading(span, self._stems.of_stranger(joined), quality)

    def _add_half_known(self, text: "_Builder", word: str) -> tuple[int, ...]:
        halves = self._vocabulary.split_at_known_end(word)
        if halves is None:
            return self._add_whole(text, word, Weight.UNKNOWN)
        forms = [(half, *self._known_form(half)) for half in halves]
        if any(known and self._weights.of(known) is Weight.FOREIGN for _, known, _ in forms):
            return self._add_whole(text, word, self._weight_by_halves(forms[0][1], halves[0]))
        group = text.next_group()
        atoms = []
        for half, known, quality in forms:
            weight = Weight.UNKNOWN if known is None else self._weights.of(known)
            atom = text.add_atom(half, weight, group)
            text.add_reading((atom,), self._stems.of_stranger(known or half), quality)
            atoms.append(atom)
        text.add_reading(tuple(atoms), self._stems.of_stranger(word), 1.0)
        return tuple(atoms)

    def _weight_by_halves(self, beginning: str | None, written: str) -> Weight:
        """A compound that begins with a long word of another domain belongs to that domain."""
        if beginning is not None and len(written) >= _SHORTEST_TELLING:
            return self._weights.of(beginning)
        return Weight.UNKNOWN

    def _known_form(self, half: str) -> tuple[str | None, float]:
        """Return the known word that part of a half-known compound stands for, if there is one."""
        if half in self._vocabulary:
            return half, 1.0
        if half.endswith("s") and half[:-1] in self._vocabulary:
            return half[:-1], 1.0
        if len(half) >= _SHORTEST_CORRECTED_REST:
            for meant, likeness in self._vocabulary.corrections(half):
                if self._weights.of(meant) is not Weight.STOP:
                    return meant, likeness
        return None, 1.0

    def _join(self, text: "_Builder", spans: Iterable[tuple[str, tuple[int, ...]]]) -> None:
        """Read neighbours as one word where that is one: "risiko vurdering", "års hjul"."""
        for (first, before), (second, after) in pairwise(spans):
            for joined in (first + second, first + "s" + second, first + "e" + second):
                if len(joined) >= _SHORTEST_JOINED and joined in self._vocabulary:
                    text.add_reading(before + after, self._stems.of_stranger(joined), _JOINED)


class _Builder:
    """Collects atoms and readings."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self._readings: list[Reading] = []
        self._groups = 0

    def next_group(self) -> int:
        self._groups += 1
        return self._groups

    def add_atom(self, text: str, weight: Weight, group: int | None = None) -> int:
        self.atoms.append(Atom(text, weight, self.next_group() if group is None else group))
        return len(self.atoms) - 1

    def add_reading(self, atoms: tuple[int, ...], keys: tuple[str, ...], quality: float) -> None:
        self._readings.append(Reading(atoms, keys, quality))

    def add_reference(self, exact_first: tuple[str, ...]) -> None:
        atom = self.add_atom(exact_first[0], Weight.REFERENCE)
        for rank, key in enumerate(exact_first):
            self.add_reading((atom,), (key,), 1.0 - 0.1 * rank)

    def done(self) -> Text:
        return Text(tuple(self.atoms), tuple(self._readings))


def _reference_parts(key: str) -> WordParts:
    return WordParts(((1.0, frozenset((key,))),), ((key, 1.0, 1.0),))


def _parts(text: Text) -> WordParts:
    covering: list[set[str]] = [set() for _ in text.atoms]
    keys: dict[str, float] = {}
    for reading in text.readings:
        whole = len(reading.atoms) > 1 or len(text.atoms) == 1
        for atom in reading.atoms:
            covering[atom].update(reading.keys)
        for key in reading.keys:
            keys[key] = max(keys.get(key, 0.0), 1.0 if whole else _PART_OF_COMPOUND)
    atoms = tuple(
        (_LABEL_WEIGHTS[atom.weight], frozenset(own))
        for atom, own in zip(text.atoms, covering, strict=True)
    )
    listed = (
        (key, quality, sum(weight for weight, own in atoms if key in own))
        for key, quality in keys.items()
    )
    return WordParts(atoms, tuple(listed))
