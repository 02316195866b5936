"""Each kind of broken pack is refused with one sentence that says where and what."""

from importlib.resources import files

import pytest

from bot.domain.errors import BadInput
from bot.importing.packs import read_pack
from bot.texts import Texts

PACK = files("bot").joinpath("packs", "sme.da.yaml").read_text(encoding="utf-8")

SMALL = """\
roles:
- {id: it, name: It}
- {id: boss, name: Direktør}
activities:
- {id: backup, name: Backup, raci: {it: R, boss: A}}
"""


def refusal(text: str | bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_pack(text if isinstance(text, bytes) else text.encode(), "pack.yaml")
    for language in ("da", "en"):
        sentence = Texts(language)(f"error.{caught.value.key}", **caught.value.params)
        assert sentence.endswith(".")
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_small_file_of_roles_and_activities_needs_nothing_else() -> None:
    pack = read_pack(SMALL.encode(), "matrix.yaml")
    assert pack.name == "matrix.yaml"
    assert pack.title.in_language("da") == "matrix.yaml"
    assert pack.findings() == ()


def test_letters_may_be_parted_and_small() -> None:
    pack = read_pack(SMALL.replace("it: R, boss: A", "it: a/r, boss: I").encode(), "m")
    assert {letter.value for letter in pack.cells["backup"]["it"]} == {"A", "R"}


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        ("role: business-units\n- id: unit-production", "role: ghost\n- id: x", "roles"),
        ("category: governance", "category: ghost", "activity_categories"),
        ("raci: {top-management: A", "raci: {ghost: A", "roles"),
        ("activity: annual-report", "activity: ghost", "activities"),
        ("held_at: w-committee-meetings", "held_at: ghost", "annual_wheel"),
        ("    responsible: infosec-function", "    responsible: ghost", "roles"),
        ("    accountable: infosec-committee", "    accountable: ghost", "roles"),
        ("    approval_by: infosec-committee", "    approval_by: ghost", "roles"),
        ("    agenda_item: status", "    agenda_item: ghost", "agenda_template"),
        ("  responsible: system-administrator\n  acc", "  responsible: ghost\n  acc", "roles"),
        ("  accountable: system-owner\n", "  accountable: ghost\n", "roles"),
        ("  role: infosec-committee", "  role: ghost", "roles"),
        ("  chair_role: top-management", "  chair_role: ghost", "roles"),
        ("  secretary_role: infosec-function", "  secretary_role: ghost", "roles"),
        ("{id: seat-hr, role: hr}", "{id: seat-hr, role: ghost}", "roles"),
        ("unit: unit-sales}", "unit: ghost}", "units"),
        ("adviser_roles: [dpo]", "adviser_roles: [ghost]", "roles"),
        ("approved_by_role: top-management", "approved_by_role: ghost", "roles"),
        ("presenter_role: incident-lead", "presenter_role: ghost", "roles"),
        ("insert_after: opt-risk-results", "insert_after: ghost", "agenda_template"),
        ("group: annual-wheel", "group: ghost", "input_groups"),
        ("flow: flow-policies", "flow: ghost", "process_flows"),
        ("role: top-management\n  - id: lane-c", "role: ghost\n  - id: lane-c", "roles"),
        ("input: in-policies", "input: ghost", "input_types"),
        ("lane: top-management", "lane: hr", "lanes"),
        ("['incident-lead:deputy',", "['ghost:deputy',", "roles"),
        ("lead_role: employees", "lead_role: ghost", "roles"),
        ("nis2-notification.submitted_at", "ghost.submitted_at", "statutory_deadlines"),
        ("approver_role: top-management", "approver_role: ghost", "roles"),
        ("owner_role: hr", "owner_role: ghost", "roles"),
    ],
)
def test_what_is_referred_to_must_be_there(old: str, new: str, section: str) -> None:
    assert old in PACK
    broken = PACK.replace(old, new, 1)
    error = refusal(broken)
    assert error.key == "pack-unknown-reference"
    assert error.params["section"] == section
    assert error.params["line"] == line_of(broken, new)


