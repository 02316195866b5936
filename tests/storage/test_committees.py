"""Committees, meetings and minutes read back as they were written; what is approved stays."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.domain.committees import Terms, TermsSection, TermsState
from bot.domain.errors import BadInput
from bot.domain.language import Localized
from bot.domain.meetings import Attendance, ItemState, Meeting, MeetingState, Presence
from bot.domain.minutes import Minutes, MinutesComment, MinutesState
from storage.database import Database, writing
from storage.unit_of_work import SqlStorage
from tests.storage.committees import AT, COMMITTEE, ITEM, MEETING, MINUTES, PAPER, save_committee

TERMS = Terms(
    "isu",
    1,
    (TermsSection("purpose", Localized("Formål", "Purpose"), Localized(da="At styre æøå")),),
    TermsState.IN_FORCE,
    authors=("p-jonas",),
    approved_by="p-mette",
    approved_at=AT,
    review_on=date(2028, 3, 9),
)
APPROVED = replace(
    MINUTES,
    state=MinutesState.APPROVED,
    attendance=(Attendance("s-1", "p-jonas", Presence.APOLOGY, "p-sara"),),
    document=PAPER,
    digest="d" * 64,
    comments=(MinutesComment("c-1", "p-sara", AT, "Ret navnet", settled_by="p-mette"),),
    comments_until=AT,
    approved=(("p-sara", AT),),
    approved_at=AT,
)


@pytest.fixture
async def filled(storage: SqlStorage) -> SqlStorage:
    """A database with a committee that has a request and a meeting."""
    async with storage.begin() as work:
        await save_committee(work)
        await work.commit()
    return storage


async def save_minutes(storage: SqlStorage, *versions: Minutes) -> None:
    async with storage.begin() as work:
        for minutes in versions:
            await work.minutes.save(minutes)
        await work.commit()


async def test_committees_are_part_of_the_organisation(filled: SqlStorage) -> None:
    other = replace(COMMITTEE, id="it-forum", seats=(), places=())
    async with filled.begin() as work:
        before = await work.data_version()
        await work.committees.save(other)
        await work.committees.save(replace(COMMITTEE, closed_on=date(2027, 12, 31)))
        assert await work.data_version() == before + 2
        await work.commit()
    async with filled.read() as work:
        found = (await work.organisation()).committees
    assert found == (replace(COMMITTEE, closed_on=date(2027, 12, 31)), other)


async def test_terms_read_back_the_newest_first_and_leave_look_ups_alone(
    filled: SqlStorage,
) -> None:
    second = replace(TERMS, version=2, state=TermsState.DRAFT, approved_by=None, review_on=None)
    async with filled.begin() as work:
        before = await work.data_version()
        await work.committees.save_terms(replace(TERMS, state=TermsState.TO_APPROVE))
        await work.committees.save_terms(second)
        await work.committees.save_terms(TERMS)
        assert await work.data_version() == before
        await work.commit()
    async with filled.read() as work:
        assert await work.committees.terms_of("isu") == [second, TERMS]
        assert await work.committees.terms_of("none") == []


async def test_a_committee_is_one_of_the_roles(filled: SqlStorage) -> None:
    with pytest.raises(IntegrityError):
        async with filled.begin() as work:
            await work.committees.save(replace(COMMITTEE, chair_role="none"))
            await work.commit()


async def test_a_meeting_reads_back(filled: SqlStorage) -> None:
    there = Attendance("s-1", "p-jonas", Presence.PRESENT)
    held = replace(
        MEETING,
        state=MeetingState.HELD,
        attendance={"s-1": there},
        moved_from=date(2027, 3, 11),
        started_at=AT,
    )
    early = Meeting("m-0", "isu", date(2027, 3, 18), time(8, 30), called_by="p-jonas")
    late = Meeting("m-2", "isu", date(2027, 6, 17), time(9, 0), occurrence_id="o-2")
    async with filled.begin() as work:
        for meeting in (late, held, early):
            await work.meetings.save(meeting)
        assert await work.meetings.lock("m-1") == held
        await work.commit()
    async with filled.read() as work:
        assert await work.meetings.find("m-1") == held
        assert await work.meetings.find("none") is None
        assert await work.meetings.of("isu") == [early, held, late]
        day = date(2027, 3, 18)
        assert await work.meetings.around(day, day) == [early, held]


async def test_a_date_of_the_wheel_is_one_meeting(filled: SqlStorage) -> None:
    async def plan(number: int) -> int:
        again = replace(MEETING, id=f"m-{number}-again")
        new = [
            Meeting(f"m-{number}-{n}", "isu", date(2028, n, 3), time(9), occurrence_id=f"o-{n}-28")
            for n in range(1, 5)
        ]
        async with filled.begin() as work:
            planned = await work.meetings.plan([again, *(new[::-1] if number % 2 else new)])
            await work.commit()
        return len(planned)

    assert sum(await asyncio.gather(*(plan(number) for number in range(3)))) == 4
    async with filled.begin() as work:
        assert list(await work.meetings.plan([])) == []
        called = [replace(MEETING, id=f"x-{n}", occurrence_id=None) for n in range(2)]
        assert list(await work.meetings.plan(called)) == called
        assert len(await work.meetings.of("isu")) == 7


async def test_items_keep_their_order(filled: SqlStorage) -> None:
    second = replace(ITEM, id="i-2", state=ItemState.PROPOSED, proposed_by="p-sara")
    first = replace(ITEM, id="i-0", ordinal=-1)
    async with filled.begin() as work:
        await work.meetings.save_items([ITEM, second, first])
        changed = replace(ITEM, recused=("p-jonas",), lines=("Ingen siden sidst",))
        await work.meetings.save_items([changed])
        await work.commit()
    async with filled.read() as work:
        assert await work.meetings.items("m-1") == [first, changed, second]
        assert await work.meetings.item("i-2") == second
        assert await work.meetings.item("none") is None


async def test_a_step_is_taken_once(filled: SqlStorage) -> None:
    async def take(_: int) -> bool:
        async with filled.begin() as work:
            taken = await work.meetings.note("m-1", "agenda-out", AT)
            await work.commit()
        return taken

    assert sorted(await asyncio.gather(*(take(n) for n in range(4)))) == [False, False, False, True]
    async with filled.begin() as work:
        assert await work.meetings.note("m-1", "items-close", AT)


async def test_minutes_read_back_the_newest_first(filled: SqlStorage) -> None:
    draft = replace(MINUTES, version=2, correction="Forkert dato", authors=("p-mette",))
    await save_minutes(filled, MINUTES, draft, APPROVED)
    async with filled.read() as work:
        assert await work.minutes.of("m-1") == [draft, APPROVED]
        assert await work.minutes.waiting() == [draft]


async def test_what_becomes_of_approved_minutes_is_kept(filled: SqlStorage) -> None:
    filed = replace(
        APPROVED, confirmed_in="m-2", case_number="2027-0042", filed_by="p-mette", filed_at=AT
    )
    replaced = replace(filed, state=MinutesState.REPLACED)
    await save_minutes(filled, APPROVED, APPROVED, filed, replaced)
    async with filled.read() as work:
        assert await work.minutes.of("m-1") == [replaced]
    with pytest.raises(BadInput, match="minutes-approved"):
        await save_minutes(filled, filed)


@pytest.mark.parametrize(
    "change",
    [
        {"items": ()},
        {"attendance": ()},
        {"document": None},
        {"digest": "e" * 64},
        {"comments": ()},
        {"approved": ()},
        {"approved_at": datetime(2027, 4, 1, tzinfo=UTC)},
        {"authors": ("p-sara",)},
        {"state": MinutesState.DRAFT},
    ],
    ids=lambda change: str(next(iter(change))),
)
async def test_what_approved_minutes_say_does_not_change(
    sqlite_storage: SqlStorage, change: dict[str, object]
) -> None:
    async with sqlite_storage.begin() as work:
        await save_committee(work)
        await work.minutes.save(APPROVED)
        await work.commit()
    with pytest.raises(BadInput, match="minutes-approved"):
        await save_minutes(sqlite_storage, replace(APPROVED, **change))  # type: ignore[arg-type]


BEHIND = (
    "UPDATE minutes SET body = '{}'",
    "UPDATE minutes SET digest = 'x'",
    "UPDATE minutes SET approved_at = NULL",
    "UPDATE minutes SET version = 7",
    "UPDATE minutes SET state = 'draft'",
    "DELETE FROM minutes",
)


async def test_the_database_itself_keeps_approved_minutes(
    filled: SqlStorage, database: Database
) -> None:
    await save_minutes(filled, APPROVED, replace(MINUTES, version=2))
    for statement in (*BEHIND, *_replacing(database)):
        async with writing(database) as connection:
            with pytest.raises(IntegrityError, match="record-append-only"):
                await connection.execute(text(statement))
    async with filled.read() as work:
        assert (await work.minutes.of("m-1"))[1] == APPROVED


async def test_a_draft_may_go(filled: SqlStorage, database: Database) -> None:
    await save_minutes(filled, MINUTES)
    async with writing(database) as connection:
        await connection.execute(text("DELETE FROM minutes"))
        await connection.commit()


def _replacing(database: Database) -> tuple[str, ...]:
    if not database.is_sqlite:
        return ("TRUNCATE minutes",)
    return ("INSERT OR REPLACE INTO minutes SELECT * FROM minutes WHERE version = 1",)
