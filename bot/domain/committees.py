"""Committees: who sits in one, how it decides, and the terms of reference it works by (001 §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from bot.domain.language import Localized


@dataclass(frozen=True)
class CommitteeSeat:
    """A seat of a committee.

    Args:
        id: the pack's own, else random.
        role_id: whose holder sits in it.
        unit_id: of that role's holders, the one for this unit.
        person_id: who was appointed by name, in place of the role's holder.
        deputy_id: who was named deputy for this seat, in place of the role's own.
        chair: the holder chairs the committee.
        votes: False for a seat that advises only.
        ends: the last day of the term, a local date; None when it has no end.
        competences: what the holder is there for ("jura", "drift").
    """

    id: str
    role_id: str
    unit_id: str | None = None
    person_id: str | None = None
    deputy_id: str | None = None
    chair: bool = False
    votes: bool = True
    ends: date | None = None
    competences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quorum:
    """How many of the voting seats must take part: a share of them, and whether with the chair.

    `more` tells "more than half" from "at least half".
    """

    numerator: int = 1
    denominator: int = 2
    more: bool = True
    chair: bool = True

    def needed(self, seats: int) -> int:
        """Return how many of `seats` voting seats must be represented; never none."""
        whole, rest = divmod(seats * self.numerator, self.denominator)
        return max(1, whole + 1 if self.more or rest else whole)


class Majority(StrEnum):
    """How many must be for it: of those who voted for or against, or of all voting seats."""

    SIMPLE = "simple_majority"
    ABSOLUTE = "absolute_majority"
    TWO_THIRDS = "two_thirds"
    UNANIMITY = "unanimity"


class Tie(StrEnum):
    """What as many for as against comes to."""

    CHAIR = "chair"
    REJECTED = "rejected"


class MinutesRule(StrEnum):
    """How minutes become approved.

    SILENCE: when the comments close without objection; the next meeting confirms it.
    PRESSES: when each member who took part has pressed.
    """

    SILENCE = "silence"
    PRESSES = "presses"


@dataclass(frozen=True)
class WrittenProcedure:
    """How the committee decides between meetings.

    Args:
        allowed: whether it may.
        working_days: the shortest time to answer.
        closes_at: local time on the last working day.
        urgent_hours: the shortest time of an urgent matter.
        by_chair: the chair says whether a matter is dealt with in writing; else any member.
    """

    allowed: bool = True
    working_days: int = 3
    closes_at: time = time(15, 0)
    urgent_hours: int = 24
    by_chair: bool = True


@dataclass(frozen=True)
class Timeline:
    """Working days from the meeting, before it or after it, for each step around it."""

    call_for_items: int = -15
    items_close: int = -10
    agenda_out: int = -5
    minutes_draft: int = 5
    comments_close: int = 10


@dataclass(frozen=True)
class Series:
    """When the committee meets.

    Args:
        item_id: the wheel item whose dates are the meetings; the frequency is its rule. None for
            a committee that is only called when it is needed.
        starts_at: local time.
        minutes: how long a meeting lasts.
        place: where, in words.
        section_of: the other meeting in which this one is a section ("Ledermøde"), else "".
    """

    item_id: str | None = None
    starts_at: time = time(9, 0)
    minutes: int = 90
    place: str = ""
    section_of: str = ""


class SectionKind(StrEnum):
    """What the committee does with an agenda item: decide, discuss, or be informed."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"


@dataclass(frozen=True)
class AgendaSection:
    """A standing or conditional item of the agenda (001 §2 "Dagsorden").

    Args:
        id: names its source of live data, in the table of sources ("incidents").
        title: as the agenda prints it.
        kind: what is done with it.
        presenter_role: who presents it.
        text: below the title; {{forrige_moede_dato}} is the previous meeting's date.
        after: of a conditional item, the section it follows; None for a standing one.
        when: of a conditional item, in words, when it is there.
    """

    id: str
    title: Localized
    kind: SectionKind
    presenter_role: str | None = None
    text: Localized = field(default_factory=Localized)
    after: str | None = None
    when: Localized = field(default_factory=Localized)


class TermsState(StrEnum):
    """Where a version of the terms of reference is (domain.md §2)."""

    DRAFT = "draft"
    TO_APPROVE = "to-approve"
    IN_FORCE = "in-force"
    REPLACED = "replaced"


