"""What follows from how a call to a platform ended (reliability.md §1, "States")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.ports import DeliveryError
from bot.domain.delivery import Claim, Destination, Gate, MessageState, Settlement, WhenUnknown
from bot.domain.sending import (
    CHECK_FAILED,
    CHECKS,
    MOST_ATTEMPTS,
    MOST_REPEATS,
    PACES,
    TOKEN_REFUSED,
    pause_before,
)


@dataclass(frozen=True)
class Outcome:
    """What is to be noted of a claimed message, and the gate that is to be shut, if any."""

    settlement: Settlement
    gate: Gate | None = None


def sent(claim: Claim, platform_id: str, pace: timedelta | None = None) -> Outcome:
    """It was taken; the next one to the same destination waits for the platform's pace."""
    to = claim.message.destination
    gap = PACES.get(to.platform, timedelta(0)) if pace is None else pace
    gate = Gate(to.platform, to.tenant, to.id, gap) if gap else None
    settlement = _settled(claim, MessageState.SENT, platform_id=platform_id or None)
    return Outcome(settlement, gate)


def released(claim: Claim) -> Outcome:
    """No call was started for it."""
    return Outcome(_settled(claim, MessageState.PENDING))


def not_looked_for(claim: Claim) -> Outcome:
    """Its outcome stays unknown."""
    return Outcome(_settled(claim, MessageState.UNKNOWN, "stopped"))


def dead(claim: Claim, reason: str) -> Outcome:
    """It can never be sent."""
    return Outcome(_settled(claim, MessageState.DEAD, reason))


def failed(claim: Claim, error: DeliveryError, other_way: Destination | None) -> Outcome:
    """The call failed and the message was surely not taken.

    Args:
        claim: the message.
        error: one with `not_sent`.
        other_way: where else its reader can be reached.
    """
    to = claim.message.destination
    if error.credentials:
        gate = Gate(to.platform, "", "", TOKEN_REFUSED, refused=error.reason)
        return Outcome(_settled(claim, MessageState.PENDING, error.reason), gate)
    if error.retry_after is not None:
        wait = timedelta(seconds=error.retry_after)
        gate = Gate(to.platform, to.tenant, to.id, wait)
        return Outcome(_settled(claim, MessageState.PENDING, error.reason, wait=wait), gate)
    if error.permanent:
        return _refused(claim, error.reason, other_way)
    return _again(claim, error.reason)


def doubtful(
    claim: Claim, reason: str, *, reads_back: bool, checks: Sequence[timedelta] = CHECKS
) -> Outcome:
    """Nobody knows whether it was taken."""
    if claim.message.updates is not None:
        # Done twice it does no harm.
        return _again(claim, reason)
    if reads_back:
        attempts = claim.attempts + 1
        wait = checks[0]
        return Outcome(
            _settled(claim, MessageState.UNKNOWN, reason, wait=wait, attempts=attempts, checks=0)
        )
    return undecidable(claim, reason)


def undecidable(claim: Claim, reason: str) -> Outcome:
    """Nobody will ever know whether it was taken: what is done is its own choice."""
    again = claim.message.when_unknown is WhenUnknown.RESEND
    if again and claim.attempts < MOST_REPEATS:
        return _again(claim, reason, repeat=True)
    return Outcome(_settled(claim, MessageState.HELD, reason))


def not_found(claim: Claim, checks: Sequence[timedelta] = CHECKS) -> Outcome:
    """It was looked for in vain; after the last look it counts as not sent."""
    looks = claim.checks + 1
    if looks < len(checks):
        wait = checks[looks]
        return Outcome(
            _settled(claim, MessageState.UNKNOWN, "not-found-yet", wait=wait, checks=looks)
        )
    if claim.attempts >= MOST_ATTEMPTS:
        return dead(claim, "not-found")
    return Outcome(_settled(claim, MessageState.PENDING, "not-found", checks=0))


def unread(claim: Claim, error: DeliveryError, *, expired: bool) -> Outcome:
    """It could not be looked for."""
    to = claim.message.destination
    gate = None
    wait = CHECK_FAILED
    if error.credentials:
        gate = Gate(to.platform, "", "", TOKEN_REFUSED, refused=error.reason)
        wait = TOKEN_REFUSED
    elif error.retry_after is not None:
        wait = timedelta(seconds=error.retry_after)
    elif error.permanent:
        return undecidable(claim, error.reason)
    if expired:
        return Outcome(_settled(claim, MessageState.HELD, error.reason), gate)
    return Outcome(_settled(claim, MessageState.UNKNOWN, error.reason, wait=wait), gate)


def _again(claim: Claim, reason: str, *, repeat: bool = False) -> Outcome:
    attempts = claim.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return dead(claim, reason)
    return Outcome(
        _settled(
            claim,
            MessageState.PENDING,
            reason,
            wait=pause_before(attempts),
            attempts=attempts,
            repeat=repeat or claim.repeat,
        )
    )


def _refused(claim: Claim, reason: str, other_way: Destination | None) -> Outcome:
    if claim.message.updates is not None:
        # The card is gone, or too old to be changed: its reader misses nothing.
        return Outcome(_settled(claim, MessageState.CANCELLED, reason))
    if other_way is None or claim.rerouted:
        return dead(claim, reason)
    return Outcome(
        _settled(
            claim,
            MessageState.PENDING,
            reason,
            attempts=0,
            rerouted=True,
            destination=other_way,
        )
    )


def _settled(
    claim: Claim,
    state: MessageState,
    reason: str = "",
    *,
    platform_id: str | None = None,
    wait: timedelta = timedelta(0),
    attempts: int | None = None,
    checks: int | None = None,
    repeat: bool | None = None,
    rerouted: bool | None = None,
    destination: Destination | None = None,
) -> Settlement:
    """Return a settlement in which what is not given is as it was."""
    return Settlement(
        id=claim.message.id,
        token=claim.token,
        state=state,
        reason=reason,
        platform_id=platform_id,
        wait=wait,
        attempts=claim.attempts if attempts is None else attempts,
        checks=claim.checks if checks is None else checks,
        repeat=claim.repeat if repeat is None else repeat,
        rerouted=claim.rerouted if rerouted is None else rerouted,
        destination=destination,
    )
