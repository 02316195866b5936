"""A message on its way: its states, and what may follow each (reliability.md §1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class MessageState(StrEnum):
    """Where a message of the outbox is.

    UNKNOWN: the platform may or may not have taken it. HELD: it stays unknown until the operator
    decides, because the platform cannot be asked and a repeat would do harm.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    HELD = "held"
    DEAD = "dead"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


GONE = frozenset({MessageState.DEAD, MessageState.EXPIRED, MessageState.CANCELLED})
"""It is not there, and will not be unless the operator asks for it."""

REPLAYABLE = frozenset({MessageState.DEAD, MessageState.HELD, MessageState.EXPIRED})
"""The operator may have it sent again."""

DISCARDABLE = REPLAYABLE | {MessageState.PENDING}
"""The operator may give it up."""


class Lane(StrEnum):
    """Urgent messages (incidents) overtake all others."""

    URGENT = "urgent"
    NORMAL = "normal"


class WhenUnknown(StrEnum):
    """What to do with a message whose outcome cannot be read back."""

    RESEND = "resend"
    HOLD = "hold"


@dataclass(frozen=True)
class Destination:
    """Where a message goes. `kind` is a `PlaceKind`; a direct `id` is a person's account id."""

    platform: str
    tenant: str
    id: str
    kind: str
    thread: str | None = None


@dataclass(frozen=True)
class Message:
    """A message of the outbox, or the update of one.

    Args:
        id: random; travels with the message as its marker.
        key: says the same thing to the same reader once: a second message with it is not added.
        kind: the notification's name, for the operator.
        subject: what it is about ("matrix/4"): its copies are updated and cancelled by it.
        destination: where it goes.
        card: from `cards.codec`.
        created_at: UTC, by the organisation's clock.
        expires_at: from then on it is recorded as expired instead of being sent.
        person_id: the reader; None for a channel.
        language: "da" or "en".
        lane: urgent or normal.
        when_unknown: what to do when its outcome cannot be read back.
        updates: the id of the message whose card this one replaces; None for a new message.
    """

    id: str
    key: str
    kind: str
    subject: str
    destination: Destination
    card: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    person_id: str | None = None
    language: str = "da"
    lane: Lane = Lane.NORMAL
    when_unknown: WhenUnknown = WhenUnknown.HOLD
    updates: str | None = None


@dataclass(frozen=True)
class Claim:
    """A message that this process has in hand until its lease runs out.

    Args:
        message: what to send. A card that cannot be read is an empty one.
        token: proves the lease; only its holder settles the message.
        tried_at: UTC by the database's clock: when it was claimed for a call. One of unknown
            outcome keeps the moment of the call that is in doubt.
        attempts: how often a call for it has failed.
        checks: how often it was looked for in vain since its outcome became unknown.
        target: the platform's id of the message that it updates.
        repeat: it may be there already; the reader is told so.
        rerouted: it was refused for good on another of the reader's platforms.
    """

    message: Message
    token: str
    tried_at: datetime
    attempts: int = 0
    checks: int = 0
    target: str | None = None
    repeat: bool = False
    rerouted: bool = False


@dataclass(frozen=True)
class Settlement:
    """What became of a claimed message.

    Args:
        id: the message.
        token: from its claim.
        state: what it is now.
        reason: a short code for the operator, "" when there is nothing to say.
        platform_id: the message's id on its platform, once it is sent.
        wait: until it may be claimed again, by the database's clock.
        attempts, checks, repeat, rerouted: as in `Claim`, as they are now.
        destination: where it goes from now on, its updates with it; None: where it went before.
    """

    id: str
    token: str
    state: MessageState
    reason: str = ""
    platform_id: str | None = None
    wait: timedelta = timedelta(0)
    attempts: int = 0
    checks: int = 0
    repeat: bool = False
    rerouted: bool = False
    destination: Destination | None = None


@dataclass(frozen=True)
class Gate:
    """Keeps messages back for a while: those to one destination, or all of a platform.

    Args:
        platform, tenant, destination: as in `Destination`; "" for the last two is the platform.
        wait: from now on, by the database's clock. A gate that is shut for longer stays so.
        refused: the platform's reason for not taking our token; "" when pace alone shuts it.
    """

    platform: str
    tenant: str
    destination: str
    wait: timedelta
    refused: str = ""


@dataclass(frozen=True)
class TokenRefusal:
    """A platform that does not take our token. `since` is by the organisation's clock, UTC."""

    platform: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class Letter:
    """A message as the operator sees it.

    Args:
        message: its card is empty once its body has been forgotten.
        state: where it is.
        reason: the platform's or our own code for why, "" when there is nothing to say.
        attempts: how often a call for it has failed.
        changed_at: since when it is in this state, by the organisation's clock, UTC.
        platform_id: its id on the platform, once sent.
    """

    message: Message
    state: MessageState
    reason: str
    attempts: int
    changed_at: datetime
    platform_id: str | None = None
