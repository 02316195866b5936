"""Organisation-wide asks: one question to every unit or system owner, with one list of answers.

"Are we affected, and is it fixed?" after a threat alert; "is the same fault elsewhere?" after a
deviation (ISO 27001 10.2 b).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who is asked: the heads of units, or the owners of systems, once for each system."""

    UNITS = "units"
    SYSTEMS = "systems"


class Affected(StrEnum):
    """What is answered to the first question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Fixed(StrEnum):
    """What is answered to the second question, of those affected."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class AskState(StrEnum):
    """Where an ask is."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class AskAnswer:
    """What was answered for one unit or system; `at` in UTC. A later one takes its place."""

    affected: Affected
    by: str
    at: datetime
    fixed: Fixed | None = None
    comment: str = ""


@dataclass(frozen=True)
class Ask:
    """One question to all units or systems.

    Args:
        id: random.
        number: for people to type: "RS-12".
        question: as it is asked.
        audience: who is asked.
        keys: ids of the units or systems, frozen when it is sent.
        due: by when, a local date.
        asked_by, asked_at: UTC.
        origin: the record that it came from ("deviation/<id>", "input/<id>"), or "".
        state: where it is.
        answers: by key.
        told: the ids of the people who were asked, by key; a key is missing where nobody was.
        closed_by, closed_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    number: str
    question: str
    audience: Audience
    keys: tuple[str, ...]
    due: date
    asked_by: str
    asked_at: datetime
    origin: str = ""
    state: AskState = AskState.OPEN
    answers: Mapping[str, AskAnswer] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    closed_by: str | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Return what records and messages call it."""
        return f"ask/{self.id}"

    @property
    def silent(self) -> tuple[str, ...]:
        """Return the keys for which nobody has answered."""
        return tuple(key for key in self.keys if key not in self.answers)
