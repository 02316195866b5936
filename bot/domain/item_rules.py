"""The life cycle of an agenda item: proposed, accepted or refused, dealt with (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.agenda_rules import LAST, next_ordinal, section_for
from bot.domain.agendas import STANDING
from bot.domain.committees import AgendaSection, SectionKind
from bot.domain.decisions import Element, Outcome
from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.meeting_people import MeetingPeople, Turnout, require_quorum
from bot.domain.meeting_rules import Moment, require_open, require_running
from bot.domain.meetings import AgendaItem, AgendaState, ItemState, Meeting
from bot.domain.papers import Paper

PROCEDURAL = frozenset({"approve-agenda", "approve-minutes"})
"""Sections that are agreed on by themselves: they are no decisions of the register."""

REGISTERED = frozenset({Outcome.ADOPTED, Outcome.NOT_ADOPTED, Outcome.REFERRED})
"""What the committee concludes; it takes a quorum, and gets a number."""

_STATES = {
    Outcome.ADOPTED: ItemState.DECIDED,
    Outcome.NOT_ADOPTED: ItemState.DECIDED,
    Outcome.REFERRED: ItemState.DECIDED,
    Outcome.NOTED: ItemState.NOTED,
    Outcome.DEFERRED: ItemState.DEFERRED,
}
_SETTLED = {
    ItemState.PROPOSED: "meetings-item-proposed",
    ItemState.REFUSED: "meetings-item-refused",
    ItemState.DECIDED: "meetings-item-decided",
    ItemState.NOTED: "meetings-item-noted",
    ItemState.DEFERRED: "meetings-item-deferred",
}


class Lacking(BadInput):
    """A matter that cannot be decided, as its proposal leaves something open (001 §2).

    Args:
        elements: what is missing.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        super().__init__("meetings-lacks")
        self.elements = tuple(elements)


@dataclass(frozen=True)
class Deadline:
    """Until when items may be proposed: the local date `day`, inclusive; `on` is today."""

    day: date
    on: date

    @property
    def has_passed(self) -> bool:
        """Tell whether it is too late."""
        return self.on > self.day


def proposed(
    item: AgendaItem,
    meeting: Meeting,
    people: MeetingPeople,
    deadline: Deadline,
    act: Moment,
    items: Sequence[AgendaItem],
    sections: Sequence[AgendaSection],
) -> AgendaItem:
    """Return an item as it is proposed; the chair's own stands on the agenda at once.

    After the deadline, or when the agenda is out, only the chair adds items, and they are marked.

    Raises:
        TooLate: the meeting is over, or the deadline has passed.
        FieldErrors: it says nothing.
    """
    require_open(meeting)
    if not item.title.strip():
        raise FieldErrors({"title": BadInput("form-required")})
    out = meeting.agenda_state in (AgendaState.SENT, AgendaState.APPROVED)
    late = deadline.has_passed or out or meeting.agenda_state is AgendaState.LOCKED
    leads = act.by in people.leading
    if late and not leads:
        who = people.called(people.leading)
        raise TooLate("meetings-items-closed", date=deadline.day, people=who or "–")
    section = item.section_id or section_for(item.kind, sections)
    return replace(
        item,
        meeting_id=meeting.id,
        section_id=section,
        ordinal=next_ordinal(items, section),
        state=ItemState.ACCEPTED if leads else ItemState.PROPOSED,
        proposed_by=act.by,
        proposed_at=act.at,
        late=late,
    )


def accepted(item: AgendaItem, meeting: Meeting, *, late: bool) -> AgendaItem:
    """Return a proposed item that the chair has taken on the agenda.

    Raises:
        TooLate: it was answered already, or the meeting is over.
    """
    require_open(meeting)
    _require_proposed(item)
    return replace(item, state=ItemState.ACCEPTED, late=late)


def refused(item: AgendaItem, meeting: Meeting, reason: str) -> AgendaItem:
    """Return a proposed item that the chair has refused, with a reason.

    Raises:
        TooLate: as for `accepted`.
        FieldErrors: no reason is given.
    """
    require_open(meeting)
    _require_proposed(item)
    _require_reason(reason)
    return replace(item, state=ItemState.REFUSED, reason=reason)


