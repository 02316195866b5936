"""One pack in two languages becomes one pack whose texts are in both."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from bot.domain.committees import AgendaSection, Committee, Terms, TermsSection
from bot.domain.errors import BadInput
from bot.domain.flows import Flow, FlowBook, FlowStep, InputType
from bot.domain.people import Role, Unit
from bot.domain.plan import PlanTask
from bot.domain.raci import Activity, Category
from bot.domain.wheel import WheelItem
from bot.importing.imported import ImportedPack


def merged(first: ImportedPack, second: ImportedPack) -> ImportedPack:
    """Return `first` with the texts of `second`, the same pack in another language.

    Raises:
        BadInput: `pack-differs` (value): something is in one file only, or has other letters.
    """
    for ours, theirs in (
        (first.units, second.units),
        (first.roles, second.roles),
        (first.categories, second.categories),
        (first.activities, second.activities),
        (first.items, second.items),
        (first.tasks, second.tasks),
        (first.committees, second.committees),
        (first.flows.types, second.flows.types),
        (first.flows.flows, second.flows.flows),
    ):
        _same(ours, theirs)
    if (first.calendar, first.chair_role) != (second.calendar, second.chair_role):
        raise BadInput("pack-differs", value="calendar")
    for activity, row in first.cells.items():
        if second.cells[activity] != row:
            raise BadInput("pack-differs", value=activity)
    return replace(
        first,
        title=first.title.updated_with(second.title),
        locales=tuple(dict.fromkeys((*first.locales, *second.locales))),
        units=_paired(first.units, second.units, _with_unit_texts),
        roles=_paired(first.roles, second.roles, _with_role_texts),
        categories=_paired(first.categories, second.categories, _with_category_texts),
        activities=_paired(
            _with_own_references(first), _with_own_references(second), _with_activity_texts
        ),
        items=_paired(first.items, second.items, _with_item_texts),
        tasks=_paired(first.tasks, second.tasks, _with_task_texts),
        committees=_paired(first.committees, second.committees, _with_committee_texts),
        terms=_with_terms_texts(first.terms, second.terms),
        flows=_with_flow_texts(first.flows, second.flows),
        contents={**first.contents, **second.contents},
    )


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_Identified)


def _same(ours: Iterable[_Identified], theirs: Iterable[_Identified]) -> None:
    different = {thing.id for thing in ours} ^ {thing.id for thing in theirs}
    if different:
        raise BadInput("pack-differs", value=min(different))


def _paired(
    ours: Iterable[Thing], theirs: Iterable[Thing], joined: Callable[[Thing, Thing], Thing]
) -> tuple[Thing, ...]:
    other = {thing.id: thing for thing in theirs}
    return tuple(joined(thing, other[thing.id]) for thing in ours)


def _with_unit_texts(ours: Unit, theirs: Unit) -> Unit:
    return replace(ours, name=ours.name.updated_with(theirs.name))


def _with_category_texts(ours: Category, theirs: Category) -> Category:
    return replace(ours, name=ours.name.updated_with(theirs.name))


def _with_role_texts(ours: Role, theirs: Role) -> Role:
    return replace(
        ours,
        name=ours.name.updated_with(theirs.name),
        definition=ours.definition.updated_with(theirs.definition),
        typical_holder=ours.typical_holder.updated_with(theirs.typical_holder),
        tasks=ours.tasks.updated_with(theirs.tasks),
        aliases=ours.aliases.updated_with(theirs.aliases),
    )


def _with_activity_texts(ours: Activity, theirs: Activity) -> Activity:
    return replace(
        ours,
        name=ours.name.updated_with(theirs.name),
        short=ours.short.updated_with(theirs.short),
        description=ours.description.updated_with(theirs.description),
        evidence=ours.evidence.updated_with(theirs.evidence),
        aliases=ours.aliases.updated_with(theirs.aliases),
        references={**theirs.references, **ours.references},
    )


def _with_item_texts(ours: WheelItem, theirs: WheelItem) -> WheelItem:
    both = replace(
        ours,
        label=ours.label.updated_with(theirs.label),
        evidence=ours.evidence.updated_with(theirs.evidence),
        note=ours.note.updated_with(theirs.note),
    )
    if replace(theirs, label=both.label, evidence=both.evidence, note=both.note) != both:
        raise BadInput("pack-differs", value=ours.id)
    return both


def _with_task_texts(ours: PlanTask, theirs: PlanTask) -> PlanTask:
    words = ours.origin.words.updated_with(theirs.origin.words)
    both = replace(
        ours, title=ours.title.updated_with(theirs.title), origin=replace(ours.origin, words=words)
    )
    if replace(theirs, title=both.title, origin=both.origin) != both:
        raise BadInput("pack-differs", value=ours.id)
    return both


def _with_committee_texts(ours: Committee, theirs: Committee) -> Committee:
    _same(ours.agenda, theirs.agenda)
    both = replace(
        ours,
        name=ours.name.updated_with(theirs.name),
        agenda=_paired(ours.agenda, theirs.agenda, _with_agenda_texts),
    )
    series = replace(theirs.series, section_of=ours.series.section_of)
    if replace(theirs, name=both.name, agenda=both.agenda, series=series) != both:
        raise BadInput("pack-differs", value=ours.id)
    return both


def _with_agenda_texts(ours: AgendaSection, theirs: AgendaSection) -> AgendaSection:
    return replace(
        ours,
        title=ours.title.updated_with(theirs.title),
        text=ours.text.updated_with(theirs.text),
        when=ours.when.updated_with(theirs.when),
    )


def _with_terms_texts(ours: Iterable[Terms], theirs: Iterable[Terms]) -> tuple[Terms, ...]:
    """Return the terms with both languages' texts.

    Raises:
        BadInput: they have other sections, another approver or another review.
    """
    other = {terms.committee_id: terms for terms in theirs}
    found = []
    for terms in ours:
        same = other.pop(terms.committee_id, None)
        if same is None:
            raise BadInput("pack-differs", value=terms.committee_id)
        _same(terms.sections, same.sections)
        both = replace(terms, sections=_paired(terms.sections, same.sections, _with_section_texts))
        if replace(same, sections=both.sections) != both:
            raise BadInput("pack-differs", value=terms.committee_id)
        found.append(both)
    if other:
        raise BadInput("pack-differs", value=min(other))
    return tuple(found)


def _with_section_texts(ours: TermsSection, theirs: TermsSection) -> TermsSection:
    return replace(
        ours,
        heading=ours.heading.updated_with(theirs.heading),
        body=ours.body.updated_with(theirs.body),
    )


def _with_flow_texts(ours: FlowBook, theirs: FlowBook) -> FlowBook:
    return FlowBook(
        _paired(ours.types, theirs.types, _with_type_texts),
        _paired(ours.flows, theirs.flows, _with_step_texts),
    )


def _with_type_texts(ours: InputType, theirs: InputType) -> InputType:
    both = replace(
        ours,
        name=ours.name.updated_with(theirs.name),
        group=ours.group.updated_with(theirs.group),
    )
    if replace(theirs, name=both.name, group=both.group) != both:
        raise BadInput("pack-differs", value=ours.id)
    return both


def _with_step_texts(ours: Flow, theirs: Flow) -> Flow:
    steps = tuple(_step_in_both(step, theirs) for step in ours.steps)
    both = replace(ours, name=ours.name.updated_with(theirs.name), steps=steps)
    if both.step.keys() != theirs.step.keys() or both.lanes != theirs.lanes:
        raise BadInput("pack-differs", value=ours.id)
    return both


def _step_in_both(ours: FlowStep, flow: Flow) -> FlowStep:
    theirs = flow.step.get(ours.n, ours)
    both = replace(
        ours, text=ours.text.updated_with(theirs.text), when=ours.when.updated_with(theirs.when)
    )
    if replace(theirs, text=both.text, when=both.when) != both:
        raise BadInput("pack-differs", value=flow.id)
    return both


def _with_own_references(pack: ImportedPack) -> tuple[Activity, ...]:
    """Return the activities with their laws under "law.<language>" too, as laws are worded in it.

    Under "law" alone they stay in the language that comes first.
    """
    return tuple(
        replace(
            activity,
            references={
                **activity.references,
                **{
                    f"law.{locale}": activity.references["law"]
                    for locale in pack.locales
                    if activity.references.get("law") and f"law.{locale}" not in activity.references
                },
            },
        )
        for activity in pack.activities
    )
