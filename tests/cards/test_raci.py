"""The answers to "who is responsible" as cards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.cards.elements import Button, Card, Fact, Facts, Mention, Select
from bot.cards.plaintext import card_text
from bot.cards.raci import (
    Choice,
    Setting,
    activity_card,
    choices_card,
    party_card,
    person_card,
    role_card,
    unit_card,
)
from bot.domain.duties import (
    activity_answer,
    party_answer,
    person_answer,
    role_answer,
    unit_answer,
)
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Account, Assignment, Person, Role
from bot.domain.raci import MatrixStatus
from bot.texts import Texts
from tests.domain.organisations import LONG_AGO, SMALL, TODAY, cells

DANISH, ENGLISH = Texts("da"), Texts("en")


def bound(person: Person) -> Person:
    return replace(person, accounts=(Account("slack", "T1", person.id),))


BOUND = replace(SMALL, people=tuple(bound(p) for p in SMALL.people))


def setting(
    organisation: Organisation = SMALL, texts: Texts = DANISH, *, shared: bool = False
) -> Setting:
    return Setting(texts, organisation, TODAY, TODAY, "Mette", shared=shared, value="x:y")


def activity(organisation: Organisation, id_: str = "access", **how: bool) -> Card:
    return activity_card(activity_answer(organisation, id_, TODAY), setting(organisation, **how))


def facts(card: Card) -> dict[str, Fact]:
    return {row.label: row for e in card.body if isinstance(e, Facts) for row in e.rows}


def mentioned(card: Card) -> set[str]:
    return {
        inline.name
        for fact in facts(card).values()
        for line in fact.lines
        for inline in line
        if isinstance(inline, Mention) and inline.accounts
    }


def test_every_letter_is_printed_with_its_word_even_when_nobody_has_it() -> None:
    bare = replace(SMALL, matrix=replace(SMALL.matrix, cells={}))
    for texts, words in (
        (DANISH, ["Ansvarlig (A)", "Udførende (R)", "Konsulteres (C)", "Informeres (I)"]),
        (ENGLISH, ["Accountable (A)", "Responsible (R)", "Consulted (C)", "Informed (I)"]),
    ):
        for organisation in (SMALL, bare):
            answer = activity_answer(organisation, "access", TODAY)
            card = activity_card(answer, setting(organisation, texts))
            assert list(facts(card)) == words


def test_people_with_an_account_are_mentioned_and_others_have_their_contact() -> None:
    assert mentioned(activity(BOUND)) == {"Jonas", "Lone", "Mette"}
    text = card_text(activity(SMALL))
    assert "Udførende (R): It-drift: Jonas (jonas@example.dk)" in text
    assert mentioned(activity(SMALL)) == set()


def test_a_shared_activity_mentions_only_those_with_a_and_r() -> None:
    shared = activity(BOUND, shared=True)
    assert mentioned(shared) == {"Jonas", "Lone"}
    assert "Konsulteres (C): Funktionen: Mette" in card_text(shared)


def test_a_shared_role_mentions_its_holder_only_with_a_or_r() -> None:
    def shared(role: str) -> Card:
        return role_card(role_answer(BOUND, role, TODAY), setting(BOUND, shared=True))

    assert mentioned(shared("it")) == {"Jonas"}
    assert mentioned(shared("function")) == set()
    assert "Mette" in card_text(shared("function"))


def test_a_shared_unit_mentions_nobody() -> None:
    answer = unit_answer(BOUND, "unit-it", TODAY)
    assert mentioned(unit_card(answer, setting(BOUND))) == {"Jonas"}
    assert mentioned(unit_card(answer, setting(BOUND, shared=True))) == set()


def test_what_is_shared_cannot_be_shared_again() -> None:
    private, shared = activity(SMALL), activity(SMALL, shared=True)
    assert [c.action for c in private.controls] == ["raci.share"]
    assert shared.controls == ()


def test_a_vacant_role_says_who_can_fill_it() -> None:
    vacant = replace(SMALL, assignments=())
    assert "Rollen It-drift er ubesat. Mette kan besætte den." in card_text(activity(vacant))


def test_an_outside_role_that_no_party_plays_is_not_called_vacant() -> None:
    alone = replace(SMALL, parties=())
    text = card_text(activity(alone))
    assert "Leverandør: ingen kontakt er tilknyttet" in text
    assert "Rollen Leverandør er ubesat" not in text


def test_everyones_role_is_named_and_never_called_vacant() -> None:
    everyone = Role("employees", Localized("Medarbejderne", "Employees"))
    report = cells({"backup": {"employees": "R"}})
    it = replace(SMALL, roles=(*SMALL.roles, everyone), matrix=replace(SMALL.matrix, cells=report))
    assert "Udførende (R): Medarbejderne\n" in card_text(activity(it, "backup"))


def test_a_third_party_shows_its_contacts_and_agreements() -> None:
    text = card_text(activity(SMALL))
    assert "Drift A/S – Peter (peter@example.dk); Servicedesk (desk@example.dk)" in text
    assert "SLA: Drift, gælder til og med den 9. marts 2027" in text
    assert "Databehandleraftale: Hosting, uden udløb" in text


def test_a_third_party_without_contact_or_agreement_says_so() -> None:
    bare = replace(SMALL, contacts=(), agreements=())
    text = card_text(party_card(party_answer(bare, "drift", TODAY), setting(bare)))
    assert "Ingen kontakt er registreret; Ingen gældende aftale" in text


@pytest.mark.parametrize(
    ("deputy_id", "sentence"),
    [
        ("sara", "Jonas er fraværende til og med den 12. marts 2027. Sara (sara@example.dk)"),
        (None, "Jonas er fraværende til og med den 12. marts 2027. Der er ingen stedfortræder."),
    ],
)
def test_an_absence_names_the_deputy(deputy_id: str | None, sentence: str) -> None:
    away = replace(
        SMALL,
        assignments=(Assignment("2", "it", LONG_AGO, person_id="jonas", deputy_id=deputy_id),),
        absences=(Absence("1", "jonas", TODAY, TODAY + timedelta(days=3)),),
    )
    assert sentence in card_text(activity(away))


def test_who_is_away_is_not_mentioned_but_the_deputy_is() -> None:
    away = replace(BOUND, absences=(Absence("1", "jonas", TODAY, TODAY),))
    assert mentioned(activity(away)) == {"Lone", "Mette", "Sara"}


def test_a_role_has_its_holder_kind_tasks_and_letters() -> None:
    text = card_text(role_card(role_answer(SMALL, "it", TODAY), setting()))
    for part in (
        "Besat af: Jonas (jonas@example.dk)",
        "Type: Intern rolle",
        "Ansvarlig (A): Backup (A/R)",
        "Udførende (R): Adgangsstyring, Backup (A/R)",
    ):
        assert part in text


def test_a_person_has_their_roles_letters_and_absence() -> None:
    away = replace(SMALL, absences=(Absence("1", "jonas", TODAY, TODAY),))
    text = card_text(person_card(person_answer(away, "jonas", TODAY), setting(away)))
    assert "Jonas er fraværende til og med den 9. marts 2027." in text
    assert "It-drift · It" in text
    deputy = card_text(person_card(person_answer(away, "sara", TODAY), setting(away)))
    assert "It-drift · It · stedfortræder for Jonas" in deputy


def test_a_person_without_a_role_is_told_so() -> None:
    text = card_text(person_card(person_answer(SMALL, "sara", TODAY), setting()))
    assert "Sara har ingen roller i sikkerhedsarbejdet." in text


def test_an_empty_unit_says_so() -> None:
    empty = replace(SMALL, units=(replace(SMALL.units[0], role_id=None, head_id=None),), people=())
    text = card_text(unit_card(unit_answer(empty, "unit-it", TODAY), setting(empty)))
    assert "Enheden har hverken leder, rolle eller medarbejdere endnu." in text


def test_the_footer_names_source_version_and_status_and_the_day_asked_for() -> None:
    answer = activity_answer(SMALL, "access", TODAY)
    then = replace(setting(), on=date(2027, 3, 1))
    assert activity_card(answer, then).footer == (
        "Startpakke: dansk SMV · version 1 · Startpakke, ikke godkendt"
        " · som det så ud den 1. marts 2027"
    )
    own = replace(SMALL, matrix=replace(SMALL.matrix, source="raci.xlsx", version=4))
    assert activity(own).footer.startswith("raci.xlsx · version 4 · ")


@pytest.mark.parametrize("status", MatrixStatus)
@pytest.mark.parametrize("texts", [DANISH, ENGLISH])
def test_every_status_of_a_matrix_has_words(status: MatrixStatus, texts: Texts) -> None:
    matrix = replace(SMALL.matrix, status=status)
    it = replace(SMALL, matrix=matrix)
    card = activity_card(activity_answer(it, "access", TODAY), setting(it, texts))
    assert texts(f"matrix.{status.value}") in card.footer


def test_before_the_first_matrix_the_footer_says_there_is_none() -> None:
    assert activity(replace(SMALL, matrix=Organisation().matrix)).footer == DANISH("raci.empty")


def test_other_meanings_are_offered_in_a_drop_down() -> None:
    others = replace(setting(), others=(Choice("role:it", "It-drift"),))
    card = activity_card(activity_answer(SMALL, "access", TODAY), others)
    (select,) = [c for c in card.controls if isinstance(c, Select)]
    assert (select.action, select.options[0].value) == ("raci.show", "role:it")


def test_the_nearest_are_offered_as_buttons_and_in_the_text() -> None:
    choices = (Choice("role:it", "It-drift"), Choice("activity:backup", "Backup"))
    card = choices_card("xyz", choices, DANISH, several=False)
    assert [c.value for c in card.controls if isinstance(c, Button)][:2] == [
        "role:it",
        "activity:backup",
    ]
    text = card_text(card)
    assert "svarer til »xyz«. Mente du en af disse?" in text
    assert "[It-drift] [Backup] [Se alle]" in text


def test_several_good_matches_ask_which_and_none_at_all_says_so() -> None:
    choice = (Choice("role:it", "It-drift"),)
    several = card_text(choices_card("it", choice, DANISH, several=True))
    assert "Der er flere muligheder for »it«. Vælg en:" in several
    none = card_text(choices_card("it", (), DANISH, several=False))
    assert "Jeg fandt ikke noget om »it«." in none


def test_a_role_in_two_letters_says_both_in_its_list() -> None:
    both = replace(SMALL, matrix=replace(SMALL.matrix, cells=cells({"backup": {"it": "RC"}})))
    text = card_text(role_card(role_answer(both, "it", TODAY), setting(both)))
    assert "Udførende (R): Backup (R/C)" in text
    assert "Konsulteres (C): Backup (R/C)" in text


def test_of_very_many_activities_the_first_are_named_and_the_rest_counted() -> None:
    backup = SMALL.activity["backup"]
    many = tuple(replace(backup, id=f"backup-{n}") for n in range(42))
    matrix = replace(SMALL.matrix, cells=cells({a.id: {"it": "R"} for a in many}))
    large = replace(SMALL, activities=many, matrix=matrix)
    for texts, rest in ((DANISH, "og 2 flere"), (ENGLISH, "and 2 more")):
        said = card_text(role_card(role_answer(large, "it", TODAY), setting(large, texts)))
        assert said.count("Backup") == 40
        assert rest in said
