"""Deliveries that a process took in and never answered: they are answered after all.

The asker's conversation is long over by then, so the answer goes out through the outbox.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.codec import card_to_json
from bot.chat.reply import Reply
from bot.chat.request import Request
from bot.domain.delivery import Destination, Message
from bot.services.identifiers import new_id
from bot.services.inbox import request_from_json
from bot.services.ports import Clock, Received, Storage
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)

SECONDS = 10.0
LEFT_AFTER = timedelta(seconds=60)
"""So long after it came in nobody can still be answering a delivery."""

_AT_A_TIME = 20
_KEEPS = timedelta(days=1)


@dataclass(frozen=True)
class LeftOver:
    """Answers what was left over.

    Args:
        storage: the inbox and the outbox.
        clock: the organisation's.
        answer: works out the answer to a request; the request's effect happens once.
    """

    storage: Storage
    clock: Clock
    answer: Callable[[Request], Awaitable[Reply]]

    async def look(self) -> None:
        """Answer what is left over, the oldest first."""
        async with self.storage.begin() as work:
            found = await work.inbox.left_over(self.clock.now() - LEFT_AFTER, _AT_A_TIME)
            await work.commit()
        for received in found:
            try:
                await self._answer(received)
            except Exception as error:
                # It comes up again; the others need not wait for it.
                _log.error("inbox.not_answered", exc_info=error)

    async def _answer(self, received: Received) -> None:
        try:
            request = request_from_json(received.request)
        except (KeyError, TypeError, ValueError) as error:
            # Written by another version; it will not become readable.
            _log.error("inbox.unreadable", exc_info=error)
            await self._note(received, [])
            return
        reply = await self.answer(request)
        await self._note(received, [_message(received, request, reply, self.clock.now())])

    async def _note(self, received: Received, messages: list[Message]) -> None:
        async with self.storage.begin() as work:
            await work.outbox.add(messages)
            await work.inbox.answered([received.key], self.clock.now())
            await work.commit()


def _message(received: Received, request: Request, reply: Reply, now: datetime) -> Message:
    """Return the answer as a private message to who asked."""
    account = request.actor.account
    return Message(
        id=new_id("message"),
        key=f"answer:{received.key}",
        kind="answer",
        subject="answer",
        destination=Destination(account.platform, account.tenant, account.id, "direct"),
        card=card_to_json(reply.card),
        created_at=now,
        expires_at=now + _KEEPS,
        language=reply.language or "da",
    )
