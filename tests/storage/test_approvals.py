"""Requests, votes, decisions and papers read back; one vote each, one decision, gapless numbers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.domain.approvals import (
    Approval,
    ApprovalState,
    Choice,
    Consultation,
    RosterSeat,
    SentBack,
)
from bot.domain.decisions import Tally
from bot.domain.errors import BadInput, NotReady
from bot.domain.papers import LARGEST_PAPER, digest_of
from storage.database import Database, writing
from storage.unit_of_work import SqlStorage
from tests.storage.committees import APPROVAL, AT, CONTENT, DECISION, PAPER, save_committee, vote

LATER = AT + timedelta(days=3)


@pytest.fixture
async def filled(storage: SqlStorage) -> SqlStorage:
    """A database with a committee that has a request."""
    async with storage.begin() as work:
        await save_committee(work)
        await work.commit()
    return storage


def another(number: int, **changes: object) -> Approval:
    return replace(APPROVAL, id=f"a-{number}", number=f"G-{number}", **changes)  # type: ignore[arg-type]


async def test_a_request_reads_back_with_the_votes_for_its_version(filled: SqlStorage) -> None:
    whole = replace(
        APPROVAL,
        state=ApprovalState.PAUSED,
        version=2,
        consulted=(Consultation("p-bo"), Consultation("p-sara", "", AT)),
        roster=(RosterSeat("s-1", "p-jonas", "p-sara", chair=True), RosterSeat("s-2", None)),
        opens_at=AT,
        closes_at=LATER,
        sent_back=SentBack("p-sara", "Beløbet mangler", AT),
        authors=("p-jonas",),
        changed_at=AT,
    )
    ours = replace(vote("p-sara", Choice.FOR_WITH_REMARKS, "Fint"), for_id="p-jonas")
    async with filled.begin() as work:
        before = await work.data_version()
        await work.approvals.save(whole)
        await work.approvals.cast("a-1", 1, vote("p-bo", Choice.AGAINST, "Nej"))
        await work.approvals.cast("a-1", 2, ours)
        assert await work.data_version() == before
        await work.commit()
    expected = replace(whole, votes={"p-sara": ours})
    async with filled.read() as work:
        assert await work.approvals.find("a-1") == expected
        assert await work.approvals.by_number(" g-1 ") == expected
        assert await work.approvals.find("none") is None
        assert await work.approvals.by_number("G-2") is None
    async with filled.begin() as work:
        assert await work.approvals.lock("a-1") == expected


async def test_a_vote_takes_the_earlier_ones_place_and_stays_as_history(
    filled: SqlStorage,
) -> None:
    first, second = vote("p-bo"), vote("p-bo", Choice.AGAINST, "For dyrt")
    async with filled.begin() as work:
        await work.approvals.cast("a-1", 1, first)
        await work.approvals.cast("a-1", 1, second)
        await work.approvals.cast("a-1", 1, vote("p-sara"))
        await work.approvals.uncast("a-1", 1, "p-sara")
        await work.commit()
    async with filled.read() as work:
        found = await work.approvals.find("a-1")
        assert found is not None
        assert found.votes == {"p-bo": second}
        assert await work.approvals.history("a-1") == [
            (1, first),
            (1, second),
            (1, vote("p-sara")),
        ]
        assert await work.approvals.history("none") == []


async def test_open_due_and_about(filled: SqlStorage) -> None:
    earlier = another(9, asked_at=AT - timedelta(days=1), state=ApprovalState.CONSULTING)
    earlier = replace(earlier, consult_until=LATER)
    voting = another(10, state=ApprovalState.VOTING, closes_at=LATER, about="")
    paused = another(11, state=ApprovalState.PAUSED, closes_at=AT)
    ended = another(12, state=ApprovalState.ADOPTED, closes_at=AT)
    async with filled.begin() as work:
        for approval in (ended, paused, voting, earlier):
            await work.approvals.save(approval)
        await work.approvals.cast("a-10", 1, vote("p-bo"))
        await work.commit()
    async with filled.read() as work:
        with_vote = replace(voting, votes={"p-bo": vote("p-bo")})
        assert await work.approvals.open() == [earlier, APPROVAL, with_vote, paused]
        assert await work.approvals.due(LATER - timedelta(milliseconds=1)) == []
        assert await work.approvals.due(LATER) == ["a-9", "a-10"]
        assert await work.approvals.about(APPROVAL.about) == [ended, paused, APPROVAL, earlier]


async def test_numbers_have_no_gaps(filled: SqlStorage) -> None:
    async def take(number: int) -> None:
        async with filled.begin() as work:
            found = await work.approvals.next_number()
            decision = replace(DECISION, id=f"d-{number}", approval_id=f"a-{number}")
            await work.approvals.save(replace(another(number), number=f"N{found}"))
            await work.decisions.add(decision, 2027)
            if number % 4:
                await work.commit()

    await asyncio.gather(*(take(number) for number in range(2, 14)))
    async with filled.read() as work:
        numbers = {f"NG-{n}" for n in range(1, 10)}
        assert {a.number for a in await work.approvals.open()} == {"G-1", *numbers}
        register = [decision.number for decision in await work.decisions.all()]
        assert register == [f"2027-{n:03}" for n in range(9, 0, -1)]


async def test_a_decision_reads_back_with_its_number(filled: SqlStorage) -> None:
    tally = Tally(3, 1, 1, 0, 5, 5)
    async with filled.begin() as work:
        first = await work.decisions.add(replace(DECISION, tally=tally, remarks=("Husk",)), 2026)
        second = await work.decisions.add(
            replace(DECISION, id="d-2", approval_id=None, item_id="i-1", committee_id=None), 2027
        )
        await work.commit()
    assert (first.number, second.number) == ("2026-001", "2027-001")
    async with filled.read() as work:
        assert await work.decisions.find("d-1") == first
        assert await work.decisions.by_number("2027-001 ") == second
        assert await work.decisions.find("none") is None
        assert await work.decisions.all() == [second, first]
        assert await work.decisions.all({"isu"}) == [first]
        assert await work.decisions.all(()) == []


@pytest.mark.parametrize("of", ["approval_id", "item_id"])
async def test_a_matter_is_decided_once(filled: SqlStorage, of: str) -> None:
    async def decide(number: int) -> bool:
        base = replace(DECISION, id=f"d-{number}", approval_id=None)
        async with filled.begin() as work:
            try:
                await work.decisions.add(replace(base, **{of: "the-one"}), 2027)
            except BadInput as error:
                assert error.key == "decision-made"
                made = False
            else:
                made = True
            await work.commit()
        return made

    assert sorted(await asyncio.gather(*(decide(n) for n in range(4)))) == [False] * 3 + [True]
    async with filled.begin() as work:
        following = await work.decisions.add(replace(DECISION, id="d-9"), 2027)
        assert following.number == "2027-002"


async def test_a_paper_is_kept_as_it_came(filled: SqlStorage) -> None:
    second = replace(PAPER, id="paper-0", name="Bilag 2.txt", sha256=digest_of(b""), size=0)
    async with filled.begin() as work:
        await work.papers.add(PAPER, CONTENT)
        await work.papers.add(second, b"")
        await work.commit()
    async with filled.read() as work:
        assert await work.papers.of(PAPER.subject) == [PAPER, second]
        assert await work.papers.find("paper-1") == PAPER
        assert await work.papers.content("paper-1") == CONTENT
        assert await work.papers.find("none") is None
        assert await work.papers.content("none") is None


async def test_a_paper_that_is_too_large_or_another_is_refused(sqlite_storage: SqlStorage) -> None:
    large = b"x" * (LARGEST_PAPER + 1)
    async with sqlite_storage.begin() as work:
        with pytest.raises(BadInput, match="paper-too-large"):
            await work.papers.add(replace(PAPER, size=len(large), sha256=digest_of(large)), large)
        with pytest.raises(ValueError, match="digest"):
            await work.papers.add(PAPER, CONTENT[:-1] + b"!")


async def test_a_paper_changed_behind_our_back_is_not_given_out(
    filled: SqlStorage, database: Database
) -> None:
    async with filled.begin() as work:
        await work.papers.add(PAPER, CONTENT)
        await work.commit()
    drop = (
        "DROP TRIGGER paper_update" if database.is_sqlite else "DROP TRIGGER paper_refuse ON paper"
    )
    async with writing(database) as connection:
        await connection.execute(text(drop))
        await connection.execute(text("UPDATE paper SET content = :other"), {"other": b"other"})
        await connection.commit()
    async with filled.read() as work:
        with pytest.raises(NotReady, match="paper-damaged"):
            await work.papers.content("paper-1")


@pytest.mark.parametrize("table", ["decision", "vote_cast", "paper"])
async def test_the_database_itself_keeps_records(
    filled: SqlStorage, database: Database, table: str
) -> None:
    async with filled.begin() as work:
        await work.decisions.add(DECISION, 2027)
        await work.approvals.cast("a-1", 1, vote("p-bo"))
        await work.papers.add(PAPER, CONTENT)
        await work.commit()
    column = "number" if table == "vote_cast" else "id"
    over = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    for statement in (
        f"UPDATE {table} SET digest = 'x'" if table != "paper" else "UPDATE paper SET name = 'x'",
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        over if database.is_sqlite else f"TRUNCATE {table}",
    ):
        async with writing(database) as connection:
            with pytest.raises(IntegrityError, match="record-append-only"):
                await connection.execute(text(statement))


async def test_whoever_locks_a_request_has_it_alone(filled: SqlStorage) -> None:
    order: list[str] = []

    async def hold(name: str) -> None:
        async with filled.begin() as work:
            assert await work.approvals.lock("a-1")
            order.append(name)
            await asyncio.sleep(0.05)
            order.append(name)
            await work.commit()

    await asyncio.gather(hold("a"), hold("b"), hold("c"))
    assert order[::2] == order[1::2]
