"""A committee that votes in writing, for tests that press many times at once."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from bot.app.clocks import SystemClock
from bot.app.house import journal_of
from bot.domain.approvals import Approval, Choice
from bot.domain.committees import Committee, CommitteeSeat, Quorum
from bot.domain.decisions import Proposal
from bot.domain.errors import NotReady, TovholderError
from bot.domain.language import Localized
from bot.domain.people import Assignment, Person, Role
from bot.domain.plan import Bearer
from bot.services.approvals.cases import Cases
from bot.services.approvals.deadlines import Deadlines
from bot.services.approvals.presses import Presses
from bot.services.approvals.requests import Grounds, Requests, Wanted
from bot.services.approvals.voting import Voted, Voting
from bot.services.journal import Cause
from bot.services.ports import Clock, UnitOfWork
from bot.services.snapshots import Snapshots
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

ASKER = "asker"
_FIRST = date(2026, 1, 1)
_PATIENCE = 400
_pauses = random.Random(20270309)


@dataclass(frozen=True)
class Press:
    """What somebody presses, and whether it was acknowledged; `refused` is the sentence's key."""

    voter: str
    choice: Choice
    refused: str = ""


@dataclass(frozen=True)
class BallotBox:
    """The services of requests on a database of their own.

    Args:
        storage: the database.
        clock: the time.
        cases: opens requests.
        presses: takes those that come at once together.
    """

    storage: SqlStorage
    clock: Clock
    cases: Cases
    presses: Presses

    @property
    def requests(self) -> Requests:
        """Return what takes requests."""
        return Requests(self.cases)

    @property
    def voting(self) -> Voting:
        """Return what takes votes."""
        return Voting(self.cases, self.presses)

    @property
    def deadlines(self) -> Deadlines:
        """Return the clock of requests."""
        return Deadlines(self.cases)

    async def found(self, members: int, outsiders: int = 0, quorum: Quorum | None = None) -> None:
        """Write a committee with members "m-0"…, and people who are not in it: "x-0"…"""
        people = [ASKER, *names("m", members), *names("x", outsiders)]
        async with self.storage.begin() as work:
            await _roles(work)
            await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in people])
            await work.people.save_assignments(
                [Assignment("a-secretary", "secretary", _FIRST, person_id=ASKER)]
            )
            await work.committees.save(committee(members, quorum or Quorum()))
            await work.commit()
        await self.cases.snapshots.refresh()

    async def ask(self, title: str = "Ny politik for adgang") -> Approval:
        """Put a matter to the vote."""
        due = self.clock.now().date() + timedelta(days=60)
        proposal = Proposal("Godkend", "Alle får den", (Bearer(role_id="member"),), due)
        wanted = Wanted(title, proposal, Grounds("Se sagen"), committee_id="isu")
        return await self.requests.ask(wanted, Cause(ASKER))

    async def press(self, approval: Approval, voter: str, choice: Choice) -> Press:
        """Vote as `voter`, and press again for as long as the database has no time for it."""
        remark = "Derfor" if choice is Choice.AGAINST else ""
        for _ in range(_PATIENCE):
            try:
                await self.vote(approval, voter, choice, remark)
            except NotReady:
                await asyncio.sleep(_pauses.uniform(0.01, 0.2))
            except TovholderError as error:
                return Press(voter, choice, error.key)
            else:
                return Press(voter, choice)
        raise AssertionError("the database has had no time for a vote")

    async def vote(self, approval: Approval, voter: str, choice: Choice, remark: str) -> Voted:
        """Vote once."""
        return await self.voting.cast(approval.id, approval.version, choice, remark, Cause(voter))

    async def as_it_stands(self, approval: Approval) -> Approval:
        """Return a request as it is stored."""
        async with self.storage.read() as work:
            found = await work.approvals.find(approval.id)
        assert found is not None
        return found


async def ballot_box(storage: SqlStorage, clock: Clock) -> BallotBox:
    """Return the services on an open, migrated database."""
    snapshots = Snapshots(storage)
    await snapshots.refresh()
    cases = Cases(storage, snapshots, journal_of(clock, ()), clock)
    return BallotBox(storage, clock, cases, Presses(cases))


@asynccontextmanager
async def opened_box(url: str) -> AsyncIterator[tuple[BallotBox, Database]]:
    """Open the services on the migrated database at `url`, with a clock that stands still."""
    database = await open_database(url)
    try:
        yield await ballot_box(SqlStorage(database, SystemClock()), SteppedClock()), database
    finally:
        await database.close()


def names(kind: str, count: int) -> Sequence[str]:
    """Return the ids of so many people."""
    return [f"{kind}-{number}" for number in range(count)]


def committee(members: int, quorum: Quorum) -> Committee:
    """Return a committee in whose seats the members sit by name; the first one chairs it."""
    return Committee(
        "isu",
        Localized("Udvalget", "The committee"),
        "member",
        "member",
        "secretary",
        seats=tuple(
            CommitteeSeat(f"s-{name}", "member", person_id=name, chair=name == "m-0")
            for name in names("m", members)
        ),
        quorum=quorum,
    )


async def _roles(work: UnitOfWork) -> None:
    roles = [Role(name, Localized(name, name)) for name in ("member", "secretary")]
    await work.people.save_roles(roles)
