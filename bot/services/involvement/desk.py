"""What people do: choose whom a case asks and tells, answer, and post notices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.domain import involvement_rules as rules
from bot.domain.committees import BoundPlace
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.involvement import Consulted, Involvement, LetterNote
from bot.domain.involvement_events import (
    ConsultationAnswered,
    NoticePlaceBound,
    OutsideNoticed,
    PeopleInvolved,
)
from bot.domain.involvement_rules import MatrixRow
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.plan_rules import bears
from bot.services.identifiers import new_id, seen
from bot.services.involvement.cases import Case, case_of
from bot.services.journal import Cause, Journal
from bot.services.permissions import Standing
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class Wanted:
    """What the owner of a case has ticked.

    Args:
        activity_id: the row that filled the form, or "".
        consulted, informed: ids of people.
        question: what those consulted are asked.
        text: what those informed are told.
    """

    activity_id: str
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    question: str
    text: str


@dataclass(frozen=True)
class Involvements:
    """Takes what people do with those consulted and informed."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    # -- seen

    async def look(self, subject: str, standing: Standing) -> Case:
        """Return a case for its owner.

        Raises:
            BadInput: there is no such case.
            NotAllowed: the reader does not choose whom it asks and tells.
        """
        async with self.storage.read() as work:
            case = await case_of(work, subject, standing)
        case.require_owner()
        return case

    async def asked(self, subject: str, standing: Standing) -> tuple[Case, str]:
        """Return a case in which the reader is asked, and the id of whom they answer for.

        Raises:
            BadInput: there is no such case.
            NotAllowed: the reader is not asked.
            TooLate: it was answered.
        """
        async with self.storage.read() as work:
            case = await case_of(work, subject, standing)
        return case, _answers_for(case, standing)

    def row(self, case: Case, activity_id: str, standing: Standing) -> MatrixRow:
        """Return the people of a row of the matrix in force, and of the case itself."""
        return rules.row_of(standing.organisation, activity_id, standing.on, case.doers)

    # -- changed

    async def involve(self, subject: str, mark: str, wanted: Wanted, cause: Cause) -> Case:
        """Ask those consulted, and keep what those informed are told for their Monday letter.

        Args:
            subject: the case.
            mark: of what the form showed; see `mark_of`.
            wanted: what was ticked.
            cause: who chose.

        Raises:
            NotAllowed: the person does not own the case.
            TooLate: somebody has chosen since the form was opened.
            FieldErrors: nobody new is chosen, or a text is missing.
        """
        async with self.storage.begin() as work:
            case, act, organisation = await self._case(work, subject, cause)
            case.require_owner()
            if mark_of(case) != mark:
                raise TooLate("involvement-changed", number=case.number)
            before = case.involvement
            row = rules.row_of(organisation, wanted.activity_id, act.on, case.doers)
            after = rules.involved(before, _chosen(subject, wanted, act), row, act)
            consulted = _new(
                [one.person_id for one in after.consulted],
                [one.person_id for one in before.consulted] if before else [],
            )
            informed = _new(after.informed, before.informed if before else ())
            await work.involvements.save(after)
            said = f"{case.number} {case.title}: {after.text}"
            await work.involvements.add_notes(
                [LetterNote(new_id("note"), who, subject, said, act.at) for who in informed]
            )
            event = PeopleInvolved(
                *_told(subject, act),
                activity_id=after.activity_id,
                consulted=consulted,
                informed=informed,
            )
            await self.journal.record(work, event, cause)
            await work.commit()
        return replace(case, involvement=after)

    async def answer(self, subject: str, text: str, cause: Cause) -> Case:
        """Take the answer of somebody who was asked, or of who stands in for them.

        Raises:
            NotAllowed: the person is not asked.
            TooLate: it was answered.
            FieldErrors: nothing is said.
        """
        async with self.storage.begin() as work:
            case, act, organisation = await self._case(work, subject, cause)
            standing = Standing(organisation, organisation.person[act.by], act.on)
            person_id = _answers_for(case, standing)
            assert case.involvement is not None
            after = rules.answered(case.involvement, person_id, mask_cpr(text), act)
            await work.involvements.save(after)
            event = ConsultationAnswered(*_told(subject, act), person_id=person_id)
            await self.journal.record(work, event, cause)
            await work.commit()
        return replace(case, involvement=after)

    async def notice(
        self, subject: str, roles: Sequence[str], text: str, place: BoundPlace | None, cause: Cause
    ) -> Case:
        """Post one notice in a place that is bound for it, or note that its text was taken.

        Args:
            subject: the case.
            roles: ids of the collective and external roles that it is for.
            text: what it says.
            place: where it is posted; None to take the text.
            cause: who pressed.

        Raises:
            NotAllowed: the person does not own the case.
            FieldErrors: nothing is said, it is for nobody, or the place is bound no more.
        """
        async with self.storage.begin() as work:
            case, act, organisation = await self._case(work, subject, cause)
            case.require_owner()
            if place is not None and place not in places_of(organisation):
                raise FieldErrors({"place": BadInput("involvement-place-gone")})
            known = case.involvement or Involvement(subject, "", act.by, act.at)
            where = str(place) if place else ""
            after = rules.noticed(known, roles, mask_cpr(text), where, act)
            await work.involvements.save(after)
            event = OutsideNoticed(*_told(subject, act), roles=tuple(roles), place=where)
            await self.journal.record(work, event, cause)
            await work.commit()
        return replace(case, involvement=after)

    async def bind(self, place: BoundPlace, cause: Cause) -> None:
        """Let notices be posted in `place`, instead of any other on its platform.

        Raises:
            BadInput: there is no committee yet.
        """
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            open_ = [one for one in organisation.committees if not one.is_closed(act.on)]
            if not open_:
                raise BadInput("involvement-no-committee")
            if place in places_of(organisation):
                return
            for one in open_:
                others = tuple(p for p in one.notice_places if p.platform != place.platform)
                own = (*others, place) if one is open_[0] else others
                if own != one.notice_places:
                    await work.committees.save(replace(one, notice_places=own))
            event = NoticePlaceBound(place.platform, place.place_id)
            await self.journal.record(work, event, cause)
            await work.commit()
        await self.snapshots.refresh()

    # -- how

    async def _case(
        self, work: UnitOfWork, subject: str, cause: Cause
    ) -> tuple[Case, Act, Organisation]:
        organisation = await work.organisation()
        act = self._act(organisation, cause)
        standing = Standing(organisation, organisation.person[act.by], act.on)
        if await work.involvements.find(subject) is None:
            # There is nothing to lock yet: of two who begin at once one waits here.
            await work.claim()
        return await case_of(work, subject, standing, lock=True), act, organisation

    def _act(self, organisation: Organisation, cause: Cause) -> Act:
        if cause.actor not in organisation.person:
            raise BadInput("account-unbound")
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        return Act(cause.actor, now, on)


