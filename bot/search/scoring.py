"""Weighs the evidence: how much of a query an entry accounts for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from bot.search.postings import Postings
from bot.search.reading import Atom, Text, Weight

_RARE_BASE = 0.5
_BASE_WEIGHTS = {
    Weight.STOP: 0.0,
    Weight.LIGHT: 0.3,
    Weight.KNOWN: 0.6,
    Weight.FOREIGN: 1.6,
    Weight.UNKNOWN: 0.85,
}
_WHOLE_WORD = 1.2
_WHOLE_PHRASE = 0.85
_INSIDE_PHRASE = 0.8
_UNDILUTED = 2
_BESIDE_PHRASE = 0.6
_STRONG = 0.55
_LABEL_SHARE = 0.2
_FINALISTS = 40


@dataclass(frozen=True, slots=True)
class Evidence:
    """Entries that account for some atoms of a query, with their strengths."""

    atoms: tuple[int, ...]
    strengths: Mapping[int, float]
    quality: float
    concept: bool = False


def direct_evidence(text: Text, postings: Postings) -> list[Evidence]:
    """Return what the query's own words find."""
    found = []
    for reading in text.readings:
        for key in reading.keys:
            strengths = postings.of(key)
            if strengths:
                found.append(Evidence(reading.atoms, strengths, reading.quality))
    return found


def score(
    text: Text,
    evidence: Sequence[Evidence],
    postings: Postings,
    entries: int,
) -> list[tuple[float, int]]:
    """Return (score 0..1, entry's number) of the best entries, best first.

    The score is the share of the query's weight that the entry accounts for, less a part that
    depends on how much of the entry's own name the query covers.
    """
    per_atom = _per_atom(len(text.atoms), evidence)
    weights = _weights(text, per_atom, evidence, entries)
    total = sum(weights)
    if total <= 0:
        return []
    sums: dict[int, float] = {}
    for weight, strengths in zip(weights, per_atom, strict=True):
        if weight > 0:
            for number, strength in strengths.items():
                sums[number] = sums.get(number, 0.0) + weight * strength
    keys = frozenset(key for reading in text.readings for key in reading.keys)
    by_concept = _by_concept(evidence)
    finalists = nlargest(_FINALISTS, ((found, -number) for number, found in sums.items()))
    scored = []
    for found, negative in finalists:
        number = -negative
        label = max(
            (label.covered_by(keys) for label in postings.labels(number)),
            default=0.0,
        )
        label = max(label, by_concept.get(number, 0.0))
        share = min(1.0, found / total)
        scored.append((share * (1 - _LABEL_SHARE + _LABEL_SHARE * label), number))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def _per_atom(atoms: int, evidence: Sequence[Evidence]) -> list[dict[int, float]]:
    per_atom: list[dict[int, float]] = [{} for _ in range(atoms)]
    phrases = [frozenset(e.atoms) for e in evidence if e.concept and len(e.atoms) > 1]
    for found in evidence:
        # What a phrase says is more exact than what its words say one by one.
        inside = any(len(phrase) > len(found.atoms) and phrase.issuperset(found.atoms) for phrase in phrases)
        quality = found.quality * _INSIDE_PHRASE if inside else found.quality
        for atom in found.atoms:
            best = per_atom[atom]
            for number, strength in found.strengths.items():
                strength *= quality
                if strength > best.get(number, 0.0):
                    best[number] = strength
    return per_atom


def _by_concept(evidence: Iterable[Evidence]) -> dict[int, float]:
    best: dict[int, float] = {}
    for found in evidence:
        if found.concept:
            for number, strength in found.strengths.items():
                if strength > best.get(number, 0.0):
                    best[number] = strength
    return best


def _weights(
    text: Text,
    per_atom: Sequence[Mapping[int, float]],
    evidence: Sequence[Evidence],
    entries: int,
) -> list[float]:
    telling = len({atom.group for atom in text.atoms if atom.weight is not Weight.STOP})
    dilution = min(1.0, _UNDILUTED / telling) if telling else 1.0
    if any(found.concept and len(found.atoms) > 1 for found in evidence):
        dilution *= _BESIDE_PHRASE
    weights = [
        _weight(atom, found, entries, dilution)
        for atom, found in zip(text.atoms, per_atom, strict=True)
    ]
    groups: dict[int, list[int]] = {}
    for number, atom in enumerate(text.atoms):
        groups.setdefault(atom.group, []).append(number)
    for members in groups.values():
        _limit(weights, members)
    for found in evidence:
        if found.concept and len(found.atoms) > 1:
            _lift(weights, found.atoms)
    return weights


def _weight(
    atom: Atom, found: Mapping[int, float], entries: int, dilution: float
) -> float:
    base = _BASE_WEIGHTS[atom.weight]
    if atom.weight is Weight.UNKNOWN or (atom.weight is Weight.KNOWN and not found):
        # In a long sentence a word that means nothing to us is more often idle than decisive.
        return base * dilution
    if atom.weight is not Weight.KNOWN:
        return base
    strong = sum(1 for strength in found.values() if strength >= _STRONG)
    if not strong:
        return base
    rare = log(1 + (entries + 0.5) / (strong + 0.5)) / log(2 * entries + 2)
    return _RARE_BASE + (1 - _RARE_BASE) * min(1.0, rare)


def _limit(weights: list[float], members: Sequence[int]) -> None:
    """The parts of one word together weigh little more than its heaviest part."""
    total = sum(weights[n] for n in members)
    most = _WHOLE_WORD * max(weights[n] for n in members)
    if total > most > 0:
        for n in members:
            weights[n] *= most / total


def _lift(weights: list[float], atoms: Sequence[int]) -> None:
    """A phrase that is a concept weighs as much as a word, however small its words."""
    total = sum(weights[n] for n in atoms)
    if total < _WHOLE_PHRASE:
        for n in atoms:
            weights[n] += (_WHOLE_PHRASE - total) / len(atoms)
