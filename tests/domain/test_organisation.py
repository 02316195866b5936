"""The picture of the organisation: what is found by id, and how things hang together."""

from dataclasses import replace

from hypothesis import given

from bot.domain.duties import person_answer
from bot.domain.findings import check_findings
from bot.domain.organisation import Organisation
from bot.domain.people import Account
from tests.domain.organisations import SMALL, TODAY, organisations


def test_everything_is_found_by_its_id() -> None:
    for things, by_id in (
        (SMALL.units, SMALL.unit),
        (SMALL.people, SMALL.person),
        (SMALL.roles, SMALL.role),
        (SMALL.activities, SMALL.activity),
        (SMALL.parties, SMALL.party),
        (SMALL.contacts, SMALL.contact),
    ):
        assert tuple(by_id[thing.id] for thing in things) == things
        assert len(by_id) == len(things)


def test_an_account_leads_to_its_person() -> None:
    slack, teams = Account("slack", "T1", "U1"), Account("teams", "t", "29:1")
    jonas = replace(SMALL.people[0], accounts=(slack, teams))
    bound = replace(SMALL, people=(jonas, *SMALL.people[1:])).bound_to
    assert bound == {slack: jonas, teams: jonas}
    assert jonas.account_on("teams") == "29:1"
    assert jonas.account_on("web") is None


def test_assignments_and_parties_are_found_by_role() -> None:
    assert [a.id for a in SMALL.assignments_of_role["it"]] == ["2"]
    assert SMALL.parties_of_role == {"supplier": SMALL.parties}


def test_agreements_are_found_by_party() -> None:
    assert SMALL.agreements_of("drift") == SMALL.agreements
    assert SMALL.agreements_of("other") == ()


def test_an_empty_organisation_has_an_empty_matrix_of_version_zero() -> None:
    empty = Organisation()
    assert (empty.matrix.version, empty.matrix.cells) == (0, {})
    assert empty.duties_of_role == {}
    assert check_findings(empty, TODAY) == ()


@given(organisations())
def test_a_role_is_in_an_activity_exactly_when_it_has_a_letter(it: Organisation) -> None:
    found = {(d.activity.id, role) for role, duties in it.duties_of_role.items() for d in duties}
    written = {
        (a.id, role)
        for a in it.activities
        for role, cell in it.matrix.cells.get(a.id, {}).items()
        if cell
    }
    assert found == written


@given(organisations())
def test_an_absence_is_told_only_of_who_is_away(it: Organisation) -> None:
    for person in it.people:
        away = any(a.person_id == person.id and a.covers(TODAY) for a in it.absences)
        absence = person_answer(it, person.id, TODAY).absence
        assert (absence is not None) is away
        assert absence is None or (absence.person_id == person.id and absence.covers(TODAY))
