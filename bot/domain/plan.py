"""The annual plan: tasks that end, and the treatment of risks beside them (001 §5, årsplan).

A treatment item is a task with what is treated, so that both stand in one plan or apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from bot.domain.language import Localized
from bot.domain.occurrences import Evidence

MOST_YEARS = 5
"""A task runs over one to five years (001 §5)."""


class TaskState(StrEnum):
    """Where a task is (domain.md §2). That it is late is derived from its deadline.

    VERIFIED and ACCEPTED are a treatment item's alone: its effect was found good by another than
    the doer, or the risk is borne until the acceptance expires.
    """

    PROPOSED = "proposed"
    APPROVED = "approved"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How much a task matters beside the others."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class TreatmentOption(StrEnum):
    """What is done about a risk (ISO 27005)."""

    REDUCE = "reduce"
    AVOID = "avoid"
    SHARE = "share"
    ACCEPT = "accept"


class RiskLevel(StrEnum):
    """How much risk remains."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Bearer:
    """Who has R or A: a role, by whoever holds it on the day, or a person. One of them is set."""

    role_id: str | None = None
    person_id: str | None = None

    def __str__(self) -> str:
        """Return it as it is written in events and forms: "role:…" or "person:…"."""
        return f"role:{self.role_id}" if self.role_id else f"person:{self.person_id}"


@dataclass(frozen=True)
class Origin:
    """Where a task comes from.

    Args:
        words: as people say it ("Risikohåndteringsplan").
        link: the address of the message, as the platform gave it.
        subject: the record, such as "occurrence/<id>".
    """

    words: Localized = field(default_factory=Localized)
    link: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Treatment:
    """What a treatment item treats. The risk's owner is the item's A.

    Args:
        risk: the risk, in words.
        option: what is done about it.
        control: the control that does it ("A.8.5").
        residual: the risk that remains, None until it is judged.
        accepted_until: the last day on which the risk is borne, of an accepted one.
    """

    risk: str
    option: TreatmentOption = TreatmentOption.REDUCE
    control: str = ""
    residual: RiskLevel | None = None
    accepted_until: date | None = None


@dataclass(frozen=True)
class PlanTask:
    """One task of the plan.

    Args:
        id: the pack's own, else random.
        title: what is to be done.
        responsible, accountable: R and A.
        years: in which it runs, ascending, one to five of them.
        due: the deadline, a local date; None means the end of its last year.
        origin: where it comes from.
        priority: beside the others.
        cost: in whole units of the organisation's currency.
        effort: in working hours.
        treatment: of a treatment item.
        state: where it is.
        reason: why it was postponed or cancelled.
        evidence: what shows that it is done.
        answer: how it went, as the doer or the verifier said it.
        created_by, created_at: the person who made it, None for an import; UTC.
        done_by, done_at: the doer; UTC.
        verified_by, verified_at: who found the effect good; UTC.
        authors: who has changed what the plan says of it since the plan was approved.
        changed_at: UTC; tells a stale card from a fresh one.
        given_on: the local date on which R got it from a file or a pack, and so without a message.
    """

    id: str
    title: Localized
    responsible: Bearer
    accountable: Bearer
    years: tuple[int, ...]
    due: date | None = None
    origin: Origin = field(default_factory=Origin)
    priority: Priority = Priority.NORMAL
    cost: int | None = None
    effort: int | None = None
    treatment: Treatment | None = None
    state: TaskState = TaskState.PROPOSED
    reason: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    answer: str = ""
    created_by: str | None = None
    created_at: datetime | None = None
    done_by: str | None = None
    done_at: datetime | None = None
    verified_by: str | None = None
    verified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    changed_at: datetime | None = None
    given_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether R still has something to do."""
        return self.state in OPEN

    @property
    def deadline(self) -> date:
        """Return the day by which it is done: its own, else the last of its last year."""
        return self.due or date(max(self.years), 12, 31)

    def is_late(self, on: date) -> bool:
        """Tell whether R is late on the local date `on`."""
        return self.is_open and self.deadline < on

    def has_expired(self, on: date) -> bool:
        """Tell whether a risk is borne beyond the day until which that was accepted."""
        until = self.treatment.accepted_until if self.treatment else None
        return self.state is TaskState.ACCEPTED and until is not None and until < on


OPEN = frozenset({TaskState.PROPOSED, TaskState.APPROVED, TaskState.STARTED, TaskState.POSTPONED})
"""R has something to do."""


@dataclass(frozen=True)
class PlanVersion:
    """The plan as it was approved.

    Args:
        version: from 1.
        approved_by, approved_at: who approved it, and when (UTC).
        tasks: as they were then.
        control: the compensating control, when an author approved.
    """

    version: int
    approved_by: str
    approved_at: datetime
    tasks: tuple[PlanTask, ...]
    control: str = ""


@dataclass(frozen=True)
class Plan:
    """The plan as it stands, and the version approved last."""

    tasks: tuple[PlanTask, ...] = ()
    approved: PlanVersion | None = None

    @cached_property
    def task(self) -> Mapping[str, PlanTask]:
        """Tasks by id."""
        return {task.id: task for task in self.tasks}

    def of_year(self, year: int) -> tuple[PlanTask, ...]:
        """Return the tasks that run in `year`, as the annual wheel shows them."""
        return tuple(
            task
            for task in self.tasks
            if year in task.years and task.state is not TaskState.CANCELLED
        )
