"""Whatever people press, in whatever order: the program and a model of the rules agree."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.domain.approvals import Approval, Choice
from bot.domain.committees import CommitteeSeat, Quorum
from bot.domain.decisions import Decision, Outcome
from bot.domain.errors import FieldErrors, NotAllowed, TooLate
from bot.domain.people import Absence, Person
from bot.services.approvals.requests import Grounds
from bot.services.journal import Cause
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.reliability.ballots import ASKER, BallotBox, ballot_box, committee
from tests.reliability.vote_model import (
    DEPUTIES,
    EVERYBODY,
    MEMBERS,
    MISSING,
    NOT_ALLOWED,
    TAKEN,
    TOO_LATE,
    Model,
)
from tests.tries import tries

_LONG_AGO, _LAST = date(2026, 1, 1), date(2099, 12, 31)
_REFUSALS = {NotAllowed: NOT_ALLOWED, TooLate: TOO_LATE, FieldErrors: MISSING}
PEOPLE = st.sampled_from(EVERYBODY)
CHOICES = st.sampled_from([*Choice, Choice.FOR, Choice.AGAINST])
REMARKS = st.sampled_from(["", "Derfor"])
OLDER = st.sampled_from([0, 0, 0, 1])


class Votes(RuleBasedStateMachine):
    """Presses at a request of its own, held against the model after each step."""

    def __init__(self, runner: asyncio.Runner, box: BallotBox, clock: SteppedClock) -> None:
        super().__init__()
        self.runner, self.box, self.clock = runner, box, clock
        self.model = Model()
        self.approval = self._run(self._begin())
        self.model.open()

    @rule(person=PEOPLE, choice=CHOICES, remark=REMARKS, older=OLDER, twice=st.booleans())
    def vote(self, person: str, choice: Choice, remark: str, older: int, twice: bool) -> None:
        """Vote, or vote again; perhaps on an old card, perhaps with a second press."""
        version = self.model.version - older
        for _ in range(2 if twice else 1):
            cast = self.box.voting.cast(self.approval.id, version, choice, remark, Cause(person))
            self._same(cast, self.model.vote(person, choice.value, remark, version))

    @rule(person=PEOPLE, older=OLDER)
    def take_back(self, person: str, older: int) -> None:
        """Take a vote back."""
        version = self.model.version - older
        taken = self.box.voting.take_back(self.approval.id, version, Cause(person))
        self._same(taken, self.model.take_back(person, version))

    @rule(person=PEOPLE, reason=REMARKS)
    def send_back(self, person: str, reason: str) -> None:
        """Send the version back."""
        version = self.model.version
        sent = self.box.voting.send_back(self.approval.id, version, reason, Cause(person))
        self._same(sent, self.model.send_back(person, reason, version))

    @rule()
    def resume(self) -> None:
        """Let a paused vote go on."""
        self._same(self.box.voting.resume(self.approval.id, Cause(ASKER)), self.model.resume())

    @rule()
    def revise(self) -> None:
        """Put a new version to the vote."""
        seen, proposal = self.model.version, self.approval.proposal
        said = Grounds(f"Se sagen, {seen + 1}. udgave")
        revised = self.box.requests.revise(
            self.approval.id, seen, "Ny politik", proposal, said, Cause(ASKER)
        )
        self._same(revised, self.model.revise())

    @rule(sure=st.integers(0, 4))
    def cancel(self, sure: int) -> None:
        """Take the request back, now and then."""
        if sure == 0:
            gone = self.box.requests.withdraw(self.approval.id, Cause(ASKER))
            self._same(gone, self.model.cancel())

    @rule(member=st.sampled_from(MEMBERS))
    def leave_or_return(self, member: str) -> None:
        """Go away, or come back."""
        self.model.away ^= {member}
        self._run(self._absent(self.model.away))

    @rule(sure=st.integers(0, 4))
    def remove(self, sure: int) -> None:
        """Take a member's seat away, now and then."""
        if sure == 0:
            self.model.removed.add(MEMBERS[1])
            self._run(self._seated(self.model.removed))

    @rule(sure=st.integers(0, 2))
    def run_out(self, sure: int) -> None:
        """Let the deadline pass, now and then; the clock has not ticked yet."""
        closes = self._run(self.box.as_it_stands(self.approval)).closes_at
        if sure == 0 and closes is not None:
            self.clock.moment = max(self.clock.moment, closes)
            self.model.out = True

    @rule()
    def tick(self) -> None:
        """Let the clock close what is due."""
        self._run(self.box.deadlines.tick())
        self.model.tick()

    @invariant()
    def agree(self) -> None:
        """See that the rows say what the model says."""
        after, decided, cast = self._run(self._stored())
        assert (after.state.value, after.version) == (self.model.state, self.model.version)
        assert {voter: vote.choice.value for voter, vote in after.votes.items()} == {
            voter: answer.choice for voter, answer in self.model.votes.items()
        }
        assert cast == self.model.cast
        assert _numbers(decided) == self.model.result

    def _same(self, work: Coroutine[Any, Any, object], expected: str) -> None:
        try:
            self._run(work)
        except (NotAllowed, TooLate, FieldErrors) as error:
            assert _REFUSALS[type(error)] == expected, error.key
        else:
            assert expected == TAKEN

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _begin(self) -> Approval:
        await self._seated(set())
        await self._absent(set())
        return await self.box.ask()

    async def _absent(self, away: set[str]) -> None:
        async with self.box.storage.begin() as work:
            await work.people.save_absences(
                [
                    Absence(f"away-{m}", m, _LONG_AGO, _LAST if m in away else _LONG_AGO)
                    for m in MEMBERS
                ]
            )
            await work.commit()
        await self.box.cases.snapshots.refresh()

    async def _seated(self, removed: set[str]) -> None:
        whole = committee(len(MEMBERS), Quorum())
        seats = tuple(
            replace(
                seat,
                role_id="nobody" if seat.person_id in removed else seat.role_id,
                person_id=None if seat.person_id in removed else seat.person_id,
                deputy_id=DEPUTIES.get(seat.person_id or ""),
            )
            for seat in whole.seats
        )
        vacant = CommitteeSeat("s-vacant", "nobody")
        async with self.box.storage.begin() as work:
            await work.committees.save(replace(whole, seats=(*seats, vacant)))
            await work.commit()
        await self.box.cases.snapshots.refresh()

    async def _stored(self) -> tuple[Approval, Decision | None, int]:
        async with self.box.storage.read() as work:
            found = await work.approvals.find(self.approval.id)
            history = await work.approvals.history(self.approval.id)
            register = await work.decisions.all()
        assert found is not None
        ours = [one for one in register if one.approval_id == found.id]
        assert len(ours) <= 1
        return found, ours[0] if ours else None, len(history)


