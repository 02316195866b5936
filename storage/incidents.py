"""Incidents with their timelines, and what an organisation has laid down for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, Table, Text, select

from bot.domain.incidents import OVER, Incident, LogLine
from bot.domain.severities import IncidentBook, Law, OutsideContact, SeverityLevel
from storage.codec import Shape
from storage.records import Kept, SqlRecords, columns_of, record_table
from storage.tables import METADATA, Moment, identity, key_of
from storage.transaction import Transaction

INCIDENT = record_table("incident", Column("update_due", Moment, index=True))
# One table for the three kinds of data, each in the order in which it first came.
INCIDENT_DATA = Table(
    "incident_data",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("body", JSON, nullable=False),
)
# A line is never changed; the audit log has its digest, and it goes when its time is over.
INCIDENT_LINE = Table(
    "incident_line",
    METADATA,
    identity(),
    Column("incident_id", Text, key_of("incident"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("written_at", Moment),
    Column("body", JSON, nullable=False),
)
_INCIDENT = Kept(
    INCIDENT, Shape(Incident, columns_of("update_due")), "H", {state.value for state in OVER}
)
_LINE = Shape(LogLine, {name: name for name in ("id", "incident_id", "at", "written_at")})
_KINDS: dict[str, tuple[str, Shape[Any]]] = {
    "severity": ("severities", Shape(SeverityLevel, {"id": "id"})),
    "contact": ("contacts", Shape(OutsideContact, {"id": "id"})),
    "law": ("laws", Shape(Law, {"id": "id"})),
}


class SqlIncidents(SqlRecords[Incident]):
    """Incidents, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _INCIDENT)

    async def book(self) -> IncidentBook:
        """Return the severities, outside contacts and laws."""
        statement = select(INCIDENT_DATA).order_by(INCIDENT_DATA.c.kind, INCIDENT_DATA.c.place)
        found: dict[str, list[Any]] = {}
        for row in await self._transaction.connection.execute(statement):
            name, shape = _KINDS[row.kind]
            found.setdefault(name, []).append(shape.value(row))
        return IncidentBook(**{name: tuple(values) for name, values in found.items()})

    async def save_book(self, book: IncidentBook) -> None:
        """Insert or update what the book has, by id; what it lacks stays."""
        table = INCIDENT_DATA
        for kind, (name, shape) in _KINDS.items():
            statement = select(table.c.id, table.c.place).where(table.c.kind == kind)
            known = {r.id: r.place for r in await self._transaction.connection.execute(statement)}
            place = max(known.values(), default=-1) + 1
            rows = []
            for value in getattr(book, name):
                here = known.get(value.id, place)
                place += here == place
                rows.append({**shape.row(value), "kind": kind, "place": here})
            await self._transaction.save(table, rows)

    async def write(self, lines: Sequence[LogLine]) -> Sequence[LogLine]:
        """Write lines of timelines; return those whose id was not written before."""
        rows = [_LINE.row(line) for line in lines]
        new = await self._transaction.add_new(INCIDENT_LINE, rows, ["id"], [INCIDENT_LINE.c.id])
        written = {row.id for row in new}
        return [line for line in lines if line.id in written]

    async def timeline(self, incident_id: str) -> Sequence[LogLine]:
        """Return an incident's lines by when things happened."""
        columns = INCIDENT_LINE.c
        statement = select(INCIDENT_LINE).where(columns.incident_id == incident_id)
        order = (columns.at, columns.written_at, columns.id)
        rows = await self._transaction.connection.execute(statement.order_by(*order))
        return [_LINE.value(row) for row in rows]

    async def updates_due(self, at: datetime) -> Sequence[str]:
        """Return ids of incidents whose place is to hear of them at `at` (UTC)."""
        columns = INCIDENT.c
        statement = select(columns.id).where(columns.update_due <= at).order_by(columns.update_due)
        return (await self._transaction.connection.scalars(statement)).all()
