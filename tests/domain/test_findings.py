"""What `/raci check` lists: each rule has an organisation that breaks it and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.findings import Finding, Severity, check_findings
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from bot.domain.people import Absence, Assignment, Person, Role, RoleKind, Unit
from bot.domain.raci import Activity, Matrix, MatrixStatus, parse_letters

TODAY = date(2027, 3, 9)
LONG_AGO = date(2020, 1, 1)


def person(id_: str, left_on: date | None = None) -> Person:
    return Person(id_, id_.title(), f"{id_}@example.dk", left_on=left_on)


ROLES = (
    Role("top-management", Localized(da="Topledelsen"), deputy_required=True),
    Role("it", Localized(da="It-drift"), deputy_required=True),
    Role("employees", Localized(da="Medarbejderne"), may_be_accountable=False),
    Role("supplier", Localized(da="Leverandør"), RoleKind.EXTERNAL, may_be_accountable=False),
    Role("customer", Localized(da="Kunde"), RoleKind.EXTERNAL, may_be_accountable=False),
)
ROWS = {
    "backup": {"top-management": "A", "it": "R", "supplier": "R"},
    "report": {"top-management": "A", "employees": "R", "customer": "R"},
}
MATRIX = Matrix(
    1,
    MatrixStatus.IMPORTED,
    {a: {r: parse_letters(letters) for r, letters in row.items()} for a, row in ROWS.items()},
)
SOUND = Organisation(
    people=(person("anders"), person("jonas"), person("sara"), person("mette")),
    roles=ROLES,
    units=(Unit("unit-it", Localized(da="It"), role_id="it", head_id="jonas"),),
    assignments=(
        Assignment("1", "top-management", LONG_AGO, person_id="anders", deputy_id="mette"),
        Assignment("2", "it", LONG_AGO, person_id="jonas", deputy_id="sara"),
    ),
    parties=(
        Party("drift", "Drift A/S", "supplier", personal_data=True),
        Party("kunde", "Kunde ApS", "customer"),
    ),
    contacts=(Contact("peter", "drift", "Peter"),),
    agreements=(
        Agreement("sla", "drift", AgreementKind.SLA, "SLA", LONG_AGO),
        Agreement("dpa", "drift", AgreementKind.DPA, "DPA", LONG_AGO),
        Agreement("contract", "kunde", AgreementKind.CONTRACT, "Kontrakt", LONG_AGO),
    ),
    activities=tuple(Activity(a, Localized(da=a)) for a in ROWS),
    matrix=MATRIX,
)


def codes(organisation: Organisation, on: date = TODAY) -> list[str]:
    return [finding.code for finding in check_findings(organisation, on)]


def with_assignment(**changes: object) -> Organisation:
    """Return the sound organisation with the assignment of `it` changed."""
    first, second = SOUND.assignments
    return replace(SOUND, assignments=(first, replace(second, **changes)))  # type: ignore[arg-type]


def with_person(changed: Person) -> Organisation:
    others = (p for p in SOUND.people if p.id != changed.id)
    return replace(SOUND, people=(*others, changed))


def with_agreement(**changes: object) -> Organisation:
    """Return the sound organisation with the supplier's SLA changed."""
    first, *others = SOUND.agreements
    return replace(SOUND, agreements=(replace(first, **changes), *others))  # type: ignore[arg-type]


def test_a_sound_organisation_gives_nothing() -> None:
    assert check_findings(SOUND, TODAY) == ()


def test_the_rules_of_the_matrix_are_among_them() -> None:
    bare = replace(SOUND, matrix=replace(MATRIX, cells={"backup": MATRIX.cells["backup"]}))
    assert [f.code for f in check_findings(bare, TODAY) if f.where == "report"] == [
        "at-least-one-R",
        "exactly-one-A",
    ]


def test_a_retired_activity_is_not_judged() -> None:
    backup, report = SOUND.activities
    gone = replace(report, retired_on=date(2026, 12, 31))
    bare = replace(
        SOUND,
        activities=(backup, gone),
        matrix=replace(MATRIX, cells={**MATRIX.cells, "report": {}}),
    )
    assert codes(bare) == []


