"""What an effect is given: the transaction, the decision's event, and the day."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.committee_people import chair_of
from bot.domain.decision_events import DecisionRecorded, DecisionWithoutEffect
from bot.domain.decisions import Outcome
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.permissions import Ability, role_approves
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

    @property
    def decider(self) -> str:
        """Return who stands for it: whoever recorded it, else the committee's chair."""
        if self.event.by:
            return self.event.by
        committee = self.organisation.committee.get(self.event.committee_id)
        chair = chair_of(self.organisation, committee, self.on) if committee else None
        return chair.id if chair else self.event.asked_by

    def may_decide(self, ability: Ability) -> bool:
        """Tell whether the record is theirs to approve; a single approver was checked before."""
        committee = self.organisation.committee.get(self.event.committee_id)
        return committee is None or role_approves(self.organisation, committee.role_id, ability)

    async def decided_digest(self) -> str:
        """Return what the record read when it was put up for decision, as its own digest."""
        if self.event.approval_id:
            approval = await self.work.approvals.find(self.event.approval_id)
            return approval.about_digest if approval else ""
        item = await self.work.meetings.item(self.event.item_id) if self.event.item_id else None
        return item.about_digest if item else ""

    def without_effect(self, why: str) -> DecisionWithoutEffect:
        """Return that the decision leaves what it is about as it is."""
        event = self.event
        told = (event.asked_by, event.by, event.on)
        known = (event.decision_id, event.number, event.committee_id, event.about)
        return DecisionWithoutEffect(*known, why, *told)


Effect = Callable[[Scene], Awaitable[Sequence[Event]]]
"""Changes what a decision is about, and returns what has happened to it."""
