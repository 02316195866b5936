"""What an import found, would do and did, the same for packs, matrices and lists of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.finding import Finding
from bot.domain.imports import LetterChange, Things
from bot.domain.organisation import Organisation


@dataclass(frozen=True)
class Outcome:
    """What an import found and did.

    Args:
        findings: what the rules found in the file, the worst first.
        changes: how many of each kind were "added" or "changed", such as `roles_added`.
        applied: False for a preview.
        organisation: what the findings are about, with the names that the file gives.
        letters: the cells of the matrix that change.
        draft: the number of the draft that the letters wait in, 0 when they are in use.
        import_id: of an import that can be undone.
        name: of the file that was imported.
    """

    findings: tuple[Finding, ...]
    organisation: Organisation
    changes: Mapping[str, int] = field(default_factory=dict)
    applied: bool = False
    letters: tuple[LetterChange, ...] = ()
    draft: int = 0
    import_id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Plan:
    """What an import would write, worked out on the data as it stands.

    Args:
        outcome: what it finds and changes, not applied.
        known: the data as it stands.
        before, after: the things that differ, as they are and as they would be.
        refused: the file must be put right before any of it is taken.
    """

    outcome: Outcome
    known: Organisation
    before: Things
    after: Things
    refused: bool = False

    @property
    def changes_anything(self) -> bool:
        """Tell whether anything would be different afterwards."""
        return any(self.outcome.changes.values())
