"""A message on its way: its states, and what may follow each (reliability.md §1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
