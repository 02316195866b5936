"""What the rules say of a draft of the matrix: what blocks its approval, and what is new."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.drafts import Draft
from bot.domain.finding import Finding, Severity
from bot.domain.findings import check_findings
from bot.domain.organisation import Organisation

EXTERNAL_ACCOUNTABLE = "external-not-A"
"""The finding that blocks approval unless an exception is granted (domain.md §3)."""


def applied(organisation: Organisation, draft: Draft, on: date) -> Organisation:
    """Return the organisation as it would be with the draft in force from the local date `on`."""
    cells = dict(organisation.matrix.cells)
    activities = {activity.id: activity for activity in organisation.activities}
    for row in draft.rows.values():
        if row.added:
            activities[row.activity_id] = row.added
        cells[row.activity_id] = row.cells
        if row.retires:
            del cells[row.activity_id]
            last_day = on - timedelta(days=1)
            activities[row.activity_id] = replace(activities[row.activity_id], retired_on=last_day)
    kept = tuple(a for a in activities.values() if a.retired_on is None or a.id in cells)
    matrix = replace(organisation.matrix, version=draft.version, cells=cells)
    return replace(organisation, activities=kept, matrix=matrix)


@dataclass(frozen=True)
class Judged:
    """What the rules say of a draft.

    Args:
        blocking: what stands in the way of approval.
        exceptional: an external party's A, which an exception with a reason lets through.
        new: the other findings that the version in use does not have.
        known: how many other findings it shares with the version in use.
    """

    blocking: tuple[Finding, ...]
    exceptional: tuple[Finding, ...]
    new: tuple[Finding, ...]
    known: int


def judged(organisation: Organisation, draft: Draft, on: date) -> Judged:
    """Return what the rules find in the draft on the local date `on`."""
    found = check_findings(applied(organisation, draft, on), on)
    before = set(map(_identity, check_findings(organisation, on)))
    blocking = tuple(f for f in found if f.severity is Severity.ERROR)
    exceptional = tuple(f for f in found if f.code == EXTERNAL_ACCOUNTABLE)
    others = [f for f in found if f not in blocking and f not in exceptional]
    new = tuple(f for f in others if _identity(f) not in before)
    return Judged(blocking, exceptional, new, len(others) - len(new))


def _identity(finding: Finding) -> tuple[object, ...]:
    return (finding.code, finding.where, tuple(sorted(finding.params.items())))
