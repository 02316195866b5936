"""Dates are written once, whoever plans and however often, and follow the items."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.organisation import Profile
from bot.domain.reminders import Told
from bot.domain.wheel import ItemState, Wheel
from bot.services.imports import Imports
from bot.services.journal import Cause
from bot.services.snapshots import Snapshots
from bot.services.wheel_items import WheelPlans
from tests.packs import starter_pack
from tests.services.rooms import Rooms


def plans(rooms: Rooms) -> WheelPlans:
    return WheelPlans(rooms.storage, rooms.journal, Snapshots(rooms.storage), rooms.clock)


async def wheel(rooms: Rooms) -> Wheel:
    return (await rooms.organisation()).wheel


async def pause(rooms: Rooms, item_id: str) -> None:
    item = (await wheel(rooms)).item[item_id]
    async with rooms.storage.begin() as work:
        await work.wheel.save_items([replace(item, state=ItemState.PAUSED)])
        await work.commit()


async def test_a_pack_gets_its_dates_and_one_record_says_so(rooms: Rooms) -> None:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    done = await plans(rooms).materialise()
    found = await wheel(rooms)
    assert {one.id for one in found.occurrences} == {one.id for one in done.added}
    assert {o.key[:4] for o in found.occurrences} == {"2027", "2028"}
    record = (await rooms.audit())[-1]
    assert (record.kind, record.actor, record.subject) == ("wheel.planned", "system", "wheel")
    assert record.data["added"] == len(done.added) == 56
    assert not await plans(rooms).materialise()
    assert (await rooms.audit())[-1] == record


async def test_replicas_that_plan_together_plan_once(rooms: Rooms) -> None:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    done = await asyncio.gather(*(plans(rooms).materialise() for _ in range(3)))
    assert sum(len(one.added) for one in done) == len((await wheel(rooms)).occurrences)
    assert [r.kind for r in await rooms.audit()].count("wheel.planned") == 1


async def test_where_nothing_has_changed_the_data_keeps_its_version(sqlite_rooms: Rooms) -> None:
    planner = plans(sqlite_rooms)
    await planner.materialise()
    assert (await sqlite_rooms.organisation()).version == 0
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    assert await planner.materialise()
    version = (await sqlite_rooms.organisation()).version
    assert not await planner.materialise()
    sqlite_rooms.clock.advance(days=1)
    assert not await planner.materialise()
    assert (await sqlite_rooms.organisation()).version == version


async def test_new_year_is_the_organisations_own(sqlite_rooms: Rooms) -> None:
    sqlite_rooms.clock.moment = datetime(2026, 12, 30, 12, tzinfo=UTC)
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    planner = plans(sqlite_rooms)
    await planner.materialise()
    sqlite_rooms.clock.moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert not await planner.materialise()
    sqlite_rooms.clock.advance(minutes=1)
    done = await planner.materialise()
    assert {one.key[:4] for one in done.added} == {"2028"}


async def test_what_is_paused_loses_the_dates_that_nobody_was_told_of(rooms: Rooms) -> None:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    planner = plans(rooms)
    await planner.materialise()
    mine = [o for o in (await wheel(rooms)).occurrences if o.item_id == "w-awareness"]
    async with rooms.storage.begin() as work:
        await work.reminders.tell([Told(mine[0].id, "", "before-14", "p", mine[0].prepares_on)])
        await work.commit()
    await pause(rooms, "w-awareness")
    done = await planner.materialise()
    assert {one.id for one in done.dropped} == {one.id for one in mine[1:]}
    left = [o for o in (await wheel(rooms)).occurrences if o.item_id == "w-awareness"]
    assert left == mine[:1]
    assert (await rooms.audit())[-1].data["dropped"] == len(mine) - 1


async def test_a_database_from_before_the_wheel_gets_its_packs(sqlite_rooms: Rooms) -> None:
    pack = starter_pack("sme")
    await sqlite_rooms.packs.run(replace(pack, items=(), calendar=None), dry_run=False)
    assert (await wheel(sqlite_rooms)).items == ()
    await plans(sqlite_rooms).materialise()
    found = await wheel(sqlite_rooms)
    assert found.items == pack.items
    assert found.calendar == pack.calendar
    assert len(found.occurrences) == 56
    assert (await sqlite_rooms.audit())[-1].data["items"] == len(pack.items)


async def test_an_import_of_the_wheel_is_counted_and_undone(rooms: Rooms) -> None:
    imports = Imports(rooms.storage, rooms.journal, rooms.clock, rooms.packs, rooms.people)
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    before = await wheel(rooms)
    text = (
        "roles: [{id: it, name: It}]\n"
        "activities: [{id: backup, name: Backup og gendannelse, raci: {it: AR}}]\n"
        "calendar: {holidays: DK, quiet_weeks: [30], working_days: [mon], working_hours: "
        "08:00-16:00, due_date_shift: previous_workday, meeting_shift: same_weekday_next_week, "
        "reminder_time: 09:00}\n"
        "annual_wheel:\n  year_start_month: 1\n  items:\n"
        "  - {id: w-awareness, activity: backup, label: Ny, interval: yearly, months: [5], "
        "due_rule: day_1, lead_days: 1, responsible: it, accountable: it}\n"
        "  - {id: w-new, activity: backup, label: Ny, interval: yearly, months: [5], "
        "due_rule: day_1, lead_days: 1, responsible: it, accountable: it}\n"
    )
    done = await imports.bring_in(text.encode(), "w.yaml", "da", dry_run=False, cause=Cause())
    assert done.changes["wheel_items_added"] == 1
    assert done.changes["wheel_items_changed"] == 1
    assert done.changes["calendar_changed"] == 1
    await plans(rooms).materialise()
    changed = await wheel(rooms)
    assert changed.calendar.quiet_weeks == {30}
    assert changed.item["w-awareness"].label.en == before.item["w-awareness"].label.en
    assert {o.key for o in changed.occurrences if o.item_id == "w-new"} == {"2027-05", "2028-05"}
    await imports.undo(done.import_id, "da", Cause())
    await plans(rooms).materialise()
    after = await wheel(rooms)
    assert (after.items, after.calendar) == (before.items, before.calendar)
    assert "w-new" not in {o.item_id for o in after.occurrences}


async def test_an_item_that_somebody_was_told_of_is_not_undone(sqlite_rooms: Rooms) -> None:
    rooms = sqlite_rooms
    imports = Imports(rooms.storage, rooms.journal, rooms.clock, rooms.packs, rooms.people)
    pack = starter_pack("sme")
    async with rooms.storage.begin() as work:
        await work.profiles.save(Profile(name="Eksempel"))
        await work.commit()
    content = await asyncio.to_thread(_sme)
    done = await imports.bring_in(content, "sme.yaml", "da", dry_run=False, cause=Cause())
    await plans(rooms).materialise()
    first = (await wheel(rooms)).occurrences[0]
    async with rooms.storage.begin() as work:
        await work.reminders.tell([Told(first.id, "", "before-14", "p", first.prepares_on)])
        await work.commit()
    with pytest.raises(Exception, match="undo-touched"):
        await imports.undo(done.import_id, "da", Cause())
    assert len((await wheel(rooms)).items) == len(pack.items)


def _sme() -> bytes:
    from importlib.resources import files

    return files("bot").joinpath("packs", "sme.da.yaml").read_bytes()
