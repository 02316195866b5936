"""The repository of the annual plan."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.plan import PlanTask, PlanVersion


class Plans(Protocol):
    """The annual plan; `organisation` reads it all, with the version approved last."""

    async def save_tasks(self, tasks: Sequence[PlanTask]) -> None:
        """Insert or update tasks by id."""
        ...

    async def add_version(self, version: PlanVersion) -> None:
        """Keep an approved version."""
        ...

    async def versions(self) -> Sequence[PlanVersion]:
        """Return every approved version, the newest first."""
        ...
