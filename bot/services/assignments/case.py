"""An assignment with all that a change of it is judged by, held until the transaction ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.assignment_events import AssignmentEvent
from bot.domain.assignment_people import Hands, hands_of
from bot.domain.assignment_steps import require_seen
from bot.domain.assignments import Assignment
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, who_may
from bot.services.ports import Clock, Storage, UnitOfWork

Made = TypeVar("Made", bound=AssignmentEvent)


@dataclass(frozen=True)
class Case:
    """What a change of an assignment is judged by.

    Args:
        work: the transaction.
        organisation: as it stands in it.
        assignment: as it stands in it, locked.
        hands: what whoever acts has to do with it.
        act: who acts, and when.
        cause: of what is recorded.
        mark: what the pressed card showed; see `assignment_steps.mark_of`.
    """

    work: UnitOfWork
    organisation: Organisation
    assignment: Assignment
    hands: Hands
    act: Act
    cause: Cause
    mark: str = ""


@dataclass(frozen=True)
class Cases:
    """Opens assignments, to be looked at or changed."""

    storage: Storage
    journal: Journal
    clock: Clock

    @asynccontextmanager
    async def changing(self, reference: str, cause: Cause) -> AsyncIterator[Case]:
        """Open an assignment that nobody else changes until the transaction ends.

        Args:
            reference: what the button carries: the assignment's id, and the mark of what it showed.
            cause: who acts.

        Raises:
            TooLate: it is gone.
            NotAllowed: the account is bound to nobody.
        """
        assignment_id, _, mark = reference.partition(":")
        async with self.storage.begin() as work:
            known = await work.assignments.find(assignment_id)
            if known is not None and known.input_id:
                # Whoever changes an input locks it before its assignments.
                await work.inputs.lock(known.input_id)
            found = await work.assignments.lock(assignment_id)
            yield self._case(work, await work.organisation(), found, cause, mark)
            await work.commit()

    async def look(self, reference: str, cause: Cause) -> Case:
        """Return an assignment as it stands now, for a form.

        Raises:
            TooLate, NotAllowed: as for `changing`.
        """
        assignment_id, _, mark = reference.partition(":")
        async with self.storage.read() as work:
            found = await work.assignments.find(assignment_id)
            return self._case(work, await work.organisation(), found, cause, mark)

    async def save(
        self, case: Case, after: Assignment, kind: type[Made], **more: object
    ) -> Assignment:
        """Write an assignment with what happened.

        Raises:
            TooLate: whoever pressed saw it before it was given anew or answered.
        """
        require_seen(case.assignment, case.mark)
        await case.work.assignments.save(after)
        event = event_of(kind, after, case.act, **more)
        await self.journal.record(case.work, event, case.cause)
        return after

    def act(self, organisation: Organisation, cause: Cause) -> Act:
        """Return who acts, and when.

        Raises:
            NotAllowed: the account is bound to nobody.
        """
        if cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.see-own")
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        return Act(cause.actor, now, on)

    def _case(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        found: Assignment | None,
        cause: Cause,
        mark: str,
    ) -> Case:
        if found is None:
            raise TooLate("assignment-gone")
        act = self.act(organisation, cause)
        functions = [p.id for p in who_may(organisation, Ability.ASSIGN, act.on)]
        hands = hands_of(organisation, found, act.by, act.on, functions)
        return Case(work, organisation, found, hands, act, cause, mark)


def event_of(kind: type[Made], assignment: Assignment, act: Act, **more: object) -> Made:
    """Return what has happened to an assignment, as it is afterwards."""
    return kind(
        assignment.id,
        assignment.number,
        assignment.decision_id or "",
        assignment.input_id or "",
        assignment.unit_id,
        act.by,
        act.at.isoformat(),
        act.on.isoformat(),
        **more,
    )
