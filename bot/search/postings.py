"""Which entries contain which keys, and how strongly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.search.entries import Entry
from bot.search.folding import fold, words
from bot.search.reading import Reader, Text, Weight
from bot.search.references import broader, extract
from bot.search.stems import Stems

NAME = 1.0
ALIAS = 0.97
TEXT = 0.5
PART_OF_COMPOUND = 0.9
BROADER_REFERENCE = 0.6
_NAME_WEIGHTS = {
    Weight.STOP: 0.2,
    Weight.LIGHT: 0.35,
    Weight.KNOWN: 1.0,
    Weight.FOREIGN: 1.0,
    Weight.UNKNOWN: 1.0,
}


@dataclass(frozen=True, slots=True)
class Label:
    """A name or an alias as the weights of its atoms and the keys that cover each of them."""

    atoms: tuple[tuple[float, frozenset[str]], ...]
    shares: tuple[tuple[str, float], ...]

    def covered_by(self, keys: frozenset[str]) -> float:
        """Return how much of the label, 0..1, is covered by the keys of a query."""
        total = covered = 0.0
        for weight, atom_keys in self.atoms:
            total += weight
            if not atom_keys.isdisjoint(keys):
                covered += weight
        return covered / total if total else 0.0


class Postings:
    """The inverted index: key → entry's number → strength 0..1."""

    def __init__(self, entries: Sequence[Entry], reader: Reader, stems: Stems) -> None:
        self._postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._labels: list[tuple[Label, ...]] = []
        self._label_postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._holders: list[int] = []
        self._stems = stems
        self._reader = reader
        self._read: dict[str, tuple[Label, tuple[tuple[str, float], ...]]] = {}
        for number, entry in enumerate(entries):
            self._add(number, entry)
        self._read.clear()

    def of(self, key: str) -> Mapping[int, float]:
        """Return the entries that contain a key."""
        return self._postings.get(key, {})

    def labels(self, number: int) -> tuple[Label, ...]:
        """Return the names and aliases of an entry."""
        return self._labels[number]

    def labels_with(self, key: str) -> Mapping[int, float]:
        """Return the labels that contain a key, and which share of the label it makes up."""
        return self._label_postings.get(key, {})

    def holder(self, label: int) -> int:
        """Return the number of the entry that a label belongs to."""
        return self._holders[label]

    def _add(self, number: int, entry: Entry) -> None:
        labels = []
        for strength, phrases in ((NAME, entry.names), (ALIAS, entry.aliases)):
            for phrase in phrases:
                label, keys = self._label(phrase)
                labels.append(label)
                for key, share in label.shares:
                    self._label_postings[key][len(self._holders)] = share
                self._holders.append(number)
                for key, share in keys:
                    self._raise(key, number, strength * share)
        self._labels.append(tuple(labels))
        self._add_texts(number, entry.texts)
        self._add_references(number, entry.references)

    def _label(self, phrase: str) -> tuple[Label, tuple[tuple[str, float], ...]]:
        read = self._read.get(phrase)
        if read is None:
            text = self._reader.read(fold(phrase))
            read = self._read[phrase] = (_label_of(text), tuple(_shares(text)))
        return read

    def _add_texts(self, number: int, texts: Iterable[str]) -> None:
        for text in texts:
            for word in set(words(fold(text))):
                for key in self._stems.of(word):
                    self._raise(key, number, TEXT)

    def _add_references(self, number: int, references: Iterable[str]) -> None:
        for reference in references:
            found, _ = extract(fold(reference))
            for readings in found:
                self._raise(readings[0], number, NAME)
                for above in broader(readings[0]):
                    self._raise(above, number, BROADER_REFERENCE)

    def _raise(self, key: str, number: int, strength: float) -> None:
        holders = self._postings[key]
        if holders.get(number, 0.0) < strength:
            holders[number] = strength


def _shares(text: Text) -> Iterable[tuple[str, float]]:
    groups = [atom.group for atom in text.atoms]
    for reading in text.readings:
        alone = len(reading.atoms) > 1 or groups.count(groups[reading.atoms[0]]) == 1
        for key in reading.keys:
            yield key, 1.0 if alone else PART_OF_COMPOUND


def _label_of(text: Text) -> Label:
    keys: list[set[str]] = [set() for _ in text.atoms]
    for reading in text.readings:
        for atom in reading.atoms:
            keys[atom].update(reading.keys)
    atoms = tuple(
        (_NAME_WEIGHTS[atom.weight], frozenset(own))
        for atom, own in zip(text.atoms, keys, strict=True)
    )
    total = sum(weight for weight, _ in atoms) or 1.0
    shares: dict[str, float] = {}
    for weight, own in atoms:
        for key in own:
            shares[key] = shares.get(key, 0.0) + weight / total
    return Label(atoms, tuple(shares.items()))
