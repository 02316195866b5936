"""Who is responsible: the answers by activity, role, person, unit and third party."""

from dataclasses import replace

from hypothesis import given

from bot.domain.duties import (
    ActivityAnswer,
    activity_answer,
    party_answer,
    person_answer,
    role_answer,
    unit_answer,
)
from bot.domain.holders import RoleView
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment
from bot.domain.raci import Activity, Letter, parse_letters
from tests.domain.organisations import (
    LONG_AGO,
    SMALL,
    TODAY,
    TOMORROW,
    YESTERDAY,
    organisations,
    person,
)

AWAY = replace(SMALL, absences=(Absence("1", "jonas", TODAY, TODAY),))


def roles_by_letter(answer: ActivityAnswer) -> dict[str, list[str]]:
    return {letter.value: [view.role.id for view in views] for letter, views in answer.rows}


def acting(view: RoleView) -> set[str]:
    """Return the ids of those whom the view names as holders, or as deputies of one away."""
    holders = {seat.person.id for seat in view.seats if seat.person}
    return holders | {seat.deputy.id for seat in view.seats if seat.deputy and seat.absence}


def test_an_activity_lists_its_roles_by_letter_a_before_r() -> None:
    rows = roles_by_letter(activity_answer(SMALL, "access", TODAY))
    assert rows == {"A": ["owner"], "R": ["it"], "C": ["function"], "I": ["supplier"]}
    assert list(rows) == ["A", "R", "C", "I"]


def test_a_role_with_two_letters_stands_under_both() -> None:
    rows = roles_by_letter(activity_answer(SMALL, "backup", TODAY))
    assert rows == {"A": ["it"], "R": ["it", "supplier"], "C": [], "I": []}


def test_an_activity_outside_the_matrix_has_four_empty_rows() -> None:
    bare = replace(SMALL, activities=(*SMALL.activities, Activity("new", Localized("Ny"))))
    rows = roles_by_letter(activity_answer(bare, "new", TODAY))
    assert rows == {"A": [], "R": [], "C": [], "I": []}


def test_a_role_that_is_gone_is_left_out_of_the_answer() -> None:
    without = replace(SMALL, roles=tuple(r for r in SMALL.roles if r.id != "function"))
    assert roles_by_letter(activity_answer(without, "access", TODAY))["C"] == []


def test_a_role_knows_its_letters_in_the_order_of_the_activities() -> None:
    duties = role_answer(SMALL, "it", TODAY).duties
    assert [(d.activity.id, d.letters) for d in duties] == [
        ("access", parse_letters("R")),
        ("backup", parse_letters("AR")),
    ]


def test_an_empty_cell_is_no_duty() -> None:
    cells = {**SMALL.matrix.cells, "access": {"it": parse_letters("")}}
    emptied = replace(SMALL, matrix=replace(SMALL.matrix, cells=cells))
    assert [d.activity.id for d in role_answer(emptied, "it", TODAY).duties] == ["backup"]


def test_a_person_has_the_duties_of_the_roles_they_hold() -> None:
    answer = person_answer(SMALL, "jonas", TODAY)
    assert [(held.role.id, held.stands_for) for held in answer.held] == [("it", None)]
    assert [d.activity.id for d in answer.held[0].duties] == ["access", "backup"]
    assert answer.held[0].unit is SMALL.unit["unit-it"]
    assert answer.absence is None


def test_a_deputy_has_nothing_while_the_holder_is_there() -> None:
    assert person_answer(SMALL, "sara", TODAY).held == ()


def test_a_deputy_acts_while_the_holder_is_away_and_not_after() -> None:
    (held,) = person_answer(AWAY, "sara", TODAY).held
    assert held.role.id == "it"
    assert held.stands_for == SMALL.person["jonas"]
    assert person_answer(AWAY, "sara", TOMORROW).held == ()


def test_who_is_away_still_holds_the_role_and_is_told() -> None:
    answer = person_answer(AWAY, "jonas", TODAY)
    assert answer.absence == AWAY.absences[0]
    assert [held.role.id for held in answer.held] == ["it"]


def test_two_people_may_hold_one_role() -> None:
    both = replace(
        SMALL, assignments=(*SMALL.assignments, Assignment("4", "it", LONG_AGO, person_id="lone"))
    )
    (_, (it, _)) = activity_answer(both, "backup", TODAY).rows[1]
    assert [seat.person.id for seat in it.seats if seat.person] == ["jonas", "lone"]
    assert [h.role.id for h in person_answer(both, "lone", TODAY).held] == ["owner", "it"]


