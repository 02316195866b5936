"""Presses on one request: those that come at once share a transaction.

A committee answers when it is asked, all within a second or two. Each press is judged by itself, in
the order in which they came, by the request as the one before left it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.errors import NotReady, TovholderError
from bot.services.approvals.cases import Case, Cases
from bot.services.approvals.outcomes import Ended
from bot.services.journal import Cause

Decide = Callable[[Case], Awaitable[Ended]]
"""Judges a press, and writes what comes of it; whatever is refused is refused before."""


@dataclass(frozen=True, eq=False)
class _Press:
    cause: Cause
    decide: Decide
    told: "asyncio.Future[Ended]"

    def fail(self, error: Exception) -> None:
        """Tell whoever waits still."""
        if not self.told.done():
            self.told.set_exception(error)


@dataclass(frozen=True)
class Presses:
    """Takes presses, each request's one after the other."""

    cases: Cases
    _waiting: dict[str, list[_Press]] = field(default_factory=dict, init=False)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set, init=False)

    async def make(self, approval_id: str, cause: Cause, decide: Decide) -> Ended:
        """Make a press count, and return what came of it once it is kept.

        Raises:
            TooLate, NotAllowed: as for `Cases.changing`; and whatever `decide` refuses it for.
        """
        press = _Press(cause, decide, asyncio.get_running_loop().create_future())
        waiting = self._waiting.get(approval_id)
        if waiting is not None:
            waiting.append(press)
        else:
            self._waiting[approval_id] = [press]
            # A task of its own: whoever gives up waiting does not take the others with them.
            task = asyncio.create_task(self._take(approval_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await press.told

    async def _take(self, approval_id: str) -> None:
        """Take what waits until nothing does."""
        given: list[_Press] = []
        try:
            while given := self._waiting[approval_id]:
                self._waiting[approval_id] = []
                await self._take_all(approval_id, [one for one in given if not one.told.done()])
        finally:
            # Cancelled, it leaves nobody waiting for ever.
            for press in (*given, *self._waiting.pop(approval_id)):
                press.told.cancel()

    async def _take_all(self, approval_id: str, presses: Sequence[_Press]) -> None:
        try:
            await self._together(approval_id, presses)
        except Exception as error:
            alone = len(presses) == 1
            for press in presses:
                if alone or isinstance(error, NotReady):
                    press.fail(error)
                else:
                    # One of them is at fault, and undid the others: each by itself, then.
                    await self._take_all(approval_id, [press])

    async def _together(self, approval_id: str, presses: Sequence[_Press]) -> None:
        """Judge and keep presses in one transaction; what is refused changes nothing."""
        taken: list[tuple[_Press, Ended]] = []
        refused: list[tuple[_Press, TovholderError]] = []
        async with self.cases.locked(approval_id) as (work, organisation, before):
            approval = before
            for press in presses:
                try:
                    case = self.cases.case(work, organisation, approval, press.cause)
                    end = await press.decide(case)
                except NotReady:
                    raise
                except TovholderError as refusal:
                    refused.append((press, refusal))
                    continue
                taken.append((press, end))
                approval = end.approval
            if taken:
                events = [(event, press.cause) for press, end in taken for event in end.events]
                await self.cases.journal.record_all(work, events)
                await work.commit()
        if any(end.decision for _, end in taken):
            await self.cases.snapshots.refresh()
        # Whoever is told may close the database: nothing of it is in hand any more.
        for press, error in refused:
            press.fail(error)
        for press, end in taken:
            if not press.told.done():
                press.told.set_result(end)
