"""A holder's answer to the role that an approved version of the matrix gives them (5.3, A.5.2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """What a holder said to the role."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Confirmation:
    """An answer. There is one for each holder of a role and each version.

    Args:
        version: the matrix version that was in force.
        assignment_id: the role's assignment to its holder.
        answer: what was said.
        at: UTC.
        by: the id of the person who pressed: the holder, or who recorded it for an external one.
        reason: why the role was declined.
    """

    version: int
    assignment_id: str
    answer: Answer
    at: datetime
    by: str
    reason: str = ""
