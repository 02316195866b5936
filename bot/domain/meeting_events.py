"""What happens to meetings and their agendas; see `events`.

What the messages show of a meeting travels along as its `stage`; it is no part of the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.agendas import Agenda
from bot.domain.events import Event
from bot.domain.meetings import AgendaItem, Meeting

_SHOWN = ("stage", "item")


@dataclass(frozen=True)
class Stage:
    """A meeting as it stands after an event, for those who are told.

    Args:
        meeting: as it is now.
        agendas: in each language; none where nobody is shown one.
    """

    meeting: Meeting
    agendas: Mapping[str, Agenda]


@dataclass(frozen=True)
class MeetingEvent(Event):
    """What the meetings' events share.

    Args:
        meeting_id, committee_id: the meeting, and whose it is.
        by: who did it; None for what the clock or the wheel does.
        at: UTC, ISO 8601; tells one change from the next.
        on: the local date, ISO 8601.
        stage: what is shown of it.
    """

    meeting_id: str
    committee_id: str
    by: str | None
    at: str
    on: str
    stage: Stage | None = None

    def subject(self) -> str:
        """Return the meeting."""
        return meeting_subject(self.meeting_id)

    def data(self) -> dict[str, Any]:
        """Return the event's own values without what is shown."""
        return {name: value for name, value in vars(self).items() if name not in _SHOWN}


def meeting_subject(meeting_id: str) -> str:
    """Return what the messages about one meeting are about."""
    return f"meeting/{meeting_id}"


@dataclass(frozen=True)
class MeetingsPlanned(Event):
    """A committee's series has its meetings: so many came."""

    kind = "meeting.planned"
    committee_id: str
    added: int

    def subject(self) -> str:
        """Return the committee."""
        return f"committee/{self.committee_id}"


@dataclass(frozen=True)
class MeetingCalled(MeetingEvent):
    """An extraordinary meeting was called for the local date `due`."""

    kind = "meeting.called"
    due: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MeetingMoved(MeetingEvent):
    """A meeting was moved from `before` to `due`, local dates; alike where only its hour was."""

    kind = "meeting.moved"
    before: str = ""
    due: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MeetingCancelled(MeetingEvent):
    """A meeting was cancelled; what stood on its agenda went to the next one."""

    kind = "meeting.cancelled"
    reason: str = ""


@dataclass(frozen=True)
class StepTaken(MeetingEvent):
    """The clock took a step of the timeline; `readers` are the members who hear of it."""

    kind = "meeting.step-taken"
    step: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgendaSent(MeetingEvent):
    """The agenda went out; `again` when it was out before."""

    kind = "meeting.agenda-sent"
    again: bool = False


@dataclass(frozen=True)
class AgendaKept(MeetingEvent):
    """The `file` of an agenda that is out is kept, with its SHA-256 in hexadecimal."""

    kind = "meeting.agenda-kept"
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class AttendanceGiven(MeetingEvent):
    """It was said who takes part: presence by seat, with the deputy who comes instead."""

    kind = "meeting.attendance-given"
    given: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class MeetingStarted(MeetingEvent):
    """The meeting began."""

    kind = "meeting.started"


@dataclass(frozen=True)
class MeetingEnded(MeetingEvent):
    """The meeting was held; so many items were `left` for the next one."""

    kind = "meeting.ended"
    left: int = 0


@dataclass(frozen=True)
class ItemEvent(MeetingEvent):
    """What the events of agenda items share; `item` is as it is now, and no part of the log."""

    item_id: str = ""
    section_id: str = ""
    item: AgendaItem | None = None


@dataclass(frozen=True)
class ItemProposed(ItemEvent):
    """An item was proposed; `leaders` are to answer it."""

    kind = "meeting.item-proposed"
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemAccepted(ItemEvent):
    """An item stands on the agenda; `late` when it came after the items had closed."""

    kind = "meeting.item-accepted"
    late: bool = False


@dataclass(frozen=True)
class ItemRefused(ItemEvent):
    """The chair refused a proposed item."""

    kind = "meeting.item-refused"
    reason: str = ""


@dataclass(frozen=True)
class ItemChanged(ItemEvent):
    """What an item says was changed; `sha256` is of a paper that came along, or ""."""

    kind = "meeting.item-changed"
    sha256: str = ""


@dataclass(frozen=True)
class MemberRecused(ItemEvent):
    """Somebody takes no part in a matter."""

    kind = "meeting.member-recused"
    person_id: str = ""


@dataclass(frozen=True)
class ItemSettled(ItemEvent):
    """An item was dealt with.

    Args:
        outcome: as `decisions.Outcome`.
        records: what it was about.
        decision_id, number: its decision; "" where it gets no number.
        reason: why it was postponed or referred.
    """

    kind = "meeting.item-settled"
    outcome: str = ""
    records: tuple[str, ...] = ()
    decision_id: str = ""
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class VoteCalled(ItemEvent):
    """The members present vote on a matter by card, in the request `approval_id`."""

    kind = "meeting.vote-called"
    approval_id: str = ""
