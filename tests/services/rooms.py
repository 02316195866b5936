"""The use cases that set an organisation up, on a test's own database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.domain.organisation import Organisation
from bot.importing.packs import read_pack
from bot.services.imports import Outcome, PackImports
from bot.services.journal import Journal
from bot.services.people import PeopleImports
from bot.services.ports import AuditRecord
from bot.services.setup import Answers, Setup
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

ANSWERS = Answers(
    language="da",
    timezone="Europe/Copenhagen",
    pack="sme",
    secretary="mette@example.dk",
    chair="anders@example.dk",
    committee_channel="#udvalg",
)


@dataclass(frozen=True)
class Rooms:
    """Imports and set-up, with ways to see what they did."""

    storage: SqlStorage
    clock: SteppedClock

    @property
    def journal(self) -> Journal:
        """Return the journal."""
        return Journal(self.clock)

    @property
    def packs(self) -> PackImports:
        """Return the imports of packs."""
        return PackImports(self.storage, self.journal, self.clock)

    @property
    def people(self) -> PeopleImports:
        """Return the imports of people."""
        return PeopleImports(self.storage, self.journal, self.clock)

    @property
    def setup(self) -> Setup:
        """Return the first steps."""
        return Setup(self.storage, self.packs, self.journal, self.clock)

    async def organisation(self) -> Organisation:
        """Return everything as it is stored."""
        async with self.storage.read() as work:
            return await work.organisation()

    async def audit(self) -> list[AuditRecord]:
        """Return the audit log's records."""
        async with self.storage.read() as work:
            return [entry.record async for entry in work.audit.entries()]

    async def import_yaml(self, text: str, *, dry_run: bool = False) -> Outcome:
        """Import a small matrix."""
        return await self.packs.run(read_pack(text.encode(), "small.yaml"), dry_run=dry_run)

    async def import_people(self, *rows: str, dry_run: bool = False) -> Outcome:
        """Import a list of people, a row each."""
        lines = ("email;name;phone;unit;roles;deputy_for", *rows)
        return await self.people.run("\n".join(lines).encode(), "people.csv", dry_run=dry_run)


@pytest.fixture
async def rooms(storage: SqlStorage, clock: SteppedClock) -> AsyncIterator[Rooms]:
    """The use cases; the test runs once for each kind of database."""
    yield Rooms(storage, clock)


@pytest.fixture
async def sqlite_rooms(sqlite_storage: SqlStorage, clock: SteppedClock) -> AsyncIterator[Rooms]:
    """The use cases on SQLite."""
    yield Rooms(sqlite_storage, clock)
