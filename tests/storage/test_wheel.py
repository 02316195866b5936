"""The annual wheel reads back as it was written, and its dates are planned once."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.domain.occurrences import OccurrenceState, Part
from bot.domain.reminders import Told
from bot.domain.wheel import ItemState, Wheel
from storage.database import Database, writing
from storage.schema import downgrade, upgrade
from storage.unit_of_work import SqlStorage
from tests.storage import wheels
from tests.storage.samples import save_everything
from tests.storage.wheels import another, save_wheel, whole


@pytest.fixture
async def filled(storage: SqlStorage) -> SqlStorage:
    """A database with one of everything, the wheel too."""
    async with storage.begin() as work:
        await save_everything(work)
        await save_wheel(work)
        await work.commit()
    return storage


async def read(storage: SqlStorage) -> Wheel:
    async with storage.read() as work:
        return (await work.organisation()).wheel


async def test_an_empty_database_has_the_usual_calendar(storage: SqlStorage) -> None:
    assert await read(storage) == Wheel()


async def test_the_wheel_reads_back(filled: SqlStorage) -> None:
    assert await read(filled) == whole()
    async with filled.read() as work:
        assert await work.wheel.evidence("e-1") == wheels.FILE
        assert await work.wheel.evidence("e-2") is None


async def test_saving_again_updates_in_place(filled: SqlStorage) -> None:
    first, second = wheels.ITEMS
    changed = replace(first, state=ItemState.RETIRED, months=(1,))
    calendar = replace(wheels.CALENDAR, holidays="DK")
    async with filled.begin() as work:
        await work.wheel.save_items([replace(second, position=1), changed])
        await work.wheel.save_calendar(calendar, "data-processor")
        await work.wheel.save_systems([replace(wheels.SYSTEMS[0], owner_id=None)])
        await work.commit()
    found = await read(filled)
    assert found.items == (changed, replace(second, position=1))
    assert (found.calendar, found.chair_role) == (calendar, "data-processor")
    assert found.systems == (replace(wheels.SYSTEMS[0], owner_id=None), wheels.SYSTEMS[1])


async def test_nothing_to_save_is_no_error(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        await work.wheel.save_items([])
        await work.wheel.save_systems([])
        assert list(await work.wheel.plan([])) == []
        await work.wheel.drop([])
        await work.commit()
    assert await read(filled) == whole()


async def test_a_date_is_planned_once(filled: SqlStorage) -> None:
    new = another("o-3", "2027-09")
    async with filled.begin() as work:
        again = replace(wheels.FIRST, id="o-4", due=date(2027, 3, 1))
        assert list(await work.wheel.plan([again, new])) == [new]
        await work.commit()
    assert set((await read(filled)).occurrence) == {"o-1", "o-2", "o-3"}


async def test_replicas_that_plan_together_plan_once(filled: SqlStorage) -> None:
    async def plan(number: int) -> int:
        dates = [another(f"o-{number}-{month}", f"2028-{month:02}") for month in range(1, 13)]
        async with filled.begin() as work:
            planned = await work.wheel.plan(dates[::-1] if number % 2 else dates)
            await work.commit()
        return len(planned)

    assert sum(await asyncio.gather(*(plan(number) for number in range(3)))) == 12
    assert len((await read(filled)).occurrences) == 14


async def test_an_occurrence_is_written_with_its_parts_and_request(filled: SqlStorage) -> None:
    part = Part("sys-crm", OccurrenceState.DONE, done_by="p-sara")
    changed = replace(
        wheels.TOUCHED, parts={"sys-crm": part}, request=None, state=OccurrenceState.LAPSED
    )
    async with filled.begin() as work:
        await work.wheel.save(changed)
        await work.commit()
    assert (await read(filled)).occurrence["o-2"] == changed


async def test_only_untouched_dates_are_dropped(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        await work.wheel.plan([another("o-3", "2027-09")])
        await work.reminders.tell([Told("o-1", "", "before-14", "p-jonas", date(2027, 1, 26))])
        await work.wheel.drop(["o-1", "o-2", "o-3", "o-none"])
        await work.commit()
    assert set((await read(filled)).occurrence) == {"o-1", "o-2"}


async def test_a_change_of_the_wheel_raises_the_data_version(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        versions = [await work.data_version()]
        for change in (
            work.wheel.save_items(wheels.ITEMS),
            work.wheel.save_systems(wheels.SYSTEMS),
            work.wheel.save_calendar(wheels.CALENDAR, "it-operations"),
            work.wheel.plan([another("o-3", "2027-09")]),
            work.wheel.save(wheels.TOUCHED),
            work.wheel.drop(["o-3"]),
        ):
            await change
            versions.append(await work.data_version())
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("field", ["activity_id", "responsible", "accountable", "approval_by"])
async def test_an_item_refers_to_what_is_there(filled: SqlStorage, field: str) -> None:
    values = {field: "none"}
    with pytest.raises(IntegrityError):
        async with filled.begin() as work:
            await work.wheel.save_items([replace(wheels.ITEMS[0], **values)])
            await work.commit()


async def test_whether_each_holder_does_a_part_comes_with_the_upgrade(
    database: Database, storage: SqlStorage
) -> None:
    await downgrade(database, "0008")
    values = '(:id, :ordinal, \'internal\', \'{"da":[],"en":[]}\', \'{"da":[],"en":[]}\', :f, :f)'
    columns = "(id, ordinal, kind, tasks, aliases, may_be_accountable, deputy_required)"
    async with writing(database) as connection:
        for ordinal, id_ in enumerate(("system-owner", "business-units", "hr")):
            row = {"id": id_, "ordinal": ordinal, "f": False}
            await connection.execute(text(f"INSERT INTO role {columns} VALUES {values}"), row)
        await connection.commit()
    await upgrade(database)
    async with storage.read() as work:
        found = (await work.organisation()).roles
    assert {role.id for role in found if role.each} == {"system-owner", "business-units"}
