"""What several assignments have come to: sums for the agenda, the decision and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.assignments import Answer, Assignment, AssignmentState

_WORST = (Answer.NO, Answer.PARTLY, Answer.YES)


@dataclass(frozen=True)
class Sums:
    """How many of some assignments have come to what.

    Args:
        total: of those that were not taken back.
        yes, partly, no: reported, by the worse of the two answers.
        sent_back: by the unit; nobody has given them anew.
        silent: with the unit, without feedback that stands.
        late: of the silent ones, beyond their deadline.
        withdrawn: taken back; they count in nothing else.
    """

    total: int = 0
    yes: int = 0
    partly: int = 0
    no: int = 0
    sent_back: int = 0
    silent: int = 0
    late: int = 0
    withdrawn: int = 0


def sums_of(assignments: Sequence[Assignment], on: date) -> Sums:
    """Return the sums of assignments on the local date `on`."""
    standing = [a for a in assignments if a.state is not AssignmentState.WITHDRAWN]
    results = [result_of(one) for one in standing]
    silent = [one for one in standing if one.is_with_unit]
    return Sums(
        total=len(standing),
        yes=results.count(Answer.YES),
        partly=results.count(Answer.PARTLY),
        no=results.count(Answer.NO),
        sent_back=sum(one.state is AssignmentState.SENT_BACK for one in standing),
        silent=len(silent),
        late=sum(one.is_late(on) for one in silent),
        withdrawn=len(assignments) - len(standing),
    )


def result_of(assignment: Assignment) -> Answer | None:
    """Return the worse of the two answers of feedback that stands, None while there is none.

    Feedback that was sent back, or that belongs to an instruction that was given anew, does not.
    """
    if assignment.is_with_unit or assignment.state is AssignmentState.SENT_BACK:
        return None
    if not assignment.feedback:
        return None
    last = assignment.feedback[-1]
    return next(one for one in _WORST if one in (last.followed, last.successful))
