"""The bar of look-up, and what the single ingredients are good for."""

from functools import cache

import pytest

from bot.search import lexicon
from bot.search.index import Index
from tests.search.corpus import BOTH, asked, ids_of, pack_entries, quality_of


@cache
def _index(pack: str, languages: tuple[str, ...]) -> Index:
    return Index(pack_entries(pack, languages))


@pytest.mark.parametrize("pack", ["sme", "public"])
@pytest.mark.parametrize("languages", [("da", "en"), ("da",), ("en",)])
@pytest.mark.parametrize("look_ups", ["dev", "blind", "municipality", "company", "offices"])
def test_the_bar_is_kept(pack: str, languages: tuple[str, ...], look_ups: str) -> None:
    quality = quality_of(_index(pack, languages), asked(look_ups))
    assert quality.first >= 0.93
    assert quality.top3 >= 0.97
    assert quality.overall >= 0.92


@pytest.mark.parametrize("pack", ["sme", "public"])
def test_most_of_what_has_no_answer_is_refused(pack: str) -> None:
    index = _index(pack, BOTH)
    sets = ("blind", "municipality", "company", "offices")
    unanswerable = [one for name in sets for one in asked(name) if not one.right]
    refused = sum(1 for one in unanswerable if not index.search(one.query).answers)
    assert refused / len(unanswerable) >= 0.9


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("hvem godkender politikker", {"policies"}),
        ("aarshjul", {"annual-wheel"}),
        ("beredskabsoevelse", {"contingency-test"}),
        ("phishing hvem", {"report-incident", "awareness"}),
        ("nogen har fået adgang til vores mappe", {"incident-response", "report-incident"}),
        ("RISIKO VURDERING", {"risk-assessment"}),
        ("sikkerheds politik", {"policies"}),
        ("risikohåndteringsplanens status", {"risk-treatment-followup"}),
        ("9.2", {"internal-audit"}),
        ("A.5.18", {"access-review", "access-management"}),
        ("iso 27001 9.3", {"management-review"}),
        ("gdpr artikel 33", {"authority-notification"}),
        ("§ 7, stk. 2", {"management-training"}),
        ("sla'er", {"supplier-management"}),
        ("e-læring", {"awareness"}),
        ("elearning", {"awareness"}),
        ("backup af navision", {"backup"}),
        ("hvem ved hvad vi gør når strømmen går", {"contingency-plan"}),
        ("hvem gør hvad", {"roles-raci"}),
        ("hvor langt er vi med risikohåndteringsplanen", {"risk-treatment-followup"}),
        ("beredskabs", {"contingency-plan", "contingency-test"}),
    ],
)
def test_what_people_type_is_found(sme: Index, query: str, right: set[str]) -> None:
    result = sme.search(query)
    assert result.answers, ids_of(result)
    assert result.answers[0].id in right


@pytest.mark.parametrize(
    ("concept", "query", "right"),
    [
        ("backup", "vores data er tabt", "backup"),
        ("access-review", "gamle konti", "access-review"),
        ("threat-intelligence", "brev fra cfcs", "threat-intelligence"),
        ("contingency-plan", "hvis strømmen går", "contingency-plan"),
        ("risk-treatment", "leve med risikoen", "risk-treatment-plan"),
        ("nonconformities", "ikke fulgt proceduren", "nonconformities"),
    ],
)
def test_a_concept_carries_its_query(sme: Index, concept: str, query: str, right: str) -> None:
    assert sme.search(query).answers[0].id == right
    without = Index(pack_entries("sme"), lexicon.load().without(concept)).search(query)
    assert not without.answers or without.answers[0].id != right
