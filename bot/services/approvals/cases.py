"""A request with everything it is judged by, read in one transaction and held until it ends."""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from bot.domain.approval_events import ApprovalEvent
from bot.domain.approval_people import Forum, forum_of
from bot.domain.approvals import Approval
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.services.journal import Cause, Journal
from bot.services.permissions import SMALL_PACK
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

Made = TypeVar("Made", bound=ApprovalEvent)


@dataclass(frozen=True)
class Case:
    """What a change of a request is judged by.

    Args:
        work: the transaction.
        organisation: as it stands in it.
        approval: as it stands in it; locked where it is to be changed.
        forum: who decides today, and by which rules.
        act: who acts, and when.
        cause: of what is recorded.
    """

    work: UnitOfWork
    organisation: Organisation
    approval: Approval
    forum: Forum
    act: Act
    cause: Cause

    def told(self, kind: type[Made], approval: Approval, **more: object) -> Made:
        """Return an event about the request as it is afterwards."""
        by = self.act.by or None
        known = (approval.id, approval.number, approval.version, approval.digest, by)
        return kind(*known, self.act.at.isoformat(), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Cases:
    """Opens requests, to be looked at or changed.

    Whoever presses at the same moment as others waits here for their turn, not with a connection
    to the database in hand: of those there are few, and all else needs them too.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    turns: WeakValueDictionary[str, Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def changing(self, approval_id: str, cause: Cause) -> AsyncIterator[Case]:
        """Open a request that nobody else changes until the transaction ends.

        The caller writes and records, and commits; leaving without undoes everything.

        Raises:
            TooLate: it is gone.
            NotAllowed: the account is bound to nobody, or nobody decides it any more.
        """
        async with self.locked(approval_id) as (work, organisation, approval):
            yield self.case(work, organisation, approval, cause)

    @asynccontextmanager
    async def locked(
        self, approval_id: str
    ) -> AsyncIterator[tuple[UnitOfWork, Organisation, Approval | None]]:
        """Open a request as `changing`, for several who change it; None when it is gone."""
        turn = self.turns.setdefault(approval_id, Lock())
        async with turn, self.storage.begin() as work:
            approval = await work.approvals.lock(approval_id)
            yield work, await work.organisation(), approval

    async def look(self, approval_id: str, cause: Cause) -> Case:
        """Return a request as it stands now, for a card or a form.

        Raises:
            TooLate, NotAllowed: as for `changing`.
        """
        async with self.storage.read() as work:
            approval = await work.approvals.find(approval_id)
            return self.case(work, await work.organisation(), approval, cause)

    def case(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        approval: Approval | None,
        cause: Cause,
    ) -> Case:
        """Return what a change of the request is judged by.

        Raises:
            TooLate, NotAllowed: as for `changing`.
        """
        if approval is None:
            raise TooLate("approval-gone")
        act = self.act(organisation, cause)
        return Case(work, organisation, approval, self.forum(organisation, approval), act, cause)

    def forum(self, organisation: Organisation, approval: Approval) -> Forum:
        """Return who decides a request today.

        Raises:
            NotAllowed: nobody decides it any more.
        """
        small = organisation.profile.pack == SMALL_PACK
        forum = forum_of(organisation, approval, self._today(organisation), small=small)
        if forum is None:
            raise NotAllowed("not-allowed.approval-forum-gone")
        return forum

    def act(self, organisation: Organisation, cause: Cause) -> Act:
        """Return who acts, and when; "" for the clock.

        Raises:
            NotAllowed: the account is bound to nobody.
        """
        now, on = self.clock.now(), self._today(organisation)
        if cause == CLOCK:
            return Act("", now, on)
        if cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.vote-outsider")
        return Act(cause.actor, now, on)

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()


CLOCK = Cause()
"""The clock closes votes, opens them after consultation, and reminds."""
