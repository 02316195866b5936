"""What an effect is given: the transaction, the decision's event, and the day."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Outcome
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class Scene:
    """A decision about a record.

    Args:
        work: the transaction; what is written is committed with the decision.
        organisation: as it stands in it, claimed.
        event: the decision.
        about: what follows the prefix in the event's `about` ("3" of "plan-version/3").
    """

    work: UnitOfWork
    organisation: Organisation
    event: DecisionRecorded
    about: str

    @property
    def adopted(self) -> bool:
        """Tell whether it was adopted."""
        return self.event.outcome == Outcome.ADOPTED.value

    @property
    def at(self) -> datetime:
        """Return when it was decided, UTC."""
        return datetime.fromisoformat(self.event.at)

    @property
    def on(self) -> date:
        """Return when it was decided, the local date."""
        return date.fromisoformat(self.event.on)


Effect = Callable[[Scene], Awaitable[Sequence[Event]]]
"""Changes what a decision is about, and returns what has happened to it."""
