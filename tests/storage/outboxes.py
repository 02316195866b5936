"""Messages for tests of the outbox, and short ways to claim and settle them."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.domain.delivery import Claim, Destination, Message, MessageState, Settlement
from bot.services.ports import Storage
from tests.databases import START

LEASE = timedelta(seconds=30)
PLATFORMS = ("slack", "teams", "web")
_tokens = itertools.count(1)


def message(
    name: str, to: str = "anna", *, platform: str = "slack", days: float = 7, **more: Any
) -> Message:
    """Return a message with `name` as its id and key."""
    given: dict[str, Any] = {
        "key": f"key:{name}",
        "kind": "matrix.to-approve",
        "subject": "matrix/4",
        "card": {"is": "Card", "title": name},
        **more,
    }
    return Message(
        id=name,
        destination=Destination(platform, "T1", to, "direct"),
        created_at=START,
        expires_at=START + timedelta(days=days),
        **given,
    )


async def add(storage: Storage, *messages: Message) -> Sequence[Message]:
    """Put messages in the outbox in a transaction of their own."""
    async with storage.begin() as work:
        added = await work.outbox.add(messages)
        await work.commit()
    return added


async def claim(
    storage: Storage, limit: int = 100, *, urgent: bool = False, lease: timedelta = LEASE
) -> list[Claim]:
    """Claim what may be sent now, with a token of its own."""
    token = f"token-{next(_tokens)}"
    async with storage.begin() as work:
        found = await work.outbox.claim(token, PLATFORMS, limit, lease, urgent=urgent)
        await work.commit()
    return list(found)


async def claimed_ids(storage: Storage, *, urgent: bool = False) -> list[str]:
    """Claim what may be sent now and return the ids."""
    return [one.message.id for one in await claim(storage, urgent=urgent)]


async def claim_unknown(storage: Storage) -> list[Claim]:
    """Claim what is to be looked into now."""
    token = f"token-{next(_tokens)}"
    async with storage.begin() as work:
        found = await work.outbox.claim_unknown(token, PLATFORMS, 100, LEASE)
        await work.commit()
    return list(found)


def settled(of: Claim, state: MessageState, **more: Any) -> Settlement:
    """Return a settlement of a claim."""
    return Settlement(of.message.id, of.token, state, **more)


async def settle(storage: Storage, *settlements: Settlement) -> Sequence[str]:
    """Settle in a transaction of its own; return the ids that were settled."""
    async with storage.begin() as work:
        done = await work.outbox.settle(settlements)
        await work.commit()
    return done


async def state_of(storage: Storage, message_id: str) -> MessageState | None:
    """Return a message's state, None when there is no such message."""
    async with storage.read() as work:
        letter = await work.outbox.letter(message_id)
    return letter.state if letter else None