class TestHolders:
    def test_a_role_with_duties_and_no_holder_is_vacant(self) -> None:
        vacant = replace(SOUND, assignments=SOUND.assignments[:1], units=())
        assert check_findings(vacant, TODAY) == (
            Finding("role-vacant", Severity.WARNING, "it", {"role": "it", "n": 1}),
        )

    @pytest.mark.parametrize("changes", [{"ends": date(2027, 3, 8)}, {"starts": date(2027, 3, 10)}])
    def test_an_assignment_that_does_not_run_leaves_the_role_vacant(
        self, changes: dict[str, object]
    ) -> None:
        assert codes(with_assignment(**changes)) == ["role-vacant"]

    def test_a_role_with_neither_a_nor_r_may_be_vacant(self) -> None:
        extra = Role("legal", Localized(da="Jura"))
        row = {**MATRIX.cells["backup"], "legal": parse_letters("C")}
        consulted = replace(MATRIX, cells={**MATRIX.cells, "backup": row})
        assert codes(replace(SOUND, roles=(*ROLES, extra), matrix=consulted)) == []

    def test_a_role_that_is_everyones_is_never_vacant(self) -> None:
        renamed = Role("staff", Localized(da="Personalet"), typical_holder=Localized(da="Alle"))
        row = {"top-management": parse_letters("A"), "staff": parse_letters("R")}
        shared = replace(MATRIX, cells={**MATRIX.cells, "report": row})
        assert codes(replace(SOUND, roles=(*ROLES, renamed), matrix=shared)) == []

    def test_an_outside_role_is_vacant_without_a_party(self) -> None:
        alone = replace(SOUND, parties=SOUND.parties[1:])
        assert codes(alone) == ["external-R-needs-agreement", "role-vacant"]

    def test_an_outside_role_is_held_by_its_party_s_contact(self) -> None:
        other = replace(SOUND.parties[0], role_id=None)
        by_contact = Assignment("3", "supplier", LONG_AGO, contact_id="peter")
        held = replace(
            SOUND,
            parties=(other, SOUND.parties[1]),
            assignments=(*SOUND.assignments, by_contact),
        )
        assert "role-vacant" not in codes(held)

    def test_an_outside_role_that_only_does_what_everyone_does_needs_nobody(self) -> None:
        assert codes(replace(SOUND, parties=SOUND.parties[:1])) == ["external-R-needs-agreement"]

    def test_a_holder_who_has_left_is_told_and_the_role_is_vacant(self) -> None:
        left = with_person(person("jonas", left_on=date(2027, 3, 8)))
        assert check_findings(left, TODAY) == (
            Finding("role-vacant", Severity.WARNING, "it", {"role": "it", "n": 1}),
            Finding("holder-left", Severity.WARNING, "jonas", {"person": "jonas", "role": "it"}),
            Finding("unit-without-head", Severity.INFO, "unit-it", {"unit": "unit-it"}),
        )

    def test_the_last_day_still_counts(self) -> None:
        assert codes(with_person(person("jonas", left_on=TODAY))) == []

    def test_a_unit_without_head_or_holder_of_its_own_is_told(self) -> None:
        headless = replace(SOUND, units=(replace(SOUND.units[0], head_id=None),))
        assert check_findings(headless, TODAY) == (
            Finding("unit-without-head", Severity.INFO, "unit-it", {"unit": "unit-it"}),
        )
        assigned = replace(with_assignment(unit_id="unit-it"), units=headless.units)
        closed = replace(SOUND, units=(replace(headless.units[0], closed_on=LONG_AGO),))
        assert codes(assigned) == codes(closed) == []

    def test_too_many_duties_on_one_person_are_told(self) -> None:
        both = with_assignment(person_id="anders", deputy_id="sara")
        assert codes(both) == []
        (finding,) = check_findings(both, TODAY, overload_limit=1)
        assert finding == Finding(
            "overload", Severity.WARNING, "anders", {"person": "anders", "n": 2}
        )


