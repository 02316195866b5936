"""A small organisation that edits its matrix, for tests of the drafts."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.draft_approval import Grounds, Version
from bot.domain.drafts import Draft, Row, digest
from bot.domain.language import Localized
from bot.domain.organisation import Organisation, Profile
from bot.domain.people import Account, Assignment, Person, Role, RoleKind
from bot.domain.raci import Activity, Matrix, MatrixStatus, parse_letters
from bot.services.drafts import Drafts
from bot.services.journal import Cause, Journal
from bot.services.notifications import RULES, Notifications
from bot.services.ports import AuditRecord
from bot.services.snapshots import Snapshots
from storage.unit_of_work import SqlStorage
from tests.databases import START, SteppedClock

LONG_AGO = date(2020, 1, 1)
PEOPLE = ("mette", "sara", "anders", "lone")
ROLES = (
    Role("infosec-function", Localized("Funktionen", "The function")),
    Role("top-management", Localized("Topledelsen", "Top management")),
    Role("it", Localized("It-drift", "IT operations")),
    Role("supplier", Localized("Leverandør", "Supplier"), RoleKind.EXTERNAL),
)
HOLDERS = {"infosec-function": ("mette", "sara"), "top-management": ("anders",), "it": ("lone",)}
ACTIVITIES = ("roles-raci", "backup", "access", "policies")
BASE = {
    "roles-raci": {"top-management": "A", "infosec-function": "R"},
    "backup": {"infosec-function": "A", "it": "R"},
    "access": {"infosec-function": "A", "it": "R"},
    "policies": {"top-management": "A", "infosec-function": "R"},
}


def row(**letters: str) -> Row:
    """Return a row from letters as they are written, `_` for `-` in the roles' ids."""
    return {role.replace("_", "-"): parse_letters(text) for role, text in letters.items()}


def base_matrix(version: int = 1) -> Matrix:
    """Return the matrix that drafts begin on."""
    cells = {a: {r: parse_letters(t) for r, t in row.items()} for a, row in BASE.items()}
    return Matrix(version, MatrixStatus.IMPORTED, cells, "sme", START)


@dataclass(frozen=True)
class Office:
    """The drafts of a small organisation, and short ways to use them."""

    storage: SqlStorage
    clock: SteppedClock
    drafts: Drafts
    snapshots: Snapshots

    async def organisation(self) -> Organisation:
        """Return everything as it is stored."""
        async with self.storage.read() as work:
            return await work.organisation()

    async def audit(self, kind: str = "", after: int = 0) -> list[AuditRecord]:
        """Return the audit log's records of a kind, in order, from the one numbered `after`."""
        async with self.storage.read() as work:
            return [
                entry.record
                async for entry in work.audit.entries(after)
                if kind in ("", entry.record.kind)
            ]

    async def told(self, kind: str, subject: str) -> list[str | None]:
        """Return who was told something."""
        async with self.storage.read() as work:
            return [message.person_id for message in await work.outbox.copies(subject, kind)]

    async def save(self, who: str, activity: str, wanted: Row) -> Draft:
        """Open a row's form and save it at once."""
        saved = await self.drafts.save_row(await self.drafts.look(activity), wanted, Cause(who))
        assert isinstance(saved, Draft)
        return saved

    async def seen(self) -> Version:
        """Return the open draft as a card would carry it now."""
        organisation = await self.organisation()
        assert organisation.draft is not None
        draft = organisation.draft
        return Version(draft.version, digest(organisation.matrix, draft))

    async def submitted(self, who: str = "mette", wanted: Row | None = None) -> Version:
        """Save a change, submit it, and return it as its card carries it."""
        await self.save(who, "backup", wanted or row(infosec_function="A", it="R", supplier="I"))
        await self.drafts.submit(await self.seen(), Cause(who))
        return await self.seen()

    async def approved(self, who: str = "anders", grounds: Grounds | None = None) -> Draft:
        """Approve what is submitted."""
        return await self.drafts.approve(await self.seen(), Cause(who), grounds or Grounds())

    async def hold(self, role: str, *people: str) -> None:
        """Let others hold a role from now on."""
        organisation = await self.organisation()
        ended = [replace(a, ends=LONG_AGO) for a in organisation.assignments_of_role.get(role, ())]
        async with self.storage.begin() as work:
            await work.people.save_assignments(
                [*ended, *(Assignment(f"{role}-{p}-2", role, LONG_AGO, p) for p in people)]
            )
            await work.commit()
        await self.snapshots.refresh()

    async def profile(self, pack: str) -> None:
        """Let the organisation have begun with another pack."""
        async with self.storage.begin() as work:
            await work.profiles.save(Profile(pack=pack))
            await work.commit()
        await self.snapshots.refresh()


async def open_office(storage: SqlStorage, clock: SteppedClock) -> Office:
    """Return an office on an empty database, with its people, roles and matrix."""
    async with storage.begin() as work:
        await work.profiles.save(Profile(pack="sme"))
        await work.people.save_people(
            [Person(key, key.title(), f"{key}@example.dk") for key in PEOPLE]
        )
        for key in PEOPLE:
            await work.accounts.bind(Account("web", "demo", key), key, clock.now())
        await work.people.save_roles(ROLES)
        await work.people.save_assignments(
            [
                Assignment(f"{role}-{person}", role, LONG_AGO, person)
                for role, people in HOLDERS.items()
                for person in people
            ]
        )
        await work.activities.save_activities(
            [Activity(key, Localized(key.title(), key.title())) for key in ACTIVITIES]
        )
        await work.activities.add_matrix(base_matrix())
        await work.commit()
    snapshots = Snapshots(storage)
    await snapshots.refresh()
    journal = Journal(clock, (Notifications(clock, RULES),))
    return Office(storage, clock, Drafts(storage, snapshots, journal, clock), snapshots)
