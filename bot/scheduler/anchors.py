"""The tick that signs where the audit log ends, once a day."""

from dataclasses import dataclass

from bot.domain.errors import NotReady
from bot.services.anchors import Anchors
from bot.telemetry.logs import get_logger

SECONDS = 60.0

_log = get_logger(__name__)
_KEY_FAULTS = frozenset({"audit-key-missing", "audit-key-unusable"})


@dataclass(frozen=True)
class AnchorTick:
    """Keeps the day's anchor; on most ticks it reads one small file and the log's end."""

    anchors: Anchors

    async def tick(self) -> None:
        """Keep the day's anchor unless it is kept. A missing key stops nothing; `doctor` tells."""
        try:
            anchor = await self.anchors.anchor()
        except NotReady as error:
            if error.key not in _KEY_FAULTS:
                raise
            _log.warning("audit.not_anchored", reason=error.key)
            return
        if anchor is not None:
            _log.info("audit.anchored", number=anchor.seq)