class TestDeputies:
    def test_a_missing_deputy_is_told_where_one_is_required(self) -> None:
        alone = with_assignment(deputy_id=None)
        assert check_findings(alone, TODAY) == (
            Finding("deputy-missing", Severity.WARNING, "it", {"person": "jonas", "role": "it"}),
        )
        relaxed = tuple(replace(role, deputy_required=False) for role in ROLES)
        assert codes(replace(alone, roles=relaxed)) == []

    def test_a_contact_may_be_the_deputy(self) -> None:
        assert codes(with_assignment(deputy_id=None, deputy_contact_id="peter")) == []

    def test_nobody_is_their_own_deputy(self) -> None:
        assert check_findings(with_assignment(deputy_id="jonas"), TODAY) == (
            Finding("deputy-is-holder", Severity.WARNING, "it", {"person": "jonas", "role": "it"}),
        )

    def test_a_deputy_who_has_left_is_told(self) -> None:
        left = with_person(person("sara", left_on=date(2027, 3, 8)))
        assert check_findings(left, TODAY) == (
            Finding("deputy-left", Severity.WARNING, "sara", {"deputy": "sara", "role": "it"}),
        )

    @pytest.mark.parametrize(
        ("mine", "theirs", "day"),
        [
            ((date(2027, 3, 1), date(2027, 3, 9)), (date(2027, 3, 9), date(2027, 3, 9)), TODAY),
            (
                (date(2027, 3, 20), date(2027, 3, 30)),
                (date(2027, 3, 25), date(2027, 4, 2)),
                date(2027, 3, 25),
            ),
        ],
    )
    def test_holder_and_deputy_away_on_one_day_are_told(
        self, mine: tuple[date, date], theirs: tuple[date, date], day: date
    ) -> None:
        away = replace(
            SOUND, absences=(Absence("1", "jonas", *mine), Absence("2", "sara", *theirs))
        )
        (finding,) = check_findings(away, TODAY)
        params = {"person": "jonas", "deputy": "sara", "role": "it", "date": day}
        assert finding == Finding("both-away", Severity.WARNING, "it", params)

    @pytest.mark.parametrize(
        ("mine", "theirs"),
        [
            ((date(2027, 3, 1), date(2027, 3, 8)), (date(2027, 3, 1), date(2027, 3, 8))),
            ((date(2027, 3, 9), date(2027, 3, 12)), (date(2027, 3, 13), date(2027, 3, 15))),
            ((date(2027, 9, 1), date(2027, 9, 9)), (date(2027, 9, 1), date(2027, 9, 9))),
        ],
    )
    def test_what_is_past_apart_or_far_off_is_not(
        self, mine: tuple[date, date], theirs: tuple[date, date]
    ) -> None:
        away = replace(
            SOUND, absences=(Absence("1", "jonas", *mine), Absence("2", "sara", *theirs))
        )
        assert codes(away) == []


class TestAgreements:
    def test_a_party_without_any_agreement_is_told_with_its_activities(self) -> None:
        bare = replace(SOUND, agreements=SOUND.agreements[2:])
        assert check_findings(bare, TODAY) == (
            Finding(
                "external-R-needs-agreement",
                Severity.WARNING,
                "backup",
                {"activity": "backup", "role": "supplier"},
            ),
            Finding("agreement-missing", Severity.WARNING, "drift", {"party": "drift"}),
        )

    def test_personal_data_need_a_data_processing_agreement(self) -> None:
        only_sla = replace(SOUND, agreements=(SOUND.agreements[0], SOUND.agreements[2]))
        assert codes(only_sla) == ["external-R-needs-agreement", "dpa-missing"]
        plain = replace(SOUND.parties[0], personal_data=False)
        assert codes(replace(only_sla, parties=(plain, SOUND.parties[1]))) == []

    def test_every_party_that_plays_the_role_needs_one(self) -> None:
        second = Party("sky", "Sky A/S", "supplier")
        both = replace(SOUND, parties=(*SOUND.parties, second))
        assert codes(both) == ["external-R-needs-agreement", "agreement-missing"]
        ended = replace(second, ended_on=date(2027, 3, 8))
        assert codes(replace(SOUND, parties=(*SOUND.parties, ended))) == []

    def test_an_agreement_that_has_ended_is_told(self) -> None:
        expired = with_agreement(expires_on=date(2027, 3, 8))
        assert check_findings(expired, TODAY) == (
            Finding(
                "agreement-expired",
                Severity.WARNING,
                "drift",
                {"agreement": "sla", "party": "drift", "date": date(2027, 3, 8)},
            ),
        )
        assert codes(with_agreement(terminated_on=date(2027, 3, 8))) == ["agreement-expired"]

    @pytest.mark.parametrize(
        ("ends", "expected"),
        [
            (TODAY, ["agreement-expiring"]),
            (date(2027, 5, 8), ["agreement-expiring"]),
            (date(2027, 5, 9), []),
        ],
    )
    def test_sixty_days_before_its_end_an_agreement_is_told(
        self, ends: date, expected: list[str]
    ) -> None:
        assert codes(with_agreement(expires_on=ends)) == expected

    @pytest.mark.parametrize(
        ("starts", "expected"),
        [
            (date(2027, 3, 20), []),
            (date(2027, 3, 21), []),
            (date(2027, 3, 22), ["agreement-expiring"]),
        ],
    )
    def test_a_renewal_without_a_gap_settles_it(self, starts: date, expected: list[str]) -> None:
        ending = with_agreement(expires_on=date(2027, 3, 20))
        renewal = Agreement("sla-2", "drift", AgreementKind.SLA, "SLA 2", starts)
        assert codes(replace(ending, agreements=(*ending.agreements, renewal))) == expected

    def test_an_old_agreement_is_forgotten_when_a_newer_binds(self) -> None:
        old = with_agreement(expires_on=date(2024, 1, 1))
        renewal = Agreement("sla-2", "drift", AgreementKind.SLA, "SLA 2", date(2025, 1, 1))
        assert codes(replace(old, agreements=(*old.agreements, renewal))) == []
