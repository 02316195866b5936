"""What a file says, laid over what is known: by id, a text in one language at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.domain.committees import AgendaSection, Committee, CommitteeSeat, Terms, TermsSection
from bot.domain.flows import Flow, FlowStep, InputType
from bot.domain.language import Localized
from bot.domain.people import Role, Unit
from bot.domain.plan import PlanTask
from bot.domain.raci import Activity, Category
from bot.domain.wheel import ItemState, System, WheelItem

Thing = TypeVar(
    "Thing",
    Role,
    Unit,
    Category,
    Activity,
    WheelItem,
    PlanTask,
    System,
    Committee,
    AgendaSection,
    CommitteeSeat,
    TermsSection,
    InputType,
    Flow,
)


def merged_units(known: Sequence[Unit], newer: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the newer units, each with what only the known one has."""
    return _merge(known, newer, _unit)


def merged_roles(known: Sequence[Role], newer: Sequence[Role]) -> tuple[Role, ...]:
    """Return the newer roles, each with what only the known one has."""
    return _merge(known, newer, _role)


def merged_categories(known: Sequence[Category], newer: Sequence[Category]) -> tuple[Category, ...]:
    """Return the newer categories, each with what only the known one has."""
    return _merge(known, newer, _category)


def merged_activities(
    known: Sequence[Activity], newer: Sequence[Activity], language: str
) -> tuple[Activity, ...]:
    """Return the newer activities, each with what only the known one has.

    Args:
        known: as they stand.
        newer: as the file has them.
        language: the file's first, in which its references to laws are worded.
    """
    return _merge(known, newer, lambda one, other: _activity(one, other, language))


def merged_items(known: Sequence[WheelItem], newer: Sequence[WheelItem]) -> tuple[WheelItem, ...]:
    """Return the newer items of the wheel, each with what only the known one has.

    One that was retired stays retired.
    """
    return _merge(known, newer, _item)


def merged_tasks(known: Sequence[PlanTask], newer: Sequence[PlanTask]) -> tuple[PlanTask, ...]:
    """Return the newer tasks of a pack, each where its work is and with what was set since.

    A pack says no more of a task than its name, years, R, A and origin.
    """
    return _merge(known, newer, _task)


def merged_committees(
    known: Sequence[Committee], newer: Sequence[Committee]
) -> tuple[Committee, ...]:
    """Return the newer committees, each with what only the known one has.

    Whoever was appointed to a seat by name stays in it, and so do the seats and sections that the
    organisation has added.
    """
    return _merge(known, newer, _committee)


def merged_types(known: Sequence[InputType], newer: Sequence[InputType]) -> tuple[InputType, ...]:
    """Return the newer types of input, each with what only the known one has.

    One that was closed stays closed.
    """
    return _merge(known, newer, _input_type)


def merged_flows(known: Sequence[Flow], newer: Sequence[Flow]) -> tuple[Flow, ...]:
    """Return the newer flows, each with the texts that only the known one has."""
    return _merge(known, newer, _flow)


def merged_terms(known: Terms, newer: Terms) -> Terms:
    """Return a pack's draft of terms that nobody has written in, with the newer texts."""
    sections = _merge(known.sections, newer.sections, _terms_section)
    return replace(newer, sections=sections, changed_at=known.changed_at)


def counts(kind: str, known: Sequence[Thing], newer: Sequence[Thing]) -> dict[str, int]:
    """Return how many of the newer things are not known, and how many differ."""
    by_id = {thing.id: thing for thing in known}
    return {
        f"{kind}_added": sum(thing.id not in by_id for thing in newer),
        f"{kind}_changed": sum(thing.id in by_id and by_id[thing.id] != thing for thing in newer),
    }


def _merge(
    known: Sequence[Thing], newer: Sequence[Thing], merged: Callable[[Thing, Thing], Thing]
) -> tuple[Thing, ...]:
    by_id = {thing.id: thing for thing in known}
    return tuple(merged(by_id[thing.id], thing) if thing.id in by_id else thing for thing in newer)


def _text(known: Localized, newer: Localized) -> Localized:
    """Return the known text with what reads otherwise in the newer one.

    A text that stands in for the other language's says nothing new.
    """
    return known.updated_with(
        Localized(
            da=None if _alike(newer.da, known.in_language("da")) else newer.da,
            en=None if _alike(newer.en, known.in_language("en")) else newer.en,
        )
    )


def _alike(one: str | None, other: str) -> bool:
    """Tell whether two texts are the same but for how their lines are broken."""
    return (one or "").split() == other.split()


def _unit(known: Unit, newer: Unit) -> Unit:
    return replace(
        known, name=_text(known.name, newer.name), role_id=newer.role_id or known.role_id
    )


