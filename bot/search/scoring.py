"""Weighs the evidence: how much of a query an entry accounts for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from bot.search.postings import Holders, Postings
from bot.search.reading import Atom, Text
from bot.search.weights import Weight

_RARE_BASE = 0.5
_BASE_WEIGHTS = {
    Weight.STOP: 0.0,
    Weight.LIGHT: 0.3,
    Weight.KNOWN: 0.6,
    Weight.REFERENCE: 1.5,
    Weight.FOREIGN: 2.0,
    Weight.UNKNOWN: 1.4,
}
_WHOLE_WORD = 1.2
_WHOLE_PHRASE = 0.85
_INSIDE_PHRASE = 0.8
_UNDILUTED = 2
_BESIDE_PHRASE = 0.6
_BESIDE_OWN = 0.4
_OWN = 1.2
_LONG_PHRASE = 3
_SURE_WORDS = 2
_LABEL_SHARE = 0.2
# In a compound the first part says which: an audit of something strange is not ours.
_STRANGE_MODIFIER = 1.6
_MEANINGLESS = frozenset({Weight.UNKNOWN, Weight.KNOWN})
_FINALISTS = 12
_CROSSED_ATOMS = 4
_CROSSED_ENTRIES = 40


@dataclass(frozen=True, slots=True)
class Evidence:
    """Entries that account for some atoms of a query."""

    atoms: tuple[int, ...]
    holders: Holders
    quality: float
    concept: bool = False


def direct_evidence(text: Text, postings: Postings) -> list[Evidence]:
    """Return what the query's own words find."""
    found = []
    for reading in text.readings:
        for key in reading.keys:
            holders = postings.of(key)
            if holders is not None:
                found.append(Evidence(reading.atoms, holders, reading.quality))
    return found


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry by number; `share` of the query that it accounts for, and its score, both 0..1."""

    number: int
    share: float
    score: float


def score(
    text: Text,
    evidence: Sequence[Evidence],
    postings: Postings,
    entries: int,
    allowed: frozenset[int] | None = None,
) -> list[Scored]:
    """Score the best entries, or the best among those `allowed`; in no order.

    The score is the share of the query's weight that the entry accounts for, less a part that
    depends on how much of the entry's own name the query covers.
    """
    by_atom = _by_atom(text, evidence)
    weights = _weights(text, by_atom, evidence, entries)
    total = sum(weights)
    if total <= 0:
        return []
    weighed = [(w, found) for w, found in zip(weights, by_atom, strict=True) if w > 0 and found]
    lookups: list[tuple[float, _Lookups]] = [
        (w, [(h.strengths.get, quality) for h, quality in found]) for w, found in weighed
    ]
    sums = [(_accounted(lookups, number), -number) for number in _candidates(weighed, allowed)]
    keys = frozenset(key for reading in text.readings for key in reading.keys)
    concepts = [found for found in evidence if found.concept]
    scored = []
    for accounted, negative in sorted(sums, reverse=True)[:_FINALISTS]:
        label = _label(-negative, keys, concepts, postings)
        share = min(1.0, accounted / total)
        found = share * (1 - _LABEL_SHARE + _LABEL_SHARE * label)
        scored.append(Scored(-negative, share, found))
    return scored


_Found = list[tuple[Holders, float]]
_Lookups = list[tuple[Callable[[int, float], float], float]]


def _by_atom(text: Text, evidence: Sequence[Evidence]) -> list[_Found]:
    """List what is found for each atom, with how sure it is.

    What a phrase says is more exact than what its words say one by one.
    """
    by_atom: list[_Found] = [[] for _ in text.atoms]
    telling = {n for n, atom in enumerate(text.atoms) if atom.weight is not Weight.STOP}
    phrases = [frozenset(e.atoms) for e in evidence if e.concept and len(e.atoms) > 1]
    for found in evidence:
        part = telling.intersection(found.atoms)
        size = len(found.atoms)
        inside = any(part <= phrase and size < len(phrase) for phrase in phrases)
        quality = found.quality * _INSIDE_PHRASE if inside else found.quality
        for atom in found.atoms:
            by_atom[atom].append((found.holders, quality))
    return by_atom


def _candidates(
    weighed: Sequence[tuple[float, _Found]], allowed: frozenset[int] | None
) -> set[int]:
    """Pick the entries worth a full look: the best of every find, and those with several finds."""
    candidates: set[int] = set()
    if allowed is not None:
        for _, found in weighed:
            for holders, _ in found:
                candidates.update(allowed.intersection(holders.strengths))
        return candidates
    for _, found in weighed:
        for holders, _ in found:
            candidates.update(holders.best)
    heaviest = sorted(weighed, key=lambda pair: -pair[0])[:_CROSSED_ATOMS]
    if len(heaviest) > 1:
        candidates.update(_crossed(heaviest))
    return candidates


def _crossed(heaviest: Sequence[tuple[float, _Found]]) -> list[int]:
    crossed: set[int] = set()
    for _, found in heaviest:
        held = [holders.strengths.keys() for holders, _ in found]
        # Many hold a common word, few of them the rare ones before it.
        fewer = [crossed & numbers for numbers in held] if crossed else held
        crossed = set().union(*fewer) or crossed
    return sorted(crossed)[:_CROSSED_ENTRIES]


def _accounted(lookups: Iterable[tuple[float, _Lookups]], number: int) -> float:
    """Add up an entry's best strength for each atom; this is where the time of a search goes."""
    accounted = 0.0
    for weight, found in lookups:
        best = 0.0
        for strength_of, quality in found:
            strength = strength_of(number, 0.0) * quality
            if strength > best:
                best = strength
        accounted += weight * best
    return accounted


