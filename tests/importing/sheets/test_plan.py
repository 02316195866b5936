"""The annual plan in spreadsheets: read, found fault with, and exported to be read again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.flows import FlowBook
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import (
    Bearer,
    Origin,
    Plan,
    PlanTask,
    PlanVersion,
    Priority,
    RiskLevel,
    Treatment,
    TreatmentOption,
)
from bot.importing.packs import starter_pack
from bot.importing.sheets.delimited import read_delimited
from bot.importing.sheets.plan import PlanSheet, is_plan, read_plan
from bot.importing.sheets.xlsx import read_xlsx
from bot.services.exports import FORMATS, PLAN_FORMATS, export, export_plan
from bot.services.imports import PackImports
from bot.services.imports.reading import read_file
from bot.services.outcome import Outcome
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.importing.sheets.files import organisation, xlsx

TODAY = date(2027, 3, 9)
NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
PLANS = PackImports(None, None, SteppedClock())  # type: ignore[arg-type] - a plan needs neither
HEAD = ("Opgave", "År", "Udførende (R)", "Ansvarlig (A)", "Frist", "Prioritet")
JONAS = Bearer(person_id="person-jonas")
WHOLE = PlanTask(
    "task-1",
    Localized(da='=Kryptér; "bærbare"'),
    JONAS,
    Bearer(role_id="system-owner"),
    (2027, 2028),
    due=date(2028, 2, 29),
    origin=Origin(Localized(da="Intern audit"), "https://x.slack.com/a"),
    priority=Priority.HIGH,
    cost=125_000,
    effort=80,
    treatment=Treatment(
        "+Tyveri", TreatmentOption.ACCEPT, "@A.8.1", RiskLevel.MEDIUM, date(2027, 12, 31)
    ),
    reason="-",
)


def known(*tasks: PlanTask) -> Organisation:
    """Return the SME's organisation with people, the pack's tasks and `tasks`."""
    people = (
        Person("person-jonas", "Jonas Bak", "jonas@example.dk"),
        Person("person-ida", "Ida", "ida@example.dk"),
        Person("person-ida2", "Ida", "ida2@example.dk"),
    )
    plan = Plan((*starter_pack("sme").tasks, *tasks))
    return replace(organisation(), people=people, plan=plan)


def read(*rows: Sequence[object], head: Sequence[str] = HEAD) -> PlanSheet:
    """Read rows below the headings."""
    (sheet,) = read_xlsx(xlsx([head, *rows])).sheets
    assert is_plan(sheet)
    return read_plan(sheet, known(), "da", TODAY)


async def imported(known_: Organisation, name: str, content: bytes) -> Outcome:
    """Return what importing a file would change."""
    interpret = await read_file(content, name, "da", NOW)
    return PLANS.plan(known_, interpret(known_), FlowBook()).outcome  # type: ignore[arg-type]


def test_a_row_becomes_a_task_of_people_and_roles() -> None:
    found = read(
        ["Kryptér bærbare", "2027-2028", "jonas@example.dk", "CISO", date(2028, 2, 1), "høj"],
        ["Test backup", 2027, "Jonas Bak", "Systemejer", "1.6.2027", None],
    )
    assert found.findings == ()
    first, second = found.tasks
    assert (first.title, first.years, first.due) == (
        Localized(da="Kryptér bærbare"),
        (2027, 2028),
        date(2028, 2, 1),
    )
    assert (first.responsible, first.priority) == (JONAS, Priority.HIGH)
    assert first.accountable == Bearer(role_id="infosec-function")
    assert (second.due, second.priority) == (date(2027, 6, 1), Priority.NORMAL)


def test_english_headings_give_english_titles() -> None:
    head = ("Task", "Years", "Responsible (R)", "Accountable (A)", "Deadline", "Priority")
    (task,) = read(["Encrypt", "2027", "Jonas Bak", "CISO", "2027-06-01", "Low"], head=head).tasks
    assert (task.title, task.priority) == (Localized(en="Encrypt"), Priority.LOW)


def test_a_known_title_changes_the_task_and_keeps_what_has_no_column() -> None:
    title = "Indfør multifaktorautentificering på alle eksterne adgange"
    (task,) = read([title, None, None, None, "2027-06-01", None]).tasks
    mfa = known().plan.task["p-mfa"]
    assert task == replace(mfa, due=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["", 2027, "Jonas Bak", "CISO"], "sheet-plan-no-title", "B2"),
        (["Ny", 2027, "Ida", "CISO"], "sheet-plan-who", "C2"),
        (["Ny", 2027, "Ingen", "CISO"], "sheet-plan-who", "C2"),
        (["Ny", 2027, "Jonas Bak"], "sheet-plan-nobody", "A2"),
        (["Ny", "2027-2040", "Jonas Bak", "CISO"], "sheet-plan-years", "B2"),
        (["Ny", 2027, "Jonas Bak", "CISO", "32.1.2027"], "sheet-plan-value", "E2"),
        (["Ny", 2027, "Jonas Bak", "CISO", None, "vigtig"], "sheet-plan-choice", "F2"),
        (["Ny", 2027, "Jonas Bak", "CISO", "=A1"], "sheet-formula", "E2"),
        (["Ny", 2027, "Jonas Bak", "Leverandør"], "sheet-plan-external", "D2"),
        (["Ring 010190-1234", 2027, "Jonas Bak", "CISO"], "sheet-cpr", "A2"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_cell(
    row: Sequence[object], code: str, cell: str
) -> None:
    (finding,) = read(row).findings
    assert (finding.code, finding.where) == (code, cell)


def test_a_cpr_number_is_never_kept() -> None:
    (task,) = read(["Ring 010190-1234", 2027, "Jonas Bak", "CISO"]).tasks
    assert task.title.da == "Ring xxxxxx-xxxx"


def test_a_task_that_stands_twice_is_read_once() -> None:
    title = "Indfør multifaktorautentificering på alle eksterne adgange"
    again = read([title, 2027], [title, 2028])
    assert [f.code for f in again.findings] == ["sheet-plan-twice"]


def test_a_matrix_is_no_plan() -> None:
    rows = [["Opgave", "CISO", "Systemejer", "Frist"], ["Backup", "A", "R", "2027"]]
    (sheet,) = read_xlsx(xlsx(rows)).sheets
    assert not is_plan(sheet)


# -- exported and read again


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_the_plan_exports_and_imports_unchanged(language: str, kind: str) -> None:
    organisation_ = known(WHOLE)
    made = await export_plan(organisation_, PLAN_FORMATS[kind], Texts(language), TODAY)
    outcome = await imported(organisation_, made.name, made.content)
    assert not any(outcome.changes.values()), outcome.changes
    assert [f for f in outcome.findings if f.code.startswith("sheet-")] == []


@pytest.mark.parametrize("language", ["da", "en"])
async def test_the_whole_workbook_carries_the_plan_too(language: str) -> None:
    organisation_ = known(WHOLE)
    made = await export(organisation_, FORMATS["xlsx"], Texts(language), TODAY, contacts=True)
    sheet = Texts(language)("exports.sheet.plan")
    workbook = read_xlsx(made.content)
    (plan,) = [s for s in workbook.sheets if s.name == sheet]
    assert [c.text for c in plan.cells.values() if c.formula] == []
    assert not any((await imported(organisation_, made.name, made.content)).changes.values())
    changed = replace(organisation_, plan=Plan((replace(WHOLE, cost=1),)))
    outcome = await imported(changed, made.name, made.content)
    assert outcome.changes["tasks_changed"] == 1
    assert outcome.changes["tasks_added"] == 4


async def test_the_variance_stands_in_a_column_and_a_sheet_of_its_own() -> None:
    approved = PlanVersion(1, "person-ida", NOW, (replace(WHOLE, due=date(2027, 6, 1)),))
    organisation_ = replace(known(), plan=Plan((WHOLE,), approved))
    made = await export_plan(organisation_, PLAN_FORMATS["xlsx"], Texts("da"), TODAY)
    tasks, changes = read_xlsx(made.content).sheets
    assert "Ændret: Frist" in {cell.text for cell in tasks.cells.values()}
    row = [cell.text for (at, _), cell in sorted(changes.cells.items()) if at == 2]
    assert row[2:] == ["Ændret", "Frist", "2027-06-01", "2028-02-29"]


NASTY = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=40
).filter(lambda text: " ".join(text.split()) == text and text)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NASTY, NASTY, st.sampled_from(["xlsx", "csv"]))
def test_any_text_comes_back_as_it_was(title: str, risk: str, kind: str) -> None:
    organisation_ = known(
        replace(WHOLE, title=Localized(da=title), treatment=Treatment(risk, control="A"))
    )
    exported = _exported(organisation_, kind)
    workbook = read_xlsx(exported) if kind == "xlsx" else read_delimited(exported)
    found = read_plan(workbook.sheets[0], organisation_, "da", TODAY)
    assert {t.id: t for t in found.tasks}["task-1"] == organisation_.plan.task["task-1"]


def _exported(organisation_: Organisation, kind: str) -> bytes:
    made = asyncio.run(export_plan(organisation_, PLAN_FORMATS[kind], Texts("da"), TODAY))
    return made.content
