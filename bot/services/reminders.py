"""The clock that tells people: each working day's reminders of the annual wheel and plan.

Any number of replicas may tell the same morning, and any of them may die at any moment. Whoever
notes first that a person is told of a stage writes the message, in that same transaction.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import NotReady
from bot.domain.mornings import Mail, Morning, is_open, mail_of, reminder_time
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.reminder_events import RemindersTold
from bot.domain.reminders import Letter, TaskTold, Told
from bot.domain.schedules import CatchingUp, Daily
from bot.services.identifiers import new_id
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

_DAY = timedelta(days=1)
_FAR = timedelta(days=400)


@dataclass
class Reminders:
    """Tells people what is due. It remembers which morning it told last, to be cheap.

    Args:
        storage: where it is noted who was told of what.
        snapshots: the organisation in memory.
        journal: writes the event, and so the messages.
        clock: the organisation's time.
        plan: sees that the wheel has its dates, before each morning.
        catching_up: what to do with mornings that nobody told.
        at_once: how many people are told in one transaction.
        written: how many messages were written so far.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    plan: Callable[[], Awaitable[object]]
    catching_up: CatchingUp = field(default_factory=CatchingUp)
    at_once: int = 100
    written: int = field(default=0, init=False)
    _done: date | None = field(default=None, init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def remind(self) -> int:
        """Tell what is due and not told yet; return to how many people messages were written.

        It may be called each second: between two mornings it does nothing.

        Raises:
            NotReady: the database does not take it. What is told stays told; call it again.
        """
        async with self._one_at_a_time:
            await self.plan()
            now = self.clock.now()
            today = self._today(now)
            if self._done == today or (self._done is not None and not self._is_open(now)):
                return 0
            organisation = self.snapshots.current.organisation
            if not organisation.wheel.items and not organisation.plan.tasks:
                return 0
            async with self.storage.read() as work:
                last = await work.reminders.last_morning()
            if last is None:
                # The day on which the wheel was set up: nobody is reminded of what came before.
                await self._finish(today, ())
                return 0
            # A clock that once ran ahead must not silence the days that it ran over.
            after = min(last, today - _DAY)
            if last == today or not self._is_open(now):
                self._done = last
                return 0
            return await self._tell(organisation, Morning(today, after, self.catching_up))

    async def letter(self, letter_id: str) -> Letter | None:
        """Return a letter."""
        async with self.storage.read() as work:
            return await work.reminders.letter(letter_id)

    def next_moment(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first moment after `after`, not after `until`, at which reminders go (UTC)."""
        calendar = self.snapshots.current.organisation.wheel.calendar
        daily = Daily(reminder_time(calendar), self._zone)
        start = after
        while start < until:
            end = min(until, start + _FAR)
            for day in daily.due_between(start, end):
                if calendar.is_workday(day):
                    return daily.moment_of(day)
            start = end
        return None

    async def _tell(self, organisation: Organisation, morning: Morning) -> int:
        """Tell a morning, some people at a time.

        Whose message cannot be made keeps nobody else from theirs: it is tried again, and raised.
        """
        sent, reached = 0, ""
        size, failed = self.at_once, list[Exception]()
        before, mails = await self._parted(await _worked_out(organisation, morning), morning.on)
        reminded = set[str]().union(*(mail.reminded for mail in before))
        while batch := _following(reached, mails, size):
            try:
                written = await self._tell_batch(batch, organisation.version, morning)
            except NotReady:
                raise
            except Exception as error:
                if len(batch) > 1:
                    size = 1
                    continue
                written, size = 0, self.at_once
                failed.append(error)
            if written is None:
                # Somebody changed something meanwhile: perhaps they have acted.
                organisation = (await self.snapshots.refresh()).organisation
                mails = await _worked_out(organisation, morning)
                continue
            sent += written
            self.written += written
            reached = batch[-1].person_id
            reminded.update(*(mail.reminded for mail in batch))
        if failed:
            raise failed[0]
        await self._finish(morning.on, reminded)
        return sent

    async def _parted(
        self, mails: Sequence[Mail], on: date
    ) -> tuple[Sequence[Mail], Sequence[Mail]]:
        """Return the messages that tell nothing new, and those that do.

        A morning may go on that was broken off: to go through all that was told before it may take
        longer than this process lives.
        """
        async with self.storage.read() as work:
            readers = await work.reminders.readers_on(on)
            if not readers:
                return (), mails
            wheel = {one.occurrence_id for mail in mails for one in mail.told}
            plan = {one.task_id for mail in mails for one in mail.told_tasks}
            known = {one.key for one in await work.reminders.told(wheel, on)}
            known |= {one.key for one in await work.reminders.told_tasks(plan, on)}
        before = [mail for mail in mails if _is_told(mail, known, readers)]
        return before, [mail for mail in mails if not _is_told(mail, known, readers)]

    async def _tell_batch(
        self, batch: Sequence[Mail], version: int, morning: Morning
    ) -> int | None:
        """Write the messages of some people; None when the data is of another version by now."""
        async with self.storage.begin() as work:
            if await work.hold() != version:
                return None
            told = await work.reminders.tell([told for mail in batch for told in mail.told])
            tasks = await work.reminders.tell_tasks([t for m in batch for t in m.told_tasks])
            letters = await _new_letters(work, batch, told, tasks)
            missed = sum(one.missed for one in told) + sum(one.missed for one in tasks)
            if letters or missed:
                event = RemindersTold(morning.on.isoformat(), tuple(letters), missed)
                await self.journal.record(work, event)
            await work.commit()
        return len(letters)

    async def _finish(self, on: date, reminded: Iterable[str]) -> None:
        """Note that a morning is told, and which occurrences somebody was reminded of."""
        known = self.snapshots.current.organisation.wheel.occurrence
        fresh = [o for o in reminded if o in known and known[o].state is OccurrenceState.PLANNED]
        async with self.storage.begin() as work:
            if fresh:
                await work.claim()
                occurrences = (await work.organisation()).wheel.occurrence
                for occurrence in filter(None, map(occurrences.get, sorted(fresh))):
                    if occurrence.state is OccurrenceState.PLANNED:
                        await work.wheel.save(replace(occurrence, state=OccurrenceState.REMINDED))
            await work.reminders.morning_done(on)
            await work.commit()
        self._done = on
        if fresh:
            await self.snapshots.refresh()

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.snapshots.current.organisation.profile.timezone)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _is_open(self, now: datetime) -> bool:
        return is_open(now, self.snapshots.current.organisation.wheel.calendar, self._zone)


async def _worked_out(organisation: Organisation, morning: Morning) -> tuple[Mail, ...]:
    """Work the morning's messages out in a thread: ten thousand people take a while."""
    return await asyncio.to_thread(mail_of, organisation, morning, lambda: new_id("letter"))


def _is_told(mail: Mail, known: Collection[tuple[str, ...]], readers: Collection[str]) -> bool:
    """Tell whether all of a message was told on its morning, to who then has a letter."""
    if mail.letter is not None and mail.person_id not in readers:
        return False
    keys = (*(one.key for one in mail.told), *(one.key for one in mail.told_tasks))
    return all(key in known for key in keys)


def _following(reached: str, mails: Sequence[Mail], size: int) -> Sequence[Mail]:
    """Return the messages to the first people behind `reached`; there may be very many of them."""
    first = bisect_right(mails, reached, key=lambda mail: mail.person_id)
    return mails[first : first + size]


async def _new_letters(
    work: UnitOfWork, batch: Iterable[Mail], told: Iterable[Told], tasks: Iterable[TaskTold]
) -> Sequence[Letter]:
    """Keep the letters that are to be sent, each with the lines that were not told before.

    A second letter to one person on one day is sent only if it tells something that is new.
    """
    fresh = _Fresh(
        {(one.person_id, one.occurrence_id, one.stage) for one in told if not one.missed},
        {(one.person_id, one.task_id, one.stage) for one in tasks if not one.missed},
    )
    letters = [letter for mail in batch if (letter := fresh.of(mail.letter))]
    kept = {letter.id for letter in await work.reminders.add_letters(letters)}
    return [one for one in letters if one.id in kept or one.tells]


@dataclass(frozen=True)
class _Fresh:
    """What nobody had noted before: (person, occurrence, stage) and (person, task, stage)."""

    wheel: set[tuple[str, str, str]]
    plan: set[tuple[str, str, str]]

    def of(self, letter: Letter | None) -> Letter | None:
        """Return a letter without the lines that were told before; None when none is left."""
        if letter is None:
            return None
        reader = letter.person_id
        lines = tuple(
            line
            for line in letter.lines
            if not line.stage or (reader, line.occurrence_id, line.stage) in self.wheel
        )
        tasks = tuple(
            line
            for line in letter.tasks
            if not line.stage or (reader, line.task_id, line.stage) in self.plan
        )
        return replace(letter, lines=lines, tasks=tasks) if lines or tasks else None
