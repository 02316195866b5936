"""Who is consulted and informed in a case: a decision, a policy, an incident (RACI's C and I).

The owner of the case ticks them on a form that the matrix in force has filled in. A person's
highest letter wins: who is R or A is neither asked nor told.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Consulted:
    """Somebody who is asked (C). `answer` is None until there is one; moments in UTC."""

    person_id: str
    answer: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class OutsideNotice:
    """A notice to a collective or external role, which never gets direct messages by rule.

    Args:
        role_id: the role ("employees", "suppliers").
        text: as it was posted, or taken to be sent.
        by, at: who pressed, and when (UTC).
        place: where it was posted, as `BoundPlace` writes it; "" when the text was only taken.
    """

    role_id: str
    text: str
    by: str
    at: datetime
    place: str = ""


@dataclass(frozen=True)
class Involvement:
    """Who is consulted and informed in one case.

    Args:
        subject: the case ("decision/<id>", "input/<id>", "deviation/<id>").
        activity_id: the row of the matrix that filled the form, or "".
        by, at: whose choice it was, and when (UTC).
        consulted: those asked.
        informed: ids of the people who are told, in their Monday letter.
        notices: to roles that get no direct message.
        question: what those consulted are asked.
        text: what those informed are told.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    subject: str
    activity_id: str
    by: str
    at: datetime
    consulted: tuple[Consulted, ...] = ()
    informed: tuple[str, ...] = ()
    notices: tuple[OutsideNotice, ...] = ()
    question: str = ""
    text: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class LetterNote:
    """Something that a person is only told (I), in the next Monday letter.

    Args:
        id: random.
        person_id: the reader.
        subject: the case.
        text: what is told, in the language of the case.
        at: UTC.
        letter_id: the letter that told it; None until then.
    """

    id: str
    person_id: str
    subject: str
    text: str
    at: datetime
    letter_id: str | None = None
