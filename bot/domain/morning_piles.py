"""One morning, and what each person's message of it is made of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.dues import Due
from bot.domain.involvement import LetterNote
from bot.domain.occurrences import Occurrence
from bot.domain.plan import PlanTask
from bot.domain.reminders import DueLine, DueTold, Line, Stage, TaskLine, TaskTold, Told
from bot.domain.schedules import CatchingUp, CatchUp, is_of_use, latest_only

LETTER_DAYS = 28
"""The Monday letter tells what is due within so many days."""


@dataclass(frozen=True)
class Morning:
    """One morning's reminders.

    Args:
        on: the local date on which they are told.
        after: the last date whose reminders are told already.
        catching_up: what to do with the days between.
    """

    on: date
    after: date
    catching_up: CatchingUp = field(default_factory=CatchingUp)

    def is_told(self, day: date) -> bool:
        """Tell whether what falls on `day` is of this morning, and still of use."""
        return self.after < day <= self.on and is_of_use(day, self.on, self.catching_up)

    def chosen(self, stages: Iterable[Stage]) -> tuple[Sequence[Stage], Sequence[Stage]]:
        """Return the stages that are told, and those that are passed over."""
        due = list(stages)
        told = [stage for stage in due if self.is_told(stage.on)]
        missed = [stage for stage in due if not self.is_told(stage.on)]
        if self.catching_up.policy is CatchUp.LATEST:
            told, pointless = latest_only(told, lambda s: s.to, lambda s: s.on)
            missed += pointless
        return told, missed


@dataclass
class Pile:
    """What one person's message is made of; entries keep the order in which they are found.

    Args:
        lines, tasks, dues: of the wheel, of the plan, and of what else is owed, with what each is
            about.
        told, told_tasks, told_dues: what is told in it, and what was missed.
        notes: what the reader is only told.
        reminded: ids of the occurrences of which R is reminded.
        listed: it has what only a Monday letter has.
    """

    lines: dict[Line, Occurrence] = field(default_factory=dict)
    tasks: dict[TaskLine, PlanTask] = field(default_factory=dict)
    told: dict[Told, None] = field(default_factory=dict)
    told_tasks: dict[TaskTold, None] = field(default_factory=dict)
    dues: dict[DueLine, Due] = field(default_factory=dict)
    told_dues: dict[DueTold, None] = field(default_factory=dict)
    notes: list[LetterNote] = field(default_factory=list)
    reminded: set[str] = field(default_factory=set)
    listed: bool = False

    def list_line(self, line: Line, occurrence: Occurrence) -> None:
        """List an occurrence, unless something is told of it anyway."""
        self.listed = True
        known = {(one.occurrence_id, one.part) for one in self.lines}
        if (line.occurrence_id, line.part) not in known:
            self.lines[line] = occurrence

    def list_task(self, task: PlanTask) -> None:
        """List a task, unless something is told of it anyway."""
        self.listed = True
        if task.id not in {one.task_id for one in self.tasks}:
            self.tasks[TaskLine(task.id)] = task

    def list_due(self, due: Due) -> None:
        """List something owed, unless something is told of it anyway."""
        self.listed = True
        if due.key not in {one.due_key for one in self.dues}:
            self.dues[DueLine(due.key)] = due

    def note(self, note: LetterNote) -> None:
        """Add something that the reader is only told."""
        self.listed = True
        self.notes.append(note)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to send."""
        return not (self.lines or self.tasks or self.dues or self.notes)


class Piles:
    """Everybody's pile."""

    def __init__(self) -> None:
        self._piles: dict[str, Pile] = defaultdict(Pile)

    def of(self, person_id: str) -> Pile:
        """Return a person's pile, an empty one to begin with."""
        return self._piles[person_id]

    def __iter__(self) -> Iterator[tuple[str, Pile]]:
        """Iterate over people and their piles, by person."""
        return iter(sorted(self._piles.items()))
