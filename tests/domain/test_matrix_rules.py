"""Each rule about the matrix finds its own fault, and nothing else is found in a sound matrix."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.finding import Finding, Severity, named_params, worst_first
from bot.domain.language import Localized, LocalizedList
from bot.domain.matrix_rules import Cells, is_top_management, matrix_findings
from bot.domain.people import Role, RoleKind
from bot.domain.raci import Activity, Letter, Letters, parse_letters

ROLES = (
    Role("top-management", Localized(da="Topledelsen")),
    Role("it", Localized(da="It-drift")),
    Role("auditor", Localized(da="Auditor"), may_be_accountable=False),
    Role("supplier", Localized(da="Leverandør"), RoleKind.EXTERNAL, may_be_accountable=False),
)
EXTERNAL = {role.id for role in ROLES if role.external}


def activities(*ids: str) -> tuple[Activity, ...]:
    return tuple(Activity(id_, Localized(da=id_)) for id_ in ids)


def cells(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Letters]]:
    return {
        activity: {role: parse_letters(letters) for role, letters in row.items()}
        for activity, row in rows.items()
    }


def found(**row: str) -> tuple[Finding, ...]:
    named = {role.replace("_", "-"): letters for role, letters in row.items()}
    return matrix_findings(activities("backup"), ROLES, cells({"backup": named}))


def test_a_sound_matrix_gives_nothing() -> None:
    assert found(top_management="A", it="R", supplier="C") == ()


def test_one_role_may_be_both_responsible_and_accountable() -> None:
    assert found(it="AR", top_management="I") == ()


@pytest.mark.parametrize(
    ("row", "code", "severity", "params"),
    [
        (
            {"top_management": "A", "it": "C"},
            "at-least-one-R",
            Severity.ERROR,
            {"activity": "backup"},
        ),
        (
            {"top_management": "I", "it": "R"},
            "exactly-one-A",
            Severity.ERROR,
            {"activity": "backup", "n": 0},
        ),
        (
            {"top_management": "A", "it": "AR"},
            "exactly-one-A",
            Severity.ERROR,
            {"activity": "backup", "n": 2},
        ),
        (
            {"top_management": "A", "it": "R", "ghost": "I"},
            "unknown-role",
            Severity.ERROR,
            {"activity": "backup", "value": "ghost"},
        ),
        (
            {"top_management": "I", "it": "R", "supplier": "A"},
            "external-not-A",
            Severity.WARNING,
            {"activity": "backup", "role": "supplier"},
        ),
        (
            {"top_management": "A", "supplier": "R"},
            "external-R-needs-agreement",
            Severity.WARNING,
            {"activity": "backup", "role": "supplier"},
        ),
        (
            {"top_management": "I", "it": "R", "auditor": "A"},
            "role-may-not-be-accountable",
            Severity.WARNING,
            {"activity": "backup", "role": "auditor"},
        ),
    ],
)
def test_each_rule_finds_its_fault(
    row: dict[str, str], code: str, severity: Severity, params: dict[str, str | int]
) -> None:
    assert found(**row) == (Finding(code, severity, "backup", params),)


def test_a_row_for_no_activity_is_an_error() -> None:
    matrix = cells({"backup": {"top-management": "AR"}, "ghost": {"it": "AR"}})
    findings = matrix_findings(activities("backup"), ROLES, matrix)
    assert findings == (Finding("unknown-activity", Severity.ERROR, "ghost", {"value": "ghost"}),)


def test_a_matrix_without_top_management_is_told_once() -> None:
    matrix = cells({"backup": {"it": "AR"}, "patching": {"it": "AR"}})
    findings = matrix_findings(activities("backup", "patching"), ROLES, matrix)
    assert findings == (Finding("no-top-management", Severity.INFO),)


def test_no_matrix_at_all_gives_nothing() -> None:
    assert matrix_findings((), ROLES, {}) == ()


@pytest.mark.parametrize(
    "role",
    [
        Role("top-management", Localized(da="Noget andet")),
        Role("dir", Localized(da="Direktionen")),
        Role("top", Localized(en="Top management (executive board)")),
        Role("boss", Localized(da="Chefen"), aliases=LocalizedList(en=("CEO",))),
        Role("managing-director", Localized(da="Chefen")),
    ],
)
def test_top_management_is_known_by_id_name_or_alias(role: Role) -> None:
    assert is_top_management(role)


@pytest.mark.parametrize("name", ["It-ledelsen", "Projektleder", "Bestyrelsessekretær", ""])
def test_others_are_not_taken_for_top_management(name: str) -> None:
    assert not is_top_management(Role("someone", Localized(da=name)))


def test_an_outside_role_with_agreements_needs_none() -> None:
    matrix = cells({"backup": {"top-management": "A", "supplier": "R"}})
    assert matrix_findings(activities("backup"), ROLES, matrix, {"supplier"}) == ()


def test_the_worst_comes_first_and_equals_keep_their_order() -> None:
    findings = [
        Finding("a", Severity.INFO),
        Finding("b", Severity.ERROR),
        Finding("c", Severity.WARNING),
        Finding("d", Severity.ERROR),
    ]
    assert [finding.code for finding in worst_first(findings)] == ["b", "d", "c", "a"]


def test_names_replace_ids_and_nothing_else() -> None:
    finding = Finding("x", Severity.INFO, None, {"role": "it", "n": 2, "value": "it"})
    named = named_params(finding, lambda kind, id_: f"{kind}:{id_}")
    assert named == {"role": "role:it", "n": 2, "value": "it"}


some_letters = st.frozensets(st.sampled_from(Letter))
some_matrix = st.dictionaries(
    st.sampled_from(["backup", "patching", "policies"]),
    st.dictionaries(st.sampled_from([role.id for role in ROLES]), some_letters),
)


@given(some_matrix)
def test_the_findings_count_what_is_wrong(matrix: Cells) -> None:
    rows = {activity: matrix.get(activity, {}) for activity in ("backup", "patching", "policies")}
    findings = matrix_findings(activities(*rows), ROLES, matrix)

    def times(code: str) -> int:
        return sum(finding.code == code for finding in findings)

    def holders(row: Mapping[str, Letters], letter: Letter) -> list[str]:
        return [role for role, letters in row.items() if letter in letters]

    accountable = [holders(row, Letter.ACCOUNTABLE) for row in rows.values()]
    responsible = [holders(row, Letter.RESPONSIBLE) for row in rows.values()]
    assert times("at-least-one-R") == sum(not row for row in responsible)
    assert times("exactly-one-A") == sum(len(row) != 1 for row in accountable)
    assert times("external-not-A") == sum(len(EXTERNAL & set(row)) for row in accountable)
    assert times("external-R-needs-agreement") == sum(
        len(EXTERNAL & set(row)) for row in responsible
    )
    assert times("role-may-not-be-accountable") == sum("auditor" in row for row in accountable)
    appears = any(row.get("top-management") for row in rows.values())
    assert times("no-top-management") == (not appears)
    ranks = [list(Severity).index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)


@given(some_matrix, st.sampled_from(["backup", "patching", "policies"]))
def test_giving_a_row_one_responsible_and_one_accountable_mends_it(
    matrix: Cells, activity: str
) -> None:
    mended = {**matrix, activity: {"top-management": parse_letters("A"), "it": parse_letters("R")}}
    findings = matrix_findings(activities("backup", "patching", "policies"), ROLES, mended)
    assert all(finding.where != activity for finding in findings)
