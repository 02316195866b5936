"""What happens to the audit log itself; see `events`."""

from dataclasses import dataclass

from bot.domain.anchors import Anchor
from bot.domain.events import Event


@dataclass(frozen=True)
class AuditAnchored(Event):
    """A month's anchor is given to people who cannot change the log (reliability.md §3).

    Args:
        seq, root, public_key, signature: of the anchor.
        on: the local date, ISO 8601.
    """

    kind = "audit.anchored"
    seq: int
    root: str
    public_key: str
    signature: str
    on: str

    @property
    def anchor(self) -> Anchor:
        """Return the anchor."""
        return Anchor(self.seq, self.root, self.public_key, self.signature)

    @property
    def month(self) -> str:
        """Return the local month, "2027-03"."""
        return self.on[:7]

    def subject(self) -> str:
        """Return the month's anchor."""
        return f"audit-anchor/{self.month}"