def _category(known: Category, newer: Category) -> Category:
    return replace(known, name=_text(known.name, newer.name))


def _role(known: Role, newer: Role) -> Role:
    return replace(
        newer,
        name=_text(known.name, newer.name),
        definition=_text(known.definition, newer.definition),
        typical_holder=_text(known.typical_holder, newer.typical_holder),
        tasks=known.tasks.updated_with(newer.tasks),
        aliases=known.aliases.updated_with(newer.aliases),
        retired_on=known.retired_on,
    )


def _activity(known: Activity, newer: Activity, language: str) -> Activity:
    return replace(
        newer,
        name=_text(known.name, newer.name),
        short=_short(known, newer),
        description=_text(known.description, newer.description),
        evidence=known.evidence.updated_with(newer.evidence),
        aliases=known.aliases.updated_with(newer.aliases),
        references=_references(known, newer, language),
        category_id=newer.category_id or known.category_id,
        position=known.position,
        retired_on=known.retired_on,
    )


def _item(known: WheelItem, newer: WheelItem) -> WheelItem:
    return replace(
        newer,
        label=_text(known.label, newer.label),
        evidence=_text(known.evidence, newer.evidence),
        note=_text(known.note, newer.note),
        state=known.state if known.state is ItemState.RETIRED else newer.state,
        position=known.position,
    )


def _short(known: Activity, newer: Activity) -> Localized:
    """Return the short name; one that is known gives way to a new name without a short one."""
    if newer.short.variants():
        return _text(known.short, newer.short)
    if not known.short.variants() or _text(known.name, newer.name) == known.name:
        return known.short
    return known.short.updated_with(newer.name)


def _task(known: PlanTask, newer: PlanTask) -> PlanTask:
    return replace(
        known,
        title=_text(known.title, newer.title),
        years=newer.years,
        responsible=newer.responsible,
        accountable=newer.accountable,
        origin=replace(known.origin, words=_text(known.origin.words, newer.origin.words)),
    )


def _committee(known: Committee, newer: Committee) -> Committee:
    when = known.series
    series = replace(
        newer.series,
        starts_at=when.starts_at,
        minutes=when.minutes,
        place=when.place,
        section_of=when.section_of or newer.series.section_of,
    )
    return replace(
        newer,
        name=_text(known.name, newer.name),
        seats=_with_own(known.seats, _merge(known.seats, newer.seats, _seat)),
        agenda=_with_own(known.agenda, _merge(known.agenda, newer.agenda, _agenda_section)),
        competences=known.competences,
        chair_decides=known.chair_decides,
        minutes_rule=known.minutes_rule,
        series=series,
        places=known.places,
        closed_on=known.closed_on,
    )


def _seat(known: CommitteeSeat, newer: CommitteeSeat) -> CommitteeSeat:
    return replace(
        newer,
        person_id=known.person_id,
        deputy_id=known.deputy_id,
        votes=known.votes,
        ends=known.ends,
        competences=known.competences,
    )


def _agenda_section(known: AgendaSection, newer: AgendaSection) -> AgendaSection:
    return replace(
        newer,
        title=_text(known.title, newer.title),
        text=_text(known.text, newer.text),
        when=_text(known.when, newer.when),
    )


def _terms_section(known: TermsSection, newer: TermsSection) -> TermsSection:
    return replace(
        newer,
        heading=_text(known.heading, newer.heading),
        body=_text(known.body, newer.body),
    )


def _with_own(known: Sequence[Thing], merged: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Return the merged things and, after them, the known ones that the file does not have."""
    ids = {thing.id for thing in merged}
    own = tuple(thing for thing in known if thing.id not in ids)
    return merged + own


def _input_type(known: InputType, newer: InputType) -> InputType:
    return replace(
        newer,
        name=_text(known.name, newer.name),
        group=_text(known.group, newer.group),
        closed_on=known.closed_on,
    )


def _flow(known: Flow, newer: Flow) -> Flow:
    steps = (_step(known.step.get(step.n, step), step) for step in newer.steps)
    return replace(newer, name=_text(known.name, newer.name), steps=tuple(steps))


def _step(known: FlowStep, newer: FlowStep) -> FlowStep:
    return replace(newer, text=_text(known.text, newer.text), when=_text(known.when, newer.when))


def _references(known: Activity, newer: Activity, language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the references; laws are worded in a language, so each language keeps its own."""
    found = dict(known.references)
    for source, clauses in newer.references.items():
        own = f"{source}.{language}"
        if clauses and clauses != found.get(source):
            found[own if source == "law" and own in found else source] = clauses
    return found
