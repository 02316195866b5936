"""Who sits in a committee on a day: table by table, and for any committee at all."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.committee_people import chair_of, members_on, roster_on, secretaries_of
from bot.domain.committees import Committee, CommitteeSeat
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment, Role, Unit
from tests.domain.organisations import LONG_AGO, TODAY, TOMORROW, YESTERDAY, organisations, person

UNITS = ("sales", "production")
ORGANISATION = Organisation(
    people=(
        person("anders"),
        person("karin"),
        person("lone", unit_id="sales"),
        person("bo", unit_id="production"),
        person("mette"),
        person("sara"),
    ),
    units=tuple(Unit(unit, Localized(unit)) for unit in UNITS),
    roles=tuple(Role(role, Localized(role)) for role in ("top", "hr", "business", "function")),
    assignments=(
        Assignment("1", "top", LONG_AGO, person_id="anders", deputy_id="karin"),
        Assignment("2", "hr", LONG_AGO, person_id="karin"),
        Assignment("3", "business", LONG_AGO, person_id="lone", unit_id="sales"),
        Assignment("4", "business", LONG_AGO, person_id="bo"),
        Assignment("5", "function", LONG_AGO, person_id="mette", deputy_id="sara"),
    ),
)
CHAIR = CommitteeSeat("chair", "top", chair=True)
HR = CommitteeSeat("hr", "hr")


def committee(*seats: CommitteeSeat, secretary_votes: bool = False) -> Committee:
    return Committee(
        "c",
        Localized("Udvalget"),
        "committee",
        "top",
        "function",
        seats,
        secretary_votes=secretary_votes,
    )


def people(
    *seats: CommitteeSeat, organisation: Organisation = ORGANISATION, on: date = TODAY
) -> list[str | None]:
    members = members_on(organisation, committee(*seats), on)
    return [member.person.id if member.person else None for member in members]


def away(*names: str, deputy: str | None = None) -> Organisation:
    absences = (Absence(name, name, TODAY, TODAY, deputy_id=deputy) for name in names)
    return replace(ORGANISATION, absences=tuple(absences))


def test_two_seats_of_one_role_are_two_people() -> None:
    first, second = CommitteeSeat("1", "business"), CommitteeSeat("2", "business")
    assert people(first, second) == ["lone", "bo"]


def test_a_third_seat_of_a_role_that_two_hold_has_one_of_them_again() -> None:
    seats = [CommitteeSeat(str(number), "business") for number in range(3)]
    assert people(*seats) == ["lone", "bo", "lone"]


@pytest.mark.parametrize(
    ("unit", "expected"), [("sales", "lone"), ("production", "bo"), ("legal", None)]
)
def test_a_units_seat_is_for_who_holds_the_role_there_or_works_there(
    unit: str, expected: str | None
) -> None:
    assert people(CommitteeSeat("1", "business", unit)) == [expected]


def test_whoever_is_appointed_by_name_sits_there_and_not_the_roles_holder() -> None:
    assert people(CommitteeSeat("1", "hr", person_id="sara")) == ["sara"]


def test_a_seat_is_vacant_from_the_day_after_its_term() -> None:
    seat = replace(HR, ends=TODAY)
    assert people(seat) == ["karin"]
    assert people(seat, on=TOMORROW) == [None]


def test_who_has_left_leaves_the_seat_vacant() -> None:
    gone = replace(ORGANISATION, people=(*ORGANISATION.people[:1], person("karin", YESTERDAY)))
    assert people(HR, CommitteeSeat("1", "hr", person_id="karin"), organisation=gone) == [None] * 2


@pytest.mark.parametrize(
    ("organisation", "seat", "acting"),
    [
        (ORGANISATION, CHAIR, "anders"),
        (away("anders"), CHAIR, "karin"),
        (away("anders", "karin"), CHAIR, None),
        (away("anders", deputy="bo"), CHAIR, "bo"),
        (away("anders"), replace(CHAIR, deputy_id="sara"), "sara"),
        (away("karin"), HR, None),
        (away("karin"), replace(HR, deputy_id="karin"), None),
        (away("sara"), CommitteeSeat("1", "hr", person_id="sara", deputy_id="lone"), "lone"),
    ],
)
def test_the_deputy_takes_part_while_the_holder_is_away(
    organisation: Organisation, seat: CommitteeSeat, acting: str | None
) -> None:
    (member,) = members_on(organisation, committee(seat), TODAY)
    assert (member.acting.id if member.acting else None) == acting


def test_the_chair_is_whoever_acts_in_the_chairs_seat_or_else_in_the_chairs_role() -> None:
    for seats in ((HR, CHAIR), (HR,)):
        chair = chair_of(away("anders"), committee(*seats), TODAY)
        assert chair is not None
        assert chair.id == "karin"
    vacant = replace(ORGANISATION, assignments=())
    assert chair_of(vacant, committee(CHAIR), TODAY) is None


def test_the_secretary_is_the_deputy_of_one_who_is_away() -> None:
    assert [p.id for p in secretaries_of(ORGANISATION, committee(), TODAY)] == ["mette"]
    assert [p.id for p in secretaries_of(away("mette"), committee(), TODAY)] == ["sara"]


@pytest.mark.parametrize(("votes", "seats"), [(False, ["hr"]), (True, ["hr", "secretary"])])
def test_the_secretarys_seat_votes_only_where_the_terms_say_so(
    votes: bool, seats: list[str]
) -> None:
    secretary = CommitteeSeat("secretary", "function")
    adviser = CommitteeSeat("adviser", "business", votes=False)
    roster = roster_on(
        ORGANISATION, committee(HR, secretary, adviser, secretary_votes=votes), TODAY
    )
    assert [seat.seat_id for seat in roster] == seats


def test_a_roster_has_vacant_seats_and_deputies_of_those_who_are_there() -> None:
    vacant = CommitteeSeat("vacant", "nobody")
    chair, empty = roster_on(ORGANISATION, committee(CHAIR, vacant), TODAY)
    assert (chair.holder_id, chair.deputy_id, chair.chair) == ("anders", "karin", True)
    assert (empty.holder_id, empty.deputy_id, empty.chair) == (None, None, False)


@st.composite
def seatings(draw: st.DrawFn) -> tuple[Organisation, Committee]:
    """Generate committees of an organisation in which everything may be missing or over."""
    organisation = draw(organisations())
    roles = st.sampled_from([*(role.id for role in organisation.roles), "gone"])
    ids = st.none() | st.sampled_from([*(one.id for one in organisation.people), "gone"])
    units = st.none() | st.sampled_from([*(one.id for one in organisation.units), "gone"])
    days = st.none() | st.sampled_from([YESTERDAY, TODAY, TOMORROW])
    seats = [
        CommitteeSeat(
            str(number),
            draw(roles),
            draw(units),
            draw(ids),
            draw(ids),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(days),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    return organisation, Committee(
        "c", Localized("c"), "c", draw(roles), draw(roles), tuple(seats),
        secretary_votes=draw(st.booleans()),
    )  # fmt: skip


@given(seatings())
def test_whoever_sits_or_deputises_works_here_and_no_deputy_is_the_holder_or_away(
    seating: tuple[Organisation, Committee],
) -> None:
    organisation, committee = seating
    members = members_on(organisation, committee, TODAY)
    assert [member.seat for member in members] == list(committee.seats)
    for member in members:
        if member.person:
            assert not member.person.has_left(TODAY)
            assert member.seat.ends is None or member.seat.ends >= TODAY
        if member.deputy:
            assert member.person is not None
            assert member.deputy.id != member.person.id
            assert not member.deputy.has_left(TODAY)
            assert organisation.absence_of(member.deputy.id, TODAY) is None
        if member.acting:
            assert organisation.absence_of(member.acting.id, TODAY) is None


@given(seatings())
def test_a_roster_is_the_voting_members_in_their_order(
    seating: tuple[Organisation, Committee],
) -> None:
    organisation, committee = seating
    voting = [m for m in members_on(organisation, committee, TODAY) if m.votes]
    roster = roster_on(organisation, committee, TODAY)
    assert [seat.seat_id for seat in roster] == [member.seat.id for member in voting]
    assert all(
        seat.holder_id == (member.person.id if member.person else None)
        for seat, member in zip(roster, voting, strict=True)
    )
    secretary = committee.secretary_role
    if not committee.secretary_votes:
        assert all(committee.seat[seat.seat_id].role_id != secretary for seat in roster)
