"""What happens when people are told of the annual wheel."""

from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event
from bot.domain.reminders import Letter, Line


@dataclass(frozen=True)
class RemindersTold(Event):
    """People were told of their part of the wheel.

    Args:
        on: the local date, ISO 8601.
        letters: what each of them is told, one message a person.
        missed: how many stages were passed over because they came too late to be of use.
    """

    kind = "reminders.told"
    on: str
    letters: tuple[Letter, ...]
    missed: int = 0

    def subject(self) -> str:
        """Return the morning."""
        return f"reminders/{self.on}"

    def data(self) -> dict[str, Any]:
        """Return each letter's reader and lines."""
        told = {one.person_id: [_line(line) for line in one.lines] for one in self.letters}
        return {"on": self.on, "told": told, "missed": self.missed}


def _line(line: Line) -> str:
    return " ".join(filter(None, (line.occurrence_id, line.part, line.stage)))


def letter_subject(letter: Letter) -> str:
    """Return what a letter's message is about: its only occurrence, else the letter itself."""
    about = {line.occurrence_id for line in letter.lines}
    parts = {(line.occurrence_id, line.part) for line in letter.lines}
    if len(parts) == 1:
        return f"occurrence/{about.pop()}"
    return f"letter/{letter.id}"
