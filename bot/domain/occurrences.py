"""One date of the annual wheel and where its work is (domain.md §2, "Wheel occurrence")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class OccurrenceState(StrEnum):
    """Where the work is. That it is late, or was postponed, is derived from its dates."""

    PLANNED = "planned"
    REMINDED = "reminded"
    STARTED = "started"
    AWAITING_EVIDENCE = "awaiting-evidence"
    TO_APPROVE = "to-approve"
    DONE = "done"
    LAPSED = "lapsed"


ENDED = frozenset({OccurrenceState.DONE, OccurrenceState.LAPSED})
"""Nothing more is to be done, and nobody is reminded."""

DELIVERED = ENDED | {OccurrenceState.TO_APPROVE}
"""R has delivered: it is late for R no more."""


@dataclass(frozen=True)
class Evidence:
    """What shows that something was done (ISO 27001 7.5): words, a link, or a file by its id."""

    text: str = ""
    link: str = ""
    file_id: str | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is shown at all."""
        return bool(self.text or self.link or self.file_id)


@dataclass(frozen=True)
class Part:
    """What one person, or one system's owner, does of an occurrence.

    Args:
        key: "" for the whole of it; a person's or a system's id where each does a part.
        state: as the occurrence's.
        handed_to: who does it instead of the role's holders.
        snoozed_until: R is not reminded before this local date; the deadline stays.
        answer: to the kind's completion question.
        evidence: what shows it.
        done_by, done_at: who delivered, and when (UTC).
        approved_by, approved_at: the second person, and when (UTC).
        remark: why it was snoozed, handed over or sent back, or what the approver said.
    """

    key: str = ""
    state: OccurrenceState = OccurrenceState.PLANNED
    handed_to: str | None = None
    snoozed_until: date | None = None
    answer: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    done_by: str | None = None
    done_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    remark: str = ""


class Wish(StrEnum):
    """What R asks A for."""

    POSTPONE = "postpone"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Request:
    """R's request to A, until A has answered. `due` is the new deadline wished for."""

    wish: Wish
    by: str
    at: datetime
    reason: str
    due: date | None = None


@dataclass(frozen=True)
class Occurrence:
    """One date of a wheel item.

    Args:
        id: random.
        item_id: the item.
        key: which of the rule's dates, from `PlannedDate.key`.
        planned: the date from the plan; the next one is counted from it, never from completion.
        due: the deadline now.
        prepares_on: from when it is worked on, a local date.
        state: the whole's.
        parts: stored parts by key; one that is missing has not been touched.
        postponed: how often R has postponed it alone.
        reason: why it was postponed or lapsed.
        request: what waits for A's answer.
        changed_at: UTC; tells a stale card from a fresh one.
        moved_by, moved_at: who moved its deadline last, and when (UTC).
    """

    id: str
    item_id: str
    key: str
    planned: date
    due: date
    prepares_on: date
    state: OccurrenceState = OccurrenceState.PLANNED
    parts: Mapping[str, Part] = field(default_factory=dict)
    postponed: int = 0
    reason: str = ""
    request: Request | None = None
    changed_at: datetime | None = None
    moved_by: str | None = None
    moved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether anything remains to be done."""
        return self.state not in ENDED

    def is_late(self, on: date) -> bool:
        """Tell whether R is late on the local date `on`."""
        return self.due < on and self.state not in DELIVERED

    def part(self, key: str) -> Part:
        """Return a part, untouched or not."""
        return self.parts.get(key) or Part(key)
