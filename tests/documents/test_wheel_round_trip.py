"""The wheel that is exported imports again and changes nothing, whatever its items say."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.flows import FlowBook, InputType
from bot.domain.imports import CalendarSet
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.wheel import ItemKind, ItemState, Ladder, System, WheelItem
from bot.domain.workdays import WorkCalendar
from bot.importing.imported import ImportedPack
from bot.services.exports import FORMATS, export
from bot.services.imports import PackImports
from bot.services.imports.packs import PackPlan
from bot.services.imports.reading import read_file
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.importing.sheets.files import organisation
from tests.packs import starter_pack

NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
PLANS = PackImports(None, None, SteppedClock())  # type: ignore[arg-type] - a plan needs neither
ODD = WheelItem(
    "w-odd",
    "backup",
    Localized("=1+1; »næste« 🔥", None),
    "hr",
    "top-management",
    (1, 2, 3, 4, 5),
    "every_3_weeks_friday",
    kind=ItemKind.MEETING,
    state=ItemState.PAUSED,
    interval="weekly",
    starts_on=date(2027, 1, 8),
    lead_days=0,
    ladder=Ladder((), 2, 7, 20),
    evidence=Localized(None, "A list"),
    note=Localized("Husk\nto linjer"),
    position=99,
)
CALENDAR = WorkCalendar(
    holidays="",
    closing_days=((5, 1),),
    working_days=frozenset({0, 5}),
    quiet_weeks=frozenset({53}),
    reminder_time=time(7, 5),
    opens=time(7),
    closes=time(12, 30),
    year_start_month=8,
)


def odd_organisation() -> Organisation:
    """Return an organisation whose wheel is unlike a pack's."""
    known = organisation()
    items = (*known.wheel.items, ODD, replace(ODD, id="w-gone", state=ItemState.RETIRED))
    wheel = replace(known.wheel, items=items, calendar=CALENDAR, chair_role="hr")
    roles = tuple(
        replace(role, each=role.id == "hr") if role.id in {"hr", "system-owner"} else role
        for role in known.roles
    )
    return replace(known, wheel=wheel, roles=roles)


async def again(known: Organisation, kind: str, language: str) -> PackPlan:
    """Return what importing an export would change."""
    made = await export(known, FORMATS[kind], Texts(language), NOW.date(), contacts=True)
    interpret = await read_file(made.content, made.name, "da", NOW)
    read = interpret(known)
    assert isinstance(read, ImportedPack)
    return PLANS.plan(known, read, FlowBook())


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
@pytest.mark.parametrize("language", ["da", "en"])
async def test_an_odd_wheel_comes_back_as_it_was(language: str, kind: str) -> None:
    plan = await again(odd_organisation(), kind, language)
    assert not any(plan.outcome.changes.values()), (plan.outcome.changes, plan.after)
    assert [f.code for f in plan.outcome.findings if f.code.startswith("sheet-")] == []
    assert plan.pack is not None
    assert len(plan.pack.items) == 23
    if kind == "yaml":
        assert (plan.pack.calendar, plan.pack.chair_role) == (CALENDAR, "hr")


async def test_the_systems_register_comes_back_as_it_was() -> None:
    known = odd_organisation()
    people = (
        Person("p-lone", "Lone", "lone@example.dk"),
        Person("p-bo", "Bo", "bo@example.dk"),
        Person("p-bo-2", "Bo", "bo2@example.dk"),
    )
    systems = (
        System("sys-1", "=Løn", "p-lone"),
        System("sys-2", "Kundekartotek", "p-bo-2"),
        System("sys-3", "Arkiv"),
        System("sys-4", "Gammelt", "p-bo", retired_on=date(2026, 1, 1)),
    )
    known = replace(known, people=people, wheel=replace(known.wheel, systems=systems))
    plan = await again(known, "xlsx", "da")
    assert not any(plan.outcome.changes.values()), plan.outcome.changes
    assert plan.pack is not None
    assert plan.pack.systems == systems[:3]


async def test_an_export_of_the_wheel_can_begin_another_organisation() -> None:
    made = await export(
        odd_organisation(), FORMATS["yaml"], Texts("da"), NOW.date(), contacts=False
    )
    pack = (await read_file(made.content, made.name, "da", NOW))(Organisation())
    assert isinstance(pack, ImportedPack)
    plan = PLANS.plan(Organisation(), pack, FlowBook())
    (odd,) = [item for item in plan.after.wheel_items if item.id == "w-odd"]
    expected = replace(ODD, position=odd.position, evidence=Localized())
    assert odd == expected
    assert plan.calendar == CalendarSet(CALENDAR, "hr")
    assert {role.id for role in plan.after.roles if role.each} == {"hr", "business-units"}


@pytest.mark.parametrize("language", ["da", "en"])
async def test_types_of_input_and_their_flows_go_out_and_come_in_again(language: str) -> None:
    book = starter_pack("public").flows
    first = replace(book.flows[0], lanes=("top-management", *book.flows[0].lanes[1:3]))
    steps = tuple(step for step in first.steps if step.role_id in first.lanes)
    own = InputType(
        "input-type-1", Localized("Klager", "Complaints"), Localized("Egne"), "flow-alerts"
    )
    gone = replace(own, id="input-type-2", closed_on=date(2026, 1, 1))
    known = replace(book, flows=(replace(first, steps=steps), *book.flows[1:]))
    known = replace(known, types=(*book.types, own, gone))
    everything = organisation("public")
    made = await export(
        everything, FORMATS["yaml"], Texts(language), NOW.date(), contacts=False, book=known
    )
    pack = (await read_file(made.content, made.name, language, NOW))(everything)
    assert isinstance(pack, ImportedPack)
    changes = PLANS.plan(everything, pack, known).outcome.changes
    assert {name: n for name, n in changes.items() if n} == {}
    assert {kind.id for kind in pack.flows.types} == {kind.id for kind in known.types} - {gone.id}
    bare = PLANS.plan(everything, pack, FlowBook()).outcome.changes
    assert (bare["input_types_added"], bare["flows_added"]) == (10, 9)