def _numbers(decision: Decision | None) -> tuple[int, int, int, int, bool] | None:
    if decision is None or decision.tally is None:
        return None
    tally = decision.tally
    counts = (tally.for_, tally.against, tally.abstained, tally.recused)
    return (*counts, decision.outcome is Outcome.ADOPTED)


def test_the_program_and_the_model_agree(database_url: str) -> None:
    clock = SteppedClock()
    steps = settings(
        max_examples=tries(4, 150),
        stateful_step_count=tries(12, 50),
        suppress_health_check=list(HealthCheck),
    )
    with asyncio.Runner() as runner:
        database, box = runner.run(_open(database_url, clock))
        try:
            run_state_machine_as_test(_on(runner, box, clock), settings=steps)
        finally:
            runner.run(database.close())


def _on(runner: asyncio.Runner, box: BallotBox, clock: SteppedClock) -> type[Votes]:
    class OnThis(Votes):
        def __init__(self) -> None:
            super().__init__(runner, box, clock)

    return OnThis


async def _open(url: str, clock: SteppedClock) -> tuple[Database, BallotBox]:
    database = await open_database(url)
    box = await ballot_box(SqlStorage(database, clock), clock)
    await box.found(len(MEMBERS), 1)
    others = [person for person in EVERYBODY if person.startswith("d-")]
    async with box.storage.begin() as work:
        await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in others])
        await work.commit()
    return database, box
