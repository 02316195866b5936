"""Repository of calendar feeds."""

from typing import Protocol

from bot.domain.calendars import Feed


class Calendars(Protocol):
    """Calendar feeds, one for each owner. Of an address only its secret's digest is kept."""

    async def open(self, feed: Feed, secret: str) -> None:
        """Keep a feed under `secret`, in place of the one that its owner had."""
        ...

    async def close(self, owner: str) -> None:
        """Forget the owner's feed."""
        ...

    async def of(self, owner: str) -> Feed | None:
        """Return the owner's feed."""
        ...

    async def find(self, secret: str) -> Feed | None:
        """Return the feed with this secret; None when there is none, or no longer."""
        ...
