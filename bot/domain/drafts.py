"""Drafts of the RACI matrix: what they change, and what may follow each state (domain.md §2).

A draft holds only the rows that it changes; every other row is that of the version in use, so two
people who change different rows never meet.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.errors import TooLate
from bot.domain.people import Assignment, Role
from bot.domain.raci import Activity, Letters, Matrix, format_letters, parse_letters

Row = Mapping[str, Letters]
"""One activity's letters by role id."""


class DraftStatus(StrEnum):
    """Where a draft is. SENT_BACK can be edited like DRAFT; the last three are final."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISCARDED = "discarded"


class Move(StrEnum):
    """What people do with a draft."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SEND_BACK = "send-back"
    APPROVE = "approve"
    REJECT = "reject"
    DISCARD = "discard"


_EDITABLE = frozenset({DraftStatus.DRAFT, DraftStatus.SENT_BACK})
_WAITING = frozenset({DraftStatus.SUBMITTED})
OPEN = _EDITABLE | _WAITING

_MOVES: Mapping[Move, tuple[frozenset[DraftStatus], DraftStatus | None]] = {
    Move.EDIT: (_EDITABLE, None),
    Move.SUBMIT: (_EDITABLE, DraftStatus.SUBMITTED),
    Move.DISCARD: (_EDITABLE, DraftStatus.DISCARDED),
    Move.WITHDRAW: (_WAITING, DraftStatus.DRAFT),
    Move.SEND_BACK: (_WAITING, DraftStatus.SENT_BACK),
    Move.APPROVE: (_WAITING, DraftStatus.APPROVED),
    Move.REJECT: (_WAITING, DraftStatus.REJECTED),
}
"""From where each move may be made, and where it leads; None is back to where it was."""

_TOO_LATE: Mapping[DraftStatus, str] = {
    DraftStatus.DRAFT: "draft-is-draft",
    DraftStatus.SUBMITTED: "draft-is-submitted",
    DraftStatus.SENT_BACK: "draft-is-sent-back",
    DraftStatus.APPROVED: "draft-is-approved",
    DraftStatus.REJECTED: "draft-is-rejected",
    DraftStatus.DISCARDED: "draft-is-discarded",
}


@dataclass(frozen=True)
class DraftRow:
    """A row as the draft has it. `changed_by` is the person who saved it last, `changed_at` UTC.

    Args:
        added: the activity itself, when the draft adds it.
        retires: the activity leaves the matrix with the draft's approval.
    """

    activity_id: str
    cells: Row
    changed_by: str
    changed_at: datetime
    added: Activity | None = None
    retires: bool = False


@dataclass(frozen=True)
class Exemption:
    """An external party may hold A until `until`, a local date, for a reason."""

    activity_id: str
    role_id: str
    reason: str
    until: date


@dataclass(frozen=True)
class Draft:
    """A draft of the matrix, or what became of it.

    Args:
        version: its number, which the approved version keeps.
        status: where it is.
        started_by: the person who made the first change.
        started_at: UTC.
        rows: what it changes, by activity id.
        authors: everybody who has saved a row, in that order.
        submission: how many times it was submitted.
        by: who moved it last.
        at: when it was moved last, UTC.
        reason: why it was sent back, rejected or discarded.
        control: the compensating control of an author who approved (domain.md §3).
        exemptions: external parties that may hold A for now.
    """

    version: int
    status: DraftStatus
    started_by: str
    started_at: datetime
    rows: Mapping[str, DraftRow] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    submission: int = 0
    by: str | None = None
    at: datetime | None = None
    reason: str = ""
    control: str = ""
    exemptions: tuple[Exemption, ...] = ()

    @property
    def open(self) -> bool:
        """Tell whether it may still become the version in force."""
        return self.status in OPEN

    @property
    def editable(self) -> bool:
        """Tell whether its rows may be changed now."""
        return self.status in _EDITABLE

    def row(self, matrix: Matrix, activity_id: str) -> Row:
        """Return a row as the draft would have it."""
        changed = self.rows.get(activity_id)
        return changed.cells if changed else matrix.cells.get(activity_id, {})


