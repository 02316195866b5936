"""What every change of a deviation begins and ends with, and who may see one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import deviation_rules as rules
from bot.domain.deviation_events import DeviationEvent
from bot.domain.deviation_people import DeviationPeople
from bot.domain.deviation_rules import Step
from bot.domain.deviations import Deviation
from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.deviations.register import Noted
from bot.services.identifiers import seen
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Concern, Standing, may
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class Case:
    """What one change of a deviation is judged by, in its transaction."""

    work: UnitOfWork
    organisation: Organisation
    deviation: Deviation
    people: DeviationPeople
    person: Person
    act: Act
    noted: Noted

    def require(self, step: Step) -> None:
        """Let pass whoever may take a step that can be taken.

        Raises:
            TooLate: it is not where that can be done.
            NotAllowed: with a sentence that says who can.
        """
        plan = self.organisation.plan
        rules.require(self.deviation, step, plan)
        if self.people.may(step, self.person):
            return
        if step in (Step.VERIFY, Step.CLOSE) and self.deviation.effect is not None:
            rules.require_not_doer(self.deviation, self.person.id, plan)
        raise NotAllowed(f"not-allowed.deviation-{step.value}")


@dataclass(frozen=True)
class DeviationDesk:
    """Where deviations are changed."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    @asynccontextmanager
    async def changing(
        self, deviation_id: str, cause: Cause, seen_then: str, *, plan: bool = False
    ) -> AsyncIterator[Case]:
        """Open a transaction in which nobody else changes the deviation.

        The plan is claimed first where it is changed too, as it is when a task is done.
        """
        async with self.storage.begin() as work:
            if plan:
                await work.claim()
            case = await self.case(work, await work.deviations.lock(deviation_id), cause)
            if stamp(case.deviation) != seen_then:
                raise TooLate("deviation-changed")
            yield case
            await work.commit()

    async def case(self, work: UnitOfWork, found: Deviation | None, cause: Cause) -> Case:
        """Return what a change of a deviation is judged by.

        Raises:
            TooLate: it is gone.
            BadInput: the account is bound to nobody.
        """
        organisation = await work.organisation()
        person = organisation.person.get(cause.actor)
        if found is None:
            raise TooLate("deviation-gone")
        if person is None:
            raise BadInput("account-unbound")
        at, on = self.now(organisation)
        people = DeviationPeople(found, organisation, on)
        act, noted = Act(person.id, at, on), Noted(person.id, at, on)
        return Case(work, organisation, found, people, person, act, noted)

    async def keep(
        self, case: Case, after: Deviation, cause: Cause, *events: DeviationEvent
    ) -> None:
        """Write a deviation, and what happened to it."""
        await case.work.deviations.save(after)
        for event in events:
            await self.journal.record(case.work, event, cause)

    def now(self, organisation: Organisation) -> tuple[datetime, date]:
        """Return the moment (UTC) and the local date."""
        now = self.clock.now()
        return now, now.astimezone(ZoneInfo(organisation.profile.timezone)).date()


def stamp(deviation: Deviation) -> str:
    """Return what tells a deviation from how it is after a change, for a form to carry.

    That an agenda lists it, or everybody is asked because of it, is no change of it.
    """
    return seen(replace(deviation, presented_in=(), handled_in=(), ask_id=None))


def sees(deviation: Deviation, standing: Standing) -> bool:
    """Tell whether a deviation concerns the reader."""
    people = DeviationPeople(deviation, standing.organisation, standing.on)
    unit = frozenset({deviation.unit_id} if deviation.unit_id else ())
    concern = Concern(unit_ids=unit, responsible_ids=people.concerned)
    judges = people.judges(standing.person)
    return judges or may(replace(standing, concern=concern), Ability.SEE_DEVIATION)


def seen_by(found: Deviation | None, standing: Standing, number: str = "") -> Deviation:
    """Return a deviation for whoever may see it.

    Raises:
        BadInput: there is none that people call `number`.
        NotAllowed: it doesn't concern the reader.
    """
    if found is None:
        raise BadInput("deviation-none", number=number or "–")
    if not sees(found, standing):
        raise NotAllowed("not-allowed.see-deviation")
    return found