def mark_of(case: Case) -> str:
    """Return what tells who is involved from who is later; answers are no change of it."""
    known = case.involvement
    people = [one.person_id for one in known.consulted] if known else []
    return seen((tuple(people), known.informed if known else ()))


def places_of(organisation: Organisation) -> tuple[BoundPlace, ...]:
    """Return where notices to everybody are posted."""
    every = (place for one in organisation.committees for place in one.notice_places)
    return tuple(dict.fromkeys(every))


def _answers_for(case: Case, standing: Standing) -> str:
    """Return whom the reader answers for: themselves, or somebody away for whom they stand in.

    Raises:
        NotAllowed: they are not asked.
        TooLate: it was answered.
    """
    person = standing.person
    consulted = case.involvement.consulted if case.involvement else ()
    own = [
        one
        for one in consulted
        if person
        and bears(
            standing.organisation,
            Bearer(person_id=one.person_id),
            person.id,
            standing.on,
            accountable=False,
        )
    ]
    if not own:
        raise NotAllowed("not-allowed.involvement-answer")
    waiting = [one for one in own if one.answer is None]
    if not waiting:
        raise TooLate("involvement-answered")
    return waiting[0].person_id


def _chosen(subject: str, wanted: Wanted, act: Act) -> Involvement:
    return Involvement(
        subject,
        wanted.activity_id,
        act.by,
        act.at,
        tuple(Consulted(person_id) for person_id in wanted.consulted),
        wanted.informed,
        question=mask_cpr(wanted.question),
        text=mask_cpr(wanted.text),
        changed_at=act.at,
    )


def _new(after: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in after if one not in before)


def _told(subject: str, act: Act) -> tuple[str, str, str, str]:
    return subject, act.by, act.at.isoformat(), act.on.isoformat()