@dataclass(frozen=True)
class Change:
    """A row that the draft changes: what stands in the version in use, and what would."""

    activity_id: str
    before: Row
    after: Row
    row: DraftRow

    @property
    def rows(self) -> tuple[Row, Row]:
        """The row before and after."""
        return (self.before, self.after)


@dataclass(frozen=True)
class FrozenRole:
    """A role as it was described, and who held it, when a version came into force."""

    role: Role
    holders: tuple[Assignment, ...]


def moved(
    draft: Draft, move: Move, by: str, at: datetime, reason: str = "", *, by_name: str = ""
) -> Draft:
    """Return the draft after `move`.

    Args:
        draft: as it stands.
        move: what is done with it.
        by: the id of the person who does it.
        at: UTC.
        reason: why, where the move has a reason.
        by_name: the name of the person who moved it last, for the refusal.

    Raises:
        TooLate: the draft is no longer where the move starts; the sentence says where it is.
    """
    sources, target = _MOVES[move]
    if draft.status not in sources:
        raise too_late(draft, by_name)
    if target is None:
        return draft
    submission = draft.submission + (move is Move.SUBMIT)
    return replace(draft, status=target, by=by, at=at, reason=reason.strip(), submission=submission)


def too_late(draft: Draft, by_name: str) -> TooLate:
    """Return the error that says where the draft is now, and who brought it there."""
    return TooLate(
        _TOO_LATE[draft.status],
        version=draft.version,
        person=by_name,
        moment=draft.at or draft.started_at,
    )


def saved(draft: Draft, row: DraftRow, in_use: Row) -> Draft:
    """Return the draft with `row` in it; one that is as in use changes nothing and is left out."""
    rows = {**draft.rows, row.activity_id: row}
    if not row.retires and row.added is None and same_row(row.cells, in_use):
        rows.pop(row.activity_id)
    authors = tuple(dict.fromkeys((*draft.authors, row.changed_by)))
    return replace(draft, rows=rows, authors=authors)


def same_row(one: Row, other: Row) -> bool:
    """Tell whether two rows say the same, in whatever order."""
    return row_to_text(one) == row_to_text(other)


def row_to_text(row: Row) -> dict[str, str]:
    """Return a row's letters as text by role id, without the roles that have none."""
    return {role: format_letters(letters) for role, letters in row.items() if letters}


def row_from_text(row: Mapping[str, str]) -> dict[str, Letters]:
    """Return the row that `row_to_text` wrote."""
    return {role: parse_letters(letters) for role, letters in row.items()}


def changes(matrix: Matrix, draft: Draft) -> tuple[Change, ...]:
    """Return what the draft changes in the version in use, in the order the rows were saved."""
    return tuple(_changes(matrix, draft))


def _changes(matrix: Matrix, draft: Draft) -> Iterator[Change]:
    for row in sorted(draft.rows.values(), key=lambda row: (row.changed_at, row.activity_id)):
        before = matrix.cells.get(row.activity_id, {})
        if row.retires or row.added or not same_row(before, row.cells):
            yield Change(row.activity_id, before, row.cells, row)


def digest(matrix: Matrix, draft: Draft) -> str:
    """Return what tells this content of the draft, on this version in use, from any other."""
    content = [
        [
            change.activity_id,
            row_to_text(change.before),
            row_to_text(change.after),
            change.row.retires,
            _named(change.row.added),
        ]
        for change in sorted(changes(matrix, draft), key=lambda change: change.activity_id)
    ]
    body = json.dumps([matrix.version, draft.version, content], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def _named(activity: Activity | None) -> list[str | None]:
    return [activity.name.da, activity.name.en, activity.category_id] if activity else []


def roles_digest(roles: Iterable[FrozenRole]) -> str:
    """Return the SHA-256 of role descriptions with their holders, in hex."""
    content = [
        [
            frozen.role.id,
            frozen.role.kind.value,
            frozen.role.name.variants(),
            frozen.role.definition.variants(),
            frozen.role.tasks.variants(),
            [[h.id, h.person_id, h.contact_id, h.deputy_id] for h in frozen.holders],
        ]
        for frozen in roles
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
