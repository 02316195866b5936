"""What happens to the annual plan; see `events`."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class PlanTaskEvent(Event):
    """What the plan's events share.

    Args:
        task_id: the task.
        by: who did it; None for an import or what follows by itself.
        on: the local date, ISO 8601.
        at: UTC, ISO 8601; tells one change from the next.
    """

    task_id: str
    by: str | None
    on: str
    at: str

    def subject(self) -> str:
        """Return the task."""
        return f"plan/{self.task_id}"


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


@dataclass(frozen=True)
class PlanTaskMoved(PlanTaskEvent):
    """A task was started, done, postponed, cancelled or verified; `state` is what it is now."""

    kind = "plan.task-moved"
    state: str = ""
    reason: str = ""
    due: str = ""


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
