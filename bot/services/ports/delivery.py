"""What comes in and goes out: inbox, forms, outbox, alarms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.alarms import Alarm, Copy, Trouble
from bot.domain.delivery import (
    Claim,
    Gate,
    Letter,
    Message,
    MessageState,
    Settlement,
    TokenRefusal,
)


@dataclass(frozen=True)
class Received:
    """A delivery that changes something, as it was received. Both moments are UTC."""

    key: str
    request: Mapping[str, Any]
    received_at: datetime
    answered_at: datetime | None = None


class Inbox(Protocol):
    """Deliveries that change something (reliability.md §1 "Inbox")."""

    async def add(self, *received: Received) -> frozenset[str]:
        """Keep deliveries; return the keys of those that were not there already."""
        ...

    async def take_effect(self, key: str, at: datetime) -> bool:
        """Note that the delivery has its effect in this transaction; unknown keys are added.

        Returns:
            False when it had its effect in an earlier transaction.
        """
        ...

    async def answered(self, keys: Sequence[str], at: datetime) -> None:
        """Note that deliveries were answered, with or without an effect."""
        ...

    async def left_over(self, before: datetime, limit: int) -> Sequence[Received]:
        """Claim deliveries received before `before` that nobody has answered, the oldest first.

        A claimed one is not given out again for a minute.
        """
        ...

    async def unanswered(self, limit: int = 1000) -> Sequence[str]:
        """Return the keys of deliveries that nobody has answered, the oldest first."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop deliveries received before `before`."""
        ...


@dataclass(frozen=True)
class OpenForm:
    """A form that someone has open, as it was shown.

    Args:
        id: random; the platforms carry it as the form's value.
        platform, tenant, account: who has it open.
        form: from `cards.codec`, with the handler's own value.
        expires_at: UTC.
    """

    id: str
    platform: str
    tenant: str
    account: str
    form: Mapping[str, Any]
    expires_at: datetime


class Forms(Protocol):
    """Drafts of forms, which expire."""

    async def add(self, form: OpenForm) -> None:
        """Keep an open form."""
        ...

    async def load(self, form_id: str) -> OpenForm | None:
        """Return an open form, expired or not."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop forms that expired before `before`."""
        ...


class Outbox(Protocol):
    """Messages to anyone but the asker, written in the transaction that caused them."""

    async def add(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Put messages in the outbox; return those whose key was not there yet."""
        ...

    async def copies(
        self, subject: str, kind: str | None = None, person_id: str | None = None
    ) -> Sequence[Message]:
        """Return the messages about `subject` that are sent or may yet be, not their updates.

        Those of one kind or to one reader only, where they are named.
        """
        ...

    async def cancel(
        self, subject: str, kind: str | None = None, spared: Collection[str] = ()
    ) -> None:
        """Cancel what is pending about `subject`, but for what the `spared` people are sent."""
        ...

    async def claim(
        self,
        token: str,
        platforms: Sequence[str],
        limit: int,
        lease: timedelta,
        *,
        urgent: bool = False,
    ) -> Sequence[Claim]:
        """Take messages in hand that may be sent now: the first of each open destination.

        The urgent ones come first, then those that were written first. An update comes once the
        message itself is sent.

        Args:
            token: a new random one.
            platforms: only messages to these.
            limit: at most so many.
            lease: for how long, by the database's clock.
            urgent: only urgent ones.
        """
        ...

    async def release(self, token: str) -> None:
        """Give back what was claimed with `token` and never tried."""
        ...

    async def claim_unknown(
        self, token: str, platforms: Sequence[str], limit: int, lease: timedelta
    ) -> Sequence[Claim]:
        """Take messages in hand whose unknown outcome may be looked into now."""
        ...

    async def settle(
        self, settlements: Sequence[Settlement], gates: Sequence[Gate] = ()
    ) -> Sequence[str]:
        """Note what became of claimed messages, and shut gates.

        A message that is sent opens its platform's own gate.

        Returns:
            The ids of the settled messages; one whose token no longer counts is left as it is.
        """
        ...

    async def recover(self, *, abandoned: bool = False) -> Sequence[str]:
        """Note as unknown what is being sent under a lease that ran out; return the ids.

        Args:
            abandoned: all that is being sent: no other process runs that could be sending.
        """
        ...

    async def tidy(self) -> None:
        """Note what has expired, and cancel the updates of messages that will not be sent."""
        ...

    async def letters(self, states: Sequence[MessageState], limit: int = 1000) -> Sequence[Letter]:
        """Return messages in these states, those first that have been so for longest."""
        ...

    async def letter(self, message_id: str) -> Letter | None:
        """Return a message of any state."""
        ...

    async def count(self) -> Mapping[MessageState, int]:
        """Return how many messages are in each state; none is left out."""
        ...

    async def replay(self, message_id: str) -> bool:
        """Have a dead, held or expired message sent again, with its own key and a new expiry.

        Returns:
            False when it is none of these: a second replay does nothing.
        """
        ...

    async def discard(self, message_id: str, reason: str) -> bool:
        """Give up a dead, held, expired or pending message; False when it is none of these."""
        ...

    async def stuck(self, older_than: timedelta, limit: int = 1000) -> Sequence[Letter]:
        """Return messages that have been due for longer and that nobody picks up.

        Those that wait at a gate, or behind others to the same destination that are on their
        way, are not among them.
        """
        ...

    async def refusing(self) -> Sequence[TokenRefusal]:
        """Return the platforms that do not take our token, until one of them takes a message."""
        ...

    async def forget_bodies(self, before: datetime) -> None:
        """Empty the cards of messages that reached their last state before `before`."""
        ...


class Alarms(Protocol):
    """The operator's alarms. Every `now` is by the real clock, UTC (reliability.md §4)."""

    async def every(self) -> Sequence[Alarm]:
        """Return the alarms that are open, and those whose end is yet to be told; oldest first."""
        ...

    async def see(self, trouble: Trouble, raised_at: datetime, now: datetime) -> bool:
        """Note that `trouble` was found at `now`; True when that opens an alarm.

        Args:
            raised_at: the moment by the organisation's clock, for a new alarm.
        """
        ...

    async def clear(self, alarm: Alarm, now: datetime) -> bool:
        """Close `alarm` unless it was seen since it was read; True when that closed it."""
        ...

    async def claim(self, now: datetime) -> Sequence[Alarm]:
        """Take the alarms in hand that are due at `now`; nobody else is given them for a minute."""
        ...

    async def told(self, key: str, now: datetime, copies: Sequence[Copy]) -> None:
        """Note that an alarm was told at `now`, and every place where a copy of it stands."""
        ...

    async def forget(self, key: str) -> None:
        """Drop an alarm whose end is told, unless it was raised again meanwhile."""
        ...

    async def beat(self, now: datetime) -> None:
        """Note that somebody looked after everything at `now`."""
        ...

    async def last_beat(self) -> datetime | None:
        """Return when somebody last looked after everything, None before the first time."""
        ...


class ConversationReferences(Protocol):
    """Where the bot can write on a platform, as JSON by key."""

    async def save(self, key: str, reference: Mapping[str, Any]) -> None:
        """Keep `reference` in place of any other under `key`."""
        ...

    async def load(self, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under `key`."""
        ...

    async def remove(self, key: str) -> None:
        """Forget what is kept under `key`, if anything is."""
        ...

    async def every(self) -> Sequence[Mapping[str, Any]]:
        """Return every reference, in no order."""
        ...
