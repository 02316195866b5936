"""The lexicon's files hold together and favour nobody."""

import re

import pytest

from bot.search import lexicon
from bot.search.folding import fold, words
from tests.search.corpus import asked, pack_entries


def test_classes_that_are_said_exist() -> None:
    known = lexicon.load()
    said = {
        name
        for concept in known.concepts.values()
        for phrase in concept.says
        for name in re.findall("<([^<>]*)>", phrase)
    }
    assert said
    assert said <= set(known.classes)


def test_synonyms_use_no_classes() -> None:
    for concept in lexicon.load().concepts.values():
        assert not any("<" in phrase for phrase in (*concept.same, *concept.means)), concept.name


def test_every_concept_leads_somewhere() -> None:
    for concept in lexicon.load().concepts.values():
        assert concept.same or concept.means, concept.name


def test_a_lexicon_without_a_concept_lacks_it() -> None:
    known = lexicon.load()
    assert "backup" not in known.without("backup").concepts
    with pytest.raises(KeyError):
        known.without("no-such-concept")


def test_no_word_is_in_two_lists() -> None:
    known = lexicon.load()
    assert not known.stop & known.foreign
    assert not known.light & known.foreign
    assert not known.stop & known.light
    assert not known.own & (known.stop | known.foreign)


def test_nothing_in_the_packs_is_foreign() -> None:
    foreign = lexicon.load().foreign
    for pack in ("sme", "public"):
        for entry in pack_entries(pack):
            for phrase in (*entry.names, *entry.aliases):
                assert foreign.isdisjoint(words(fold(phrase))), phrase


def test_long_look_ups_are_not_in_the_lexicon_word_for_word() -> None:
    known = lexicon.load()
    phrases = {
        fold(phrase)
        for concept in known.concepts.values()
        for phrase in (*concept.same, *concept.says)
    }
    for look_up in (*asked("dev"), *asked("blind"), *asked("municipality")):
        if len(look_up.query.split()) > 5:
            assert fold(look_up.query).strip(" ?") not in phrases, look_up.query
