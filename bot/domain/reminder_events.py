"""What happens when people are told of the annual wheel."""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.dues import DueBook
from bot.domain.events import Event
from bot.domain.plan_events import plan_subject
from bot.domain.reminders import DueLine, Letter, Line, TaskLine


@dataclass(frozen=True)
class RemindersTold(Event):
    """People were told of their part of the wheel and the plan, and of what else they owe.

    Args:
        on: the local date, ISO 8601.
        letters: what each of them is told, one message a person.
        missed: how many stages were passed over because they came too late to be of use.
        dues: what the letters tell of beside the wheel and the plan.
    """

    kind = "reminders.told"
    on: str
    letters: tuple[Letter, ...]
    missed: int = 0
    dues: DueBook = field(default_factory=DueBook)

    def subject(self) -> str:
        """Return the morning."""
        return f"reminders/{self.on}"

    def data(self) -> dict[str, Any]:
        """Return each letter's reader and lines."""
        told = {
            one.person_id: [
                *map(_line, one.lines),
                *map(_task, one.tasks),
                *map(_due, one.dues),
                *(f"note/{note.id}" for note in one.notes),
            ]
            for one in self.letters
        }
        return {"on": self.on, "told": told, "missed": self.missed}


def _line(line: Line) -> str:
    return " ".join(filter(None, (line.occurrence_id, line.part, line.stage)))


def _task(line: TaskLine) -> str:
    return " ".join(filter(None, (plan_subject(line.task_id), line.stage)))


def _due(line: DueLine) -> str:
    return " ".join(filter(None, (line.due_key, line.stage)))


def letter_subject(letter: Letter) -> str:
    """Return what a letter's message is about: its only occurrence or task, else the letter."""
    if letter.dues or letter.notes:
        return f"letter/{letter.id}"
    parts = {(line.occurrence_id, line.part) for line in letter.lines}
    tasks = {line.task_id for line in letter.tasks}
    if len(parts) + len(tasks) > 1:
        return f"letter/{letter.id}"
    if tasks:
        return plan_subject(tasks.pop())
    about = {line.occurrence_id for line in letter.lines}
    return f"occurrence/{about.pop()}" if about else f"letter/{letter.id}"
