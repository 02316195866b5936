"""What the buttons of an occurrence's card carry, and what tells a stale card from a fresh one."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.domain.errors import BadInput, TooLate
from bot.domain.occurrences import Occurrence


@dataclass(frozen=True)
class Reference:
    """A part of an occurrence as a card showed it.

    Args:
        occurrence_id: the occurrence.
        part: the part's key.
        mark: of what was shown, from `mark_of`.
    """

    occurrence_id: str
    part: str
    mark: str

    def __str__(self) -> str:
        """Return what a button carries."""
        return f"{self.occurrence_id} {self.part} {self.mark}"


def reference_to(occurrence: Occurrence, part: str) -> Reference:
    """Return what the buttons of a part's card carry."""
    return Reference(occurrence.id, part, mark_of(occurrence, part))


def read_reference(carried: str) -> Reference:
    """Read what a button carries.

    Raises:
        BadInput: no button of ours carries that.
    """
    parts = carried.split(" ")
    if len(parts) != 3:
        raise BadInput("button-unknown")
    return Reference(*parts)


def mark_of(occurrence: Occurrence, part: str) -> str:
    """Return what tells a card of this state from one of another.

    What matters are the deadline, what was delivered, what A is asked for, and that it is over.
    """
    kept, request = occurrence.part(part), occurrence.request
    delivered = (kept.done_at, kept.answer, kept.evidence) if kept.done_at else None
    shown = (occurrence.due, delivered, request, occurrence.is_open)
    return sha256(repr(shown).encode()).hexdigest()[:10]


def require_fresh(occurrence: Occurrence, reference: Reference, now: datetime) -> None:
    """Let pass whoever saw the occurrence as it is.

    Raises:
        TooLate: it has changed since, and when.
    """
    if reference.mark != mark_of(occurrence, reference.part):
        raise TooLate("occurrence-changed", at=occurrence.changed_at or now)
