"""The alarms: raised once, told once, told again when they last, and told when they are over."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.cards.alarms import alarm_card, alarm_sentence, over_card
from bot.cards.elements import Card
from bot.domain.alarms import OF_MESSAGES, Alarm, AlarmKind, Copy, Trouble
from bot.domain.errors import TovholderError
from bot.domain.events import Event
from bot.domain.operator_events import AlarmCleared, AlarmRaised
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots
from bot.texts import Texts

_PATIENCE_SECONDS = 40.0
_AGAIN_SECONDS = 4 * 3600.0
_UNHEARD_AGAIN_SECONDS = 300.0
# Longer than from one look to the next: what fails every other time is not over.
_OVER_SECONDS = 20.0


class MakeCard(Protocol):
    """Makes a card in a language."""

    def __call__(self, texts: Texts, /) -> Card: ...


class MakeSentence(Protocol):
    """Makes a sentence in a language."""

    def __call__(self, texts: Texts, /) -> str: ...


class Teller(Protocol):
    """Tells the operator past the outbox; `services.operator` does."""

    async def tell(self, card: MakeCard, sentence: MakeSentence) -> tuple[Copy, ...]:
        """Send `card` to every administrator; say `sentence` when nobody is reached."""
        ...

    async def show(self, copies: Sequence[Copy], card: MakeCard) -> None:
        """Show `card` where the copies of an alarm stand."""
        ...


@dataclass(frozen=True)
class Alarms:
    """What the operator must hear of, kept so that several replicas tell it once.

    Args:
        storage: the database.
        journal: writes events.
        snapshots: people's names, for the cards.
        clock: the organisation's; it is what people are shown.
        real: the machine's; when to tell does not follow a clock that is moved.
        teller: how the operator is told.
    """

    storage: Storage
    journal: Journal
    snapshots: Snapshots
    clock: Clock
    real: Clock
    teller: Teller

    async def open(self) -> tuple[Alarm, ...]:
        """Return the open alarms, the oldest first."""
        async with self.storage.read() as work:
            return tuple(alarm for alarm in await work.alarms.every() if alarm.is_open)

    async def report(self, found: Sequence[Trouble]) -> None:
        """Raise an alarm for each trouble that is `found`, and close those that are over.

        Args:
            found: everything that is wrong as far as this process sees.
        """
        async with self.storage.begin() as work:
            # The audit log's head is locked last: replicas report at the same time.
            events = [*await self._raised(work, found), *await self._closed(work, found)]
            await work.alarms.beat(self.real.now())
            for event in events:
                await self.journal.record(work, event)
            await work.commit()

    async def tell(self) -> None:
        """Tell the operator what is due: new alarms, lasting ones again, and what is over."""
        async with self.storage.begin() as work:
            due = await work.alarms.claim(self.real.now())
            await work.commit()
        told = (self._tell(alarm) if alarm.is_open else self._tell_end(alarm) for alarm in due)
        await asyncio.gather(*told)

    async def _raised(self, work: UnitOfWork, found: Sequence[Trouble]) -> list[Event]:
        return [
            AlarmRaised(trouble.key, dict(trouble.params))
            for trouble in found
            if await work.alarms.see(trouble, self.clock.now(), self.real.now())
        ]

    async def _closed(self, work: UnitOfWork, found: Sequence[Trouble]) -> list[Event]:
        now = self.real.now()
        keys = {trouble.key for trouble in found}
        return [
            AlarmCleared(alarm.trouble.key)
            for alarm in await work.alarms.every()
            if alarm.is_over(keys, now) and await work.alarms.clear(alarm, now)
        ]

    async def _tell(self, alarm: Alarm) -> None:
        organisation = self.snapshots.current.organisation
        copies = await self.teller.tell(
            lambda texts: alarm_card(alarm, organisation, texts),
            lambda texts: alarm_sentence(alarm.trouble, texts),
        )
        async with self.storage.begin() as work:
            key, now = alarm.trouble.key, self.real.now()
            await work.alarms.told(key, now, (*alarm.copies, *copies))
            await work.commit()

    async def _tell_end(self, alarm: Alarm) -> None:
        """Tell those who heard of it that it is over.

        The buttons of a message disappear from its cards, which is enough of a sign; the end of
        a state is a message of its own.
        """

        def card(texts: Texts) -> Card:
            return over_card(alarm, texts)

        if alarm.told_at is not None:
            await self.teller.show(alarm.copies, card)
            if alarm.trouble.kind not in OF_MESSAGES:
                await self.teller.tell(card, lambda texts: card(texts).title)
        async with self.storage.begin() as work:
            await work.alarms.forget(alarm.trouble.key)
            await work.commit()


class Emergency:
    """What cannot be kept: the database takes no writes, or nobody looks. Each process tells it.

    Args:
        snapshots: people's names, in memory.
        clock: the organisation's.
        teller: how the operator is told.
        monotonic: seconds; a short failure is not told.
    """

    def __init__(
        self,
        snapshots: Snapshots,
        clock: Clock,
        teller: Teller,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._snapshots = snapshots
        self._clock = clock
        self._teller = teller
        self._monotonic = monotonic
        self._failing_since: float | None = None
        self._failed_at: float | None = None
        self._told_at: float | None = None
        self._alarm: Alarm | None = None

    async def failed(self, error: Exception) -> None:
        """Note that the auditor's look failed, and tell why when it has failed for a while."""
        if isinstance(error, TovholderError):
            trouble = Trouble(AlarmKind.DATABASE, params={"reason": error.key})
        elif isinstance(error, TimeoutError):
            trouble = Trouble(AlarmKind.DATABASE, params={"reason": "timeout"})
        else:
            trouble = _blind("fails")
        now = self._monotonic()
        self._failed_at = now
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since >= _PATIENCE_SECONDS:
            await self._stands(trouble)

    async def silent(self, why: str) -> None:
        """Note that the auditor does not come to the end of a look, and tell it at once.

        Args:
            why: as of a timed job that is late.
        """
        self._failed_at = self._monotonic()
        await self._stands(_blind(why))

    async def passed(self) -> None:
        """Note that a look succeeded; when the opposite was told, tell it after the next one."""
        if self._failed_at is not None and self._monotonic() - self._failed_at < _OVER_SECONDS:
            return
        alarm, self._alarm = self._alarm, None
        self._failing_since = self._told_at = None
        if alarm is not None:
            await self._teller.show(alarm.copies, lambda texts: over_card(alarm, texts))
            await self._teller.tell(
                lambda texts: over_card(alarm, texts),
                lambda texts: over_card(alarm, texts).title,
            )

    async def _stands(self, trouble: Trouble) -> None:
        now = self._monotonic()
        heard = self._alarm is not None and self._alarm.copies
        again = _AGAIN_SECONDS if heard else _UNHEARD_AGAIN_SECONDS
        if self._told_at is None or now - self._told_at >= again:
            self._told_at = now
            await self._tell(trouble)

    async def _tell(self, trouble: Trouble) -> None:
        now = self._clock.now()
        before = self._alarm or Alarm(trouble, raised_at=now, seen_at=now)
        alarm = replace(before, trouble=trouble)
        organisation = self._snapshots.current.organisation
        copies = await self._teller.tell(
            lambda texts: alarm_card(alarm, organisation, texts),
            lambda texts: alarm_sentence(trouble, texts),
        )
        self._alarm = replace(alarm, copies=(*alarm.copies, *copies))


def _blind(why: str) -> Trouble:
    return Trouble(AlarmKind.TICK_LATE, "audit", {"job": "audit", "why": why})
