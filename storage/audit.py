"""The append-only audit log. Triggers made by the migration refuse every change of it."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Row,
    Table,
    Text,
    insert,
    select,
    update,
)

from bot.services.ports import AuditEntry, AuditRecord
from storage.audit_chain import ChainCheck, Fault, FaultKind, canonical, digest
from storage.database import Database, reading
from storage.tables import METADATA, from_milliseconds, only_row, to_milliseconds
from storage.transaction import Transaction

_PAGE = 500

AUDIT_ENTRY = Table(
    "audit_entry",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    # Milliseconds as they stand: a tampered value outside the calendar must not stop a check.
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # RFC 8785 text: the very bytes that the digest covers.
    Column("data", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    *only_row(),
    Column("seq", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)
# Made once: every event runs them.
_HEAD = select(AUDIT_HEAD).with_for_update()
_ENTER, _MOVE_ON = insert(AUDIT_ENTRY), update(AUDIT_HEAD)


class SqlAuditLog:
    """The log, chained by SHA-256 and numbered without gaps."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def append(self, *records: AuditRecord) -> Sequence[AuditEntry]:
        """Chain and write `records` in their order, kept to the millisecond.

        Locks the head until the transaction ends, so call it after the change it tells of.
        """
        connection = self._transaction.connection
        head = (await connection.execute(_HEAD)).one()
        seq, root = head.seq, head.digest
        entries: list[AuditEntry] = []
        for record in records:
            stored, seq = _as_stored(record), seq + 1
            entry = AuditEntry(seq, stored, root, digest(seq, stored, root))
            # The triggers let entry and head move in step only.
            await connection.execute(_ENTER, _row(entry))
            await connection.execute(_MOVE_ON, {"seq": seq, "digest": entry.digest})
            root = entry.digest
            entries.append(entry)
        return entries

    async def entries(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Iterate over the stored entries with `seq` above `after`, in order."""
        statement = select(AUDIT_ENTRY).order_by(AUDIT_ENTRY.c.seq).limit(_PAGE)
        connection = self._transaction.connection
        while True:
            page = (await connection.execute(statement.where(AUDIT_ENTRY.c.seq > after))).all()
            for row in page:
                yield _entry(row)
            if len(page) < _PAGE:
                return
            after = page[-1].seq

    async def faults(self) -> list[Fault]:
        """Verify the stored chain and that it ends where its head says."""
        check = ChainCheck()
        found = [fault async for entry in self.entries() for fault in check.faults_of(entry)]
        if await self.end() != (check.seq, check.root):
            found.append(Fault(FaultKind.MISSING, check.seq + 1))
        return found

    async def end(self) -> tuple[int, str]:
        """Return the last entry's `seq` and digest, 0 and zeros before the first."""
        head = (await self._transaction.connection.execute(select(AUDIT_HEAD))).one()
        return head.seq, head.digest


async def stored_faults(database: Database) -> list[Fault]:
    """Verify the whole stored log, as one moment has it.

    Raises:
        NotReady: the database cannot be read.
    """
    async with reading(database) as connection:
        return await SqlAuditLog(Transaction(connection)).faults()


def _as_stored(record: AuditRecord) -> AuditRecord:
    """Return the record as it will be read back: whole milliseconds, JSON's own types."""
    return AuditRecord(
        at=from_milliseconds(to_milliseconds(record.at)),
        actor=record.actor,
        kind=record.kind,
        subject=record.subject,
        data=json.loads(canonical(record.data)),
    )


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": to_milliseconds(entry.record.at),
        "actor": entry.record.actor,
        "kind": entry.record.kind,
        "subject": entry.record.subject,
        "data": canonical(entry.record.data).decode(),
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _entry(row: Row[Any]) -> AuditEntry:
    try:
        at, data = from_milliseconds(row.at), json.loads(row.data)
    except (ValueError, OverflowError):
        # Tampered with. The digest will not fit, which is how the chain's check tells of it.
        at, data = from_milliseconds(0), {}
    record = AuditRecord(at, row.actor, row.kind, row.subject, data)
    return AuditEntry(row.seq, record, row.previous, row.digest)
