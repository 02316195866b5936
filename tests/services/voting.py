"""A committee of five with a secretary, on a test's own database, for tests of its votes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from bot.app.house import journal_of
from bot.domain.approvals import Approval, Choice
from bot.domain.committees import Committee, CommitteeSeat, Quorum
from bot.domain.decisions import Decision, Proposal
from bot.domain.language import Localized
from bot.domain.people import Account, Assignment, Person, Role
from bot.domain.plan import Bearer
from bot.services.approvals import Approvals, Grounds, Wanted, approvals_of
from bot.services.journal import Cause
from bot.services.ports import AuditRecord
from bot.services.snapshots import Snapshots
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

LONG_AGO = date(2020, 1, 1)
MEMBERS = ("anders", "karin", "lone", "bo", "jonas")
EVERYBODY = (*MEMBERS, "mette", "sara", "nina")
COMMITTEE = "committee-infosec"
PROPOSAL = Proposal("Køb backup", "Efter tilbud", (Bearer(role_id="it"),), date(2027, 6, 1))
WANTED = Wanted("Ny backup", PROPOSAL, Grounds("Tilbud af 1. marts"), committee_id=COMMITTEE)


def committee(members: Collection[str] = MEMBERS) -> Committee:
    """Return a committee with a seat for each member, the first one the chair's."""
    return Committee(
        COMMITTEE,
        Localized("Udvalget", "The committee"),
        "infosec-committee",
        "top-management",
        "infosec-function",
        seats=tuple(
            CommitteeSeat(
                f"seat-{key}",
                "member",
                person_id=key,
                deputy_id="sara" if key == "jonas" else None,
                chair=number == 0,
            )
            for number, key in enumerate(members)
        ),
        quorum=Quorum(1, 2, more=True, chair=True),
    )


@dataclass(frozen=True)
class Hall:
    """The committee's votes, and short ways to use them."""

    storage: SqlStorage
    clock: SteppedClock
    approvals: Approvals

    def replica(self) -> Approvals:
        """Return the same services as another replica has them."""
        cases = self.approvals.cases
        return approvals_of(cases.storage, cases.snapshots, cases.journal, cases.clock)

    async def ask(self, **changed: object) -> Approval:
        """Ask as the secretary."""
        wanted = replace(WANTED, **changed)  # type: ignore[arg-type]
        return await self.approvals.requests.ask(wanted, Cause("mette"))

    async def vote(
        self, approval: Approval, *by: str, choice: Choice = Choice.FOR, remark: str = ""
    ) -> None:
        """Vote, one after the other."""
        for voter in by:
            await self.approvals.voting.cast(
                approval.id, approval.version, choice, remark, Cause(voter)
            )

    async def now(self, approval: Approval) -> Approval:
        """Return the request as it is stored."""
        async with self.storage.read() as work:
            found = await work.approvals.find(approval.id)
        assert found is not None
        return found

    async def register(self) -> list[Decision]:
        """Return the register of decisions."""
        async with self.storage.read() as work:
            return list(await work.decisions.all())

    async def audit(self) -> list[AuditRecord]:
        """Return the audit log's records."""
        async with self.storage.read() as work:
            return [entry.record async for entry in work.audit.entries()]

    async def sent(self, subject: str) -> list[str]:
        """Return to whom messages about a subject are sent or may yet be, by kind."""
        async with self.storage.read() as work:
            copies = await work.outbox.copies(subject)
        return sorted(f"{one.kind} {one.person_id}" for one in copies)


async def open_hall(
    storage: SqlStorage, clock: SteppedClock, members: Collection[str] = MEMBERS
) -> Hall:
    """Return a hall on an open, migrated database."""
    people = [
        Person(key, key.title(), f"{key}@example.dk")
        for key in dict.fromkeys((*members, *EVERYBODY))
    ]
    roles = ("infosec-committee", "infosec-function", "top-management", "member", "it")
    async with storage.begin() as work:
        await work.people.save_people(people)
        for person in people:
            await work.accounts.bind(Account("web", "demo", person.id), person.id, clock.now())
        await work.people.save_roles([Role(one, Localized(one, one)) for one in roles])
        await work.people.save_assignments(
            [
                Assignment("a1", "infosec-function", LONG_AGO, person_id="mette"),
                Assignment("a2", "top-management", LONG_AGO, person_id="anders"),
                *(Assignment(f"m-{key}", "member", LONG_AGO, person_id=key) for key in members),
            ]
        )
        await work.committees.save(committee(members))
        await work.commit()
    snapshots = Snapshots(storage)
    await snapshots.refresh()
    return Hall(storage, clock, approvals_of(storage, snapshots, journal_of(clock), clock))
