"""What has no answer gets none, and three suggestions."""

from dataclasses import replace

import pytest

from bot.search import lexicon
from bot.search.entries import Entry
from bot.search.index import Index
from tests.search.corpus import pack_entries


@pytest.mark.parametrize(
    "query",
    [
        "parkeringskort",
        "brandøvelse",
        "bæredygtighedsrapport",
        "whistleblowerordning",
        "kundeservice telefonnummer",
        "rygepolitik",
        "budgetopfølgning",
        "arbejdsmiljøudvalg",
        "lønforhandling",
        "førstehjælpskursus",
        "fire drill",
        "who ordered the pizza",
        "iso 9001 audit",
        "book a meeting room",
        "annual leave request",
        "qwertyuiop",
        "hvem",
        "",
        "   ",
        "😀",
    ],
)
def test_what_is_not_ours_is_refused(sme: Index, query: str) -> None:
    result = sme.search(query)
    assert result.answers == ()
    assert len(result.suggestions) >= 3
    assert not result.ambiguous


def test_an_unknown_modifier_outweighs_a_common_head(sme: Index) -> None:
    assert sme.search("zumbaplan").answers == ()
    assert sme.search("nisserapport").answers == ()


def test_an_own_activity_of_another_domain_is_found() -> None:
    own = Entry("fire-drill", "activity", ("Brandøvelse",), ("evakuering",))
    index = Index([*pack_entries("sme"), own])
    assert index.search("brandøvelsen").answers[0].id == "fire-drill"
    assert index.search("hvem står for brand øvelse").answers[0].id == "fire-drill"
    rooms = Index([*pack_entries("sme"), Entry("rooms", "activity", ("Meeting room booking",))])
    assert rooms.search("meeting room").answers[0].id == "rooms"


def test_foreign_words_are_what_refuses() -> None:
    known = lexicon.load()
    assert Index(pack_entries("sme"), known).search("kvalitetsaudit").answers == ()
    bare = replace(
        known, light=known.light | {"kvalitets"}, foreign=frozenset(), foreign_phrases=()
    )
    assert Index(pack_entries("sme"), bare).search("kvalitetsaudit").answers


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("pentest af webshoppen", "projects-tests"),
        ("DPIA for the new recruitment tool", "data-protection"),
        ("DPA with the payroll vendor", "data-processing-agreements"),
        ("databehandleraftale med hubspot", "data-processing-agreements"),
        ("backup af lønsystemets fakturaer", "backup"),
        ("phishing om feriepenge", "report-incident"),
    ],
)
def test_our_own_words_outweigh_another_domains(sme: Index, query: str, right: str) -> None:
    assert sme.search(query).answers[0].id == right


def test_own_words_are_what_outweighs() -> None:
    bare = replace(lexicon.load(), own=frozenset())
    assert not Index(pack_entries("sme"), bare).search("pentest af webshoppen").answers


def test_a_slip_in_the_first_letter_of_a_short_word_is_none(sme: Index) -> None:
    assert sme.search("risk of grain").answers == ()
    assert sme.search("abckup").answers[0].id == "backup"


def test_few_entries_give_as_many_suggestions_as_there_are() -> None:
    index = Index([Entry("one", "activity", ("Backup",)), Entry("two", "activity", ("Audit",))])
    result = index.search("parkeringskort")
    assert result.answers == ()
    assert {hit.id for hit in result.suggestions} == {"one", "two"}
    assert Index([]).search("backup").suggestions == ()
