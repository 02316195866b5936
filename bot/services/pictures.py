"""Rendered pictures: drawn in a thread, kept under a secret, reused while they are fresh."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.services.ports import Clock, Storage

LIFETIME = timedelta(days=30)
"""How long a message's picture can be fetched; the text beside it says the same for ever."""

_REUSE = timedelta(days=1)
_MOST_REMEMBERED = 200


class Gallery:
    """Keeps pictures where every replica can serve them."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._known: dict[tuple[object, ...], tuple[str, datetime]] = {}

    async def secret_of(self, key: tuple[object, ...], draw: Callable[[], bytes]) -> str:
        """Return the secret of the picture `key`, drawing it unless it was drawn today.

        Args:
            key: what the picture shows: its kind, data version, language and page.
            draw: returns the PNG; it runs in a thread.
        """
        now = self._clock.now()
        secret, drawn = self._known.get(key, ("", now - LIFETIME))
        if now - drawn < _REUSE:
            return secret
        png = await asyncio.to_thread(draw)
        secret = secrets.token_urlsafe(24)
        async with self._storage.begin() as work:
            await work.pictures.add(secret, png, now + LIFETIME)
            await work.commit()
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = (secret, now)
        return secret

    async def picture(self, secret: str) -> bytes | None:
        """Return the PNG, or None when the secret is unknown or has expired."""
        async with self._storage.read() as work:
            return await work.pictures.load(secret, self._clock.now())
