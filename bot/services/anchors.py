"""Where the audit log ended, signed each day, and given each month to people who cannot change it.

The chain alone does not show a tail that was cut off, and whoever keeps the database also keeps
the key (reliability.md §3).
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.anchors import Anchor, KeptAnchor
from bot.domain.audit_events import AuditAnchored
from bot.services.journal import Journal
from bot.services.ports import AnchorBook, Clock, Storage


@dataclass(frozen=True)
class Anchors:
    """Signs the audit log's end.

    Args:
        storage: the log.
        journal: writes events.
        clock: the time.
        book: the key, and the anchors that are kept.
    """

    storage: Storage
    journal: Journal
    clock: Clock
    book: AnchorBook

    async def anchor(self) -> Anchor | None:
        """Sign and keep where the log ends, once each local day; a month's first is sent out.

        It is sent before it is kept: what went out twice has one key in the outbox.

        Returns:
            the anchor; None when today has one, or the log is empty.

        Raises:
            NotReady: the key is missing.
            OSError: the file cannot be written.
        """
        now, last = self.clock.now(), await self.book.last()
        async with self.storage.read() as work:
            profile = (await work.organisation()).profile
            seq, root = await work.audit.end()
        zone = ZoneInfo(profile.timezone)
        on = now.astimezone(zone).date()
        before = last.at.astimezone(zone).date() if last else None
        if seq == 0 or before == on:
            return None
        anchor = await self.book.sign(seq, root)
        # A new installation's first one tells nobody anything.
        if before is not None and (before.year, before.month) != (on.year, on.month):
            await self._send_out(
                AuditAnchored(seq, root, anchor.public_key, anchor.signature, on.isoformat())
            )
        await self.book.keep(KeptAnchor(anchor, now))
        return anchor

    async def _send_out(self, event: AuditAnchored) -> None:
        async with self.storage.begin() as work:
            await self.journal.record(work, event)
            await work.commit()
