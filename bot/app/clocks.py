"""The real clock, and the demo's, which can be moved forward."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs, and can be set ahead; it never goes back.

    Args:
        start: the moment it shows now; the machine's time unless that is later.
    """

    def __init__(self, start: datetime | None = None) -> None:
        real = datetime.now(UTC)
        self._ahead = max(timedelta(0), (start or real) - real)

    def now(self) -> datetime:
        """Return the moment shown, in UTC."""
        return datetime.now(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Show `moment` (UTC) now; an earlier one than shown is ignored."""
        self._ahead += max(timedelta(0), moment - self.now())