def require_editable(item: AgendaItem, meeting: Meeting) -> None:
    """Let pass an item that may still be changed: not dealt with, and no section's own.

    Raises:
        TooLate: it was dealt with, or the meeting is over.
    """
    require_open(meeting)
    if item.ordinal == STANDING or item.state not in (ItemState.PROPOSED, ItemState.ACCEPTED):
        raise TooLate(_SETTLED.get(item.state, "meetings-item-decided"))


def with_paper(item: AgendaItem, paper: Paper) -> AgendaItem:
    """Return an item with a paper; of a matter to be decided it is part of the basis."""
    if any(known.sha256 == paper.sha256 for known in (*item.papers, *item.basis.papers)):
        return item
    if item.kind is SectionKind.DECISION:
        return replace(item, basis=replace(item.basis, papers=(*item.basis.papers, paper)))
    return replace(item, papers=(*item.papers, paper))


def recused(item: AgendaItem, meeting: Meeting, person_id: str) -> AgendaItem:
    """Return an item in which somebody takes no part.

    Raises:
        TooLate: it was dealt with, the meeting is over, or it was said before.
    """
    require_open(meeting)
    _require_waiting(item)
    if person_id in item.recused:
        raise TooLate("meetings-recused-already")
    return replace(item, recused=(*item.recused, person_id))


def require_matter(item: AgendaItem, meeting: Meeting, turnout: Turnout, called: str) -> None:
    """Let pass a matter that can be decided at the meeting, by agreement or by a vote.

    Raises:
        TooLate: it was dealt with, or the meeting does not run.
        Lacking: its proposal leaves something open.
        BadInput: there is no quorum, or it is no matter to be decided.
    """
    require_running(meeting)
    _require_waiting(item)
    if item.section_id == LAST:
        raise BadInput("meetings-aob")
    if item.ordinal != STANDING:
        if item.kind is not SectionKind.DECISION:
            raise BadInput("meetings-no-matter")
        if lacks := item.proposal.lacks(item.basis):
            raise Lacking(lacks)
    elif item.section_id not in PROCEDURAL:
        raise BadInput("meetings-no-matter")
    require_quorum(turnout, called)


def settled(item: AgendaItem, outcome: Outcome, text: str) -> AgendaItem:
    """Return an item with what came of it.

    Args:
        item: one that waits.
        outcome: what came of it.
        text: of what was postponed or referred, why; else what the minutes are to say besides.

    Raises:
        FieldErrors: what is postponed has no reason.
    """
    _require_waiting(item)
    if outcome in (Outcome.DEFERRED, Outcome.REFERRED):
        _require_reason(text)
    return replace(
        item,
        state=_STATES[outcome],
        outcome=outcome,
        reason=text if outcome in (Outcome.DEFERRED, Outcome.REFERRED) else item.reason,
        discussion=item.discussion or (text if outcome not in (Outcome.DEFERRED,) else ""),
    )


def is_registered(item: AgendaItem, outcome: Outcome) -> bool:
    """Tell whether what came of an item gets a number in the register of decisions."""
    return outcome in REGISTERED and item.ordinal != STANDING


def left_over(items: Sequence[AgendaItem], reason: str) -> tuple[AgendaItem, ...]:
    """Return the proposals and matters that were not dealt with, postponed."""
    return tuple(
        replace(item, state=ItemState.DEFERRED, outcome=Outcome.DEFERRED, reason=reason)
        for item in items
        if item.state is ItemState.ACCEPTED and item.ordinal != STANDING
    )


def _require_proposed(item: AgendaItem) -> None:
    if item.state is not ItemState.PROPOSED:
        raise TooLate(_SETTLED.get(item.state, "meetings-item-accepted"))


def _require_waiting(item: AgendaItem) -> None:
    if item.state is not ItemState.ACCEPTED:
        raise TooLate(_SETTLED.get(item.state, "meetings-item-decided"))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("form-required")})
