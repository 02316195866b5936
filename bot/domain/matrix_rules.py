"""The rules that judge a RACI matrix by itself (domain.md §3): one function for each rule."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.finding import Finding, FindingParams, Severity, worst_first
from bot.domain.people import Role
from bot.domain.raci import Activity, Letter, Letters

Cells = Mapping[str, Mapping[str, Letters]]

TOP_MANAGEMENT = "top-management"
"""Id of the role that carries the responsibility nobody can delegate (ISO 27001 5.1, 5.3)."""

TOP_MANAGEMENT_NAMES = frozenset(
    {
        "topledelse",
        "topledelsen",
        "top management",
        "direktion",
        "direktionen",
        "direktør",
        "direktøren",
        "adm. direktør",
        "administrerende direktør",
        "ledelsen",
        "ledelsesorgan",
        "bestyrelse",
        "bestyrelsen",
        "board",
        "board of directors",
        "executive board",
        "executive management",
        "management body",
        "ceo",
        "chief executive",
        "managing director",
    }
)
"""Names by which top management is known in matrices that did not start from a pack."""


@dataclass(frozen=True)
class _Judged:
    """A matrix with what its rules need at hand."""

    activities: Sequence[Activity]
    roles: Mapping[str, Role]
    cells: Cells
    covered_roles: Collection[str]

    def rows(self) -> Iterator[tuple[str, Mapping[str, Letters]]]:
        """Iterate over the activities' ids with their cells, an empty row for one without."""
        for activity in self.activities:
            yield activity.id, self.cells.get(activity.id, {})

    def holding(self, row: Mapping[str, Letters], letter: Letter) -> Iterator[tuple[str, Role]]:
        """Iterate over the known roles that hold `letter` in `row`."""
        for role_id, letters in row.items():
            if letter in letters and role_id in self.roles:
                yield role_id, self.roles[role_id]


def matrix_findings(
    activities: Sequence[Activity],
    roles: Sequence[Role],
    cells: Cells,
    covered_roles: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return what the rules find in a matrix, the worst first.

    Args:
        activities: the matrix's rows, in the order findings are listed.
        roles: every role that a cell may name.
        cells: activity id to role id to letters.
        covered_roles: ids of the external roles whose parties all have the agreements they need;
            none are when a pack is imported.
    """
    judged = _Judged(activities, {role.id: role for role in roles}, cells, covered_roles)
    return worst_first(finding for rule in MATRIX_RULES for finding in rule(judged))


def is_top_management(role: Role) -> bool:
    """Tell whether a role is top management, by its id or by one of its names."""
    if role.id == TOP_MANAGEMENT:
        return True
    spellings = (role.id.replace("-", " "), *role.name.variants(), *role.aliases.variants())
    return any(
        part.strip().casefold() in TOP_MANAGEMENT_NAMES
        for spelling in spellings
        for part in re.split("[()/,]", spelling)
    )


def _at_least_one_responsible(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        if not any(Letter.RESPONSIBLE in letters for letters in row.values()):
            yield Finding("at-least-one-R", Severity.ERROR, activity, {"activity": activity})


def _exactly_one_accountable(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        count = sum(Letter.ACCOUNTABLE in letters for letters in row.values())
        if count != 1:
            params: FindingParams = {"activity": activity, "n": count}
            yield Finding("exactly-one-A", Severity.ERROR, activity, params)


def _known_activities(judged: _Judged) -> Iterator[Finding]:
    known = {activity.id for activity in judged.activities}
    for activity in judged.cells:
        if activity not in known:
            yield Finding("unknown-activity", Severity.ERROR, activity, {"value": activity})


def _known_roles(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        for role_id in row:
            if role_id not in judged.roles:
                params = {"activity": activity, "value": role_id}
                yield Finding("unknown-role", Severity.ERROR, activity, params)


def _external_not_accountable(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        for role_id, role in judged.holding(row, Letter.ACCOUNTABLE):
            if role.external:
                params = {"activity": activity, "role": role_id}
                yield Finding("external-not-A", Severity.WARNING, activity, params)


def _external_responsible_has_agreement(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        for role_id, role in judged.holding(row, Letter.RESPONSIBLE):
            if role.external and role_id not in judged.covered_roles:
                params = {"activity": activity, "role": role_id}
                yield Finding("external-R-needs-agreement", Severity.WARNING, activity, params)


def _accountable_may_be(judged: _Judged) -> Iterator[Finding]:
    for activity, row in judged.rows():
        for role_id, role in judged.holding(row, Letter.ACCOUNTABLE):
            if not role.external and not role.may_be_accountable:
                params = {"activity": activity, "role": role_id}
                yield Finding("role-may-not-be-accountable", Severity.WARNING, activity, params)


def _top_management_appears(judged: _Judged) -> Iterator[Finding]:
    appearing = {role_id for _, row in judged.rows() for role_id, letters in row.items() if letters}
    leading = {role.id for role in judged.roles.values() if is_top_management(role)}
    if judged.activities and not appearing & leading:
        yield Finding("no-top-management", Severity.INFO)


MATRIX_RULES: tuple[Callable[[_Judged], Iterator[Finding]], ...] = (
    _at_least_one_responsible,
    _exactly_one_accountable,
    _known_activities,
    _known_roles,
    _external_not_accountable,
    _external_responsible_has_agreement,
    _accountable_may_be,
    _top_management_appears,
)
