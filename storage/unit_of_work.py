"""One transaction with every repository, and what opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.organisation import Organisation
from bot.services.ports import (
    Accounts,
    Activities,
    Alarms,
    Approvals,
    Asks,
    Assignments,
    AuditLog,
    Calendars,
    Clock,
    Clocks,
    Committees,
    Confirmations,
    ConversationReferences,
    Decisions,
    Deviations,
    Drafts,
    Escalations,
    Files,
    Flows,
    Forms,
    Imports,
    Inbox,
    Incidents,
    Inputs,
    Involvements,
    Meetings,
    MinutesBook,
    Outbox,
    Packs,
    Papers,
    Parties,
    People,
    Pictures,
    Plans,
    Profiles,
    Reminders,
    UnitOfWork,
    Wheels,
)
from storage.accounts import SqlAccounts
from storage.alarms import SqlAlarms
from storage.approvals import SqlApprovals
from storage.asks import SqlAsks
from storage.assignments import SqlAssignments
from storage.audit import SqlAuditLog
from storage.calendars import SqlCalendars
from storage.committees import SqlCommittees
from storage.confirmations import SqlConfirmations
from storage.conversations import SqlConversations
from storage.database import Database, reading, writing
from storage.decisions import SqlDecisions
from storage.deviations import SqlDeviations
from storage.drafts import SqlDrafts
from storage.escalations import SqlClocks, SqlEscalations
from storage.files import SqlFiles
from storage.forms import SqlForms
from storage.imports import SqlImports
from storage.inbox import SqlInbox
from storage.incidents import SqlIncidents
from storage.inputs import SqlFlows, SqlInputs
from storage.involvement import SqlInvolvements
from storage.meetings import SqlMeetings
from storage.minutes import SqlMinutesBook
from storage.organisation import load_organisation
from storage.outbox import SqlOutbox
from storage.packs import SqlPacks
from storage.papers import SqlPapers
from storage.parties import SqlParties
from storage.people import SqlPeople
from storage.pictures import SqlPictures
from storage.plan import SqlPlans
from storage.profile import SqlProfiles
from storage.raci import SqlActivities
from storage.reminders import SqlReminders
from storage.transaction import Transaction
from storage.wheel import SqlWheels


@dataclass
class Memory:
    """The organisation as it was read last; every version of it was committed."""

    organisation: Organisation | None = None


class SqlUnitOfWork:
    """One transaction. Leaving without `commit` undoes everything."""

    def __init__(self, transaction: Transaction, clock: Clock, memory: Memory) -> None:
        self._transaction = transaction
        self._memory = memory
        self.profiles: Profiles = SqlProfiles(transaction)
        self.people: People = SqlPeople(transaction)
        self.parties: Parties = SqlParties(transaction)
        self.activities: Activities = SqlActivities(transaction)
        self.confirmations: Confirmations = SqlConfirmations(transaction)
        self.packs: Packs = SqlPacks(transaction)
        self.accounts: Accounts = SqlAccounts(transaction)
        self.audit: AuditLog = SqlAuditLog(transaction)
        self.pictures: Pictures = SqlPictures(transaction, clock)
        self.conversations: ConversationReferences = SqlConversations(transaction)
        self.drafts: Drafts = SqlDrafts(transaction)
        self.inbox: Inbox = SqlInbox(transaction)
        self.forms: Forms = SqlForms(transaction)
        self.outbox: Outbox = SqlOutbox(transaction, clock)
        self.alarms: Alarms = SqlAlarms(transaction)
        self.imports: Imports = SqlImports(transaction)
        self.files: Files = SqlFiles(transaction)
        self.wheel: Wheels = SqlWheels(transaction)
        self.reminders: Reminders = SqlReminders(transaction)
        self.plan: Plans = SqlPlans(transaction)
        self.calendars: Calendars = SqlCalendars(transaction)
        self.committees: Committees = SqlCommittees(transaction)
        self.papers: Papers = SqlPapers(transaction)
        self.approvals: Approvals = SqlApprovals(transaction)
        self.decisions: Decisions = SqlDecisions(transaction)
        self.meetings: Meetings = SqlMeetings(transaction)
        self.minutes: MinutesBook = SqlMinutesBook(transaction)
        self.flows: Flows = SqlFlows(transaction)
        self.inputs: Inputs = SqlInputs(transaction)
        self.assignments: Assignments = SqlAssignments(transaction)
        self.asks: Asks = SqlAsks(transaction)
        self.deviations: Deviations = SqlDeviations(transaction)
        self.involvements: Involvements = SqlInvolvements(transaction)
        self.incidents: Incidents = SqlIncidents(transaction)
        self.escalations: Escalations = SqlEscalations(transaction)
        self.clocks: Clocks = SqlClocks(transaction)

    async def organisation(self) -> Organisation:
        """Read the whole organisation as it stands in this transaction.

        Only one that was read where nothing is written is remembered: the version that a
        transaction makes may come again with other data behind it, when it is undone.
        """
        known = self._memory.organisation
        if known is not None and known.version == await self._transaction.data_version():
            return known
        found = await load_organisation(self._transaction)
        if not self._transaction.writable:
            self._memory.organisation = found
        return found

    async def claim(self) -> None:
        """Let nobody else change what `organisation` reads until this transaction ends."""
        await self._transaction.touch()

    async def hold(self) -> int:
        """Let nobody change what `organisation` reads until this transaction ends; return its
        version.
        """
        return await self._transaction.hold()

    async def data_version(self) -> int:
        """Return a number that every change of what `organisation` reads makes higher."""
        return await self._transaction.data_version()

    async def commit(self) -> None:
        """Commit what was done so far."""
        await self._transaction.connection.commit()


class SqlStorage:
    """Opens transactions on an open database.

    Args:
        database: from `storage.database.open_database`.
        clock: the injected clock.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._memory = Memory()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Open a transaction that may write.

        Raises:
            NotReady: the database is busy, full, damaged, read only or out of reach;
                `storage.errors.Transient` when the whole transaction may be run again.
            BadInput: what was written collides with what is there.
        """
        async with writing(self._database) as connection:
            yield self._unit_of_work(connection, writable=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Open a transaction that only reads, one moment's picture; a write in it fails.

        Raises:
            NotReady: as for `begin`.
        """
        async with reading(self._database) as connection:
            yield self._unit_of_work(connection, writable=False)

    def _unit_of_work(self, connection: AsyncConnection, *, writable: bool) -> SqlUnitOfWork:
        transaction = Transaction(connection, writable=writable)
        return SqlUnitOfWork(transaction, self._clock, self._memory)
