"""Pictures, files and imports that are kept for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.imports import ImportState, Things


class Pictures(Protocol):
    """Rendered pictures under a secret."""

    async def add(self, secret: str, png: bytes, expires_at: datetime) -> None:
        """Keep a picture and drop those that have expired."""
        ...

    async def load(self, secret: str, at: datetime) -> bytes | None:
        """Return a picture that has not expired at `at`."""
        ...


@dataclass(frozen=True)
class StoredImport:
    """An import as it is kept.

    Args:
        id: random; buttons carry it.
        name: the file's.
        content: the file, while it may still be applied.
        state: where it is.
        fingerprint: tells what was shown from what would be shown now.
        by, at: who brought it there, and when (UTC).
        expires_at: UTC; then it is dropped, and can no longer be applied or undone.
        undo: what to put back, once it is applied.
    """

    id: str
    name: str
    content: bytes
    state: ImportState
    fingerprint: str
    by: str
    at: datetime
    expires_at: datetime
    undo: Mapping[str, Any] | None = None


class Imports(Protocol):
    """Imports that wait for an answer, or can be undone."""

    async def save(self, item: StoredImport) -> None:
        """Write an import."""
        ...

    async def load(self, import_id: str) -> StoredImport | None:
        """Return an import, expired or not."""
        ...

    async def latest_applied(self) -> StoredImport | None:
        """Return the import that was applied last and is not undone."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop imports that expired before `before`."""
        ...

    async def remove(self, things: Things) -> None:
        """Delete things by id; people lose their accounts with it."""
        ...

    async def remove_pack(self, name: str, locale: str) -> None:
        """Delete a kept pack."""
        ...

    async def take_back(self, version: int, previous: int) -> None:
        """Let look-ups read `previous` (0 for none) again, as if `version` was never in use."""
        ...


@dataclass(frozen=True)
class KeptFile:
    """A file that waits to be fetched. `media_type` is its MIME type."""

    name: str
    media_type: str
    content: bytes


class Files(Protocol):
    """Files that wait to be fetched, under a secret."""

    async def add(self, secret: str, file: KeptFile, expires_at: datetime) -> None:
        """Keep a file."""
        ...

    async def load(self, secret: str, at: datetime) -> KeptFile | None:
        """Return a file that has not expired at `at`."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop files that expired before `before`."""
        ...
