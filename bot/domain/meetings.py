"""Meetings of a committee with their agenda, who took part, and their minutes (domain.md §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.committees import SectionKind
from bot.domain.decisions import Outcome, Proposal
from bot.domain.papers import Basis, Paper


class MeetingState(StrEnum):
    """Where a meeting is. CONVENED: its agenda is out. What became of its date is `reason`."""

    PLANNED = "planned"
    CONVENED = "convened"
    RUNNING = "running"
    HELD = "held"
    CANCELLED = "cancelled"


class AgendaState(StrEnum):
    """Where its agenda is: DRAFT to the secretary, OPEN for items, LOCKED, SENT, APPROVED."""

    DRAFT = "draft"
    OPEN = "open"
    LOCKED = "locked"
    SENT = "sent"
    APPROVED = "approved"


class ItemState(StrEnum):
    """Where an agenda item is. PROPOSED waits for the chair; REFUSED never stands on the agenda."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DECIDED = "decided"
    NOTED = "noted"
    DEFERRED = "deferred"


DIGEST = "digest/"
"""Among an item's records, tells how the first one read when it was put up for decision."""


@dataclass(frozen=True)
class AgendaItem:
    """An item of an agenda that a person proposed, or that stands there for a record.

    A section's live data is worked out when the agenda is shown; it becomes rows of `lines` when
    the agenda is sent out.

    Args:
        id: random.
        meeting_id: whose agenda.
        section_id: the section it stands in ("status", "opt-inputs"), its own standing item
            included.
        title: in a few words.
        kind: decide, discuss, be informed.
        state: where it is.
        ordinal: its place within the section.
        text: what it is about.
        presenter: a person's id or a role's, as a `Bearer` writes it ("role:…"), or "".
        proposal, basis: of an item to be decided.
        papers: attached.
        proposed_by, proposed_at: who proposed it, None for the system; UTC.
        late: it came after the items had closed, by the chair.
        records: ids of what it is about ("occurrence/<id>", "approval/<id>"), none twice;
            "digest/<hex>" tells how the one that is decided on read.
        lines: what the agenda printed under it when it was sent out.
        recused: ids of the people who took no part in it.
        outcome: what came of it.
        discussion: what the minutes say of it.
        decision_id: its decision.
        reason: why it was refused or postponed.
        carried_from: the item it was postponed from.
    """

    id: str
    meeting_id: str
    section_id: str
    title: str
    kind: SectionKind
    state: ItemState = ItemState.ACCEPTED
    ordinal: int = 0
    text: str = ""
    presenter: str = ""
    proposal: Proposal = field(default_factory=Proposal)
    basis: Basis = field(default_factory=Basis)
    papers: tuple[Paper, ...] = ()
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    late: bool = False
    records: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    outcome: Outcome | None = None
    discussion: str = ""
    decision_id: str | None = None
    reason: str = ""
    carried_from: str | None = None

    @property
    def about_digest(self) -> str:
        """Return the digest of the record that is decided on, as it was put up; "" for none."""
        found = (r.removeprefix(DIGEST) for r in self.records if r.startswith(DIGEST))
        return next(found, "")


class Presence(StrEnum):
    """Whether a member takes part: APOLOGY is an »afbud«."""

    PRESENT = "present"
    APOLOGY = "apology"
    ABSENT = "absent"


@dataclass(frozen=True)
class Attendance:
    """Who takes part for a seat. `deputy_id` is who comes instead, after an apology."""

    seat_id: str
    person_id: str
    presence: Presence
    deputy_id: str | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting.

    Args:
        id: random.
        committee_id: whose.
        on: its local date.
        starts_at: local time.
        minutes: how long it lasts.
        place: where, in words.
        occurrence_id: the wheel's date that it is; moving one moves the other. None for an
            extraordinary meeting.
        state, agenda_state: where it and its agenda are.
        attendance: by seat, as far as it is known.
        reason: why it was moved or cancelled.
        moved_from: the date it was first planned for.
        called_by: who called an extraordinary meeting.
        sent_at: when the agenda went out, UTC.
        started_at, ended_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    committee_id: str
    on: date
    starts_at: time
    minutes: int = 90
    place: str = ""
    occurrence_id: str | None = None
    state: MeetingState = MeetingState.PLANNED
    agenda_state: AgendaState = AgendaState.DRAFT
    attendance: Mapping[str, Attendance] = field(default_factory=dict)
    reason: str = ""
    moved_from: date | None = None
    called_by: str | None = None
    sent_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def is_extraordinary(self) -> bool:
        """Tell whether it was called outside the series."""
        return self.occurrence_id is None

    @property
    def is_over(self) -> bool:
        """Tell whether it was held or cancelled."""
        return self.state in (MeetingState.HELD, MeetingState.CANCELLED)
