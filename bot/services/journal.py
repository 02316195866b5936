"""Writes every domain event to the audit log, in the transaction that it belongs to."""

from dataclasses import dataclass

from bot.domain.events import Event
from bot.services.ports import AuditRecord, Clock, UnitOfWork

SYSTEM = "system"


@dataclass(frozen=True)
class Journal:
    """Records events (architecture.md rule 2)."""

    clock: Clock

    async def record(self, work: UnitOfWork, event: Event, actor: str = SYSTEM) -> None:
        """Append `event` to the audit log of `work`'s transaction.

        Args:
            work: the open transaction, committed by the caller.
            event: what happened.
            actor: the id of the person who caused it, or "system".
        """
        await work.audit.append(
            AuditRecord(self.clock.now(), actor, event.kind, event.subject(), event.data())
        )
