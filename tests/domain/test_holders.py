"""Who stands behind a role on a day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from bot.domain.holders import party_view, role_view, seats_of
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


def holders(organisation: Organisation, role: str, on: date = TODAY) -> list[str]:
    seats = seats_of(organisation, role, on)
    return [who.id for seat in seats if (who := seat.person or seat.contact)]


def with_assignment(assignment: Assignment) -> Organisation:
    return replace(SMALL, assignments=(assignment,))


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [
        (TODAY, None, True),
        (TOMORROW, None, False),
        (LONG_AGO, TODAY, True),
        (LONG_AGO, YESTERDAY, False),
        (TODAY, YESTERDAY, False),
    ],
)
def test_an_assignment_runs_from_its_first_day_to_its_last(
    starts: date, ends: date | None, runs: bool
) -> None:
    held = with_assignment(Assignment("1", "it", starts, person_id="jonas", ends=ends))
    assert holders(held, "it") == (["jonas"] if runs else [])
    assert role_view(held, "it", TODAY).vacant is not runs


def test_who_has_left_no_longer_holds_the_role() -> None:
    left = replace(SMALL, people=(person("jonas", left_on=TODAY), *SMALL.people[1:]))
    assert holders(left, "it", TODAY) == ["jonas"]
    assert holders(left, "it", TOMORROW) == []
    assert role_view(left, "it", TOMORROW).vacant


def test_who_is_not_known_holds_nothing() -> None:
    held = with_assignment(Assignment("1", "it", LONG_AGO, person_id="nobody"))
    assert role_view(held, "it", TODAY).vacant


def test_a_deputy_who_has_left_does_not_step_in() -> None:
    left = replace(SMALL, people=(SMALL.people[0], person("sara", YESTERDAY), *SMALL.people[2:]))
    (seat,) = seats_of(left, "it", TODAY)
    assert seat.deputy is None


def test_an_absence_covers_its_first_and_its_last_day() -> None:
    away = replace(SMALL, absences=(Absence("1", "jonas", TODAY, TOMORROW),))
    covered = [day for day in (YESTERDAY, TODAY, TOMORROW) if seats_of(away, "it", day)[0].absence]
    assert covered == [TODAY, TOMORROW]


def test_of_two_absences_the_one_that_lasts_longest_is_told() -> None:
    both = (Absence("1", "jonas", TODAY, TOMORROW), Absence("2", "jonas", TODAY, TODAY))
    for absences in (both, both[::-1]):
        (seat,) = seats_of(replace(SMALL, absences=absences), "it", TODAY)
        assert seat.absence == both[0]


def test_a_third_partys_contact_may_hold_a_role_or_deputise() -> None:
    held = with_assignment(
        Assignment("1", "it", LONG_AGO, contact_id="desk", deputy_contact_id="peter")
    )
    (seat,) = seats_of(held, "it", TODAY)
    assert (seat.person, seat.contact) == (None, SMALL.contact["desk"])
    assert seat.deputy_contact == SMALL.contact["peter"]


def test_the_contact_of_a_party_we_have_left_holds_nothing() -> None:
    held = with_assignment(Assignment("1", "it", LONG_AGO, contact_id="desk"))
    ended = replace(held, parties=(replace(SMALL.parties[0], ended_on=TODAY),))
    assert holders(ended, "it", TODAY) == ["desk"]
    assert role_view(ended, "it", TOMORROW).vacant


def test_a_party_plays_its_role_until_its_last_day() -> None:
    ended = replace(SMALL, parties=(replace(SMALL.parties[0], ended_on=TODAY),))
    assert [v.party.id for v in role_view(ended, "supplier", TODAY).parties] == ["drift"]
    assert role_view(ended, "supplier", TOMORROW).vacant


def test_a_partys_contacts_come_with_the_one_on_call_first() -> None:
    view = party_view(SMALL, SMALL.parties[0], TODAY)
    assert [contact.id for contact in view.contacts] == ["peter", "desk"]


def test_only_agreements_in_force_are_shown() -> None:
    days = (date(2019, 12, 31), TODAY, TOMORROW)
    shown = [[a.id for a in party_view(SMALL, SMALL.parties[0], d).agreements] for d in days]
    assert shown == [[], ["sla", "dpa"], ["dpa"]]


def test_a_terminated_agreement_ends_before_it_expires() -> None:
    terminated = replace(SMALL.agreements[1], terminated_on=YESTERDAY, expires_on=TOMORROW)
    assert terminated.in_force_on(YESTERDAY)
    assert not terminated.in_force_on(TODAY)


def test_an_empty_organisation_has_no_holders() -> None:
    assert seats_of(Organisation(), "it", TODAY) == ()


@given(organisations())
def test_a_role_is_vacant_when_it_names_nobody(it: Organisation) -> None:
    for role in it.roles:
        view = role_view(it, role.id, TODAY)
        assert view.vacant is (not view.seats and not view.parties)
        assert all(seat.person or seat.contact for seat in view.seats)
        assert all(seat.assignment.runs_on(TODAY) for seat in view.seats)
        assert all(not party.party.has_ended(TODAY) for party in view.parties)