def _label(
    number: int, keys: frozenset[str], concepts: Iterable[Evidence], postings: Postings
) -> float:
    """Return how much of the entry's best label the query covers, in its words or by meaning."""
    best = max((label.covered_by(keys) for label in postings.labels(number)), default=0.0)
    for found in concepts:
        best = max(best, found.holders.strengths.get(number, 0.0))
    return best


def _weights(
    text: Text, by_atom: Sequence[_Found], evidence: Sequence[Evidence], entries: int
) -> list[float]:
    dilution = _dilution(text, evidence)
    beside = _beside(text, evidence)
    ours = {atom for found in evidence if _is_phrase(found) for atom in found.atoms}
    weights = [
        _weight(atom, found, entries, dilution, beside, number in ours)
        for number, (atom, found) in enumerate(zip(text.atoms, by_atom, strict=True))
    ]
    groups: dict[int, list[int]] = {}
    for number, atom in enumerate(text.atoms):
        groups.setdefault(atom.group, []).append(number)
    for members in groups.values():
        for number in members[:-1]:
            if not by_atom[number] and text.atoms[number].weight in _MEANINGLESS:
                weights[number] = _STRANGE_MODIFIER * dilution
        _limit(weights, members)
    for found in evidence:
        if _is_phrase(found):
            _lift(weights, found.atoms, _WHOLE_PHRASE)
    own = [n for n in sorted(text.own) if text.atoms[n].weight is not Weight.LIGHT]
    if own:
        _lift(weights, own, _OWN)
    return weights


def _is_phrase(found: Evidence) -> bool:
    return found.concept and len(found.atoms) > 1


def _says_much(text: Text, found: Evidence) -> bool:
    """A concept in several words is surer than one in a single word, be that a compound."""
    if not _is_phrase(found):
        return False
    said = {text.atoms[n].group for n in found.atoms}
    telling = {text.atoms[n].group for n in found.atoms if text.atoms[n].weight is not Weight.STOP}
    return len(telling) >= _SURE_WORDS or len(said) >= _LONG_PHRASE


def _dilution(text: Text, evidence: Iterable[Evidence]) -> float:
    """In a long sentence a word that means nothing to us is more often idle than decisive."""
    telling = len({atom.group for atom in text.atoms if atom.weight is not Weight.STOP})
    dilution = min(1.0, _UNDILUTED / telling) if telling else 1.0
    if text.own:
        dilution *= _BESIDE_OWN
    elif any(_says_much(text, found) for found in evidence):
        dilution *= _BESIDE_PHRASE
    return dilution


def _beside(text: Text, evidence: Iterable[Evidence]) -> float:
    """Return how much of its weight another domain's word keeps beside words that are ours."""
    if text.own:
        return _BESIDE_OWN
    sure = any(found.concept and len(found.atoms) >= _LONG_PHRASE for found in evidence)
    return _BESIDE_PHRASE if sure else 1.0


def _weight(
    atom: Atom, found: _Found, entries: int, dilution: float, beside: float, ours: bool
) -> float:
    base = _BASE_WEIGHTS[atom.weight]
    if atom.weight is Weight.FOREIGN and ours:
        return _BASE_WEIGHTS[Weight.KNOWN]
    if atom.weight is Weight.FOREIGN:
        return base * beside
    if atom.weight is Weight.REFERENCE and not found:
        return _BASE_WEIGHTS[Weight.KNOWN]
    if atom.weight is Weight.UNKNOWN or (atom.weight is Weight.KNOWN and not found):
        return base * dilution
    if atom.weight is not Weight.KNOWN:
        return base
    strong = max(holders.strong for holders, _ in found)
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


def _lift(weights: list[float], atoms: Sequence[int], least: float) -> None:
    """A phrase that is a concept weighs as much as a word, however small its words."""
    total = sum(weights[n] for n in atoms)
    if total < least:
        for n in atoms:
            weights[n] += (least - total) / len(atoms)