@dataclass(frozen=True)
class TermsSection:
    """A heading of the terms with its text; `level` 1 or 2.

    {{organisation}}, {{formand}}, {{medlemmer}}, {{sekretaer}}, {{frekvens}}, {{dato}} and
    {{version}} in the text are filled in when it is shown. The section on the frequency says in
    which `months` and by which `due_rule` of the wheel the committee meets.
    """

    id: str
    heading: Localized
    body: Localized
    level: int = 1
    months: tuple[int, ...] = ()
    due_rule: str = ""


@dataclass(frozen=True)
class Terms:
    """A version of a committee's terms of reference (001 §2 "Kommissorium").

    Args:
        committee_id: whose.
        version: from 1.
        sections: the eight headings of the guide, and the organisation's own.
        state: where it is.
        approver_role: whose holder approves it.
        review_months: after how many months it is reviewed again.
        authors: who changed it, by person id.
        approved_by, approved_at: who brought it into force, and when (UTC).
        review_on: when it is next reviewed, a local date.
        decision_id: the decision that brought it into force.
        changed_at: UTC; tells a stale card from a fresh one.
        told: the stages of its review that the secretary was told of ("ahead", "past").
    """

    committee_id: str
    version: int
    sections: tuple[TermsSection, ...]
    state: TermsState = TermsState.DRAFT
    approver_role: str = "top-management"
    review_months: int = 12
    authors: tuple[str, ...] = ()
    approved_by: str | None = None
    approved_at: datetime | None = None
    review_on: date | None = None
    decision_id: str | None = None
    changed_at: datetime | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoundPlace:
    """The channel or group in which a committee is told things, on one platform."""

    platform: str
    tenant: str
    place_id: str

    def __str__(self) -> str:
        """Return "slack:T1:C1"."""
        return f"{self.platform}:{self.tenant}:{self.place_id}"


@dataclass(frozen=True)
class Committee:
    """A committee. There may be any number of them.

    Args:
        id: the pack's own, else random.
        name: as people say it.
        role_id: the matrix's role that is this committee.
        chair_role: whose holder chairs where no seat says so.
        secretary_role: whose holder keeps its papers; without a vote of its own.
        seats: in the order of the terms.
        adviser_roles: who may be called in without a vote.
        top_managers: how many members at least come from top management (001 §2).
        competences: that the members together must have ("bedst muligt repræsenteret").
        quorum, majority, tie: how it decides.
        consensus_first: a vote is only taken when somebody asks for one.
        secretary_votes: whether a secretary who holds a seat votes.
        written: how it decides between meetings.
        chair_decides: the terms let the chair decide alone in an emergency.
        timeline: the steps around a meeting.
        minutes_rule: how its minutes become approved.
        series: when it meets.
        agenda: its standing and conditional sections, in order.
        places: where it is told things.
        notice_places: where notices to everybody are posted, when somebody presses for it.
        closed_on: its last day, a local date; None while it works.
    """

    id: str
    name: Localized
    role_id: str
    chair_role: str
    secretary_role: str
    seats: tuple[CommitteeSeat, ...] = ()
    adviser_roles: tuple[str, ...] = ()
    top_managers: int = 1
    competences: tuple[str, ...] = ()
    quorum: Quorum = field(default_factory=Quorum)
    majority: Majority = Majority.SIMPLE
    tie: Tie = Tie.CHAIR
    consensus_first: bool = True
    secretary_votes: bool = False
    written: WrittenProcedure = field(default_factory=WrittenProcedure)
    chair_decides: bool = True
    timeline: Timeline = field(default_factory=Timeline)
    minutes_rule: MinutesRule = MinutesRule.SILENCE
    series: Series = field(default_factory=Series)
    agenda: tuple[AgendaSection, ...] = ()
    places: tuple[BoundPlace, ...] = ()
    notice_places: tuple[BoundPlace, ...] = ()
    closed_on: date | None = None

    @cached_property
    def seat(self) -> Mapping[str, CommitteeSeat]:
        """Seats by id."""
        return {seat.id: seat for seat in self.seats}

    def is_closed(self, on: date) -> bool:
        """Tell whether `on` (a local date) lies after the committee's last day."""
        return self.closed_on is not None and self.closed_on < on
