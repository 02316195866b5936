"""A draft of the matrix comes into force, whoever approves it: one person, or a committee."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.draft_findings import applied
from bot.domain.drafts import (
    Draft,
    FrozenRole,
    changes,
    digest,
    roles_digest,
    row_to_text,
)
from bot.domain.events import MatrixApproved
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.raci import Activity, Matrix, MatrixStatus


@dataclass(frozen=True)
class ApprovedMatrix:
    """What the approval of a draft writes.

    Args:
        draft: approved, with the grounds that its approval rests on.
        activities: those that it adds, and those that it retires.
        matrix: the version in force.
        frozen: the roles as they are described and held now.
        event: tells of it.
    """

    draft: Draft
    activities: tuple[Activity, ...]
    matrix: Matrix
    frozen: tuple[FrozenRole, ...]
    event: MatrixApproved


def approved_matrix(
    before: Organisation, draft: Draft, by: str, at: datetime, on: date
) -> ApprovedMatrix:
    """Return a draft brought into force, with the role descriptions frozen with it.

    Args:
        before: the organisation with the version in use until now.
        draft: as its approval leaves it.
        by: who approves it, or stands for those who do.
        at: UTC.
        on: the local date.
    """
    frozen = _frozen_roles(before, on)
    matrix = replace(
        applied(before, draft, on).matrix,
        status=MatrixStatus.IN_FORCE,
        used_from=at,
        used_to=None,
        control=draft.control,
    )
    event = MatrixApproved(
        draft.version,
        draft.submission,
        digest(before.matrix, draft),
        by,
        at.isoformat(),
        draft.authors,
        draft.reason,
        base=before.matrix.version,
        on=on.isoformat(),
        changes=_changed_rows(before.matrix, draft),
        roles_digest=roles_digest(frozen),
        control=draft.control,
        exemptions=tuple(
            (item.activity_id, item.role_id, item.reason, item.until.isoformat())
            for item in draft.exemptions
        ),
    )
    return ApprovedMatrix(draft, _moved_activities(before, draft, on), matrix, frozen, event)


def _moved_activities(before: Organisation, draft: Draft, on: date) -> tuple[Activity, ...]:
    rows = draft.rows.values()
    added = (row.added for row in rows if row.added and not row.retires)
    last_day = on - timedelta(days=1)
    retired = (
        replace(before.activity[row.activity_id], retired_on=last_day)
        for row in rows
        if row.retires and row.activity_id in before.activity
    )
    return (*added, *retired)


def _changed_rows(
    matrix: Matrix, draft: Draft
) -> Mapping[str, tuple[dict[str, str], dict[str, str]]]:
    return {
        change.activity_id: (row_to_text(change.before), row_to_text(change.after))
        for change in changes(matrix, draft)
    }


def _frozen_roles(organisation: Organisation, on: date) -> tuple[FrozenRole, ...]:
    current = (role for role in organisation.roles if not is_retired(role.retired_on, on))
    return tuple(
        FrozenRole(
            role,
            tuple(a for a in organisation.assignments_of_role.get(role.id, ()) if a.runs_on(on)),
        )
        for role in current
    )
