"""Terms of reference follow the request for their approval, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.approval_events import (
    ApprovalAsked,
    ApprovalEvent,
    ApprovalResumed,
    ApprovalRevised,
    ApprovalSentBack,
    ApprovalWithdrawn,
)
from bot.domain.committee_events import TermsMoved
from bot.domain.committees import TermsState
from bot.domain.errors import TooLate
from bot.domain.events import Event
from bot.domain.terms import newest, terms_digest, terms_named
from bot.services.journal import Cause, Reaction
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class TermsFollowers:
    """Lets a draft wait for its approval, and be one again; the journal calls it.

    Args:
        notify: tells whoever hears of it.
    """

    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Move the version that a request is about.

        Raises:
            TooLate: it is no draft any more, or reads otherwise than what is asked about.
        """
        if isinstance(event, ApprovalAsked):
            moved = await _asked(work, event)
        elif isinstance(event, ApprovalWithdrawn | ApprovalSentBack):
            # What was sent back may be written in: then the request is withdrawn with it.
            moved = await _turned(work, event, TermsState.DRAFT)
        elif isinstance(event, ApprovalResumed | ApprovalRevised):
            moved = await _turned(work, event, TermsState.TO_APPROVE)
        else:
            return ()
        return () if moved is None else (moved, *await self.notify(work, moved, cause))


async def _asked(work: UnitOfWork, event: ApprovalAsked) -> TermsMoved | None:
    named = terms_named(event.about)
    if named is None:
        return None
    await work.claim()
    versions = await work.committees.terms_of(named[0])
    terms = newest(versions)
    draft = terms is not None and terms.version == named[1] and terms.state is TermsState.DRAFT
    if terms is None or not draft or terms_digest(terms) != event.about_digest:
        raise TooLate("terms-old")
    return await _to(work, named, TermsState.TO_APPROVE)


async def _turned(work: UnitOfWork, event: ApprovalEvent, state: TermsState) -> TermsMoved | None:
    approval = await work.approvals.find(event.approval_id)
    named = terms_named(approval.about) if approval else None
    if named is None:
        return None
    await work.claim()
    return await _to(work, named, state)


async def _to(work: UnitOfWork, named: tuple[str, int], state: TermsState) -> TermsMoved | None:
    """Move a version, unless it is so already or past that."""
    versions = await work.committees.terms_of(named[0])
    terms = next((one for one in versions if one.version == named[1]), None)
    movable = (TermsState.DRAFT, TermsState.TO_APPROVE)
    if terms is None or terms.state not in movable or terms.state is state:
        return None
    await work.committees.save_terms(replace(terms, state=state))
    return TermsMoved(*named, terms.state.value, state.value, terms_digest(terms))
