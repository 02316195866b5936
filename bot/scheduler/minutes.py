"""The tick that closes comments on minutes, and reminds of what is due."""

from dataclasses import dataclass

from bot.services.minutes import MinutesClosing
from bot.telemetry.logs import get_logger

SECONDS = 20.0

_log = get_logger(__name__)


@dataclass(frozen=True)
class MinutesTick:
    """Takes what is due; while no minutes wait it costs one read."""

    closing: MinutesClosing

    async def tick(self) -> None:
        """Close and remind of what is due."""
        if taken := await self.closing.tick():
            _log.info("minutes.steps", count=taken)
