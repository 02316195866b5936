"""The committee of a pack, its agenda and its terms of reference as domain objects."""

from collections.abc import Iterator, Sequence
from datetime import time

from bot.domain.committees import (
    AgendaSection,
    Committee,
    CommitteeSeat,
    Majority,
    Quorum,
    SectionKind,
    Series,
    Terms,
    TermsSection,
    Tie,
    Timeline,
    WrittenProcedure,
)
from bot.domain.language import localized
from bot.domain.terms import FREQUENCY
from bot.domain.wheel import ItemKind, ItemState, WheelItem
from bot.importing.pack_models.committee import (
    AgendaTemplateModel,
    CommitteeModel,
    ConditionalItemModel,
    QuorumModel,
)
from bot.importing.pack_models.pack import MatrixFile, StarterPack
from bot.importing.year import items_of
from bot.texts import Texts

_MAJORITIES = {
    "simple_majority": Majority.SIMPLE,
    "qualified_majority": Majority.TWO_THIRDS,
    "consensus": Majority.UNANIMITY,
}
_MONTHS_OF = {"Y": 12, "M": 1}
_USUAL_REVIEW = 12


def committees_of(model: MatrixFile) -> tuple[Committee, ...]:
    """Return the committee of a pack, none where the file has none."""
    if not isinstance(model, StarterPack) or model.committee is None:
        return ()
    given, language = model.committee, model.locale
    return (
        Committee(
            id=given.id,
            name=localized(language, given.name),
            role_id=given.role,
            chair_role=given.chair_role,
            secretary_role=given.secretary_role,
            seats=tuple(
                CommitteeSeat(seat.id, seat.role, seat.unit, chair=seat.chair)
                for seat in given.seats
            ),
            adviser_roles=given.adviser_roles,
            top_managers=given.min_top_managers,
            quorum=_quorum(given.quorum),
            majority=_MAJORITIES[given.voting.rule],
            tie=Tie(given.voting.tie),
            consensus_first=given.voting.consensus_first,
            secretary_votes=given.voting.secretary_votes,
            written=_written(given),
            timeline=_timeline(given),
            series=_series(given, language, items_of(model)),
            agenda=tuple(_agenda(model.agenda_template, language)),
        ),
    )


def terms_of(model: MatrixFile) -> tuple[Terms, ...]:
    """Return the terms of reference of a pack as a draft, whatever the file calls them.

    Only this organisation's own approval brings them into force.
    """
    if not isinstance(model, StarterPack) or not (model.committee and model.terms_of_reference):
        return ()
    given, language = model.terms_of_reference, model.locale
    item = meeting_of(model.committee.role, items_of(model))
    return (
        Terms(
            committee_id=model.committee.id,
            version=1,
            sections=tuple(
                TermsSection(
                    section.id,
                    localized(language, section.heading),
                    localized(language, section.body),
                    section.level,
                    months=item.months if item and section.id == FREQUENCY else (),
                    due_rule=item.due_rule if item and section.id == FREQUENCY else "",
                )
                for section in given.sections
            ),
            approver_role=given.approved_by_role,
            review_months=_months(given.review),
        ),
    )


def meeting_of(role_id: str, items: Sequence[WheelItem]) -> WheelItem | None:
    """Return the wheel's item that is the meeting of the committee with this role."""
    meetings = (
        item
        for item in items
        if item.kind is ItemKind.MEETING
        and item.held_at is None
        and item.state is not ItemState.RETIRED
        and item.accountable == role_id
    )
    return next(meetings, None)


def _quorum(given: QuorumModel) -> Quorum:
    share = given.more_than or given.at_least or "1/2"
    numerator, _, denominator = share.partition("/")
    return Quorum(
        int(numerator),
        int(denominator),
        more=given.more_than is not None,
        chair=given.chair_or_deputy_required,
    )


def _written(given: CommitteeModel) -> WrittenProcedure:
    procedure = given.written_procedure
    return WrittenProcedure(
        allowed=procedure.allowed,
        working_days=procedure.min_working_days,
        closes_at=time.fromisoformat(procedure.closes_at),
        urgent_hours=procedure.urgent_min_hours,
        by_chair=procedure.decided_by == "chair",
    )


def _timeline(given: CommitteeModel) -> Timeline:
    steps = given.timeline_working_days
    return Timeline(
        call_for_items=steps.call_for_items,
        items_close=steps.item_deadline,
        agenda_out=steps.agenda_sent,
        minutes_draft=steps.minutes_draft,
        comments_close=steps.minutes_comments,
    )


def _series(given: CommitteeModel, language: str, items: Sequence[WheelItem]) -> Series:
    item = meeting_of(given.role, items)
    other = Texts(language)("committees.existing-meeting") if given.uses_existing_meeting else ""
    return Series(item_id=item.id if item else None, section_of=other)


def _agenda(given: AgendaTemplateModel | None, language: str) -> Iterator[AgendaSection]:
    """Iterate over the standing items, each with the conditional ones that follow it."""
    if given is None:
        return
    for item in sorted(given.items, key=lambda one: one.no):
        yield AgendaSection(
            item.id,
            localized(language, item.title),
            SectionKind(item.type),
            item.presenter_role,
            localized(language, item.text),
        )
        yield from _following(item.id, given.conditional_items, language)


def _following(
    section_id: str, extras: Sequence[ConditionalItemModel], language: str
) -> Iterator[AgendaSection]:
    for place, extra in enumerate(extras):
        if extra.insert_after == section_id:
            yield AgendaSection(
                extra.id,
                localized(language, extra.title),
                SectionKind(extra.type),
                after=extra.insert_after,
                when=localized(language, extra.when),
            )
            # What has been placed is no longer looked for, so that a ring of them ends.
            rest = [*extras[:place], *extras[place + 1 :]]
            yield from _following(extra.id, rest, language)


def _months(duration: str) -> int:
    """Return a duration such as P1Y in months; one in weeks or days is a year."""
    unit = duration[-1]
    return int(duration[1:-1]) * _MONTHS_OF[unit] if unit in _MONTHS_OF else _USUAL_REVIEW
