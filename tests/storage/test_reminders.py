"""What people were told is noted once, whichever replica comes first."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.reminders import Letter, Line, Told
from storage.unit_of_work import SqlStorage
from tests.storage.samples import save_everything
from tests.storage.wheels import save_wheel

MONDAY = date(2027, 1, 25)
TOLD = Told("o-1", "", "before-14", "p-jonas", MONDAY)
LETTER = Letter(
    "l-1", "p-jonas", MONDAY, (Line("o-2", "sys-crm", "late-1"), Line("o-1", "")), weekly=True
)


@pytest.fixture
async def filled(storage: SqlStorage) -> SqlStorage:
    """A database with a wheel."""
    async with storage.begin() as work:
        await save_everything(work)
        await save_wheel(work)
        await work.commit()
    return storage


async def test_a_stage_is_told_once(filled: SqlStorage) -> None:
    others = [
        replace(TOLD, person_id="p-sara", letter_id="l-1"),
        replace(TOLD, stage="before-3", missed=True),
        replace(TOLD, part="sys-crm"),
        replace(TOLD, occurrence_id="o-2"),
    ]
    async with filled.begin() as work:
        before = await work.data_version()
        assert list(await work.reminders.tell([TOLD, TOLD])) == [TOLD]
        later = replace(TOLD, on=date(2027, 2, 1))
        assert list(await work.reminders.tell([*others, later])) == others
        assert list(await work.reminders.tell([])) == []
        assert await work.data_version() == before
        await work.commit()
    async with filled.read() as work:
        assert set(await work.reminders.told(["o-1", "o-2", "o-3"])) == {TOLD, *others}
        assert set(await work.reminders.told(["o-2"])) == {others[-1]}
        assert list(await work.reminders.told([])) == []
        assert set(await work.reminders.told(["o-1", "o-2"], TOLD.on)) == {TOLD, *others}
        assert list(await work.reminders.told(["o-1"], date(2027, 2, 1))) == []


async def test_what_is_undone_was_not_told(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        await work.reminders.tell([TOLD])
    async with filled.begin() as work:
        assert list(await work.reminders.tell([TOLD])) == [TOLD]


async def test_replicas_that_tell_together_tell_once(filled: SqlStorage) -> None:
    stages = [replace(TOLD, stage=f"late-{number}") for number in range(1200)]

    async def tell(order: int) -> list[Told]:
        async with filled.begin() as work:
            told = await work.reminders.tell(stages[::order])
            await work.commit()
        return list(told)

    found = [told for replica in await asyncio.gather(*map(tell, (1, -1, 1))) for told in replica]
    assert sorted(item.stage for item in found) == sorted(item.stage for item in stages)


async def test_an_occurrence_that_is_told_of_is_there(filled: SqlStorage) -> None:
    with pytest.raises(IntegrityError):
        async with filled.begin() as work:
            await work.reminders.tell([replace(TOLD, occurrence_id="none")])
            await work.commit()


async def test_a_reader_has_one_letter_a_day(filled: SqlStorage) -> None:
    single = Letter("l-2", "p-jonas", date(2027, 1, 26), (Line("o-1", "", "before-14"),))
    async with filled.begin() as work:
        sara = replace(LETTER, id="l-4", person_id="p-sara")
        bo = Letter("l-5", "p-bo", MONDAY, ())
        assert list(await work.reminders.add_letters([LETTER, single, bo])) == [LETTER, single, bo]
        assert list(await work.reminders.add_letters([replace(LETTER, id="l-3"), sara])) == [sara]
        assert list(await work.reminders.add_letters([])) == []
        await work.commit()
    async with filled.read() as work:
        about = list(await work.reminders.letters_about("o-1"))
        assert about == [single, LETTER, sara]
        assert await work.reminders.letter("l-1") == LETTER
        assert await work.reminders.letter("l-3") is None
        assert [letter.id for letter in await work.reminders.letters_about("o-2")] == ["l-1", "l-4"]
        assert list(await work.reminders.letters_about("o-3")) == []
        assert await work.reminders.readers_on(date(2027, 1, 26)) == {"p-jonas"}
        assert await work.reminders.readers_on(MONDAY) == {LETTER.person_id, "p-sara", "p-bo"}
        assert await work.reminders.readers_on(date(2027, 1, 27)) == frozenset()


async def test_mornings_never_go_back(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        assert await work.reminders.last_morning() is None
        for day, last in ((25, 25), (26, 26), (24, 26), (26, 26)):
            await work.reminders.morning_done(date(2027, 1, day))
            assert await work.reminders.last_morning() == date(2027, 1, last)
