"""Files that people fetch: kept under a secret for a day."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.cards.elements import File
from bot.chat.ports import StoredFile
from bot.services.ports import Clock, KeptFile, Storage

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Files:
    """Keeps files where every replica can hand them out; a `bot.chat.ports.FileStore`.

    Args:
        storage: where they are kept.
        clock: the time.
        public_url: where the server is reached from outside.
    """

    storage: Storage
    clock: Clock
    public_url: str

    async def keep(self, name: str, media_type: str, content: bytes) -> File:
        """Keep a file for a day and return it as a card holds it."""
        secret = secrets.token_urlsafe(24)
        now = self.clock.now()
        async with self.storage.begin() as work:
            await work.files.forget(now)
            await work.files.add(secret, KeptFile(name, media_type, content), now + LIFETIME)
            await work.commit()
        return File(secret, name, len(content), f"{self.public_url.rstrip('/')}/files/{secret}")

    async def file(self, secret: str) -> StoredFile | None:
        """Return the file, or None when the secret is unknown or has expired."""
        async with self.storage.read() as work:
            found = await work.files.load(secret, self.clock.now())
        return StoredFile(found.name, found.media_type, found.content) if found else None
