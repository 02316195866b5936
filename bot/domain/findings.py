"""What an import reports about a matrix, and what `/raci check` lists about an organisation."""

from datetime import date

from bot.domain.agreement_rules import agreement_findings, covered_roles
from bot.domain.committee_rules import committee_findings
from bot.domain.confirmation_rules import confirmation_findings
from bot.domain.finding import Finding, Severity, named_params, worst_first
from bot.domain.holder_rules import OVERLOAD_LIMIT, HolderView, holder_findings, is_retired
from bot.domain.matrix_rules import Cells, matrix_findings
from bot.domain.organisation import Organisation

__all__ = [
    "Cells",
    "Finding",
    "Severity",
    "check_findings",
    "matrix_findings",
    "named_params",
    "worst_first",
]


def check_findings(
    organisation: Organisation, on: date, overload_limit: int = OVERLOAD_LIMIT
) -> tuple[Finding, ...]:
    """Return what every rule finds in the matrix in use and its people, the worst first.

    Args:
        organisation: as it stands now.
        on: the local date on which holders, absences and agreements are looked at.
        overload_limit: most activities in which one person may have A or R.
    """
    current = [a for a in organisation.activities if not is_retired(a.retired_on, on)]
    retired = {a.id for a in organisation.activities} - {a.id for a in current}
    cells = {a: row for a, row in organisation.matrix.cells.items() if a not in retired}
    covered = covered_roles(organisation, on)
    return worst_first(
        (
            *matrix_findings(current, organisation.roles, cells, covered),
            *holder_findings(HolderView(organisation, on, overload_limit)),
            *agreement_findings(organisation, on),
            *confirmation_findings(organisation, on),
            *committee_findings(organisation, on),
        )
    )
