"""Tells a committee's secretary when its terms of reference are to be reviewed."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.committee_events import TermsReviewDue
from bot.domain.organisation import Organisation
from bot.domain.terms import in_force, review_stage
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots


@dataclass
class TermsReviews:
    """Tells each stage of a review once, on the morning of a working day outside quiet weeks.

    It remembers the mornings it has seen, to be cheap.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    _seen: tuple[date, int] | None = field(default=None, init=False)

    async def tell(self) -> int:
        """Tell what is due today and not told yet; return how much.

        It may be called each second, and by every replica.
        """
        organisation = self.snapshots.current.organisation
        now = self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone))
        if not _is_morning(organisation, now) or self._seen == (now.date(), organisation.version):
            return 0
        told = await self._tell(now.date()) if organisation.committees else 0
        self._seen = (now.date(), organisation.version)
        return told

    async def _tell(self, today: date) -> int:
        told = 0
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            for committee in organisation.committees:
                terms = in_force(await work.committees.terms_of(committee.id))
                stage = review_stage(terms, today) if terms else ""
                if terms is None or not stage or committee.is_closed(today):
                    continue
                await work.committees.save_terms(replace(terms, told=(*terms.told, stage)))
                review = terms.review_on.isoformat() if terms.review_on else ""
                event = TermsReviewDue(
                    committee.id, terms.version, review, stage, today.isoformat()
                )
                await self.journal.record(work, event)
                told += 1
            if told:
                await work.commit()
        return told


def _is_morning(organisation: Organisation, now: datetime) -> bool:
    """Tell whether people may be told things by now, a local moment."""
    calendar = organisation.wheel.calendar
    today = now.date()
    working = calendar.is_workday(today) and not calendar.is_quiet(today)
    return working and now.time() >= calendar.reminder_time
