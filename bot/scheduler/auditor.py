"""Looks for what nobody does, and has the operator told (reliability.md §1, "An auditor").

It depends on nothing that it watches: the outbox's pump may be dead, a platform may refuse us, and
the database may take no writes.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.alarms import MOST_ONE_BY_ONE, AlarmKind, Trouble, told_apart
from bot.domain.delivery import Letter, MessageState
from bot.domain.organisation import Organisation
from bot.scheduler.heartbeat import Acquaintance
from bot.scheduler.wheel_troubles import (
    Suspicion,
    due_stages,
    late_morning,
    undated_items,
    untold_tasks,
)
from bot.services.alarms import Alarms, Emergency
from bot.services.ports import Storage, UnitOfWork
from bot.telemetry.metrics import Metrics

SECONDS = 15.0
"""Between two looks: with `_LASTING_SECONDS`, the operator hears within two minutes."""

_LASTING_SECONDS = 30.0
_OVERDUE = timedelta(seconds=20)
_MEASURE_SECONDS = 60.0
_TO_DECIDE = (MessageState.DEAD, MessageState.HELD)
_SHOWN = MOST_ONE_BY_ONE + 1
_FRESH_SECONDS = 4 * SECONDS
_DATABASE_SECONDS = 15.0
# A morning for which nothing is written in so many is late; to tell a crowd may take far more.
_MORNING_SECONDS = 75.0
# The jobs that failed with the database are tried again within half a minute of its return.
_CATCHING_UP_SECONDS = 45.0


class Lasting:
    """Tells what nobody does from what is just being done.

    A moment in the rows may lie far back only because the clock was moved: the demo's can be, and
    any machine's. And in a long line that moves, most have waited for long. So it counts when the
    same one has been first in line for a while by the monotonic clock.

    Args:
        clock: monotonic seconds.
        seconds: that it must have been first.
    """

    def __init__(self, clock: Callable[[], float], seconds: float = _LASTING_SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._first: str | None = None
        self._since = 0.0

    def of(self, line: Sequence[str]) -> int:
        """Return how many stand in a `line` that does not move; 0 for one that does."""
        now = self._clock()
        first = line[0] if line else None
        if first != self._first:
            self._first, self._since = first, now
        return len(line) if line and now - self._since >= self._seconds else 0


class Auditor:
    """The look at everything.

    Args:
        storage: the rows.
        alarms: raises and tells what is found.
        emergency: tells that the database is gone.
        acquaintance: which platforms refuse us.
        late: what is wrong with the timed jobs.
        metrics: shows the numbers.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        storage: Storage,
        alarms: Alarms,
        emergency: Emergency,
        acquaintance: Acquaintance,
        late: Callable[[], Iterable[Trouble]],
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._alarms = alarms
        self._emergency = emergency
        self._acquaintance = acquaintance
        self._late = late
        self._metrics = metrics
        self._clock = clock
        self._unsent, self._unanswered = Lasting(clock), Lasting(clock)
        self._undated, self._untold = Lasting(clock), Lasting(clock, _MORNING_SECONDS)
        self._unheard = Lasting(clock)
        self._well_at: float | None = None
        self._failed_at: float | None = None
        self.looks = 0
        self._measured_at: float | None = None

    def all_is_well(self) -> bool:
        """Tell whether the last look was lately, and found nothing."""
        return self._well_at is not None and self._clock() - self._well_at <= _FRESH_SECONDS

    async def look(self) -> None:
        """Find what is wrong, raise and clear alarms, and tell the operator what is due.

        Raises:
            NotReady: the database does not take it; the operator is told when that lasts.
        """
        try:
            await self._look()
        finally:
            self.looks += 1

    async def _look(self) -> None:
        if not self._acquaintance.has_asked:
            await self._acquaintance.look()
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                found = await self._found()
                await self._alarms.report(found)
        except Exception as error:
            self._well_at, self._failed_at = None, self._clock()
            await self._emergency.failed(error)
            raise
        await self._emergency.passed()
        still_open = await self._alarms.open()
        self._metrics.alarms(len(still_open))
        self._well_at = None if found or still_open else self._clock()
        await self._alarms.tell()

    async def _found(self) -> Sequence[Trouble]:
        async with self._storage.read() as work:
            found = [
                *await self._refusals(work),
                *await self._stuck(work),
                *await self._wheel(work),
                *await _waiting_for_a_choice(work),
            ]
            await self._measure(work)
        return (*found, *self._late_jobs())

    def _late_jobs(self) -> Iterable[Trouble]:
        return () if self._is_catching_up() else self._late()

    def _is_catching_up(self) -> bool:
        """Tell whether the database is just back: what waited for it is being done now."""
        if self._failed_at is None:
            return False
        return self._clock() - self._failed_at < _CATCHING_UP_SECONDS

    async def _measure(self, work: UnitOfWork) -> None:
        """Show the numbers; counting reads the whole outbox, so it is done once a minute."""
        now = self._clock()
        if self._measured_at is not None and now - self._measured_at < _MEASURE_SECONDS:
            return
        self._measured_at = now
        counts = await work.outbox.count()
        oldest = await work.outbox.letters([MessageState.PENDING], limit=1)
        waited = [self._alarms.clock.now() - letter.changed_at for letter in oldest]
        seconds = max(0.0, waited[0].total_seconds()) if waited else 0.0
        self._metrics.outbox({state.value: n for state, n in counts.items()}, seconds)

    async def _refusals(self, work: UnitOfWork) -> Sequence[Trouble]:
        """Return the platforms that refuse us, to the pump or to the question.

        What the pump was told stands until a message gets through. When none is waiting, the
        platform's answer to the question counts.
        """
        reasons = dict(self._acquaintance.refused)
        refusing = await work.outbox.refusing()
        if refusing:
            letters = await work.outbox.letters([MessageState.PENDING])
            waiting = {letter.message.destination.platform for letter in letters}
            for refusal in refusing:
                vouched = self._acquaintance.vouches(refusal.platform)
                if refusal.platform in waiting or not vouched:
                    reasons.setdefault(refusal.platform, refusal.reason)
        return [
            Trouble(AlarmKind.TOKEN_REFUSED, platform, {"platform": platform, "reason": reason})
            for platform, reason in sorted(reasons.items())
        ]

    async def _stuck(self, work: UnitOfWork) -> Sequence[Trouble]:
        """Return what nobody does; a process that has just begun believes the one before it."""
        unsent = [letter.message.id for letter in await work.outbox.stuck(_OVERDUE)]
        unanswered = await work.inbox.unanswered()
        known = {alarm.trouble.key for alarm in await work.alarms.every() if alarm.is_open}
        found = []
        for kind, ids, lasting in (
            (AlarmKind.OUTBOX_STUCK, unsent, self._unsent.of(unsent)),
            (AlarmKind.INBOX_STUCK, unanswered, self._unanswered.of(unanswered)),
        ):
            trouble = Trouble(kind, params={"n": lasting or len(ids)})
            if lasting or (ids and trouble.key in known):
                found.append(trouble)
        return found

    async def _wheel(self, work: UnitOfWork) -> Sequence[Trouble]:
        """Return what goes wrong with the wheel and the plan, when it lasts or was known before."""
        organisation, now = self._alarms.snapshots.current.organisation, self._alarms.clock.now()
        today = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        known = {alarm.trouble.key for alarm in await work.alarms.every() if alarm.is_open}
        found = []
        for suspicion, lasting in (
            (undated_items(organisation, today), self._undated),
            (await self._late_morning(work, organisation, now), self._untold),
            (await self._untold_tasks(work, organisation), self._unheard),
        ):
            lasts = lasting.of(suspicion.line if suspicion and suspicion.begins else ())
            if self._is_catching_up():
                lasts = 0
            if suspicion and (lasts or suspicion.trouble.key in known):
                found.append(suspicion.trouble)
        return found

    async def _untold_tasks(self, work: UnitOfWork, organisation: Organisation) -> Suspicion | None:
        """Return that the last morning is told, and nobody heard what was due of the plan."""
        morning = await work.reminders.last_morning()
        due = due_stages(organisation, morning) if morning else {}
        if not due:
            return None
        return untold_tasks(organisation, due, await work.reminders.told_tasks(due))

    async def _late_morning(
        self, work: UnitOfWork, organisation: Organisation, now: datetime
    ) -> Suspicion | None:
        """Return that a morning is due and not told; one that goes on is another at each look."""
        suspicion = late_morning(organisation, await work.reminders.last_morning(), now)
        if suspicion is None:
            return None
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        written = await work.reminders.readers_on(on)
        return replace(suspicion, line=(f"{suspicion.line[0]} {len(written)}",))


async def _waiting_for_a_choice(work: UnitOfWork) -> Sequence[Trouble]:
    letters = await work.outbox.letters(_TO_DECIDE, limit=_SHOWN)
    total = len(letters)
    if total == _SHOWN:
        counts = await work.outbox.count()
        total = sum(counts[state] for state in _TO_DECIDE)
    return told_apart([_waiting(letter) for letter in letters], total)


def _waiting(letter: Letter) -> Trouble:
    message = letter.message
    dead = letter.state is MessageState.DEAD
    return Trouble(
        AlarmKind.MESSAGE_DEAD if dead else AlarmKind.MESSAGE_HELD,
        message.id,
        {
            "kind": message.kind,
            "subject": message.subject,
            "platform": message.destination.platform,
            "person_id": message.person_id or "",
            "reason": letter.reason,
        },
    )
