"""What the operator decides about messages: see them, send them again, give them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.cpr import mask_cpr
from bot.domain.delivery import DISCARDABLE, Letter, MessageState
from bot.domain.errors import BadInput, TooLate
from bot.domain.operator_events import MessageDiscarded, MessageReplayed
from bot.services.journal import SYSTEM, Cause, Journal
from bot.services.ports import Storage, UnitOfWork

LONGEST_REASON = 500
_TOO_LATE: Mapping[MessageState, str] = {
    MessageState.PENDING: "outbox-on-its-way",
    MessageState.SENDING: "outbox-on-its-way",
    MessageState.UNKNOWN: "outbox-on-its-way",
    MessageState.SENT: "outbox-sent",
    MessageState.EXPIRED: "outbox-expired",
    MessageState.CANCELLED: "outbox-given-up",
}


@dataclass(frozen=True)
class OutboxDesk:
    """The outbox, as its operator uses it. Every decision is an event, and is made once.

    Args:
        storage: the database.
        journal: writes events.
    """

    storage: Storage
    journal: Journal

    async def letters(self, states: Sequence[MessageState]) -> tuple[Letter, ...]:
        """Return the messages in `states`, those first that have been so for longest."""
        async with self.storage.read() as work:
            return tuple(await work.outbox.letters(states))

    async def letter(self, message_id: str) -> Letter:
        """Return a message.

        Raises:
            BadInput: there is none with this id.
        """
        async with self.storage.read() as work:
            return await _known(work, message_id)

    async def discardable(self, message_id: str) -> Letter:
        """Return a message that may be given up.

        Raises:
            BadInput: there is none with this id.
            TooLate: it was sent, is being sent, or was given up already.
        """
        letter = await self.letter(message_id)
        if letter.state not in DISCARDABLE:
            raise TooLate(_TOO_LATE.get(letter.state, "outbox-on-its-way"))
        return letter

    async def replay(self, message_id: str, cause: Cause | str = SYSTEM) -> Letter:
        """Have a dead, held or expired message sent again, once, and return it as it was.

        Raises:
            BadInput: there is none with this id.
            TooLate: it is on its way, was sent, or was given up.
        """
        async with self.storage.begin() as work:
            letter = await _known(work, message_id)
            if not await work.outbox.replay(message_id):
                raise await _too_late(work, message_id)
            event = MessageReplayed(message_id, letter.state.value)
            await self.journal.record(work, event, cause)
            await work.commit()
        return letter

    async def discard(self, message_id: str, reason: str, cause: Cause | str = SYSTEM) -> Letter:
        """Give up a message that has not been sent, and return it as it was.

        Args:
            reason: why, for the audit log; CPR numbers in it are masked.

        Raises:
            BadInput: there is none with this id, or the reason is empty or too long.
            TooLate: it was sent, is being sent, or was given up already.
        """
        why = mask_cpr(reason.strip())
        if not why:
            raise BadInput("outbox-no-reason")
        if len(why) > LONGEST_REASON:
            raise BadInput("outbox-long-reason", n=LONGEST_REASON)
        async with self.storage.begin() as work:
            letter = await _known(work, message_id)
            if not await work.outbox.discard(message_id, why):
                raise await _too_late(work, message_id)
            event = MessageDiscarded(message_id, letter.state.value, why)
            await self.journal.record(work, event, cause)
            await work.commit()
        return letter


async def _known(work: UnitOfWork, message_id: str) -> Letter:
    letter = await work.outbox.letter(message_id)
    if letter is None:
        raise BadInput("outbox-unknown", id=message_id[:80])
    return letter


async def _too_late(work: UnitOfWork, message_id: str) -> TooLate:
    """Return what became of the message; another operator may just have decided."""
    letter = await _known(work, message_id)
    return TooLate(_TOO_LATE.get(letter.state, "outbox-on-its-way"))
