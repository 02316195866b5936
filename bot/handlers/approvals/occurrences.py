"""A date of the wheel that awaits a committee's approval, put to its vote."""

from bot.chat.reply import Reply
from bot.domain.committee_people import approving_committee
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.occurrence_hands import hands_of
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.plan import Bearer
from bot.handlers.approvals.shown import me, status
from bot.handlers.turn import Services, Turn
from bot.services.approvals import Grounds, NewFile, Wanted


async def put(turn: Turn, services: Services) -> Reply:
    """Answer [Send til afstemning]: what was delivered is the basis.

    Raises:
        TooLate: nothing awaits approval any more.
        NotAllowed: the person neither did it nor may approve it.
        BadInput: it awaits a vote already.
    """
    occurrence = turn.organisation.wheel.occurrence.get(turn.argument)
    item = turn.organisation.wheel.item.get(occurrence.item_id) if occurrence else None
    if occurrence is None or item is None:
        raise TooLate("occurrence-gone")
    if occurrence.state is not OccurrenceState.TO_APPROVE:
        raise TooLate("occurrence-not-delivered", at=occurrence.changed_at or turn.now)
    committee = approving_committee(turn.organisation, item.approval_by, turn.today)
    doing, answering = hands_of(turn.organisation, occurrence, turn.today, small=False).concerned(
        occurrence
    )
    if committee is None or me(turn) not in doing | answering:
        raise NotAllowed("not-allowed.approval-put")
    texts = turn.place_texts
    label = item.label.in_language(texts.language)
    wanted = Wanted(
        title=label,
        proposal=Proposal(
            texts("approvals.of-occurrence", item=label),
            _answers(occurrence) or label,
            (Bearer(role_id=item.responsible),),
            occurrence.due,
        ),
        grounds=await _grounds(occurrence, services),
        kind=DecisionKind.DOCUMENT,
        committee_id=committee.id,
        about=f"occurrence/{occurrence.id}",
        authors=tuple(p.done_by for p in occurrence.parts.values() if p.done_by),
    )
    approval = await services.approvals.requests.ask(wanted, turn.cause)
    said = turn.texts("approvals.sent", number=approval.number)
    return await status(turn, services, approval.id, said)


def _answers(occurrence: Occurrence) -> str:
    return " ".join(part.answer for part in occurrence.parts.values() if part.answer)


async def _grounds(occurrence: Occurrence, services: Services) -> Grounds:
    """Return what shows that it was done, as the basis of the decision."""
    shown = [part.evidence for part in occurrence.parts.values() if part.evidence]
    kept = await services.occurrences.evidence(occurrence)
    return Grounds(
        " ".join(one.text for one in shown if one.text),
        tuple(one.link for one in shown if one.link),
        tuple(NewFile(one.name, one.content) for one in kept),
    )