def test_a_unit_has_its_head_its_role_and_its_people() -> None:
    answer = unit_answer(SMALL, "unit-it", TODAY)
    assert answer.head == SMALL.person["jonas"]
    assert answer.role is not None
    assert answer.role.role.id == "it"
    assert [d.activity.id for d in answer.duties] == ["access", "backup"]
    assert [(p.id, [r.id for r in roles]) for p, roles in answer.members] == [
        ("jonas", ["it"]),
        ("sara", []),
    ]


def test_a_unit_without_a_known_role_has_no_duties() -> None:
    loose = replace(SMALL, units=(replace(SMALL.units[0], role_id="gone"),))
    answer = unit_answer(loose, "unit-it", TODAY)
    assert (answer.role, answer.duties) == (None, ())


def test_who_has_left_is_neither_head_nor_member_of_a_unit() -> None:
    left = replace(SMALL, people=(person("jonas", YESTERDAY, "unit-it"), *SMALL.people[1:]))
    answer = unit_answer(left, "unit-it", TODAY)
    assert answer.head is None
    assert [p.id for p, _ in answer.members] == ["sara"]
    assert unit_answer(left, "unit-it", YESTERDAY).head is not None


def test_a_party_has_contacts_agreements_and_its_roles_letters() -> None:
    answer = party_answer(SMALL, "drift", TODAY)
    assert answer.role == SMALL.role["supplier"]
    assert [(d.activity.id, d.letters) for d in answer.duties] == [
        ("access", parse_letters("I")),
        ("backup", parse_letters("R")),
    ]


def test_a_party_without_a_role_has_no_duties() -> None:
    loose = replace(SMALL, parties=(replace(SMALL.parties[0], role_id=None),))
    answer = party_answer(loose, "drift", TODAY)
    assert (answer.role, answer.duties) == (None, ())


@given(organisations())
def test_every_letter_of_the_matrix_stands_in_the_answer_and_no_other(it: Organisation) -> None:
    for activity in it.activities:
        answered = {
            (view.role.id, letter)
            for letter, views in activity_answer(it, activity.id, TODAY).rows
            for view in views
        }
        written = {
            (role, letter)
            for role, letters in it.matrix.cells.get(activity.id, {}).items()
            for letter in letters
            if role in it.role
        }
        assert answered == written


@given(organisations())
def test_the_answer_by_role_is_the_answer_by_activity_turned_round(it: Organisation) -> None:
    by_activity = {
        (activity.id, view.role.id, letter)
        for activity in it.activities
        for letter, views in activity_answer(it, activity.id, TODAY).rows
        for view in views
    }
    by_role = {
        (duty.activity.id, role.id, letter)
        for role in it.roles
        for duty in role_answer(it, role.id, TODAY).duties
        for letter in duty.letters or [None]
    }
    assert by_activity == by_role


@given(organisations())
def test_a_person_is_named_exactly_where_they_hold_or_deputise(it: Organisation) -> None:
    for who in it.people:
        held = {
            (duty.activity.id, letter)
            for role in person_answer(it, who.id, TODAY).held
            for duty in role.duties
            for letter in duty.letters
        }
        named = {
            (activity.id, letter)
            for activity in it.activities
            for letter, views in activity_answer(it, activity.id, TODAY).rows
            for view in views
            if who.id in acting(view)
        }
        assert held == named


@given(organisations())
def test_nobody_is_named_who_has_left(it: Organisation) -> None:
    gone = {p.id for p in it.people if p.has_left(TODAY)}
    for role in it.roles:
        view = role_answer(it, role.id, TODAY).view
        assert not gone & {s.person.id for s in view.seats if s.person}
        assert not gone & {s.deputy.id for s in view.seats if s.deputy}
    for unit in it.units:
        answer = unit_answer(it, unit.id, TODAY)
        assert not gone & {p.id for p, _ in answer.members}
        assert answer.head is None or answer.head.id not in gone
    for leaver in gone:
        assert person_answer(it, leaver, TODAY).held == ()


@given(organisations())
def test_every_answer_about_an_organisation_can_be_given(it: Organisation) -> None:
    for unit in it.units:
        assert unit_answer(it, unit.id, TODAY).unit is unit
    for party in it.parties:
        assert party_answer(it, party.id, TODAY).view.party is party


def test_the_letters_go_from_a_to_i() -> None:
    assert [letter.value for letter in Letter] == ["A", "R", "C", "I"]
