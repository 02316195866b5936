"""The clock that tells people: each working day's reminders of the wheel, the plan and all else.

Any number of replicas may tell the same morning, and any of them may die at any moment. Whoever
notes first that a person is told of a stage writes the message, in that same transaction.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.dues import Due, DueBook
from bot.domain.errors import NotReady
from bot.domain.fresh_letters import Fresh, fresh_of, still_owed
from bot.domain.mornings import Mail, Morning, has_letter, is_open, mail_of, reminder_time
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.reminder_events import RemindersTold
from bot.domain.reminders import Letter
from bot.domain.schedules import CatchingUp, Daily
from bot.services.identifiers import new_id
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

_DAY = timedelta(days=1)
_FAR = timedelta(days=400)


class Owed(Protocol):
    """Reads what is owed beside the wheel and the plan: `services.dues`."""

    async def open(self, work: UnitOfWork, organisation: Organisation) -> Sequence[Due]:
        """Return all of it."""
        ...

    async def about(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        keys: Collection[str],
        *,
        lock: bool = False,
    ) -> DueBook:
        """Return what is still owed of all that is named; nobody acts on what is locked."""
        ...


@dataclass
class Reminders:
    """Tells people what is due. It remembers which morning it told last, to be cheap.

    Args:
        storage: where it is noted who was told of what.
        snapshots: the organisation in memory.
        journal: writes the event, and so the messages.
        clock: the organisation's time.
        plan: sees that the wheel has its dates, before each morning.
        dues: reads what else is owed.
        catching_up: what to do with mornings that nobody told.
        at_once: how many people are told in one transaction.
        written: how many messages were written so far.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    plan: Callable[[], Awaitable[object]]
    dues: Owed
    catching_up: CatchingUp = field(default_factory=CatchingUp)
    at_once: int = 100
    written: int = field(default=0, init=False)
    _done: date | None = field(default=None, init=False)
    _empty: date | None = field(default=None, init=False)
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
            if await self._has_nothing(organisation, today):
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

    async def owed_in(self, letter: Letter, organisation: Organisation) -> DueBook:
        """Return what is still owed of a letter's lines beside the wheel and the plan."""
        async with self.storage.read() as work:
            keys = [line.due_key for line in letter.dues]
            return await self.dues.about(work, organisation, keys)

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

    async def _has_nothing(self, organisation: Organisation, today: date) -> bool:
        """Tell whether there is nothing to remind of; looks for what else is owed once a day."""
        if organisation.wheel.items or organisation.plan.tasks:
            return False
        if self._empty == today or not self._is_open(self.clock.now()):
            return True
        async with self.storage.read() as work:
            owed = await self.dues.open(work, organisation) or await work.involvements.notes()
        self._empty = None if owed else today
        return not owed

    async def _tell(self, organisation: Organisation, morning: Morning) -> int:
        """Tell a morning, some people at a time.

        Whose message cannot be made keeps nobody else from theirs: it is tried again, and raised.
        """
        sent, reached = 0, ""
        size, failed = self.at_once, list[Exception]()
        before, mails = await self._parted(
            await self._worked_out(organisation, morning), morning.on
        )
        reminded = set[str]().union(*(mail.reminded for mail in before))
        while batch := _following(reached, mails, size):
            try:
                written = await self._tell_batch(batch, organisation, morning)
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
                mails = await self._worked_out(organisation, morning)
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
            dues = {one.due_key for mail in mails for one in mail.told_dues}
            known = {one.key for one in await work.reminders.told(wheel, on)}
            known |= {one.key for one in await work.reminders.told_tasks(plan, on)}
            known |= {one.key for one in await work.reminders.told_dues(dues, on)}
        before = [mail for mail in mails if _is_told(mail, known, readers)]
        return before, [mail for mail in mails if not _is_told(mail, known, readers)]

    async def _worked_out(self, organisation: Organisation, morning: Morning) -> tuple[Mail, ...]:
        """Work the morning's messages out in a thread: ten thousand people take a while."""
        async with self.storage.read() as work:
            dues = await self.dues.open(work, organisation)
            weekly = has_letter(organisation.wheel.calendar, morning)
            notes = await work.involvements.notes() if weekly else ()
        made = partial(mail_of, dues=dues, notes=notes)
        return await asyncio.to_thread(made, organisation, morning, lambda: new_id("letter"))

    async def _tell_batch(
        self, batch: Sequence[Mail], organisation: Organisation, morning: Morning
    ) -> int | None:
        """Write the messages of some people; None when the data is of another version by now."""
        async with self.storage.begin() as work:
            keys = {one.due_key for mail in batch for one in mail.told_dues}
            keys |= {one.due_key for m in batch if m.letter for one in m.letter.dues}
            # Records are locked before the organisation is held, as by whoever changes both.
            known = await self.dues.about(work, organisation, keys, lock=True)
            if await work.hold() != organisation.version:
                return None
            mails = [still_owed(mail, known) for mail in batch] if keys else batch
            told = await work.reminders.tell([told for mail in mails for told in mail.told])
            tasks = await work.reminders.tell_tasks([t for m in mails for t in m.told_tasks])
            dues = await work.reminders.tell_dues([d for m in mails for d in m.told_dues])
            letters = await _new_letters(work, mails, fresh_of(told, tasks, dues))
            missed = sum(one.missed for some in (told, tasks, dues) for one in some)
            if letters or missed:
                event = RemindersTold(morning.on.isoformat(), tuple(letters), missed, known)
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


def _is_told(mail: Mail, known: Collection[tuple[str, ...]], readers: Collection[str]) -> bool:
    """Tell whether all of a message was told on its morning, to who then has a letter."""
    if mail.letter is not None and mail.person_id not in readers:
        return False
    if mail.letter is not None and mail.letter.notes:
        return False
    keys = [one.key for some in (mail.told, mail.told_tasks, mail.told_dues) for one in some]
    return all(key in known for key in keys)


def _following(reached: str, mails: Sequence[Mail], size: int) -> Sequence[Mail]:
    """Return the messages to the first people behind `reached`; there may be very many of them."""
    first = bisect_right(mails, reached, key=lambda mail: mail.person_id)
    return mails[first : first + size]


async def _new_letters(work: UnitOfWork, batch: Iterable[Mail], fresh: Fresh) -> Sequence[Letter]:
    """Keep the letters that are to be sent, each with the lines that were not told before.

    A second letter to one person on one day is sent only if it tells something that is new.
    """
    letters = [letter for mail in batch if (letter := fresh.of(mail.letter))]
    kept = {letter.id for letter in await work.reminders.add_letters(letters)}
    sent = [one for one in letters if one.id in kept or one.tells]
    noted = [await _with_notes(work, one) if one.notes else one for one in sent]
    return [one for one in noted if not one.is_empty]


async def _with_notes(work: UnitOfWork, letter: Letter) -> Letter:
    """Return a letter with those of its notes that no other has told meanwhile."""
    told = await work.involvements.told([note.id for note in letter.notes], letter.id)
    return replace(letter, notes=tuple(note for note in letter.notes if note.id in told))
