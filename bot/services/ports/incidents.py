"""Repositories of incidents: reports, timelines, escalations and statutory clocks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.clocks import StatutoryClock
from bot.domain.escalations import Escalation
from bot.domain.incidents import Incident, LogLine
from bot.domain.severities import IncidentBook
from bot.services.ports.process import Records


class Incidents(Records[Incident], Protocol):
    """Incidents with their timelines."""

    async def book(self) -> IncidentBook:
        """Return the severities, outside contacts and laws."""
        ...

    async def save_book(self, book: IncidentBook) -> None:
        """Insert or update what the book has, by id; what it lacks stays."""
        ...

    async def write(self, lines: Sequence[LogLine]) -> Sequence[LogLine]:
        """Write lines of timelines; return those whose id was not written before."""
        ...

    async def timeline(self, incident_id: str) -> Sequence[LogLine]:
        """Return an incident's lines by when things happened."""
        ...

    async def updates_due(self, at: datetime) -> Sequence[str]:
        """Return ids of incidents whose place is to hear of them at `at` (UTC)."""
        ...


class Escalations(Protocol):
    """Calls for help."""

    async def save(self, escalation: Escalation) -> None:
        """Insert or update by id."""
        ...

    async def lock(self, escalation_id: str) -> Escalation | None:
        """Return one, letting nobody else change it until this transaction ends."""
        ...

    async def of(self, incident_id: str) -> Sequence[Escalation]:
        """Return an incident's, the newest first."""
        ...

    async def due(self, at: datetime, most: int) -> Sequence[str]:
        """Return ids of those whose next step is due at `at` (UTC), the longest due first."""
        ...

    async def take(self, at: datetime, most: int) -> Sequence[Escalation]:
        """Lock and return those due that nobody else is taking (`SKIP LOCKED`)."""
        ...


class Clocks(Protocol):
    """Statutory clocks."""

    async def save(self, clocks: Sequence[StatutoryClock]) -> None:
        """Insert or update by incident and law."""
        ...

    async def of(self, incident_id: str) -> Sequence[StatutoryClock]:
        """Return an incident's, those due first."""
        ...

    async def lock(self, incident_id: str, law_id: str) -> StatutoryClock | None:
        """Return one, letting nobody else change it until this transaction ends."""
        ...

    async def running(self, of: Collection[str] | None = None) -> Sequence[StatutoryClock]:
        """Return the clocks that run, those due first; of some incidents, when any are given."""
        ...
