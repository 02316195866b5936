"""Asks follow deviations: "yes, it may be found elsewhere" asks everybody (ISO 27001 10.2 b).

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.ask_events import AskStarted
from bot.domain.ask_people import Asked
from bot.domain.ask_rules import ASK_DAYS
from bot.domain.asks import Audience
from bot.domain.deviation_events import DeviationCauseFound
from bot.domain.events import Event
from bot.domain.occurrence_hands import Act
from bot.services.asks.starting import NewAsk, start
from bot.services.journal import Cause, Reaction
from bot.services.ports import Clock, UnitOfWork

_DEVIATION = "deviation/"


@dataclass(frozen=True)
class AskFollowers:
    """Lets asks follow deviations, and deviations know of theirs; the journal calls it.

    Args:
        clock: the time.
        notify: tells whoever hears of what follows.
    """

    clock: Clock
    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Let follow what follows from `event`, and return what has happened."""
        if isinstance(event, AskStarted) and event.origin.startswith(_DEVIATION):
            await self._note(work, event)
        if not isinstance(event, DeviationCauseFound) or not event.elsewhere or event.by is None:
            return ()
        started = await self._ask(work, event, event.by)
        if started is None:
            return ()
        return (started, *await self.notify(work, started, cause))

    async def _ask(
        self, work: UnitOfWork, event: DeviationCauseFound, by: str
    ) -> AskStarted | None:
        """Ask all units what the deviation's form says, unless they have been asked."""
        found = await work.deviations.lock(event.deviation_id)
        if found is None or found.ask_id is not None or not found.ask_question:
            return None
        organisation, on = await work.organisation(), date.fromisoformat(event.on)
        if not Asked(organisation, on).keys(Audience.UNITS):
            return None
        due = organisation.wheel.calendar.add_workdays(on, ASK_DAYS)
        wanted = NewAsk(found.ask_question, Audience.UNITS, due, found.subject)
        ask, started = await start(work, organisation, wanted, Act(by, self.clock.now(), on))
        await work.deviations.save(replace(found, ask_id=ask.id))
        return started

    async def _note(self, work: UnitOfWork, event: AskStarted) -> None:
        """Let the deviation know of the ask that somebody started for it."""
        found = await work.deviations.lock(event.origin.removeprefix(_DEVIATION))
        if found is not None and found.ask_id != event.ask_id:
            await work.deviations.save(replace(found, ask_id=event.ask_id))
