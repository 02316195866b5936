"""The pump: takes the outbox's messages to their platforms (reliability.md §1).

Ticks only nudge it. It works in tasks of its own, which a shutdown of the clock does not end.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.delivery import Claim, MessageState
from bot.domain.delivery import Lane as LaneOf
from bot.domain.sending import Lease
from bot.scheduler import outbox_outcomes as outcomes
from bot.scheduler.outbox_calls import Courier
from bot.scheduler.outbox_lane import Lane, LaneWork
from bot.scheduler.outbox_outcomes import Outcome
from bot.scheduler.outbox_settling import RunAgain, Settler
from bot.services.ports import Storage
from bot.telemetry.logs import describe, get_logger

_log = get_logger(__name__)

DELIVER_SECONDS = 0.25
MEND_SECONDS = 1.0

_AT_ONCE_SECONDS = 3.0
_LAST_CALLS_SECONDS = 3.0
_LAST_NOTES_SECONDS = 1.5
# A gate that opens sooner than the tick after next is waited for.
_SOON = timedelta(seconds=2)
_LOOK_AGAIN_SECONDS = 0.01


@dataclass(frozen=True)
class Sizes:
    """How much is done at a time: messages in hand, and calls.

    Urgent messages have their own, and so have those to platforms that cannot be read back: of
    these no more are in hand than are being sent, because the operator must look into each one
    that a process had in hand when it died.
    """

    in_hand: int = 200
    calls: int = 16
    blind_calls: int = 16
    urgent_in_hand: int = 16
    urgent_calls: int = 8
    unknown_in_hand: int = 64
    unknown_calls: int = 4


def uncounted(platform: str, outcome: str) -> None:
    """Count nothing."""


class Pump:
    """Delivers what is due.

    Args:
        storage: the outbox.
        courier: calls the platforms.
        again: runs a whole transaction again.
        lease: how long a claim lasts.
        sizes: how much is done at a time.
        counted: told of each call's platform and outcome, for the metrics.
    """

    def __init__(
        self,
        storage: Storage,
        courier: Courier,
        again: RunAgain,
        lease: Lease | None = None,
        sizes: Sizes | None = None,
        counted: Callable[[str, str], None] = uncounted,
    ) -> None:
        self._storage = storage
        self._courier = courier
        self._again = again
        self._lease = lease or Lease()
        self._counted = counted
        self._settler = Settler(storage, again)
        self._urgent, self._normal, self._blind, self._unknown = self._make_lanes(sizes or Sizes())
        self._draining: asyncio.Task[None] | None = None
        self._strays: set[str] = set()

    async def start(self, *, alone: bool) -> None:
        """Begin: look at once for what an earlier process left.

        Args:
            alone: no other process can be sending, so what is being sent was abandoned.
        """
        async with self._storage.begin() as work:
            left = await work.outbox.recover(abandoned=alone)
            await work.commit()
        if left:
            _log.warning("outbox.recovered", count=len(left))
        await self.tick()

    async def tick(self) -> None:
        """Look for messages to send."""
        # They take the urgent ones first; only while their hands are full is another needed.
        self._normal.nudge()
        self._blind.nudge()
        if self._normal.is_busy or self._blind.is_busy:
            self._urgent.nudge()

    async def mend(self) -> None:
        """Note leases that ran out and messages that expired; look into unknown outcomes."""
        strays = tuple(self._strays)

        async def tidied() -> Sequence[str]:
            async with self._storage.begin() as work:
                left = await work.outbox.recover()
                for token in strays:
                    await work.outbox.release(token)
                await work.outbox.tidy()
                await work.commit()
            return left

        if left := await self._again(tidied):
            _log.warning("outbox.recovered", count=len(left))
        self._strays.difference_update(strays)
        self._unknown.nudge()

    async def settle(self, seconds: float = _AT_ONCE_SECONDS) -> None:
        """Deliver everything that may be sent now, and return.

        What waits at a gate is left there, and a call that takes longer goes on by itself.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.mend()
                lanes = (self._urgent, self._normal, self._blind)
                while sum([await lane.fill() for lane in lanes]):
                    for lane in lanes:
                        await lane.idle()
        except TimeoutError:
            pass
        except Exception as error:
            # The tick tries again.
            _log.warning("outbox.not_settled_at_once", error=describe(error))

    async def drain(self) -> None:
        """Claim nothing more, and let what is being sent come to its end within five seconds.

        A call that takes longer is cut off, and its outcome noted as unknown.
        """
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())
        await asyncio.shield(self._draining)

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return (self._urgent, self._normal, self._blind, self._unknown)

    def _make_lanes(self, sizes: Sizes) -> tuple[Lane, Lane, Lane, Lane]:
        async def urgent(limit: int) -> Sequence[Claim]:
            return await self._claim(limit, self._platforms(), urgent=True)

        async def normal(limit: int) -> Sequence[Claim]:
            return await self._claim(limit, self._platforms(reads_back=True))

        async def blind(limit: int) -> Sequence[Claim]:
            return await self._claim(limit, self._platforms(reads_back=False))

        urgent_slots, slots, blind_slots, looks = (
            asyncio.Semaphore(calls)
            for calls in (
                sizes.urgent_calls,
                sizes.calls,
                sizes.blind_calls,
                sizes.unknown_calls,
            )
        )

        def unless_urgent(others: asyncio.Semaphore) -> Callable[[Claim], asyncio.Semaphore]:
            return lambda claim: urgent_slots if claim.message.lane is LaneOf.URGENT else others

        courier = self._courier
        deliver = (courier.deliver, outcomes.released, courier.stopped, self._noted)
        look_into = (courier.look_into, *2 * (outcomes.not_looked_for,), self._noted)
        lanes = (
            LaneWork("urgent", urgent, *deliver, sizes.urgent_in_hand, unless_urgent(slots)),
            LaneWork("normal", normal, *deliver, sizes.in_hand, unless_urgent(slots)),
            LaneWork("blind", blind, *deliver, sizes.blind_calls, unless_urgent(blind_slots)),
            LaneWork(
                "unknown",
                self._claim_unknown,
                *look_into,
                sizes.unknown_in_hand,
                lambda _: looks,
            ),
        )
        first, second, third, fourth = (Lane(one, self._settler, self._lease) for one in lanes)
        return first, second, third, fourth

    def _platforms(self, *, reads_back: bool | None = None) -> Sequence[str]:
        """Return the platforms there are, or those that can or cannot be read back."""
        found = self._courier.messengers.items()
        return [name for name, one in found if reads_back in (None, one.reads_back)]

    async def _claim(
        self, limit: int, platforms: Sequence[str], *, urgent: bool = False
    ) -> Sequence[Claim]:
        if not platforms:
            return ()
        token = secrets.token_hex(16)
        try:
            async with self._storage.begin() as work:
                claims = await work.outbox.claim(
                    token, platforms, limit, self._lease.lasts, urgent=urgent
                )
                await work.commit()
        except BaseException:
            # The commit may have succeeded all the same; nothing of it was tried.
            self._strays.add(token)
            raise
        return claims

    async def _claim_unknown(self, limit: int) -> Sequence[Claim]:
        token = secrets.token_hex(16)
        async with self._storage.begin() as work:
            claims = await work.outbox.claim_unknown(
                token, self._platforms(), limit, self._lease.lasts
            )
            await work.commit()
        return claims

    def _noted(self, claim: Claim, outcome: Outcome) -> None:
        platform = claim.message.destination.platform
        state = outcome.settlement.state
        self._counted(platform, state.value)
        if state in (MessageState.DEAD, MessageState.HELD):
            reason = outcome.settlement.reason
            _log.warning("outbox.waits", key=claim.message.id, kind=state.value, reason=reason)
        wait = outcome.gate.wait if outcome.gate else outcome.settlement.wait
        if timedelta(0) < wait < _SOON:
            loop = asyncio.get_running_loop()
            loop.call_later(wait.total_seconds() + _LOOK_AGAIN_SECONDS, self._nudge_all)

    def _nudge_all(self) -> None:
        for lane in self._lanes:
            lane.nudge()

    async def _drain(self) -> None:
        for lane in self._lanes:
            lane.stop()
        idle = asyncio.gather(*(lane.idle() for lane in self._lanes))
        done, _ = await asyncio.wait([idle], timeout=_LAST_CALLS_SECONDS)
        if done:
            return
        for lane in self._lanes:
            lane.cut_off()
        done, _ = await asyncio.wait([idle], timeout=_LAST_NOTES_SECONDS)
        if not done:
            idle.cancel()
            _log.error("outbox.not_drained")
