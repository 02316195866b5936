"""What an import found and did, the same for packs and for lists of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.finding import Finding
from bot.domain.organisation import Organisation


@dataclass(frozen=True)
class Outcome:
    """What an import found and did.

    Args:
        findings: what the rules found in the file, the worst first.
        changes: how many of each kind were "added" or "changed", such as `roles_added`.
        applied: False for a preview.
        organisation: what the findings are about, with the names that the file gives.
    """

    findings: tuple[Finding, ...]
    organisation: Organisation
    changes: Mapping[str, int] = field(default_factory=dict)
    applied: bool = False
