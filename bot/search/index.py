"""The look-up: ranks entries for a query and refuses when none fits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.search import lexicon as lexicons
from bot.search.concepts import FOREIGN, Spotter
from bot.search.entries import Entry
from bot.search.folding import fold, fold_query, words
from bot.search.lexicon import Lexicon
from bot.search.meaning import Meanings
from bot.search.postings import Postings
from bot.search.reading import Reader, Text
from bot.search.scoring import Evidence, direct_evidence, score
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary

THRESHOLD = 0.42
"""Below this score the best hit is a suggestion, not an answer."""

_CLASS_NAME = re.compile("<[^<>]*>")
_ALSO = 0.6
_MOST_ANSWERS = 5
_MOST_SUGGESTIONS = 5
_TOO_CLOSE = 0.03
_OTHER_KIND = 0.96
_PER_WORD = 0.015


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
    together they are at least three when there are three entries. `ambiguous` says that the two
    best are too close for one to be picked.
    """

    query: str
    answers: tuple[Hit, ...]
    suggestions: tuple[Hit, ...]
    ambiguous: bool


class Index:
    """Entries, ready to be looked up. Never changes after it is built."""

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon | None = None) -> None:
        """Index `entries`; `lexicon` is the package's own unless another is given."""
        self._entries = tuple(entries)
        known = lexicons.load() if lexicon is None else lexicon
        stems = Stems()
        field = _field(self._entries, known)
        vocabulary = _vocabulary(self._entries, field, known, stems)
        self._reader = Reader(known, field, vocabulary, stems)
        self._postings = Postings(self._entries, self._reader, stems)
        self._spotter = Spotter(known, vocabulary, stems)
        self._meanings = Meanings(
            known, self._reader, self._postings, [entry.kind for entry in self._entries]
        )

    def search(self, query: str, kinds: frozenset[str] | None = None) -> Result:
        """Look `query` up among the entries of `kinds`, or among all of them.

        Never raises, whatever the query; only its first 300 characters count.
        """
        hits = self._hits(query, kinds)
        answers = _answers(hits)
        rest = [hit for hit in hits if hit not in answers]
        ambiguous = len(answers) > 1 and answers[0].score - answers[1].score < _TOO_CLOSE
        return Result(query, answers, tuple(rest[:_MOST_SUGGESTIONS]), ambiguous)

    def _hits(self, query: str, kinds: frozenset[str] | None) -> list[Hit]:
        text = self._reader.read(fold_query(query), forgiving=True)
        scored = score(text, self._evidence(text), self._postings, len(self._entries))
        hits = []
        for found, number in scored:
            entry = self._entries[number]
            if kinds is None or entry.kind in kinds:
                likelihood = _likelihood(entry.kind, len(text.atoms))
                hits.append(Hit(entry.id, entry.kind, round(found * likelihood, 4)))
        return sorted(hits, key=lambda hit: -hit.score)

    def _evidence(self, text: Text) -> list[Evidence]:
        evidence = direct_evidence(text, self._postings)
        for spotted in self._spotter.spot(text):
            if spotted.concept != FOREIGN:
                found = self._meanings.of(spotted.concept)
                if found.strengths:
                    atoms = tuple(sorted(spotted.atoms))
                    evidence.append(Evidence(atoms, found, spotted.quality, concept=True))
        return evidence


def _likelihood(kind: str, atoms: int) -> float:
    """People ask for activities more than for roles, the more so the more words they use."""
    if kind == "activity":
        return 1.0
    return _OTHER_KIND - _PER_WORD * min(max(atoms - 3, 0), 8)


def _answers(hits: list[Hit]) -> tuple[Hit, ...]:
    if not hits or hits[0].score < THRESHOLD:
        return ()
    close = [hit for hit in hits if hit.score >= _ALSO * hits[0].score]
    return tuple(close[:_MOST_ANSWERS])


def _field(entries: Iterable[Entry], lexicon: Lexicon) -> frozenset[str]:
    """Collect the words of the field: those of concepts, of classes and of entries' names."""
    found = _words_of(phrase for entry in entries for phrase in (*entry.names, *entry.aliases))
    for concept in lexicon.concepts.values():
        for phrase in (*concept.same, *concept.says, *concept.means):
            found.update(words(fold(_CLASS_NAME.sub(" ", phrase))))
    for members in lexicon.classes.values():
        found.update(members)
    return frozenset(found - lexicon.stop)


def _vocabulary(
    entries: Iterable[Entry], field: frozenset[str], lexicon: Lexicon, stems: Stems
) -> Vocabulary:
    texts = _words_of(text for entry in entries for text in entry.texts)
    parts = texts | field | lexicon.light | lexicon.foreign
    return Vocabulary(parts - lexicon.stop, lexicon.stop, stems)


def _words_of(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in set(phrases) for word in words(fold(phrase))}
