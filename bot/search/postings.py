"""Which entries contain which keys, and how strongly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.search.entries import Entry
from bot.search.folding import fold, words
from bot.search.reading import Reader
from bot.search.references import broader, extract
from bot.search.stems import Stems

NAME = 1.0
ALIAS = 0.99
TEXT = 0.5
STRONG = 0.55
"""From this strength on a key names an entry; below, it is merely mentioned in its texts."""

_BROADER_REFERENCE = 0.6
# The first clause that an entry refers to is the one that it is about.
_LATER_REFERENCE = 0.03
_LEAST_REFERENCE = 0.8
_SHARE_OF_STRENGTH = 0.05
_MOST_LABELS = 200
_WHOLE_LABEL = 0.99
_BEST = 20


@dataclass(frozen=True, slots=True)
class Holders:
    """The entries that hold something: strength 0..1 by entry's number.

    `strong` counts those that are named by it, `best` are the strongest few.
    """

    strengths: Mapping[int, float]
    strong: int
    best: tuple[int, ...]


def holders(strengths: Mapping[int, float]) -> Holders:
    """Wrap strengths by entry's number, with what scoring asks of them worked out once."""
    strong = sum(1 for strength in strengths.values() if strength >= STRONG)
    best = nlargest(_BEST, strengths, key=strengths.__getitem__)
    return Holders(strengths, strong, tuple(best))


@dataclass(frozen=True, slots=True)
class Label:
    """A name or an alias as the weights of its atoms and the keys that cover each of them."""

    atoms: tuple[tuple[float, frozenset[str]], ...]
    total: float

    def covered_by(self, keys: frozenset[str]) -> float:
        """Return how much of the label, 0..1, is covered by the keys of a query."""
        covered = 0.0
        for weight, atom_keys in self.atoms:
            if not atom_keys.isdisjoint(keys):
                covered += weight
        return covered / self.total if self.total else 0.0


class Postings:
    """The inverted index: key → entry's number → strength 0..1."""

    def __init__(self, entries: Sequence[Entry], reader: Reader, stems: Stems) -> None:
        self._postings: dict[str, dict[int, float]] = {}
        self._labels: list[tuple[Label, ...]] = []
        self._label_postings: dict[str, dict[int, float]] = {}
        self._label_holders: list[int] = []
        self._known: dict[str, Holders] = {}
        self._text_keys: dict[str, frozenset[str]] = {}
        self._reference_keys: dict[str, list[tuple[str, float]]] = {}
        self._stems = stems
        self._reader = reader
        for number, entry in enumerate(entries):
            self._add_texts(number, entry.texts)
            self._add_labels(number, entry)
            self._add_references(number, entry.references)
        self._text_keys.clear()
        self._reference_keys.clear()

    def of(self, key: str) -> Holders | None:
        """Return the entries that contain a key, None if there are none."""
        known = self._known.get(key)
        if known is None:
            strengths = self._postings.get(key)
            if strengths is None:
                return None
            known = self._known[key] = holders(strengths)
        return known

    def hold_any(self, keys: Iterable[str]) -> bool:
        """Return whether any entry contains any of `keys`."""
        return any(key in self._postings for key in keys)

    def labels(self, number: int) -> tuple[Label, ...]:
        """Return the names and aliases of an entry."""
        return self._labels[number]

    def labels_with(self, key: str) -> Mapping[int, float]:
        """Return labels that contain a key, and which share of the label it makes up.

        Of a key that is in a great many labels only the first, and those that it makes up whole.
        """
        return self._label_postings.get(key, {})

    def label_holder(self, label: int) -> int:
        """Return the number of the entry that a label belongs to."""
        return self._label_holders[label]

    def _add_labels(self, number: int, entry: Entry) -> None:
        names = [self._add_label(number, name, NAME) for name in dict.fromkeys(entry.names)]
        aliases = [self._add_label(number, alias, ALIAS) for alias in dict.fromkeys(entry.aliases)]
        self._labels.append((*names, *aliases))

    def _add_label(self, number: int, phrase: str, strength: float) -> Label:
        parts = self._reader.parts_of(fold(phrase))
        atoms = tuple(atom for part in parts for atom in part.atoms)
        total = sum(weight for weight, _ in atoms)
        label = len(self._label_holders)
        self._label_holders.append(number)
        for part in parts:
            for key, quality, covered in part.keys:
                share = covered / total
                listed = self._label_postings.setdefault(key, {})
                if len(listed) < _MOST_LABELS or share >= _WHOLE_LABEL:
                    listed[label] = share
                shared = 1 - _SHARE_OF_STRENGTH * (1 - share)
                self._raise(key, number, strength * quality * shared)
        return Label(atoms, total)

    def _add_texts(self, number: int, texts: Iterable[str]) -> None:
        keys: set[str] = set()
        for text in texts:
            known = self._text_keys.get(text)
            if known is None:
                known = self._text_keys[text] = self._keys_of(text)
            keys.update(known)
        for key in keys:
            self._postings.setdefault(key, {})[number] = TEXT

    def _keys_of(self, text: str) -> frozenset[str]:
        return frozenset(key for word in words(fold(text)) for key in self._stems.of(word))

    def _add_references(self, number: int, references: Iterable[str]) -> None:
        for place, reference in enumerate(references):
            main = max(1 - _LATER_REFERENCE * place, _LEAST_REFERENCE)
            known = self._reference_keys.get(reference)
            if known is None:
                known = self._reference_keys[reference] = _reference_keys(reference)
            for key, strength in known:
                self._raise(key, number, strength * main)

    def _raise(self, key: str, number: int, strength: float) -> None:
        listed = self._postings.setdefault(key, {})
        if listed.get(number, 0.0) < strength:
            listed[number] = strength


def _reference_keys(reference: str) -> list[tuple[str, float]]:
    found, _ = extract(fold(reference))
    keys = [(readings[0], NAME) for readings in found]
    return keys + [(above, _BROADER_REFERENCE) for key, _ in keys for above in broader(key)]
