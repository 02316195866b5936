"""Minutes of a meeting: drafted from what was recorded, commented on, approved, then immutable."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.meetings import Attendance
from bot.domain.papers import Paper


class MinutesState(StrEnum):
    """Where a version is (domain.md §2). REPLACED: a correction took its place."""

    DRAFT = "draft"
    IN_CONSULTATION = "in-consultation"
    APPROVED = "approved"
    REPLACED = "replaced"


@dataclass(frozen=True)
class MinutesItem:
    """What the minutes say of one agenda item.

    Args:
        item_id: the agenda item, or the section's id for a section without one.
        number: as the agenda counts it ("4", "4.1").
        title: the item's.
        text: what was said and concluded.
        decision: the decision's number, or "".
        recused: ids of those who took no part.
    """

    item_id: str
    number: str
    title: str
    text: str = ""
    decision: str = ""
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class MinutesComment:
    """A member's comment. `objection`: silence does not approve while it is open."""

    id: str
    by: str
    at: datetime
    text: str
    objection: bool = False
    settled_by: str | None = None


@dataclass(frozen=True)
class Minutes:
    """A version of a meeting's minutes.

    Args:
        meeting_id: whose.
        version: from 1; a correction of approved minutes is a new one.
        items: in the agenda's order.
        attendance: as it was.
        state: where it is.
        document: an uploaded DOCX; its hash is then the version.
        digest: SHA-256 of what it says, hexadecimal; set when it is sent out for comments.
        comments: in the order they came.
        comments_until: UTC.
        approved: who has pressed, with the time (UTC).
        approved_at: when it became approved, UTC.
        confirmed_in: the meeting that confirmed it under its item 2.
        correction: why a new version of approved minutes was made.
        authors: who wrote it.
        case_number, filed_by, filed_at: of the records system, once filed (»journaliseret«).
        changed_at: UTC; tells a stale card from a fresh one.
    """

    meeting_id: str
    version: int
    items: tuple[MinutesItem, ...]
    attendance: tuple[Attendance, ...] = ()
    state: MinutesState = MinutesState.DRAFT
    document: Paper | None = None
    digest: str = ""
    comments: tuple[MinutesComment, ...] = ()
    comments_until: datetime | None = None
    approved: tuple[tuple[str, datetime], ...] = field(default_factory=tuple)
    approved_at: datetime | None = None
    confirmed_in: str | None = None
    correction: str = ""
    authors: tuple[str, ...] = ()
    case_number: str = ""
    filed_by: str | None = None
    filed_at: datetime | None = None
    changed_at: datetime | None = None
