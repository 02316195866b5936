"""The tick that opens, closes and reminds of votes."""

from dataclasses import dataclass

from bot.services.approvals import Deadlines
from bot.telemetry.logs import get_logger

SECONDS = 1.0

_log = get_logger(__name__)


@dataclass(frozen=True)
class ApprovalTick:
    """Takes what is due; while no vote is open it costs two reads."""

    deadlines: Deadlines

    async def tick(self) -> None:
        """Open, close and remind of what is due."""
        if taken := await self.deadlines.tick():
            _log.info("approvals.steps", count=taken)
