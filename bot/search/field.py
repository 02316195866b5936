"""Which words belong to the field, and which words are known at all."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.search.entries import Entry
from bot.search.folding import fold, words
from bot.search.lexicon import Lexicon, words_of
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary

NAMED_ONLY = frozenset({"person", "unit", "party"})
"""Kinds that are found by their names alone, whose names say nothing about the field."""

_LEXICONS = 2


def field_of(entries: Iterable[Entry], lexicon: Lexicon) -> frozenset[str]:
    """Collect the words of the field: those of the lexicon and of activities' names."""
    named = _words_of(
        phrase
        for entry in entries
        if entry.kind not in NAMED_ONLY
        for phrase in (*entry.names, *entry.aliases)
    )
    return _words_of_lexicon(lexicon) | (named - lexicon.stop)


@lru_cache(maxsize=_LEXICONS)
def stems_of(lexicon: Lexicon) -> Mapping[str, tuple[str, ...]]:
    """Return the stems of the lexicon's own words."""
    stems = Stems()
    found = _words_of_lexicon(lexicon) | lexicon.stop | lexicon.light | lexicon.foreign
    return {word: stems.of(word) for word in found}


@lru_cache(maxsize=_LEXICONS)
def _words_of_lexicon(lexicon: Lexicon) -> frozenset[str]:
    found: set[str] = set()
    for concept in lexicon.concepts.values():
        for phrase in (*concept.same, *concept.says, *concept.means):
            found.update(word for word in words_of(phrase) if not word.startswith("<"))
    for members in lexicon.classes.values():
        found.update(members)
    return frozenset(found - lexicon.stop)


def vocabulary_of(
    entries: Sequence[Entry], field: frozenset[str], lexicon: Lexicon, stems: Stems
) -> Vocabulary:
    """Collect all words known; people's names apart, for they are no part of compounds."""
    texts = _words_of(text for entry in entries for text in entry.texts)
    names = _words_of(
        phrase
        for entry in entries
        if entry.kind in NAMED_ONLY
        for phrase in (*entry.names, *entry.aliases)
    )
    parts = texts | field | lexicon.light | lexicon.foreign
    return Vocabulary(parts - lexicon.stop, lexicon.short_parts, lexicon.stop, names - parts, stems)


def _words_of(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in set(phrases) for word in words(fold(phrase))}