@pytest.mark.parametrize(
    ("old", "new", "key", "field"),
    [
        ("quiet_weeks: [28,", "quiet_weeks: [54,", "pack-value", "quiet_weeks"),
        ("quiet_weeks: [28,", "quiet_weeks: [0,", "pack-value", "quiet_weeks"),
        ("months: [1, 4, 8, 11]", "months: [1, 4, 8, 13]", "pack-value", "months"),
        ("reminder_time: 09:00", "reminder_time: 9.00", "pack-value", "reminder_time"),
        ("due_rule: third_tuesday", "due_rule: fifth_tuesday", "pack-value", "due_rule"),
        ("kind: internal", "kind: intern", "pack-value", "kind"),
        ("deputy_required: true", "deputy_required: ja", "pack-value", "deputy_required"),
        ("infosec-function: R, in", "infosec-function: X, in", "pack-value", "infosec-function"),
        ("infosec-function: R, in", "infosec-function: '', in", "pack-value", "infosec-function"),
        ("- id: hr\n", "- id: 12\n", "pack-value", "id"),
        ("- id: hr\n", "- id: HR afdeling\n", "pack-value", "id"),
        ("name: HR-funktionen", "name: ' '", "pack-value", "name"),
        ("name: HR-funktionen", 'name: "HR\\u202Enoitknuf"', "pack-value", "name"),
        ("name: HR-funktionen", "name: [HR]", "pack-value", "name"),
        ("name: HR-funktionen", "titel: HR-funktionen", "pack-missing", "name"),
        ("  name: HR-funktionen\n", "", "pack-missing", "name"),
        ("  kind: internal\n", "  kind: internal\n  colour: red\n", "pack-unexpected", "colour"),
        ("valid_as_of: '2026-11-22'", "valid_as_of: i dag", "pack-value", "valid_as_of"),
        ("locale: da", "locale: de", "pack-value", "locale"),
        ("    more_than: 1/2\n", "", "pack-value", "quorum"),
        ("duration: PT72H", "duration: 72 timer", "pack-value", "duration"),
        ("clock_starts: aware_at", "clock_starts: sometimes", "pack-value", "clock_starts"),
        ("portal: https://", "portal: javascript://", "pack-value", "portal"),
        ("roles:\n- id: top", "rolls:\n- id: top", "pack-missing", "roles"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_field(
    old: str, new: str, key: str, field: str
) -> None:
    assert old in PACK
    error = refusal(PACK.replace(old, new, 1))
    assert (error.key, error.params["field"]) == (key, field)
    assert int(error.params["line"]) >= 1


def test_the_first_of_several_faults_is_told_with_its_line() -> None:
    broken = SMALL.replace("name: Direktør", "nam: Direktør").replace("it: R", "it: Q")
    error = refusal(broken)
    assert (error.key, error.params) == ("pack-missing", {"field": "name", "line": 3})


def test_an_id_must_not_be_used_twice_in_a_list() -> None:
    error = refusal(SMALL.replace("id: boss", "id: it", 1))
    assert (error.key, error.params) == ("pack-duplicate-id", {"value": "it", "line": 3})


def test_a_key_must_not_stand_twice() -> None:
    error = refusal(SMALL.replace("raci: {it: R, ", "raci: {it: R, it: A, "))
    assert (error.key, error.params) == ("pack-duplicate-key", {"field": "it", "line": 5})


@pytest.mark.parametrize("schema", ["raci-starter-pack/2", "'1'", "[a]", "1"])
def test_an_unknown_schema_is_refused(schema: str) -> None:
    error = refusal(f"schema: {schema}\n" + SMALL)
    assert error.key == "pack-unknown-schema"
    assert error.params["line"] == 1


@pytest.mark.parametrize("text", ["", "# nothing\n", "just words", "- a\n- b\n", "42", "a: 1\n"])
def test_what_is_not_a_pack_is_refused(text: str) -> None:
    assert refusal(text).key == "pack-not-a-pack"


@pytest.mark.parametrize("cut", range(200, len(PACK), 4441))
def test_a_pack_cut_short_never_raises_anything_else(cut: int) -> None:
    refused = None
    try:
        read_pack(PACK.encode()[:cut], "cut.yaml")
    except BadInput as error:
        refused = error
    assert refused is None or refused.key.startswith("pack-")
