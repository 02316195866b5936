"""What is not kept for ever (domain.md §3, "Retention")."""

from dataclasses import dataclass
from datetime import timedelta

from bot.services.ports import Clock, Storage

SECONDS = 3600.0


@dataclass(frozen=True)
class Retention:
    """How long is kept what has served its purpose.

    Args:
        deliveries: what people sent us, as it was received.
        bodies: the cards of messages that were sent, or never will be.
    """

    deliveries: timedelta = timedelta(days=14)
    bodies: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Housekeeping:
    """Drops what is kept no longer."""

    storage: Storage
    clock: Clock
    retention: Retention

    async def tidy(self) -> None:
        """Drop old deliveries, expired forms, and the bodies of old messages."""
        now = self.clock.now()
        async with self.storage.begin() as work:
            await work.inbox.forget(now - self.retention.deliveries)
            await work.forms.forget(now)
            await work.imports.forget(now)
            await work.files.forget(now)
            await work.outbox.forget_bodies(now - self.retention.bodies)
            await work.commit()
