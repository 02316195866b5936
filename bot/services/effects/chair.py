"""A chair who approves a date of the wheel alone decides for the committee, which is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.committee_people import approving_committee
from bot.domain.committees import Committee
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.events import Event
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from bot.domain.wheel import WheelItem
from bot.domain.wheel_events import OccurrenceApproved
from bot.services.identifiers import new_id
from bot.services.journal import Cause, Reaction
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class ChairDecisions:
    """Puts such an approval in the register; the journal calls it.

    Args:
        notify: tells the committee.
    """

    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Record the decision behind a chair's approval, and return it."""
        if not isinstance(event, OccurrenceApproved):
            return ()
        organisation = await work.organisation()
        at = datetime.fromisoformat(event.at)
        on = at.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        item = organisation.wheel.item.get(event.item_id)
        occurrence = organisation.wheel.occurrence.get(event.occurrence_id)
        committee = approving_committee(organisation, item.approval_by if item else None, on)
        if item is None or occurrence is None or committee is None:
            return ()
        made = _decision(organisation, occurrence, item, committee, event)
        decision = await work.decisions.add(made, on.year)
        recorded = DecisionRecorded(
            decision_id=decision.id,
            number=decision.number,
            committee_id=committee.id,
            outcome=decision.outcome.value,
            mode=decision.mode.value,
            about=decision.about,
            digest="",
            approval_id="",
            meeting_id="",
            item_id="",
            asked_by=event.done_by,
            by=event.by,
            at=event.at,
            on=on.isoformat(),
        )
        return (recorded, *await self.notify(work, recorded, cause))


def _decision(
    organisation: Organisation,
    occurrence: Occurrence,
    item: WheelItem,
    committee: Committee,
    event: OccurrenceApproved,
) -> Decision:
    label = item.label.in_language(organisation.profile.language)
    part = occurrence.part(event.part)
    shown = part.evidence
    links = (shown.link,) if shown.link else ()
    return Decision(
        id=new_id("decision"),
        number="",
        committee_id=committee.id,
        title=label,
        kind=DecisionKind.DOCUMENT,
        proposal=Proposal(
            label, part.answer or label, (Bearer(role_id=item.responsible),), occurrence.due
        ),
        basis=Basis(shown.text or part.answer, links),
        outcome=Outcome.ADOPTED,
        mode=Mode.CHAIR,
        decided_at=datetime.fromisoformat(event.at),
        recorded_by=event.by,
        remarks=(part.remark,) if part.remark else (),
        about=f"occurrence/{occurrence.id}",
    )
