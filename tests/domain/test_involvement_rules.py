"""Whom a row of the matrix asks and tells: the highest letter wins, no outside role hears."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.errors import FieldErrors
from bot.domain.involvement import Consulted, Involvement
from bot.domain.involvement_rules import MatrixRow, involved, is_outside, noticed, row_of
from bot.domain.language import Localized
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment, Role, RoleKind
from bot.domain.raci import Letter, Matrix, MatrixStatus, parse_letters
from tests.domain.organisations import person

ON = date(2027, 3, 9)
NOW = Act("mette", datetime(2027, 3, 9, 9, tzinfo=UTC), ON)
NAME = Localized("Navn", "Name")
ROLES = (
    *(Role(id_, NAME) for id_ in ("function", "hr", "legal", "units")),
    Role("employees", NAME),
    Role("supplier", NAME, RoleKind.EXTERNAL),
    Role("crowd", NAME, typical_holder=Localized("Alle", "Everyone")),
)
HELD = (("function", "mette"), ("hr", "karin"), ("legal", "bo"), ("legal", "mette"))


def organised(**letters: str) -> Organisation:
    """Return an organisation with one row of a matrix."""
    cells = {"row": {role: parse_letters(text) for role, text in letters.items()}}
    return Organisation(
        people=tuple(person(name) for name in ("mette", "karin", "bo", "nina")),
        roles=ROLES,
        assignments=tuple(
            Assignment(f"h-{n}", role, date(2027, 1, 1), who) for n, (role, who) in enumerate(HELD)
        ),
        matrix=Matrix(1, MatrixStatus.IN_FORCE, cells),
    )


def test_a_persons_highest_letter_wins() -> None:
    row = row_of(organised(function="I", legal="C", hr="R"), "row", ON)
    assert row.letters == {
        "mette": Letter.CONSULTED,
        "bo": Letter.CONSULTED,
        "karin": Letter.RESPONSIBLE,
    }
    assert row.doers == {"karin"}


def test_who_has_a_or_r_in_the_case_itself_is_neither_asked_nor_told() -> None:
    row = row_of(organised(legal="C", hr="I"), "row", ON, ["bo", "karin"])
    assert row.with_letter(Letter.CONSULTED) == ("mette",)
    assert row.with_letter(Letter.INFORMED) == ()


@pytest.mark.parametrize("role", ["employees", "supplier", "crowd"])
def test_collective_and_external_roles_reach_nobody(role: str) -> None:
    known = organised(**{role: "CI"})
    held = Assignment("h", role, date(2027, 1, 1), "nina")
    row = row_of(replace(known, assignments=(held,)), "row", ON)
    assert row.letters == {}
    assert [one.id for one in row.outside] == [role]
    assert is_outside(known.role[role])


def test_a_role_that_nobody_holds_is_said_to_be_vacant() -> None:
    row = row_of(organised(units="C"), "row", ON)
    assert [role.id for role in row.vacant] == ["units"]


def test_the_deputy_is_asked_while_the_holder_is_away() -> None:
    known = organised(hr="C")
    away = Absence("a", "karin", ON, ON, deputy_id="nina")
    row = row_of(replace(known, absences=(away,)), "row", ON)
    assert row.with_letter(Letter.CONSULTED) == ("nina",)


def wanted(consulted: tuple[str, ...] = (), informed: tuple[str, ...] = ()) -> Involvement:
    """Return what an owner has ticked."""
    asked = tuple(Consulted(one) for one in consulted)
    return Involvement("input/1", "row", "mette", NOW.at, asked, informed, (), "Hvad?", "Til info")


def test_what_is_ticked_against_the_letters_is_left_out() -> None:
    row = MatrixRow({"mette": Letter.ACCOUNTABLE})
    after = involved(None, wanted(("mette", "bo"), ("bo", "mette", "karin")), row, NOW)
    assert [one.person_id for one in after.consulted] == ["bo"]
    assert after.informed == ("karin",)


def test_whoever_was_involved_before_is_not_again() -> None:
    before = involved(None, wanted(("bo",), ("karin",)), MatrixRow(), NOW)
    with pytest.raises(FieldErrors):
        involved(before, wanted(("bo",), ("karin", "bo")), MatrixRow(), NOW)
    after = involved(before, wanted(("nina",)), MatrixRow(), NOW)
    assert [one.person_id for one in after.consulted] == ["bo", "nina"]
    assert after.informed == ("karin",)


@pytest.mark.parametrize(
    ("missing", "field"), [({"question": " "}, "question"), ({"text": ""}, "text")]
)
def test_it_is_said_what_people_are_asked_and_told(missing: dict[str, str], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        involved(None, replace(wanted(("bo",), ("karin",)), **missing), MatrixRow(), NOW)  # type: ignore[arg-type]
    assert set(refused.value.errors) == {field}


def test_a_notice_is_for_somebody_and_says_something() -> None:
    with pytest.raises(FieldErrors) as refused:
        noticed(wanted(), (), " ", "", NOW)
    assert set(refused.value.errors) == {"roles", "text"}
