"""A lane of the pump: claims, calls a few platforms at once, and has the outcomes written."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.chat.fence import seconds, starting_before
from bot.domain.delivery import Claim
from bot.domain.sending import Lease
from bot.scheduler.outbox_outcomes import Outcome
from bot.scheduler.outbox_settling import Settler
from bot.telemetry.logs import describe, get_logger

_log = get_logger(__name__)
_AFTER_TROUBLE_SECONDS = 1.0


@dataclass(frozen=True)
class LaneWork:
    """What a lane does.

    Args:
        name: for the log.
        claim: takes at most so many messages in hand.
        work: does something about one; what it returns is written.
        given_back: what follows when nothing was done about one.
        cut_off: what follows when the work on one was cut off.
        noted: told of each outcome once it is written.
        most: messages in hand at a time.
        slots: what a message waits for before it is worked on.
    """

    name: str
    claim: Callable[[int], Awaitable[Sequence[Claim]]]
    work: Callable[[Claim], Awaitable[Outcome]]
    given_back: Callable[[Claim], Outcome]
    cut_off: Callable[[Claim], Outcome]
    noted: Callable[[Claim, Outcome], None]
    most: int
    slots: Callable[[Claim], asyncio.Semaphore]


class Lane:
    """One lane.

    Args:
        does: what it does.
        settler: writes the outcomes.
        lease: how long a claim lasts.
        clock: seconds that go on while the machine sleeps.
    """

    def __init__(
        self,
        does: LaneWork,
        settler: Settler,
        lease: Lease,
        clock: Callable[[], float] = seconds,
    ) -> None:
        self._does = does
        self._settler = settler
        self._lease = lease
        self._clock = clock
        self._one_claim_at_a_time = asyncio.Lock()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._at_work: set[asyncio.Task[None]] = set()
        self._filling: asyncio.Task[None] | None = None
        self._again = False
        self._rest_until = 0.0
        self._stopping = False

    @property
    def is_busy(self) -> bool:
        """Tell whether anything is in hand."""
        return bool(self._in_hand)

    def nudge(self) -> None:
        """Look for work soon, unless the lane is stopping or the last look failed just now."""
        self._again = True
        if not (self._claiming() or self._stopping) and self._clock() >= self._rest_until:
            self._filling = asyncio.get_running_loop().create_task(self._fill_all())

    async def fill(self) -> int:
        """Claim what there is room for and begin with it; return how many messages that were."""
        async with self._one_claim_at_a_time:
            room = self._does.most - len(self._in_hand)
            # A claim costs the same for one as for many.
            if self._stopping or room <= self._does.most // 2:
                return 0
            # Before the claim: the database counts the lease from later on.
            since = self._clock()
            claims = await self._does.claim(room)
        for claim in claims:
            task = asyncio.get_running_loop().create_task(self._one(claim, since))
            self._in_hand.add(task)
            task.add_done_callback(self._done)
        return len(claims)

    async def idle(self) -> None:
        """Return when nothing is in hand, and nothing being claimed."""
        while under_way := {*self._in_hand, *self._claiming()}:
            await asyncio.wait(under_way)

    def stop(self) -> None:
        """Claim nothing more, and begin no call."""
        self._stopping = True

    def cut_off(self) -> None:
        """End the work that is under way."""
        for task in self._at_work:
            task.cancel()

    async def _fill_all(self) -> None:
        try:
            self._again = True
            while self._again:
                self._again = False
                while await self.fill():
                    pass
        except Exception as error:
            self._rest_until = self._clock() + _AFTER_TROUBLE_SECONDS
            _log.warning("outbox.not_claimed", kind=self._does.name, error=describe(error))

    def _claiming(self) -> tuple[asyncio.Task[None], ...]:
        filling = self._filling
        return () if filling is None or filling.done() else (filling,)

    async def _one(self, claim: Claim, since: float) -> None:
        async with self._does.slots(claim):
            if self._stopping or not self._lease.may_start(self._clock() - since):
                outcome = self._does.given_back(claim)
            else:
                outcome = await self._worked(claim, since)
        if await self._settler.settle(outcome):
            self._does.noted(claim, outcome)
        else:
            _log.warning("outbox.lease_lost", message=claim.message.id)

    async def _worked(self, claim: Claim, since: float) -> Outcome:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._at_work.add(task)
        try:
            with starting_before(since + self._lease.requests_within.total_seconds()):
                return await self._does.work(claim)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            task.uncancel()
            return self._does.cut_off(claim)
        finally:
            self._at_work.discard(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._in_hand.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("outbox.failed", kind=self._does.name, exc_info=error)
        self.nudge()
