"""What is left of a letter at the moment at which it is written: nothing told before, or done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.dues import DueBook
from bot.domain.mornings import Mail
from bot.domain.reminders import DueTold, Letter, TaskTold, Told


def still_owed(mail: Mail, known: DueBook) -> Mail:
    """Return a message without what somebody has done since it was worked out.

    A deadline that was moved meanwhile is told by its own stages.
    """
    told = tuple(one for one in mail.told_dues if _is_owed(one.due_key, one.stage, known))
    letter = mail.letter
    if letter is not None:
        dues = tuple(one for one in letter.dues if _is_owed(one.due_key, one.stage, known))
        letter = replace(letter, dues=dues)
        letter = None if letter.is_empty else letter
    return replace(mail, letter=letter, told_dues=told)


def _is_owed(key: str, stage: str, known: DueBook) -> bool:
    due = known.owed.get(key)
    return due is not None and (not stage or stage.endswith(due.on.isoformat()))


@dataclass(frozen=True)
class Fresh:
    """What nobody had noted before: (person, what it is about, stage)."""

    wheel: set[tuple[str, str, str]]
    plan: set[tuple[str, str, str]]
    dues: set[tuple[str, str, str]]

    def of(self, letter: Letter | None) -> Letter | None:
        """Return a letter without the lines that were told before; None when none is left."""
        if letter is None:
            return None
        reader = letter.person_id
        left = replace(
            letter,
            lines=tuple(
                line
                for line in letter.lines
                if not line.stage or (reader, line.occurrence_id, line.stage) in self.wheel
            ),
            tasks=tuple(
                line
                for line in letter.tasks
                if not line.stage or (reader, line.task_id, line.stage) in self.plan
            ),
            dues=tuple(
                line
                for line in letter.dues
                if not line.stage or (reader, line.due_key, line.stage) in self.dues
            ),
        )
        return None if left.is_empty else left


def fresh_of(told: Iterable[Told], tasks: Iterable[TaskTold], dues: Iterable[DueTold]) -> Fresh:
    """Return what was noted just now, as a letter asks for it."""
    return Fresh(
        {(one.person_id, one.occurrence_id, one.stage) for one in told if not one.missed},
        {(one.person_id, one.task_id, one.stage) for one in tasks if not one.missed},
        {(one.person_id, one.due_key, one.stage) for one in dues if not one.missed},
    )
