"""Changing the matrix: rows saved in a draft, submitted, and approved into force (domain.md §2).

Nothing here overwrites what the person who acts has not seen: a row is saved on top of the row that
the form showed, and a draft is moved as the very content that the card showed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.cpr import mask_cpr
from bot.domain.draft_approval import Grounds, Needs, Version, granted
from bot.domain.draft_findings import Judged, judged
from bot.domain.draft_rows import Clash, ClashKind, Seen, clash_of
from bot.domain.drafts import (
    Draft,
    DraftRow,
    DraftStatus,
    FrozenRole,
    Move,
    Row,
    changes,
    digest,
    moved,
    row_to_text,
    saved,
)
from bot.domain.errors import BadInput, TooLate
from bot.domain.events import (
    DraftDiscarded,
    DraftMoved,
    DraftRowSaved,
    DraftStarted,
    DraftWithdrawn,
    MatrixRejected,
    MatrixSentBack,
    MatrixSubmitted,
)
from bot.domain.matrix_approval import approved_matrix
from bot.domain.organisation import Organisation
from bot.services.in_force import bring_matrix_into_force
from bot.services.journal import Cause, Journal
from bot.services.permissions import (
    Ability,
    Standing,
    acting_approvers,
    may_approve_own,
    require,
    somebody_may_approve,
)
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

MakeEvent = Callable[[UnitOfWork, Organisation, Draft], Awaitable[DraftMoved]]


@dataclass(frozen=True)
class Drafts:
    """Edits of the matrix, one draft at a time."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def organisation(self) -> Organisation:
        """Return the organisation with its open draft as they are stored now."""
        return (await self.snapshots.refresh()).organisation

    async def find(self, version: int) -> Draft | None:
        """Return a draft, open or not."""
        async with self.storage.read() as work:
            return await work.drafts.find(version)

    async def judged(self, organisation: Organisation, draft: Draft, on: date) -> Judged:
        """Return what the rules find in `draft`, worked out beside other answers."""
        return await asyncio.to_thread(judged, organisation, draft, on)

    async def look(self, activity_id: str) -> Seen:
        """Return the row as it stands now, to be changed."""
        async with self.storage.read() as work:
            return await _seen(work, await work.drafts.current(), activity_id)

    async def frozen_roles(self, version: int) -> tuple[FrozenRole, ...]:
        """Return the roles as they were when `version` came into force; none if never approved."""
        async with self.storage.read() as work:
            return tuple(await work.drafts.frozen(version))

    async def save_row(
        self, seen: Seen, wanted: Row, cause: Cause, *, retires: bool = False
    ) -> Draft | Clash | None:
        """Save a row in the draft, starting one when none is open.

        Args:
            seen: the row as the editor saw it.
            wanted: the letters it is to have.
            cause: who saves.
            retires: the activity is to leave the matrix.

        Returns:
            The draft with the row; None when it stood so already; a clash when it is no longer what
            the editor saw, and nothing was saved.
        """
        async with self.storage.begin() as work:
            await work.drafts.lock()
            draft = await work.drafts.current()
            now = await _seen(work, draft, seen.activity_id)
            if kind := clash_of(draft, seen, now):
                ended = kind is ClashKind.ENDED
                about = await work.drafts.find(seen.draft) if ended else draft
                return Clash(kind, now, about)
            if now.as_wanted(wanted, retires=retires):
                return None
            row = DraftRow(
                seen.activity_id, wanted, cause.actor, self.clock.now(), seen.added, retires
            )
            draft = await self._with_row(work, draft, row, now, cause)
            await work.commit()
        await self.snapshots.refresh()
        return draft

    async def require_as_seen(self, seen: Version, move: Move) -> None:
        """Let pass who would move the draft that they have seen.

        Raises:
            TooLate: the draft is no longer what was seen, or no longer where the move starts.
        """
        organisation = await self.organisation()
        draft = await self.find(seen.number)
        self._moved(organisation, draft, seen, move, Cause(), "")

    async def submit(self, seen: Version, cause: Cause) -> Draft:
        """Send the draft to those who may approve it.

        Raises:
            TooLate: the draft is no longer what was seen.
            BadInput: it changes nothing, has faults, or nobody but its authors may approve it.
        """

        async def submitted(work: UnitOfWork, before: Organisation, draft: Draft) -> DraftMoved:
            on = self._today(before)
            if not changes(before.matrix, draft):
                raise BadInput("draft-empty")
            await self._require_sound(before, draft, on)
            asked = acting_approvers(before, on)
            if not asked:
                raise BadInput("draft-no-approver")
            if not somebody_may_approve(before, draft.authors, on):
                raise BadInput("draft-no-other-approver")
            ids = tuple(person.id for person in asked)
            return MatrixSubmitted(*_about(draft, seen), approvers=ids, on=on.isoformat())

        return await self._move(Move.SUBMIT, seen, cause, "", submitted)

    async def withdraw(self, seen: Version, cause: Cause) -> Draft:
        """Take a submitted draft back.

        Raises:
            TooLate: the draft is no longer what was seen.
        """
        return await self._move(Move.WITHDRAW, seen, cause, "", _event(DraftWithdrawn, seen))

    async def discard(self, seen: Version, cause: Cause, reason: str) -> Draft:
        """Throw the draft away.

        Raises:
            TooLate: the draft is no longer what was seen.
        """
        return await self._move(Move.DISCARD, seen, cause, reason, _event(DraftDiscarded, seen))

    async def send_back(self, seen: Version, cause: Cause, reason: str) -> Draft:
        """Send a submitted draft back to its authors.

        Raises:
            TooLate: the draft is no longer what was seen.
            NotAllowed: the person may not approve.
        """
        return await self._move(Move.SEND_BACK, seen, cause, reason, _event(MatrixSentBack, seen))

    async def reject(self, seen: Version, cause: Cause, reason: str) -> Draft:
        """Reject a submitted draft for good.

        Raises:
            TooLate: the draft is no longer what was seen.
            NotAllowed: the person may not approve.
        """
        return await self._move(Move.REJECT, seen, cause, reason, _event(MatrixRejected, seen))

    async def approve(self, seen: Version, cause: Cause, grounds: Grounds) -> Draft:
        """Bring the draft into force, and freeze the role descriptions with it.

        Raises:
            TooLate: the draft is no longer what was seen.
            NotAllowed: the person may not approve, or has prepared it.
            BadInput: it has faults, or `grounds` lack what is needed.
        """

        async def approved(work: UnitOfWork, before: Organisation, draft: Draft) -> DraftMoved:
            on = self._today(before)
            verdict = await self.judged(before, draft, on)
            control = may_approve_own(before, draft.authors, cause.actor, on)
            if verdict.blocking:
                raise BadInput("draft-has-errors", n=len(verdict.blocking))
            needs = Needs(control, verdict.exceptional)
            allowed = granted(draft, needs, grounds, on)
            by, at = allowed.by or cause.actor, allowed.at or self.clock.now()
            made = approved_matrix(before, allowed, by, at, on)
            await bring_matrix_into_force(work, made)
            return made.event

        return await self._move(Move.APPROVE, seen, cause, "", approved)

    async def _with_row(
        self, work: UnitOfWork, draft: Draft | None, row: DraftRow, now: Seen, cause: Cause
    ) -> Draft:
        """Write the row, in a new draft when none is open, and record it."""
        started = draft is None
        if draft is None:
            version = await work.activities.next_version()
            draft = Draft(version, DraftStatus.DRAFT, row.changed_by, row.changed_at)
        previous = draft.rows.get(row.activity_id)
        _, in_use = await work.activities.row_in_use(row.activity_id)
        draft = saved(draft, row, in_use)
        await work.drafts.save(draft)
        if row.activity_id in draft.rows:
            await work.drafts.save_row(draft.version, row)
        else:
            await work.drafts.drop_row(draft.version, row.activity_id)
        if started:
            await self.journal.record(work, DraftStarted(draft.version, now.in_use), cause)
        event = DraftRowSaved(
            version=draft.version,
            activity=row.activity_id,
            before=row_to_text(now.cells),
            after=row_to_text(row.cells),
            previous=previous.changed_by if previous else None,
            by=row.changed_by,
            saved_at=row.changed_at.isoformat(),
            retires=row.retires,
            added=row.added.name.variants() if row.added else (),
        )
        await self.journal.record(work, event, cause)
        return draft

    async def _move(
        self, move: Move, seen: Version, cause: Cause, reason: str, event: MakeEvent
    ) -> Draft:
        async with self.storage.begin() as work:
            await work.drafts.lock()
            before = await work.organisation()
            draft = await work.drafts.find(seen.number)
            after = self._moved(before, draft, seen, move, cause, reason)
            if move in (Move.APPROVE, Move.SEND_BACK, Move.REJECT):
                self._require_approver(before, cause.actor)
            await work.drafts.save(after)
            made = await event(work, before, after)
            await self.journal.record(work, made, cause)
            kept = await work.drafts.find(seen.number)
            await work.commit()
        await self.snapshots.refresh()
        return kept or after

    def _moved(
        self,
        organisation: Organisation,
        draft: Draft | None,
        seen: Version,
        move: Move,
        cause: Cause,
        reason: str,
    ) -> Draft:
        """Return the draft after a move, when it is the one that was seen."""
        if draft is None:
            raise BadInput("draft-none")
        name = _name(organisation, draft.by or draft.started_by)
        after = moved(draft, move, cause.actor, self.clock.now(), mask_cpr(reason), by_name=name)
        if digest(organisation.matrix, draft) != seen.digest:
            raise TooLate("draft-changed", version=draft.version)
        return after

    async def _require_sound(self, organisation: Organisation, draft: Draft, on: date) -> None:
        verdict = await self.judged(organisation, draft, on)
        if verdict.blocking:
            raise BadInput("draft-has-errors", n=len(verdict.blocking))

    def _require_approver(self, organisation: Organisation, actor: str) -> None:
        person = organisation.person.get(actor)
        standing = Standing(organisation, person, self._today(organisation))
        require(standing, Ability.APPROVE_MATRIX)

    def _today(self, organisation: Organisation) -> date:
        zone = ZoneInfo(organisation.profile.timezone)
        return self.clock.now().astimezone(zone).date()


async def _seen(work: UnitOfWork, draft: Draft | None, activity_id: str) -> Seen:
    in_use, cells = await work.activities.row_in_use(activity_id)
    row = draft.rows.get(activity_id) if draft else None
    number = draft.version if draft else 0
    if row is None:
        return Seen(activity_id, number, in_use, cells)
    return Seen(activity_id, number, in_use, row.cells, row.retires, row.added)


def _event(kind: type[DraftMoved], seen: Version) -> MakeEvent:
    async def made(work: UnitOfWork, before: Organisation, draft: Draft) -> DraftMoved:
        return kind(*_about(draft, seen))

    return made


def _about(draft: Draft, seen: Version) -> tuple[int, int, str, str, str, tuple[str, ...], str]:
    """Return what every event of a moved draft tells."""
    by, at = draft.by or draft.started_by, (draft.at or draft.started_at).isoformat()
    return (draft.version, draft.submission, seen.digest, by, at, draft.authors, draft.reason)


def _name(organisation: Organisation, person_id: str) -> str:
    person = organisation.person.get(person_id)
    return person.name if person else person_id
