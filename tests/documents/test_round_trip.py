"""What is exported imports again and changes nothing, whatever the texts are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.flows import FlowBook
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Role
from bot.domain.raci import Activity, Letter, Matrix, MatrixStatus
from bot.importing.packs import read_pack
from bot.importing.sheets.delimited import read_delimited
from bot.importing.sheets.grid import Workbook
from bot.importing.sheets.matrix import read_matrix
from bot.importing.sheets.xlsx import read_xlsx
from bot.services.exports import FORMATS, export
from bot.services.imports import PackImports
from bot.services.imports.reading import read_file
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.importing.sheets.files import organisation
from tests.tries import tries

TODAY = date(2027, 3, 9)
NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
PLANS = PackImports(None, None, SteppedClock())  # type: ignore[arg-type] - a plan needs neither
SHEETS = {"xlsx": read_xlsx, "csv": read_delimited}


async def exported(known: Organisation, kind: str, language: str) -> tuple[str, bytes]:
    made = await export(known, FORMATS[kind], Texts(language), TODAY, contacts=True)
    return made.name, made.content


@pytest.mark.parametrize("pack", ["sme", "public"])
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml"])
async def test_an_export_imports_again_unchanged(pack: str, language: str, kind: str) -> None:
    known = organisation(pack)
    name, content = await exported(known, kind, language)
    interpret = await read_file(content, name, "da", NOW)
    plan = PLANS.plan(known, interpret(known), FlowBook())  # type: ignore[arg-type] - a pack, or it fails
    assert not any(plan.outcome.changes.values()), plan.outcome.changes
    assert plan.outcome.letters == ()
    assert [f.code for f in plan.outcome.findings if f.code.startswith("sheet-")] == []
    assert set(plan.pack.cells) == set(known.matrix.cells)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml"])
async def test_a_text_that_only_one_language_has_is_not_doubled(kind: str) -> None:
    sme = organisation()
    danish = tuple(
        replace(a, name=Localized(da=a.name.da), short=Localized(da=a.short.da))
        for a in sme.activities
    )
    known = replace(sme, activities=danish)
    name, content = await exported(known, kind, "en")
    interpret = await read_file(content, name, "en", NOW)
    plan = PLANS.plan(known, interpret(known), FlowBook())  # type: ignore[arg-type]
    assert not any(plan.outcome.changes.values()), plan.outcome.changes


NASTY = st.one_of(
    st.sampled_from(
        (
            *(
                "=1+1",
                "+45 1234",
                "-2",
                "@sum",
                "'=x",
                "''",
                "a;b",
                'a"b',
                "a,b",
                "a\tb",
                "R",
                "A/R",
            ),
            *(
                "🔥",
                "🔥🔥",
                'Drift & "co"',
                "=cmd|' /C calc'!A0",
                "no",
                "09:00",
                "0123",
                "{x}",
                "&A",
            ),
            *("R = Udførende", "id", "Aktivitet", "#", "<b>", "\\n", "1.0", "TRUE", "null"),
        )
    ),
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30),
).filter(lambda text: bool(text.strip()))


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Draw an organisation with nasty names, some of them alike."""
    names = draw(st.lists(NASTY, min_size=2, max_size=6))
    headings = draw(st.lists(NASTY, min_size=2, max_size=4))
    roles = tuple(Role(f"role-{n}", Localized(da=text.strip())) for n, text in enumerate(headings))
    activities = tuple(
        Activity(f"activity-{n}", Localized(da=text.strip()), position=n)
        for n, text in enumerate(names)
    )
    letter = st.sets(st.sampled_from(list(Letter)), min_size=1).map(frozenset)
    cells = {
        activity.id: {role.id: draw(letter) for role in roles if draw(st.booleans())}
        for activity in activities
    }
    cells["activity-0"]["role-0"] = frozenset({Letter.ACCOUNTABLE})
    cells["activity-1"]["role-1"] = frozenset({Letter.RESPONSIBLE})
    matrix = Matrix(1, MatrixStatus.IMPORTED, cells)
    return Organisation(roles=roles, activities=activities, matrix=matrix)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml"])
@settings(max_examples=tries(15, 60), suppress_health_check=list(HealthCheck))
@given(known=organisations())
async def test_nasty_texts_come_back_as_they_were(kind: str, known: Organisation) -> None:
    _, content = await exported(known, kind, "da")
    if kind == "yaml":
        pack = read_pack(content, "raci.yaml")
    else:
        workbook: Workbook = SHEETS[kind](content)
        read = read_matrix(workbook, known, "raci", "da")
        assert read is not None
        pack = read
    plan = PLANS.plan(known, pack, FlowBook())
    assert not any(plan.outcome.changes.values()), plan.outcome.changes
    assert set(pack.cells) == set(known.matrix.cells)
