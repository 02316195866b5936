"""Conversation references kept across restarts: where a platform can be written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.ports import Storage


@dataclass(frozen=True)
class Conversations:
    """Keeps what a platform needs to write somewhere again, as JSON by key."""

    storage: Storage

    async def remember(self, key: str, reference: dict[str, Any]) -> None:
        """Store `reference` under `key` in place of any other."""
        async with self.storage.begin() as work:
            await work.conversations.save(key, reference)
            await work.commit()

    async def recall(self, key: str) -> dict[str, Any] | None:
        """Return what is stored under `key`, or None."""
        async with self.storage.read() as work:
            found: Mapping[str, Any] | None = await work.conversations.load(key)
        return dict(found) if found is not None else None

    async def forget(self, key: str) -> None:
        """Remove what is stored under `key`, if anything is."""
        async with self.storage.begin() as work:
            await work.conversations.remove(key)
            await work.commit()

    async def every(self) -> Sequence[dict[str, Any]]:
        """Return everything that is stored, in no order."""
        async with self.storage.read() as work:
            return [dict(reference) for reference in await work.conversations.every()]
