"""Requests for decisions on a database: what is written, what is recorded, and who is asked."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.approval_marks import ballot_subject, question_subject, result_subject
from bot.domain.approvals import Approval, ApprovalState, Choice
from bot.domain.decisions import Mode, Outcome, Tally
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.people import Absence
from bot.services.approvals import Grounds, NewFile
from bot.services.journal import Cause
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.services.voting import MEMBERS, PROPOSAL, Hall, open_hall


@pytest.fixture
async def hall(storage: SqlStorage, clock: SteppedClock) -> Hall:
    """A committee of five; the test runs once for each kind of database."""
    return await open_hall(storage, clock)


@pytest.fixture
async def sqlite_hall(sqlite_storage: SqlStorage, clock: SteppedClock) -> Hall:
    """A committee of five on SQLite."""
    return await open_hall(sqlite_storage, clock)


async def test_a_written_approval_from_the_question_to_the_register(hall: Hall) -> None:
    asked = await hall.ask(consulted=("nina",), grounds=Grounds("Tilbud", ("https://x.dk/t",)))
    assert (asked.number, asked.state) == ("G-1", ApprovalState.CONSULTING)
    assert await hall.sent(question_subject(asked.id)) == ["approvals.question nina"]
    opened = await hall.approvals.requests.answer(asked.id, "Husk cpr 010190-1234", Cause("nina"))
    assert opened.consulted[0].answer == "Husk cpr xxxxxx-xxxx"
    ballots = await hall.sent(ballot_subject(asked.id, 1))
    assert ballots == sorted(f"approvals.ballot {member}" for member in MEMBERS)
    await hall.vote(opened, "anders", "karin")
    with pytest.raises(FieldErrors):
        await hall.vote(opened, "lone", choice=Choice.AGAINST)
    paused = await hall.approvals.voting.send_back(asked.id, 1, "Prisen mangler", Cause("lone"))
    assert paused.approval.state is ApprovalState.PAUSED
    file = NewFile("tilbud.pdf", b"%PDF-1.7")
    second = await hall.approvals.requests.revise(
        asked.id,
        1,
        "Ny backup",
        replace(PROPOSAL, cost=50_000),
        Grounds("Tilbud", ("https://x.dk/t",), (file,)),
        Cause("mette"),
    )
    assert (second.version, second.votes) == (2, {})
    with pytest.raises(TooLate, match="approval-superseded"):
        await hall.vote(opened, "anders")
    await hall.vote(second, *MEMBERS[:3])
    await hall.vote(second, "bo", choice=Choice.AGAINST, remark="For dyrt")
    assert not await hall.register()
    await hall.vote(second, "jonas")
    (decision,) = await hall.register()
    assert decision.number == "2027-001"
    assert (decision.outcome, decision.mode) == (Outcome.ADOPTED, Mode.WRITTEN)
    assert decision.tally == Tally(4, 1, 0, 0, 5, 5)
    assert decision.digest == second.digest
    assert decision.basis.papers[0].name == "tilbud.pdf"
    assert decision.remarks == ("For dyrt",)
    told = await hall.sent(result_subject(asked.id))
    assert "approvals.result mette" in told
    kinds = [record.kind for record in await hall.audit()]
    assert kinds[-3:] == ["approval.vote-cast", "approval.decided", "decision.recorded"]
    assert "010190" not in str([record.data for record in await hall.audit()])
    with pytest.raises(TooLate, match="approval-adopted"):
        await hall.vote(second, "bo")


async def test_presses_at_once_are_one_vote_each_and_one_decision(hall: Hall) -> None:
    asked = await hall.ask()
    presses = [hall.vote(asked, member) for member in MEMBERS for _ in range(3)]
    presses += [hall.vote(asked, "nina") for _ in range(3)]
    results = await asyncio.gather(*presses, return_exceptions=True)
    refused = [one for one in results if isinstance(one, NotAllowed)]
    assert len(refused) == 3
    (decision,) = await hall.register()
    assert decision.tally is not None
    now = await hall.now(asked)
    assert len(now.votes) == decision.tally.for_ == 5
    assert now.decision_id == decision.id


async def test_what_is_missing_is_told_and_nothing_is_kept(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    with pytest.raises(FieldErrors) as told:
        await hall.ask(grounds=Grounds(), proposal=replace(PROPOSAL, how=""))
    assert set(told.value.errors) == {"", "basis", "how"}
    with pytest.raises(FieldErrors) as told:
        await hall.ask(grounds=Grounds("x", ("javascript:alert(1)",)))
    assert set(told.value.errors) == {"links"}
    with pytest.raises(FieldErrors) as told:
        await hall.ask(wished=hall.clock.now().date())
    assert set(told.value.errors) == {"deadline"}
    async with hall.storage.read() as work:
        assert not await work.approvals.open()


async def test_one_record_waits_for_one_decision(sqlite_hall: Hall) -> None:
    await sqlite_hall.ask(about="occurrence/1")
    with pytest.raises(BadInput, match="approval-waits-already"):
        await sqlite_hall.ask(about="occurrence/1")


async def at(hall: Hall, approval: Approval, **before: int) -> None:
    """Set the clock to a moment before the vote closes, and let it tick."""
    closes = (await hall.now(approval)).closes_at
    assert closes is not None
    hall.clock.moment = closes - timedelta(**before)
    await hall.approvals.deadlines.tick()


async def test_the_clock_opens_reminds_and_closes(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    asked = await hall.ask(consulted=("nina",))
    assert asked.consult_until is not None
    hall.clock.moment = asked.consult_until
    assert await hall.approvals.deadlines.tick() == 1
    opened = await hall.now(asked)
    assert opened.state is ApprovalState.VOTING
    await hall.vote(opened, "anders", "karin")
    await at(hall, asked, hours=6)
    again = hall.replica()
    await again.deadlines.tick()
    sent = await hall.sent(ballot_subject(asked.id, 1))
    reminded = [one for one in sent if one.startswith("approvals.reminder")]
    assert reminded == [f"approvals.reminder {member}" for member in ("bo", "jonas", "lone")]
    await at(hall, asked, seconds=1)
    assert (await hall.now(asked)).state is ApprovalState.VOTING
    await at(hall, asked)
    await again.deadlines.tick()
    assert (await hall.now(asked)).state is ApprovalState.MOVED
    kinds = [record.kind for record in await hall.audit()]
    assert kinds.count("approval.moved") == 1
    assert kinds.count("approval.reminded") == 1
    assert not await hall.register()


async def test_the_chair_decides_alone_and_everybody_hears_it(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    asked = await hall.ask()
    await hall.vote(asked, "bo")
    done = await hall.approvals.voting.decide_alone(
        asked.id, 1, Choice.FOR, "Leverandøren lukker i aften", Cause("anders")
    )
    assert done.decision is not None
    assert (done.decision.mode, done.decision.recorded_by) == (Mode.CHAIR, "anders")
    assert done.decision.tally is None
    told = await hall.sent(result_subject(asked.id))
    assert told == sorted(
        f"approvals.result {one}" for one in ("mette", "karin", "lone", "bo", "jonas")
    )


async def test_a_deputy_votes_while_the_holder_is_away(away_hall: Hall) -> None:
    hall = away_hall
    asked = await hall.ask()
    assert "approvals.ballot sara" in await hall.sent(ballot_subject(asked.id, 1))
    await hall.vote(asked, "sara", *MEMBERS[:4])
    (decision,) = await hall.register()
    assert decision.tally == Tally(5, 0, 0, 0, 5, 5)


@pytest.fixture
async def away_hall(sqlite_storage: SqlStorage, clock: SteppedClock) -> Hall:
    """The committee with Jonas away."""
    hall = await open_hall(sqlite_storage, clock)
    today = clock.now().date()
    async with sqlite_storage.begin() as work:
        await work.people.save_absences([Absence("away", "jonas", today, today)])
        await work.commit()
    return hall
