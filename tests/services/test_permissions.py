"""Who may do what: the table, row by row, with the example organisation's people."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment, Grant, Person, Role
from bot.domain.raci import Letter, Matrix, MatrixStatus
from bot.services.permissions import ALLOWED, Ability, Concern, Standing, may, require

TODAY = date(2027, 3, 9)
EVERYONE = {
    Ability.SEE_MATRIX,
    Ability.SEE_WHEEL,
    Ability.SEE_POLICIES,
    Ability.SEE_OWN,
}


def person(key: str, **more: object) -> Person:
    return replace(Person(key, key.title(), f"{key}@example.dk"), **more)  # type: ignore[arg-type]


def organisation() -> Organisation:
    roles = ("infosec-function", "infosec-committee", "dpo", "top-management")
    held = {
        "infosec-function": "mette",
        "infosec-committee": "anders",
        "dpo": "karin",
        "top-management": "anders",
    }
    return Organisation(
        people=(
            person("mette"),
            person("anders"),
            person("karin"),
            person("sara"),
            person("bo", grants=frozenset({Grant.ADMIN})),
            person("lone", grants=frozenset({Grant.AUDITOR})),
            person("nina", unit_id="unit-sales"),
        ),
        roles=tuple(Role(role, Localized(da=role)) for role in roles),
        assignments=tuple(
            Assignment(role, role, TODAY, person_id=key, deputy_id="sara")
            for role, key in held.items()
        ),
        matrix=Matrix(
            1,
            MatrixStatus.IN_FORCE,
            {"roles-raci": {"top-management": frozenset({Letter.ACCOUNTABLE})}},
        ),
    )


CONCERN = Concern(
    unit_ids=frozenset({"unit-sales"}),
    responsible_ids=frozenset({"jonas"}),
    accountable_ids=frozenset({"lone"}),
    room_ids=frozenset({"sara"}),
)


@pytest.mark.parametrize(
    ("key", "more_than_everyone"),
    [
        (None, set()),
        (
            "mette",
            {
                Ability.EDIT_MATRIX,
                Ability.EDIT_HOLDERS,
                Ability.EDIT_PLAN,
                Ability.EDIT_WHEEL,
                Ability.EDIT_ABSENCES,
                Ability.ASSIGN,
                Ability.HANDLE_INPUTS,
                Ability.EDIT_COMMITTEE,
                Ability.SEE_DRAFT,
                Ability.SEE_DECISION,
                Ability.SEE_DEVIATION,
                Ability.SEE_EVIDENCE,
                Ability.RUN_DOCTOR,
                Ability.IMPORT,
                Ability.SIMULATE,
            },
        ),
        (
            "anders",
            {
                Ability.APPROVE_MATRIX,
                Ability.APPROVE_PLAN,
                Ability.SEE_DRAFT,
                Ability.SEE_DECISION,
            },
        ),
        ("karin", {Ability.SEE_INCIDENT}),
        ("sara", {Ability.SEE_INCIDENT}),
        (
            "bo",
            {
                Ability.READ_AUDIT,
                Ability.EDIT_COMMITTEE,
                Ability.RUN_DOCTOR,
                Ability.RUN_OUTBOX,
                Ability.IMPORT,
                Ability.SIMULATE,
            },
        ),
        ("lone", {Ability.READ_AUDIT, Ability.SEE_INCIDENT, Ability.SEE_EVIDENCE}),
        ("nina", {Ability.SEE_DECISION, Ability.SEE_DEVIATION}),
        ("jonas", {Ability.SEE_DEVIATION, Ability.SEE_EVIDENCE}),
    ],
)
def test_each_person_may_exactly_this(key: str | None, more_than_everyone: set[Ability]) -> None:
    known = organisation()
    who = known.person.get(key) or person(key) if key else None
    standing = Standing(known, who, TODAY, CONCERN)
    assert {a for a in Ability if may(standing, a)} == EVERYONE | more_than_everyone


def test_the_deputy_acts_only_while_the_holder_is_away() -> None:
    known = organisation()
    away = replace(known, absences=(Absence("x", "mette", TODAY, TODAY),))
    sara = known.person["sara"]
    assert not may(Standing(known, sara, TODAY), Ability.EDIT_MATRIX)
    assert may(Standing(away, sara, TODAY), Ability.EDIT_MATRIX)


def test_an_administrator_as_such_reads_no_incidents() -> None:
    known = organisation()
    assert not may(Standing(known, known.person["bo"], TODAY, CONCERN), Ability.SEE_INCIDENT)


def test_a_refusal_names_the_ability() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(Standing(organisation(), None, TODAY), Ability.RUN_DOCTOR)
    assert refused.value.key == "not-allowed.run-doctor"


def test_every_ability_has_a_row() -> None:
    assert set(ALLOWED) == set(Ability)
