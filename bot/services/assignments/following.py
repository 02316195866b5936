"""An assignment follows the deviation that was registered from it (domain.md §2, "Feedback")."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.assignment_events import AssignmentDeviated
from bot.domain.deviation_events import DeviationRegistered
from bot.domain.events import Event
from bot.domain.occurrence_hands import Act
from bot.services.assignments.case import event_of
from bot.services.journal import SYSTEM, Cause, Reaction
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class AssignmentFollowers:
    """Notes on an assignment which deviation follows it up; the journal calls it.

    Args:
        notify: shows the assignment anew.
    """

    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Note the deviation, and return what has happened; the first one stands."""
        if not isinstance(event, DeviationRegistered):
            return ()
        kind, _, assignment_id = event.origin.partition("/")
        found = await work.assignments.lock(assignment_id) if kind == "assignment" else None
        if found is None or found.deviation_id is not None:
            return ()
        at = datetime.fromisoformat(event.at)
        after = replace(found, deviation_id=event.deviation_id, changed_at=at)
        await work.assignments.save(after)
        act = Act(event.by or SYSTEM, at, date.fromisoformat(event.on))
        happened = event_of(AssignmentDeviated, after, act, deviation_id=event.deviation_id)
        return (happened, *await self.notify(work, happened, cause))
