"""Who may be given a role, and who may stand in: one test for each rule."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from bot.domain.appointment_rules import appointment_errors, stand_in_errors
from bot.domain.findings import check_findings
from bot.domain.holders import is_accountable, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment
from tests.domain.organisations import (
    LONG_AGO,
    SMALL,
    TODAY,
    TOMORROW,
    YESTERDAY,
    organisations,
    person,
)

GONE = replace(SMALL, people=(*SMALL.people, person("bo", left_on=YESTERDAY)))
NEW = Assignment("new", "function", TODAY, person_id="sara")


def keys(organisation: Organisation, wanted: Assignment) -> dict[str, str]:
    """Return the errors of an assignment by field."""
    errors = appointment_errors(organisation, wanted, TODAY)
    return {field: error.key for field, error in errors.items()}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (NEW, {}),
        (replace(NEW, person_id="bo"), {"holder": "holders-has-left"}),
        (replace(NEW, person_id="bo", starts=LONG_AGO), {"holder": "holders-has-left"}),
        (replace(NEW, person_id=None, contact_id="peter"), {"holder": "holders-needs-person"}),
        (replace(NEW, role_id="supplier"), {"holder": "holders-needs-contact"}),
        (replace(NEW, role_id="supplier", person_id=None, contact_id="peter"), {}),
        (replace(NEW, person_id="mette"), {"holder": "holders-holds-it"}),
        (replace(NEW, deputy_id="sara"), {"deputy": "holders-deputy-is-holder"}),
        (replace(NEW, deputy_id="bo"), {"deputy": "holders-has-left"}),
        (replace(NEW, deputy_contact_id="peter"), {}),
        (
            replace(NEW, role_id="it", deputy_contact_id="peter"),
            {"deputy": "holders-external-deputy"},
        ),
        (
            replace(NEW, role_id="owner", deputy_contact_id="peter"),
            {"deputy": "holders-external-deputy"},
        ),
        (replace(NEW, ends=YESTERDAY), {"ends": "holders-ends-before"}),
        (replace(NEW, ends=TODAY), {}),
    ],
)
def test_each_rule_has_its_sentence(wanted: Assignment, expected: dict[str, str]) -> None:
    assert keys(GONE, wanted) == expected


def test_a_contact_of_a_party_that_has_ended_holds_nothing() -> None:
    (party,) = SMALL.parties
    ended = replace(SMALL, parties=(replace(party, ended_on=YESTERDAY),))
    held = replace(NEW, role_id="supplier", person_id=None, contact_id="peter")
    assert keys(ended, held) == {"holder": "holders-contact-ended"}


def test_a_role_may_be_held_again_after_it_ended() -> None:
    first, second, third = SMALL.assignments
    before = replace(SMALL, assignments=(first, second, replace(third, ends=YESTERDAY)))
    assert keys(before, replace(NEW, person_id="mette")) == {}


def test_an_earlier_state_of_the_same_assignment_is_not_another() -> None:
    changed = replace(SMALL.assignments[2], deputy_id="sara")
    assert keys(SMALL, changed) == {}


@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        (Absence("a", "jonas", TODAY, TOMORROW, deputy_id="lone"), None),
        (Absence("a", "jonas", TODAY, TOMORROW, deputy_id="jonas"), "absence-deputy-self"),
        (Absence("a", "jonas", TODAY, TOMORROW, deputy_id="bo"), "holders-has-left"),
        (
            Absence("a", "jonas", TODAY, TOMORROW, deputy_contact_id="peter"),
            "holders-external-deputy",
        ),
        (Absence("a", "mette", TODAY, TOMORROW, deputy_contact_id="peter"), None),
        (
            Absence("a", "sara", TODAY, TOMORROW, deputy_contact_id="nobody"),
            "holders-contact-ended",
        ),
    ],
)
def test_not_everybody_may_stand_in(absence: Absence, expected: str | None) -> None:
    errors = stand_in_errors(GONE, absence, TODAY)
    assert [error.key for error in errors.values()] == ([expected] if expected else [])


def test_a_stand_in_takes_the_deputys_place_on_those_days_alone() -> None:
    absence = Absence("a", "jonas", TODAY, TODAY, deputy_id="lone")
    away = replace(SMALL, absences=(absence,))
    (seat,) = seats_of(away, "it", TODAY)
    assert seat.deputy == person("lone")
    (seat,) = seats_of(away, "it", TOMORROW)
    assert seat.deputy is not None
    assert seat.deputy.id == "sara"


def test_an_external_stand_in_never_deputises_for_a() -> None:
    absence = Absence("a", "jonas", TODAY, TODAY, deputy_contact_id="peter")
    (seat,) = seats_of(replace(SMALL, absences=(absence,)), "it", TODAY)
    assert seat.deputy_contact is None
    assert seat.deputy is not None


def test_an_external_deputy_for_a_stands_in_the_way_of_approval() -> None:
    first, it, third = SMALL.assignments
    external = replace(it, deputy_id=None, deputy_contact_id="peter")
    found = check_findings(replace(SMALL, assignments=(first, external, third)), TODAY)
    assert "external-deputy-for-A" in [f.code for f in found if f.severity.value == "error"]
    assert "external-deputy-for-A" not in [f.code for f in check_findings(SMALL, TODAY)]


def test_who_has_named_a_stand_in_is_not_missed_beside_an_absent_deputy() -> None:
    away = (Absence("a", "jonas", TODAY, TODAY), Absence("b", "sara", TODAY, TODAY))
    both = replace(SMALL, absences=away)
    assert "both-away" in [f.code for f in check_findings(both, TODAY)]
    named = replace(SMALL, absences=(replace(away[0], deputy_id="lone"), away[1]))
    assert "both-away" not in [f.code for f in check_findings(named, TODAY)]


@given(organisation=organisations())
def test_what_is_allowed_is_held_and_never_by_an_outsider_for_a(organisation: Organisation) -> None:
    for wanted in organisation.assignments:
        new = replace(wanted, id="new", starts=TODAY, ends=None, deputy_contact_id=None)
        others = tuple(a for a in organisation.assignments if a.id != wanted.id)
        known = replace(organisation, assignments=others)
        if appointment_errors(known, new, TODAY):
            continue
        seats = seats_of(replace(known, assignments=(*others, new)), new.role_id, TODAY)
        assert new in [seat.assignment for seat in seats]
        assert organisation.role[new.role_id].external == (new.contact_id is not None)
        for contact in organisation.contacts:
            external = replace(new, deputy_id=None, deputy_contact_id=contact.id)
            if is_accountable(organisation, new.role_id):
                assert "deputy" in appointment_errors(known, external, TODAY)


def test_the_first_day_decides_who_is_still_here() -> None:
    leaving = replace(SMALL, people=(*SMALL.people, person("bo", left_on=TOMORROW)))
    assert keys(leaving, replace(NEW, person_id="bo")) == {}
    later = replace(NEW, person_id="bo", starts=date(2027, 4, 1))
    assert keys(leaving, later) == {"holder": "holders-has-left"}
