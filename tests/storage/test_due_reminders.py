"""What people were told of what they owe beside the wheel and the plan, and what they only read."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.involvement import LetterNote
from bot.domain.reminders import DueLine, DueTold, Letter
from storage.unit_of_work import SqlStorage

MONDAY = date(2027, 1, 25)
KEY = "feedback:assignment/a-1"
TOLD = DueTold(KEY, "before-3/2027-01-28", "p-jonas", MONDAY)
LETTER = Letter(
    "l-1", "p-jonas", MONDAY, (), dues=(DueLine(KEY, TOLD.stage), DueLine("ask:ask/s-1/it"))
)
NOTE = LetterNote("n-1", "p-jonas", "decision/d-1", "Vedtaget", datetime(2027, 1, 22, tzinfo=UTC))


async def test_replicas_that_tell_of_a_due_together_tell_once(storage: SqlStorage) -> None:
    stages = [replace(TOLD, stage=f"late-{number}") for number in range(40)]

    async def tell(order: int) -> list[DueTold]:
        async with storage.begin() as work:
            told = await work.reminders.tell_dues(stages[::order])
            await work.commit()
        return list(told)

    found = [told for replica in await asyncio.gather(*map(tell, (1, -1, 1))) for told in replica]
    assert sorted(one.stage for one in found) == sorted(one.stage for one in stages)
    async with storage.read() as work:
        assert set(await work.reminders.told_dues([KEY], MONDAY)) == set(stages)
        assert await work.reminders.told_dues([KEY], date(2027, 1, 26)) == []


async def test_a_letter_keeps_its_dues_and_notes(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        await work.reminders.add_letters([LETTER])
        await work.involvements.add_notes([NOTE])
        assert await work.involvements.told([NOTE.id], LETTER.id) == {NOTE.id}
        await work.commit()
    async with storage.read() as work:
        kept = replace(LETTER, notes=(replace(NOTE, letter_id=LETTER.id),))
        assert await work.reminders.letter(LETTER.id) == kept
        assert await work.reminders.letters_about_dues([KEY]) == [kept]
        assert list(await work.reminders.letters_about_dues([])) == []


async def test_a_settled_line_is_settled_once(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        await work.reminders.add_letters([LETTER])
        await work.reminders.settle_dues([KEY])
        assert list(await work.reminders.letters_about_dues([KEY])) == []
        (letter,) = await work.reminders.letters_about_dues(["ask:ask/s-1/it"])
        assert [line.stage for line in letter.dues] == ["settled", ""]


async def test_letters_that_tell_a_note_together_tell_it_once(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        await work.involvements.add_notes([NOTE])
        await work.commit()

    async def tell(letter_id: str) -> int:
        async with storage.begin() as work:
            told = await work.involvements.told([NOTE.id], letter_id)
            await work.commit()
        return len(told)

    assert sum(await asyncio.gather(*(tell(f"l-{number}") for number in range(3)))) == 1
