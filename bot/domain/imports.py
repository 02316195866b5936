"""What an import changes, and what is kept so that it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.committees import Committee, Terms
from bot.domain.flows import Flow, FlowBook, InputType
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Person, Role, Unit
from bot.domain.plan import PlanTask
from bot.domain.raci import Activity, Category, Letters, Matrix
from bot.domain.wheel import System, WheelItem
from bot.domain.workdays import WorkCalendar


class ImportState(StrEnum):
    """An import's life: shown, then applied or dropped; an applied one may be undone."""

    PREVIEW = "preview"
    APPLIED = "applied"
    DROPPED = "dropped"
    UNDONE = "undone"


@dataclass(frozen=True)
class Things:
    """What an import writes besides the letters."""

    units: tuple[Unit, ...] = ()
    roles: tuple[Role, ...] = ()
    categories: tuple[Category, ...] = ()
    activities: tuple[Activity, ...] = ()
    people: tuple[Person, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    wheel_items: tuple[WheelItem, ...] = ()
    systems: tuple[System, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    committees: tuple[Committee, ...] = ()
    input_types: tuple[InputType, ...] = ()
    flows: tuple[Flow, ...] = ()


def things_of(organisation: Organisation, book: FlowBook) -> Things:
    """Return everything that an import could have written, as it stands."""
    return Things(
        units=organisation.units,
        roles=organisation.roles,
        categories=organisation.categories,
        activities=organisation.activities,
        people=organisation.people,
        assignments=organisation.assignments,
        wheel_items=organisation.wheel.items,
        systems=organisation.wheel.systems,
        tasks=organisation.plan.tasks,
        committees=organisation.committees,
        input_types=book.types,
        flows=book.flows,
    )


@dataclass(frozen=True)
class CalendarSet:
    """When the organisation works, and whose holder acts for the committee."""

    calendar: WorkCalendar
    chair_role: str


@dataclass(frozen=True)
class LetterChange:
    """One cell of the matrix that an import changes."""

    activity_id: str
    role_id: str
    before: Letters
    after: Letters


@dataclass(frozen=True)
class UndoImage:
    """What was there before an import, and what the import made of it.

    Args:
        before: the things that it changed, as they were.
        after: the things that it wrote; those not in `before` are new.
        version: the matrix version or draft that it made, 0 for none.
        previous: the version that was in use before, 0 for none.
        draft: `version` is a draft.
        rows: the draft's rows as the import wrote them, letters by role by activity.
        packs: the packs that it kept, by "name/locale", as they were; None for a new one.
        calendar_before, calendar_after: the calendar, where the import set it.
        terms_before, terms_after: the drafts of terms of reference that it wrote.
    """

    before: Things
    after: Things
    version: int = 0
    previous: int = 0
    draft: bool = False
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    packs: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    calendar_before: CalendarSet | None = None
    calendar_after: CalendarSet | None = None
    terms_before: tuple[Terms, ...] = ()
    terms_after: tuple[Terms, ...] = ()


def letter_changes(
    known: Matrix, cells: Mapping[str, Mapping[str, Letters]]
) -> tuple[LetterChange, ...]:
    """Return the cells in which `cells` differ from the matrix, rows in the order of `cells`."""
    nothing: Letters = frozenset()
    found = []
    for activity in dict.fromkeys((*cells, *known.cells)):
        before, after = known.cells.get(activity, {}), cells.get(activity, {})
        found += [
            LetterChange(activity, role, before.get(role, nothing), after.get(role, nothing))
            for role in dict.fromkeys((*before, *after))
            if before.get(role, nothing) != after.get(role, nothing)
        ]
    return tuple(found)
