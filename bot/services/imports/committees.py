"""Terms of reference in imports: written as drafts, never over what anybody has written."""

from collections.abc import Iterable, Sequence

from bot.domain.committees import Terms, TermsState
from bot.domain.imports import UndoImage
from bot.domain.meetings import MeetingState
from bot.services.imports.merging import merged_terms
from bot.services.ports import UnitOfWork


async def write_terms(
    work: UnitOfWork, given: Iterable[Terms]
) -> tuple[tuple[Terms, ...], tuple[Terms, ...]]:
    """Write a pack's terms where a committee has none but a pack's own draft.

    Returns:
        the drafts that were changed, as they were, and everything that was written.
    """
    before: list[Terms] = []
    after: list[Terms] = []
    for terms in given:
        versions = await work.committees.terms_of(terms.committee_id)
        if not versions:
            after.append(terms)
        elif untouched(versions) and (newer := merged_terms(versions[0], terms)) != versions[0]:
            before.append(versions[0])
            after.append(newer)
    for terms in after:
        await work.committees.save_terms(terms)
    return tuple(before), tuple(after)


def untouched(versions: Sequence[Terms]) -> bool:
    """Tell whether the terms still are a pack's draft in which nobody has written."""
    return len(versions) == 1 and versions[0].state is TermsState.DRAFT and not versions[0].authors


async def built_on(work: UnitOfWork, undo: UndoImage, added: Iterable[str]) -> str | None:
    """Return the id of a committee that an undoing must leave alone, None when there is none.

    Args:
        work: the transaction.
        undo: what the import wrote.
        added: ids of the committees that would go.
    """
    for terms in undo.terms_after:
        if list(await work.committees.terms_of(terms.committee_id)) != [terms]:
            return terms.committee_id
    for committee_id in added:
        meetings = await work.meetings.of(committee_id)
        begun = any(one.state is not MeetingState.PLANNED for one in meetings)
        if begun or await work.decisions.all([committee_id]):
            return committee_id
        for meeting in meetings:
            if await work.meetings.items(meeting.id):
                return committee_id
        if any(one.committee_id == committee_id for one in await work.approvals.open()):
            return committee_id
    return None
