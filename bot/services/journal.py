"""Writes every domain event to the two ledgers, in the transaction that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.errors import TooLate
from bot.domain.events import Event
from bot.services.ports import AuditRecord, Clock, UnitOfWork

SYSTEM = "system"


@dataclass(frozen=True)
class Cause:
    """What brought an event about.

    Args:
        actor: the id of the person who caused it, or "system".
        deliveries: keys of the deliveries whose effect this is; each has its effect once.
        message_id: the message that was pressed, whose card the answer replaces.
    """

    actor: str = SYSTEM
    deliveries: tuple[str, ...] = ()
    message_id: str | None = None


class Reaction(Protocol):
    """What follows from events in the same transaction: notifications."""

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Let follow what follows from `event`, and return what has happened besides."""
        ...


@dataclass(frozen=True)
class Journal:
    """Records events (architecture.md rule 2).

    Args:
        clock: the time.
        reactions: what each event is handed to.
    """

    clock: Clock
    reactions: Sequence[Reaction] = ()

    async def record(self, work: UnitOfWork, event: Event, cause: Cause | str = SYSTEM) -> None:
        """Append `event` to the audit log of `work`'s transaction, with what follows from it.

        Args:
            work: the open transaction, committed by the caller.
            event: what happened.
            cause: who or what brought it about; a person's id will do.

        Raises:
            TooLate: a delivery of `cause` has had its effect in an earlier transaction.
        """
        by = cause if isinstance(cause, Cause) else Cause(cause)
        await self.record_all(work, [(event, by)])

    async def record_all(self, work: UnitOfWork, events: Sequence[tuple[Event, Cause]]) -> None:
        """Append events with their causes as `record` does, one after the other.

        Raises:
            TooLate: as for `record`.
        """
        now = self.clock.now()
        records: list[AuditRecord] = []
        for event, by in events:
            records += [
                AuditRecord(now, by.actor, one.kind, one.subject(), one.data())
                for one in await self._followed(work, event, by, now)
            ]
        # The audit log's head is locked last (reliability.md §3).
        await work.audit.append(*records)

    async def _followed(
        self, work: UnitOfWork, event: Event, by: Cause, now: datetime
    ) -> Sequence[Event]:
        for key in by.deliveries:
            if not await work.inbox.take_effect(key, now):
                raise TooLate("delivery-again")
        happened = [event]
        for reaction in self.reactions:
            happened += await reaction(work, event, by)
        return happened
