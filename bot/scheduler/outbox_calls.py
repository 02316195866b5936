"""One call to a platform for one claimed message, and what becomes of the message."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.cards.codec import card_from_json
from bot.cards.elements import Card
from bot.cards.repeat import marked_as_repeat
from bot.chat.ports import DeliveryError, Messenger
from bot.chat.request import Place, PlaceKind
from bot.domain.delivery import Claim, Destination, Message
from bot.domain.sending import CHECKS, PACES
from bot.scheduler import outbox_outcomes as outcomes
from bot.scheduler.outbox_outcomes import Outcome
from bot.services.ports import Clock
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)

OtherWay = Callable[[Message], Destination | None]


def no_other_way(message: Message) -> Destination | None:
    """Say that a message's reader can be reached nowhere else."""
    return None


@dataclass(frozen=True)
class Courier:
    """Takes claimed messages to their platforms. Nothing is written here.

    Args:
        messengers: by platform.
        clock: the organisation's, for expiry.
        call: the longest a call may take.
        other_way: where else a message's reader can be reached, once it was refused for good.
        paces: the least time between two messages to one destination, by platform.
        checks: the pauses before each look for a message of unknown outcome.
    """

    messengers: Mapping[str, Messenger]
    clock: Clock
    call: timedelta
    other_way: OtherWay = no_other_way
    paces: Mapping[str, timedelta] = field(default_factory=lambda: PACES)
    checks: Sequence[timedelta] = CHECKS

    async def deliver(self, claim: Claim) -> Outcome:
        """Send a message, or update the one it replaces."""
        messenger = self._messenger(claim)
        try:
            card, place = _card(claim), _place(claim.message.destination)
        except Exception as error:
            # Whatever is wrong with it, it will be wrong the next time too.
            _log.error("outbox.unreadable", message=claim.message.id, exc_info=error)
            return outcomes.dead(claim, "unreadable")
        try:
            async with asyncio.timeout(self.call.total_seconds()):
                platform_id = await self._call(messenger, claim, place, card)
        except DeliveryError as error:
            if error.not_sent:
                return outcomes.failed(claim, error, self._other_way(claim))
            return self._doubtful(claim, error.reason)
        except TimeoutError:
            return self._doubtful(claim, "timeout")
        except Exception as error:
            return self._broken(claim, error)
        pace = self.paces.get(claim.message.destination.platform, timedelta(0))
        return outcomes.sent(claim, platform_id, pace)

    async def look_into(self, claim: Claim) -> Outcome:
        """Find out whether a message of unknown outcome was sent."""
        messenger = self._messenger(claim)
        if claim.message.updates is not None or not messenger.reads_back:
            return outcomes.doubtful(claim, "lease-ran-out", reads_back=False)
        try:
            place = _place(claim.message.destination)
            async with asyncio.timeout(self.call.total_seconds()):
                found = await messenger.find(place, claim.message.id, claim.tried_at)
        except DeliveryError as error:
            return outcomes.unread(claim, error, expired=self._expired(claim))
        except TimeoutError:
            return outcomes.unread(claim, DeliveryError("timeout"), expired=self._expired(claim))
        except Exception as error:
            _log.error("outbox.look_failed", message=claim.message.id, exc_info=error)
            broken = DeliveryError(type(error).__name__, permanent=True)
            return outcomes.unread(claim, broken, expired=self._expired(claim))
        if found is None:
            return outcomes.not_found(claim, self.checks)
        return outcomes.sent(claim, found, timedelta(0))

    def stopped(self, claim: Claim) -> Outcome:
        """Return what follows when a call was cut off because the process ends."""
        return self._doubtful(claim, "stopped")

    async def _call(self, messenger: Messenger, claim: Claim, place: Place, card: Card) -> str:
        message = claim.message
        if message.updates is None:
            return await messenger.send(place, card, message.id, message.language)
        if not claim.target:
            raise DeliveryError("copy-without-id", permanent=True)
        await messenger.update(place, claim.target, card, message.language)
        return claim.target

    def _doubtful(self, claim: Claim, reason: str) -> Outcome:
        reads_back = self._messenger(claim).reads_back
        return outcomes.doubtful(claim, reason, reads_back=reads_back, checks=self.checks)

    def _broken(self, claim: Claim, error: Exception) -> Outcome:
        """A fault of ours: of the network below the platform's client, or in drawing the card."""
        _log.error("outbox.call_failed", message=claim.message.id, exc_info=error)
        reason = type(error).__name__
        if isinstance(error, OSError | RuntimeError) and not isinstance(error, RecursionError):
            return self._doubtful(claim, reason)
        return outcomes.dead(claim, reason)

    def _messenger(self, claim: Claim) -> Messenger:
        return self.messengers[claim.message.destination.platform]

    def _other_way(self, claim: Claim) -> Destination | None:
        if claim.rerouted or claim.message.updates is not None:
            return None
        other = self.other_way(claim.message)
        return other if other is not None and other.platform in self.messengers else None

    def _expired(self, claim: Claim) -> bool:
        return claim.message.expires_at <= self.clock.now()


def _card(claim: Claim) -> Card:
    card = card_from_json(dict(claim.message.card))
    return marked_as_repeat(card, Texts(claim.message.language)) if claim.repeat else card


def _place(to: Destination) -> Place:
    return Place(to.platform, to.tenant, to.id, PlaceKind(to.kind), to.thread)
