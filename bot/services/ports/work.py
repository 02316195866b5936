"""One transaction with every repository, what opens it, and the time."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.organisation import Organisation
from bot.services.ports.audit import AuditLog
from bot.services.ports.calendars import Calendars
from bot.services.ports.committee import (
    Approvals,
    Committees,
    Decisions,
    Meetings,
    MinutesBook,
    Papers,
)
from bot.services.ports.delivery import Alarms, ConversationReferences, Forms, Inbox, Outbox
from bot.services.ports.incidents import Clocks, Escalations, Incidents
from bot.services.ports.keeping import Files, Imports, Pictures
from bot.services.ports.organisation import (
    Accounts,
    Activities,
    Confirmations,
    Drafts,
    Packs,
    Parties,
    People,
    Profiles,
)
from bot.services.ports.plan import Plans
from bot.services.ports.process import (
    Asks,
    Assignments,
    Deviations,
    Flows,
    Inputs,
    Involvements,
)
from bot.services.ports.wheel import Reminders, Wheels


class Clock(Protocol):
    """The time, injected so that tests and the demo can move it."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its zone."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` undoes everything."""

    profiles: Profiles
    people: People
    parties: Parties
    confirmations: Confirmations
    activities: Activities
    packs: Packs
    accounts: Accounts
    audit: AuditLog
    pictures: Pictures
    conversations: ConversationReferences
    drafts: Drafts
    inbox: Inbox
    forms: Forms
    outbox: Outbox
    alarms: Alarms
    imports: Imports
    files: Files
    wheel: Wheels
    reminders: Reminders
    plan: Plans
    calendars: Calendars
    committees: Committees
    papers: Papers
    approvals: Approvals
    decisions: Decisions
    meetings: Meetings
    minutes: MinutesBook
    flows: Flows
    inputs: Inputs
    assignments: Assignments
    asks: Asks
    deviations: Deviations
    involvements: Involvements
    incidents: Incidents
    escalations: Escalations
    clocks: Clocks

    async def organisation(self) -> Organisation:
        """Read the whole organisation as it stands in this transaction."""
        ...

    async def claim(self) -> None:
        """Let nobody else change what `organisation` reads until this transaction ends.

        Who decides by what stands there now claims it first, then reads.
        """
        ...

    async def hold(self) -> int:
        """Let nobody change what `organisation` reads until this transaction ends.

        Others may hold it at the same time, and unlike after `claim` nothing has changed by it.

        Returns:
            the data's version.
        """
        ...

    async def data_version(self) -> int:
        """Return a number that every change of what `organisation` reads makes higher."""
        ...

    async def commit(self) -> None:
        """Commit what was done so far."""
        ...


class Storage(Protocol):
    """Opens transactions."""

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that may write."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that only reads; a write in it fails."""
        ...
