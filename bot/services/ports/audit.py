"""The append-only log."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class AuditRecord:
    """What the journal hands to the audit log. `actor` is a person id or "system"."""

    at: datetime
    actor: str
    kind: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class AuditEntry:
    """A stored record: `seq` from 1 without gaps, `digest` chains to `previous` (SHA-256, hex)."""

    seq: int
    record: AuditRecord
    previous: str
    digest: str


class AuditLog(Protocol):
    """The append-only log (reliability.md §3)."""

    async def append(self, record: AuditRecord) -> AuditEntry:
        """Chain and write `record`, with the head locked last."""
        ...

    def entries(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Iterate over the stored entries with `seq` above `after`, in order."""
        ...
