"""Spelling, references, compounds and slips, each by itself."""

import pytest

from bot.search.folding import fold, words
from bot.search.references import broader, extract
from bot.search.stems import Stems
from bot.search.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Årshjul", "aarshjul"),
        ("A\u030arshjul", "aarshjul"),
        ("ØVELSE", "oevelse"),
        ("Café & bar", "cafe  og  bar"),
        ("straße", "strasse"),
        ("plain", "plain"),
    ],
)
def test_spelling_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SLA'er og ISMS'et", ["sla", "og", "isms"]),
        ("SLA’er", ["sla"]),
        ("e-læring", ["elaering"]),
        ("it-driften", ["itdriften"]),
        ("NIS 2-kursus", ["nis2", "kursus"]),
        ("NIS2", ["nis2"]),
        ("RACI-diagram", ["raci", "diagram"]),
        ('"backup"?', ["backup"]),
    ],
)
def test_words_are_parted(text: str, found: list[str]) -> None:
    assert words(fold(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A.5.18", [("ref:a.5.18",)]),
        ("anneks a 8.13", [("ref:a.8.13",)]),
        ("9.2", [("ref:9.2", "ref:a.9.2")]),
        ("6.1.2", [("ref:6.1.2", "ref:a.6.1.2")]),
        ("GDPR art. 5, 24 og 35", [("ref:art5",), ("ref:art24",), ("ref:art35",)]),
        ("Art. 33(4)", [("ref:art33",)]),
        ("NIS 2-loven § 6, stk. 1, nr. 9", [("ref:§6.1.9", "ref:§6.1", "ref:§6")]),
        ("Danish NIS 2 Act s. 6(1)(9)", [("ref:§6.1.9", "ref:§6.1", "ref:§6")]),
        ("§§ 12-13", [("ref:§12",), ("ref:§13",)]),
        ("section 7", [("ref:§7",)]),
        ("72 timer", []),
    ],
)
def test_references_are_read(text: str, found: list[tuple[str, ...]]) -> None:
    assert extract(fold(text))[0] == found


def test_clauses_have_broader_ones() -> None:
    assert broader("ref:6.1.2") == ["ref:6.1"]
    assert broader("ref:§6.1.9") == ["ref:§6.1", "ref:§6"]
    assert broader("ref:a.5.18") == []
    assert broader("ref:art33") == []


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    known = ["sikkerhed", "kopi", "risiko", "haandtering", "plan", "leverandoer", "backup"]
    return Vocabulary(known, frozenset({"it"}), ["hvem"], ["jonas"], Stems())


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sikkerhedskopi", ("sikkerhed", "kopi")),
        ("risikohaandteringsplan", ("risiko", "haandtering", "plan")),
        ("risikohaandteringsplanen", ("risiko", "haandtering", "planen")),
        ("itplan", ("itplan",)),
        ("itbackup", ("it", "backup")),
        ("jonasplan", ("jonasplan",)),
        ("backup", ("backup",)),
    ],
)
def test_compounds_are_split(vocabulary: Vocabulary, word: str, parts: tuple[str, ...]) -> None:
    assert vocabulary.split(word) == parts


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("bakcup", "backup"),
        ("leverandør".replace("ø", "o"), "leverandoer"),
        ("sikerhed", "sikkerhed"),
        ("plna", "plan"),
        ("haandtreing", "haandtering"),
    ],
)
def test_slips_are_mended(vocabulary: Vocabulary, word: str, meant: str) -> None:
    assert vocabulary.corrections(word)[0][0] == meant


@pytest.mark.parametrize("word", ["abc", "2024", "plads", "zzzzzzzz"])
def test_other_words_are_left_alone(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.corrections(word) == []


def test_names_are_finished_sooner_than_words(vocabulary: Vocabulary) -> None:
    assert vocabulary.completions("jon") == ["jonas"]
    assert vocabulary.completions("bac") == []
    assert vocabulary.completions("back") == ["backup"]
