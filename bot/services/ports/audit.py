"""The append-only log."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.anchors import Anchor, KeptAnchor


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

    async def append(self, *records: AuditRecord) -> Sequence[AuditEntry]:
        """Chain and write `records` in their order, with the head locked last."""
        ...

    def entries(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Iterate over the stored entries with `seq` above `after`, in order."""
        ...

    async def end(self) -> tuple[int, str]:
        """Return the last entry's `seq` and digest, 0 and zeros before the first."""
        ...


class AnchorBook(Protocol):
    """The installation's key, and the anchors that it has signed, outside the database."""

    async def last(self) -> KeptAnchor | None:
        """Return the anchor that was kept last."""
        ...

    async def sign(self, seq: int, root: str) -> Anchor:
        """Sign where the log ends.

        Raises:
            NotReady: there is no key.
        """
        ...

    async def keep(self, kept: KeptAnchor) -> None:
        """Add an anchor to those that are kept; when this returns it is on the disk."""
        ...
