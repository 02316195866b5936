"""The look-up: ranks entries for a query and refuses when none fits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.search import lexicon as lexicons
from bot.search.concepts import FOREIGN, Spotted, Spotter
from bot.search.entries import Entry
from bot.search.field import NAMED_ONLY, field_of, stems_of, vocabulary_of
from bot.search.folding import fold_query
from bot.search.lexicon import Lexicon
from bot.search.meaning import Meanings
from bot.search.postings import Postings
from bot.search.reading import Reader, Text
from bot.search.scoring import Evidence, Scored, direct_evidence, score
from bot.search.stems import Stems
from bot.search.weights import Weight

THRESHOLD = 0.38
"""Below this score the best hit is a suggestion, not an answer."""

_ALSO = 0.6
_MOST_ANSWERS = 5
_MOST_SUGGESTIONS = 5
_LEAST_HITS = 3
_TOO_CLOSE = 0.03
_OTHER_KIND = 0.96
_PER_WORD = 0.015
_NAMED_ONLY = 0.95
_IN_FOREIGN_PHRASE = 0.6
_LOOKALIKE = 0.1


@dataclass(frozen=True)
class Hit:
    """An entry that was found; `score` is 0..1 and comparable between queries."""

    id: str
    kind: str
    score: float


@dataclass(frozen=True)
class Result:
    """What a query found.

    `answers` are best first and empty when nothing fits; `suggestions` are the next nearest;
    together they are at least three when there are three entries of the kinds asked for.
    `ambiguous` says that the two best are too close for one to be picked.
    """

    query: str
    answers: tuple[Hit, ...]
    suggestions: tuple[Hit, ...]
    ambiguous: bool


class Index:
    """Entries, ready to be looked up. What it answers never changes after it is built.

    Not for several threads at once: the stemmers keep a state of their own.
    """

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon | None = None) -> None:
        """Index `entries`; `lexicon` is the package's own unless another is given."""
        self._entries = tuple(entries)
        known = lexicons.load() if lexicon is None else lexicon
        stems = Stems(stems_of(known))
        field = field_of(self._entries, known)
        self._vocabulary = vocabulary_of(self._entries, field, known, stems)
        self._stems = stems
        self._reader = Reader(known, field, self._vocabulary, stems)
        self._postings = Postings(self._entries, self._reader, stems)
        self._spotter = Spotter(known, self._vocabulary)
        kinds = [entry.kind for entry in self._entries]
        self._meanings = Meanings(known, self._reader, self._postings, kinds)
        self._by_kind = _numbers_by_kind(kinds)
        self._every = frozenset(range(len(self._entries)))
        self._ends = tuple(
            (number, entry.ends_on)
            for number, entry in enumerate(self._entries)
            if entry.ends_on is not None
        )

    def search(
        self, query: str, kinds: frozenset[str] | None = None, on: date | None = None
    ) -> Result:
        """Look `query` up among the entries of `kinds`, or among all of them.

        Never raises, whatever the query; only its first 300 characters count.

        Args:
            query: what was typed.
            kinds: None for all.
            on: leaves out what is over on this local date.
        """
        allowed = self._allowed(kinds, on)
        text = self._reader.read(fold_query(query), forgiving=True)
        hits = self._hits(text, allowed)
        answers = _answers(hits)
        ambiguous = len(answers) > 1 and answers[0].score - answers[1].score < _TOO_CLOSE
        rest = hits[len(answers) :][:_MOST_SUGGESTIONS]
        missing = _LEAST_HITS - len(answers) - len(rest)
        if missing > 0:
            rest += self._nearest(text, {hit.id for hit in hits}, allowed)[:missing]
        return Result(query, answers, tuple(rest), ambiguous)

    def _allowed(self, kinds: frozenset[str] | None, on: date | None) -> frozenset[int] | None:
        """Return the numbers of the entries to search, None for all of them."""
        over = frozenset(number for number, last in self._ends if on is not None and last < on)
        if kinds is None and not over:
            return None
        wanted = self._every if kinds is None else self._of_kinds(kinds)
        return wanted - over

    def _of_kinds(self, kinds: frozenset[str]) -> frozenset[int]:
        return frozenset().union(*(self._by_kind.get(kind, frozenset()) for kind in kinds))

    def _hits(self, text: Text, allowed: frozenset[int] | None) -> list[Hit]:
        spotted = self._spotter.spot(text)
        foreign = {n for found in spotted if found.concept == FOREIGN for n in found.atoms}
        spotted = [found for found in spotted if _is_ours(found, foreign)]
        text = _with_foreign(text, foreign)
        direct = [_less_if_in(foreign, e) for e in direct_evidence(text, self._postings)]
        evidence = direct + self._meant(spotted)
        scored = score(text, evidence, self._postings, len(self._entries), allowed)
        words = len(text.atoms)
        ranked = [(self._likely(found, words), found.number) for found in scored]
        return [self._hit(number, found) for found, number in _best_first(ranked) if found > 0]

    def _likely(self, found: Scored, words: int) -> float:
        """Weigh a score by what people ask for: more for activities, the longer they write.

        A person, a unit or a party is meant only if the name is about all that was said.
        """
        kind = self._entries[found.number].kind
        if kind == "activity":
            return found.score
        likelihood = _OTHER_KIND - _PER_WORD * min(max(words - 3, 0), 8)
        if kind in NAMED_ONLY:
            likelihood *= _NAMED_ONLY * found.share
        return found.score * likelihood

    def _meant(self, spotted: Iterable[Spotted]) -> list[Evidence]:
        evidence = []
        for concept in spotted:
            found = self._meanings.of(concept.concept)
            if found.strengths:
                atoms = tuple(sorted(concept.atoms))
                evidence.append(Evidence(atoms, found, concept.quality, concept=True))
        return evidence

    def _nearest(self, text: Text, known: set[str], allowed: frozenset[int] | None) -> list[Hit]:
        """Return suggestions for a query that hit too little: what looks alike, then the first."""
        numbers: dict[int, float] = {}
        for atom in text.atoms:
            if atom.weight is not Weight.STOP and atom.weight is not Weight.LIGHT:
                for word in self._vocabulary.lookalikes(atom.text):
                    for key in self._stems.of_stranger(word):
                        found = self._postings.of(key)
                        numbers.update(dict.fromkeys(found.best if found else (), _LOOKALIKE))
        for number in range(min(len(self._entries), len(known) + _LEAST_HITS)):
            numbers.setdefault(number, 0.0)
        for number in sorted(allowed or ())[: len(known) + _LEAST_HITS]:
            numbers.setdefault(number, 0.0)
        hits = [self._hit(n, found) for n, found in numbers.items() if _is_in(n, allowed)]
        return [hit for hit in hits if hit.id not in known]

    def _hit(self, number: int, found: float) -> Hit:
        entry = self._entries[number]
        return Hit(entry.id, entry.kind, round(found, 4))


