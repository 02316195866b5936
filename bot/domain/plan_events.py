"""What happens to the annual plan; see `events`."""

from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event
from bot.domain.reminders import Letter


@dataclass(frozen=True)
class PlanTaskEvent(Event):
    """What the plan's events share.

    Args:
        task_id: the task.
        by: who did it; None for an import or what follows by itself.
        on: the local date, ISO 8601.
        at: UTC, ISO 8601; tells one change from the next.
        letters: those in which it has a line, to be shown anew; they are no part of the log.
    """

    task_id: str
    by: str | None
    on: str
    at: str
    letters: tuple[Letter, ...] = ()

    def subject(self) -> str:
        """Return the task."""
        return plan_subject(self.task_id)

    @property
    def ends_reminders(self) -> bool:
        """Tell whether no reminder that still waits to be sent is right any more."""
        return False

    def data(self) -> dict[str, Any]:
        """Return the event's own values without the letters."""
        return {name: value for name, value in super().data().items() if name != "letters"}


def plan_subject(task_id: str) -> str:
    """Return what the messages about one task are about."""
    return f"plan/{task_id}"


@dataclass(frozen=True)
class PlanTaskAdded(PlanTaskEvent):
    """A task came into the plan. R and A as "role:…" or "person:…"; `due` ISO 8601 or ""."""

    kind = "plan.task-added"
    responsible: str = ""
    accountable: str = ""
    due: str = ""
    origin: str = ""


@dataclass(frozen=True)
class PlanTaskChanged(PlanTaskEvent):
    """What the plan says of a task was changed.

    Args:
        fields: the names of what changed.
        responsible: R from now on.
        previous: R before.
    """

    kind = "plan.task-changed"
    fields: tuple[str, ...] = ()
    responsible: str = ""
    previous: str = ""

    @property
    def ends_reminders(self) -> bool:
        """Tell whether it has another deadline, or another R."""
        moved = {"due", "years", "accepted-until", "option"} & set(self.fields)
        return bool(moved) or self.responsible != self.previous


@dataclass(frozen=True)
class PlanTaskMoved(PlanTaskEvent):
    """A task was started, done, postponed, cancelled or verified; `state` is what it is now."""

    kind = "plan.task-moved"
    state: str = ""
    reason: str = ""
    due: str = ""

    @property
    def ends_reminders(self) -> bool:
        """Tell whether somebody has acted: a task that is only begun is still to be done."""
        return self.state != "started"


PLAN_TASK_EVENTS: tuple[type[PlanTaskEvent], ...] = (PlanTaskChanged, PlanTaskMoved)
"""Everything that can happen to a task that is in the plan."""


@dataclass(frozen=True)
class PlanSubmitted(Event):
    """Somebody asks for the plan's approval.

    Args:
        version: the number that the approval would have.
        digest: of what the plan says.
        by: who asks.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
        approvers: whom.
    """

    kind = "plan.submitted"
    version: int
    digest: str
    by: str
    at: str
    on: str
    approvers: tuple[str, ...] = ()

    def subject(self) -> str:
        """Return the version."""
        return f"plan-version/{self.version}"


@dataclass(frozen=True)
class PlanApproved(Event):
    """The plan was approved as a version.

    Args:
        version: its number.
        digest: of what it says.
        by: who approved.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
        authors: who had changed it since the version before.
        tasks: how many it holds.
        control: the compensating control, when an author approved.
    """

    kind = "plan.approved"
    version: int
    digest: str
    by: str
    at: str
    on: str
    authors: tuple[str, ...] = ()
    tasks: int = 0
    control: str = ""

    def subject(self) -> str:
        """Return the version."""
        return f"plan-version/{self.version}"
