"""The tick that plans committees' meetings, and takes the steps around them on their days."""

from dataclasses import dataclass

from bot.services.meetings import MeetingPlans
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)


@dataclass(frozen=True)
class MeetingTick:
    """Plans what is missing and takes what is due; between two mornings it reads nothing."""

    plans: MeetingPlans

    async def tick(self) -> None:
        """Plan what is missing, and take the steps that are due."""
        if taken := await self.plans.tick():
            _log.info("meetings.steps", count=taken)
