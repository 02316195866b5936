"""What work on the wheel finds becomes a proposed task, in the same transaction (001 §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.cpr import mask_cpr
from bot.domain.events import Event
from bot.domain.language import localized
from bot.domain.plan import Bearer, Origin, PlanTask
from bot.domain.wheel_events import FindingNoted
from bot.services.identifiers import new_id
from bot.services.journal import Cause, Reaction
from bot.services.permissions import FUNCTION_ROLE
from bot.services.plan.changes import added
from bot.services.ports import Clock, UnitOfWork

_DECEMBER = 12


@dataclass(frozen=True)
class PlanFindings:
    """Makes tasks of findings; the journal calls it.

    Args:
        clock: the time.
        notify: tells whoever gets the task.
    """

    clock: Clock
    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Put a task in the plan for what was found; R and A are those of the wheel's item.

        Found in December it is for the next year, as the year's plan is all but over.
        """
        if not isinstance(event, FindingNoted):
            return ()
        organisation = await work.organisation()
        profile, now = organisation.profile, self.clock.now()
        today = now.astimezone(ZoneInfo(profile.timezone)).date()
        item = organisation.wheel.item.get(event.item_id)
        person = organisation.person.get(event.by)
        language = (person.language if person else None) or profile.language
        task = PlanTask(
            id=new_id("task"),
            title=localized(language, mask_cpr(event.text.strip())),
            responsible=Bearer(role_id=item.responsible if item else FUNCTION_ROLE),
            accountable=Bearer(role_id=item.accountable if item else FUNCTION_ROLE),
            years=(today.year + (today.month == _DECEMBER),),
            origin=Origin(subject=event.subject()),
            created_by=person.id if person else None,
            created_at=now,
            changed_at=now,
            authors=(person.id,) if person else (),
        )
        await work.plan.save_tasks([task])
        made = added(task, today)
        return (made, *await self.notify(work, made, cause))
