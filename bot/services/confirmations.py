"""A holder's answer to the role that the version in force gives them (domain.md rows 4-7, 77)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.confirmation_rules import confirmation_of, to_confirm
from bot.domain.confirmations import Answer, Confirmation
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.holder_events import HolderReachable, RoleAnswered, confirmation_subject
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Person
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Standing, require
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots

_ALREADY = {
    Answer.CONFIRMED: "confirmations-confirmed-already",
    Answer.DECLINED: "confirmations-declined-already",
}


@dataclass(frozen=True)
class RoleAnswers:
    """Takes holders' answers, one for each holder of a role and each version."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    def asked(self, reference: str, cause: Cause) -> Assignment:
        """Return the assignment that a button asks about, as long as it can still be answered.

        Raises:
            TooLate, NotAllowed: as for `answer`.
        """
        organisation = self.snapshots.current.organisation
        return _asked(organisation, reference, cause, self._today(organisation))

    async def answer(
        self, reference: str, answer: Answer, reason: str, cause: Cause
    ) -> tuple[Assignment, Confirmation]:
        """Keep an answer.

        Args:
            reference: what the button carries, from `reference_of`.
            answer: what is said.
            reason: why the role is declined.
            cause: who answers: the holder, or the function for an external contact.

        Raises:
            TooLate: it was answered already, another version is in force, or the holder no longer
                has the role.
            NotAllowed: somebody else was asked.
        """
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            assignment = _asked(organisation, reference, cause, self._today(organisation))
            given = Confirmation(
                version=organisation.matrix.version,
                assignment_id=assignment.id,
                answer=answer,
                at=self.clock.now(),
                by=cause.actor,
                reason=reason,
            )
            await work.confirmations.add(given)
            await self.journal.record(work, _event(assignment, given), cause)
            await work.commit()
        await self.snapshots.refresh()
        return assignment, given

    async def ask_again(self, can_reach: Callable[[Person], bool]) -> None:
        """Ask the holders who could not be asked before and can be now.

        So it is with those who are linked, or come in with a list of people, after the approval.
        """
        organisation = self.snapshots.current.organisation
        today = self._today(organisation)
        version = organisation.matrix.version
        waiting = [
            assignment
            for assignment in to_confirm(organisation, today)
            if confirmation_of(organisation, assignment.id) is None
            and assignment.person_id is not None
            and can_reach(organisation.person[assignment.person_id])
        ]
        async with self.storage.read() as work:
            unasked = [
                assignment
                for assignment in waiting
                if not await work.outbox.copies(confirmation_subject(version, assignment.id))
            ]
        for asked in unasked:
            event = HolderReachable(
                asked.id, asked.role_id, asked.person_id, None, on=today.isoformat()
            )
            async with self.storage.begin() as work:
                await self.journal.record(work, event)
                await work.commit()

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()


def answered(organisation: Organisation, reference: str) -> tuple[Assignment, Confirmation] | None:
    """Return what was answered to a button, None when nothing was in the version in force."""
    version, _, assignment_id = reference.partition(":")
    given = confirmation_of(organisation, assignment_id)
    found = next((a for a in organisation.assignments if a.id == assignment_id), None)
    if given is None or found is None or version != str(organisation.matrix.version):
        return None
    return found, given


def _asked(organisation: Organisation, reference: str, cause: Cause, today: date) -> Assignment:
    version, _, assignment_id = reference.partition(":")
    if version != str(organisation.matrix.version):
        raise TooLate("confirmations-superseded", version=organisation.matrix.version)
    running = (a for a in to_confirm(organisation, today) if a.id == assignment_id)
    assignment = next(running, None)
    if assignment is None:
        raise TooLate("confirmations-ended")
    _require_holder(organisation, assignment, cause, today)
    if given := confirmation_of(organisation, assignment.id):
        raise TooLate(_ALREADY[given.answer], at=given.at)
    return assignment


def _require_holder(
    organisation: Organisation, assignment: Assignment, cause: Cause, today: date
) -> None:
    """Let the holder answer, and the function for a contact, who has no account here."""
    if assignment.contact_id is not None:
        actor = organisation.person.get(cause.actor)
        require(Standing(organisation, actor, today), Ability.EDIT_HOLDERS)
    elif assignment.person_id != cause.actor:
        raise NotAllowed("not-allowed.answer-role")


def _event(assignment: Assignment, given: Confirmation) -> RoleAnswered:
    return RoleAnswered(
        version=given.version,
        assignment_id=assignment.id,
        role_id=assignment.role_id,
        person_id=assignment.person_id,
        contact_id=assignment.contact_id,
        answer=given.answer.value,
    )