def _is_ours(found: Spotted, foreign: set[int]) -> bool:
    """A phrase of another domain is stronger than a concept in some of its words, if no longer."""
    if found.concept == FOREIGN:
        return False
    return foreign.isdisjoint(found.atoms) or len(found.atoms) > len(foreign)


def _less_if_in(foreign: set[int], found: Evidence) -> Evidence:
    if foreign.isdisjoint(found.atoms):
        return found
    return replace(found, quality=found.quality * _IN_FOREIGN_PHRASE)


def _with_foreign(text: Text, foreign: set[int]) -> Text:
    if not foreign:
        return text
    atoms = tuple(
        replace(atom, weight=Weight.FOREIGN) if number in foreign else atom
        for number, atom in enumerate(text.atoms)
    )
    return replace(text, atoms=atoms, own=text.own - foreign)


def _answers(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    if not hits or hits[0].score < THRESHOLD:
        return ()
    close = [hit for hit in hits if hit.score >= _ALSO * hits[0].score]
    return tuple(close[:_MOST_ANSWERS])


def _best_first(ranked: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1]))


def _is_in(number: int, allowed: frozenset[int] | None) -> bool:
    return allowed is None or number in allowed


def _numbers_by_kind(kinds: Sequence[str]) -> dict[str, frozenset[int]]:
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for number, kind in enumerate(kinds):
        numbers[kind].add(number)
    return {kind: frozenset(found) for kind, found in numbers.items()}
