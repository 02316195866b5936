"""People, units and parties; kinds; closeness; organisations of their own making."""

import pytest

from bot.search.entries import Entry
from bot.search.index import Index
from tests.search.corpus import asked, pack_entries, quality_of

_PEOPLE = [
    Entry(f"p-{name.split()[0].lower()}", "person", (name,))
    for name in (
        "Mette Lund",
        "Anders Holm",
        "Karin Dam",
        "Jonas Berg",
        "Lone Krogh",
        "Peter Skov",
        "Sara Bech",
        "Bo Friis",
        "Nina Juhl",
        "Erik Gæst",
    )
]
_OTHERS = [
    Entry("u-sales", "unit", ("Salg og kundeservice", "Sales and customer service")),
    Entry("u-hr", "unit", ("HR",)),
    Entry("x-drift", "party", ("Drift A/S",)),
]


@pytest.fixture(scope="module")
def peopled() -> Index:
    return Index([*pack_entries("sme"), *_PEOPLE, *_OTHERS])


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("jonas", "p-jonas"),
        ("@jonas", "p-jonas"),
        ("jon", "p-jonas"),
        ("Jonass", "p-jonas"),
        ("hvem er karin", "p-karin"),
        ("hvad har Lone ansvar for", "p-lone"),
        ("erik gaest", "p-erik"),
        ("bo", "p-bo"),
        ("salg", "u-sales"),
        ("drift a/s", "x-drift"),
        ("hr", "hr"),
    ],
)
def test_names_are_found(peopled: Index, query: str, right: str) -> None:
    assert peopled.search(query).answers[0].id == right


def test_names_steal_no_look_up(peopled: Index) -> None:
    for look_ups in ("dev", "blind"):
        quality = quality_of(peopled, asked(look_ups))
        assert quality.first >= 0.93
        assert quality.overall >= 0.92
    assert peopled.search("kan se andres sager").answers[0].kind == "activity"
    assert peopled.search("kundeservice telefonnummer").answers == ()


def test_only_the_kinds_asked_for_are_shown(peopled: Index) -> None:
    people = peopled.search("jonas", frozenset({"person"}))
    assert people.answers[0].id == "p-jonas"
    assert {hit.kind for hit in (*people.answers, *people.suggestions)} == {"person"}
    roles = peopled.search("backup", frozenset({"role"}))
    assert {hit.kind for hit in (*roles.answers, *roles.suggestions)} == {"role"}
    assert len(roles.answers) + len(roles.suggestions) >= 3
    assert peopled.search("backup", frozenset()).suggestions == ()


def test_two_that_are_named_alike_are_ambiguous() -> None:
    index = Index(
        [
            Entry("north", "activity", ("Nøglekontrol nord",)),
            Entry("south", "activity", ("Nøglekontrol syd",)),
            Entry("other", "activity", ("Backup",)),
        ]
    )
    assert index.search("nøglekontrol").ambiguous
    decided = index.search("nøglekontrol syd")
    assert decided.answers[0].id == "south"
    assert not decided.ambiguous
    assert not index.search("backup").ambiguous


def test_scores_fall_and_stay_between_nought_and_one(sme: Index) -> None:
    for look_up in asked("dev"):
        result = sme.search(look_up.query)
        scores = [hit.score for hit in (*result.answers, *result.suggestions)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert len({hit.id for hit in (*result.answers, *result.suggestions)}) == len(scores)


def test_an_organisations_own_activities_are_found_by_meaning() -> None:
    index = Index(
        [
            Entry("a", "activity", ("Nattlig sikkerhedskopi af Navision",)),
            Entry("b", "activity", ("Sikkerhedskopi af filserveren",)),
            Entry("c", "activity", ("Vedligeholdelse af beredskabsplan",)),
            Entry("d", "activity", ("Access recertification for SAP",)),
            Entry("e", "activity", ("Onboarding of new suppliers",)),
        ]
    )
    assert index.search("backup navision").answers[0].id == "a"
    assert index.search("restore filserver").answers[0].id == "b"
    assert index.search("bcp").answers[0].id == "c"
    assert index.search("gennemgang af adgange i sap").answers[0].id == "d"
    assert index.search("ny leverandør").answers[0].id == "e"


def test_the_first_clause_named_is_the_main_one() -> None:
    index = Index(
        [
            Entry("later", "activity", ("Udvalg",), references=("5.1", "9.3")),
            Entry("main", "activity", ("Ledelse",), references=("9.3", "5.1")),
            Entry("below", "activity", ("Risiko",), references=("6.1.2",)),
        ]
    )
    assert index.search("9.3").answers[0].id == "main"
    assert index.search("6.1").answers[0].id == "below"
