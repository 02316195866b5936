"""What the operator is told of the timed jobs."""

from collections.abc import Iterator

from bot.domain.alarms import AlarmKind, Trouble
from bot.scheduler.clockwork import Clockwork

_TOLD_FOR_SECONDS = 600.0


def clock_troubles(clockwork: Clockwork) -> Iterator[Trouble]:
    """Return the jobs that are late, and that the clock itself stopped lately."""
    for late in clockwork.late():
        yield Trouble(AlarmKind.TICK_LATE, late.job, {"job": late.job, "why": late.why.value})
    if clockwork.rebuilt_within(_TOLD_FOR_SECONDS):
        yield Trouble(AlarmKind.CLOCK_STOPPED)
