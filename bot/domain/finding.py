"""What is found when a matrix, an organisation or a file is judged: a code, never prose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FindingParams = Mapping[str, str | int | date]

NAMED_PARAMS = frozenset(
    {"activity", "role", "person", "deputy", "party", "agreement", "unit", "committee"}
    | {"people", "units"}
)
"""Parameters that hold ids, "people" and "units" several with spaces between them; the others hold
plain values."""


class Severity(StrEnum):
    """How bad a finding is. An error stands in the way of approving or applying."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One finding, with its sentence in the catalogues under `finding.<code>`.

    Args:
        code: the name of the rule.
        severity: how bad it is.
        where: id of what the finding is about (an activity, role, person, party, unit, or
            `row-<line>` of a file); None when it is about the whole.
        params: the sentence's placeholders. Those in `NAMED_PARAMS` hold ids, which the caller
            replaces by names with `named_params`; `n` and `line` are numbers, `date` a local date.
    """

    code: str
    severity: Severity
    where: str | None = None
    params: FindingParams = field(default_factory=dict, hash=False)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return errors before warnings before infos, otherwise in the order given."""
    rank = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted(findings, key=lambda finding: rank[finding.severity]))


def named_params(
    finding: Finding, name_of: Callable[[str, str], str]
) -> dict[str, str | int | date]:
    """Return the finding's parameters with names for ids.

    Args:
        name_of: given a parameter of `NAMED_PARAMS` and an id, returns the name to show.
    """
    return {
        param: name_of(param, str(value)) if param in NAMED_PARAMS else value
        for param, value in finding.params.items()
    }
