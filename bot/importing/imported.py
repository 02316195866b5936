"""A pack or small matrix file as domain objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.committees import Committee, Terms
from bot.domain.finding import Finding, worst_first
from bot.domain.flows import FlowBook
from bot.domain.language import Localized, localized, localized_list
from bot.domain.matrix_rules import Cells, matrix_findings
from bot.domain.people import Role, RoleKind, Unit
from bot.domain.plan import PlanTask
from bot.domain.raci import Activity, Category, parse_letters
from bot.domain.wheel import System, WheelItem
from bot.domain.workdays import WorkCalendar
from bot.importing.committee import committees_of, terms_of
from bot.importing.flows import flows_of
from bot.importing.pack_models.matrix import ActivityModel
from bot.importing.pack_models.pack import MatrixExample, MatrixFile, StarterPack
from bot.importing.pack_models.roles import RoleModel
from bot.importing.plan import tasks_of
from bot.importing.year import calendar_of, chair_role_of, items_of

EACH = frozenset({"system-owner", "business-units"})
"""The roles whose holders each do a part unless a file says otherwise (experience.md)."""


@dataclass(frozen=True)
class ImportedPack:
    """A file as domain objects.

    Args:
        name: the pack's own name ("sme"), or the file's name for a small matrix.
        title: what to show as the matrix's source.
        locales: the languages its texts are in, the first read first.
        cells: activity id to role id to letters.
        contents: the whole file by language, ready for JSON, for the features that read the rest.
        complete: a starter pack, not just roles and activities.
        calendar: when the organisation works, where the file says so.
        items: of the annual wheel.
        chair_role: whose holder acts for the committee, where the file says so.
        systems: of the register.
        tasks: of the annual plan.
        committees: with their seats, rules and agenda.
        terms: of reference of those committees, as drafts.
        flows: types of input and what is done with them.
        reading: what was found while a spreadsheet was read.
        places: the cell that names each activity in a spreadsheet, by id.
        several: the cells of a spreadsheet in which an activity has an A, where there are several.
    """

    name: str
    title: Localized
    locales: tuple[str, ...]
    units: tuple[Unit, ...]
    roles: tuple[Role, ...]
    categories: tuple[Category, ...]
    activities: tuple[Activity, ...]
    cells: Cells
    contents: Mapping[str, Mapping[str, Any]]
    complete: bool
    calendar: WorkCalendar | None = None
    items: tuple[WheelItem, ...] = ()
    chair_role: str | None = None
    systems: tuple[System, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    committees: tuple[Committee, ...] = ()
    terms: tuple[Terms, ...] = ()
    flows: FlowBook = field(default_factory=FlowBook)
    reading: tuple[Finding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found in the reading and by the rules, the worst first."""
        ruled = matrix_findings(self.activities, self.roles, self.cells)
        return worst_first((*self.reading, *map(self._placed, ruled)))

    def _placed(self, finding: Finding) -> Finding:
        """Return a rule's finding with the cells it is about, where the file has cells."""
        activity = finding.where or ""
        if activity not in self.places:
            return finding
        cells: tuple[str, ...] = (self.places[activity],)
        if finding.code == "exactly-one-A":
            cells = self.several.get(activity, cells)
        params = {**finding.params, "place": ", ".join(cells)}
        return replace(finding, where=cells[-1], params=params)


def imported(model: MatrixFile, content: Mapping[str, Any], name: str) -> ImportedPack:
    """Return a validated file as domain objects; `name` stands in where it gives none itself."""
    language = model.locale
    complete = isinstance(model, StarterPack)
    title = model.title if isinstance(model, StarterPack | MatrixExample) else None
    return ImportedPack(
        name=model.pack if isinstance(model, StarterPack) else name,
        title=localized(language, title or name),
        locales=(language,),
        units=tuple(
            Unit(id=unit.id, name=localized(language, unit.name), role_id=unit.role)
            for unit in model.units
        ),
        roles=tuple(_role(role, language) for role in model.roles),
        categories=tuple(
            Category(id=category, name=localized(language, text), position=position)
            for position, (category, text) in enumerate(model.activity_categories.items())
        ),
        activities=tuple(
            _activity(activity, language, position)
            for position, activity in enumerate(model.activities)
        ),
        cells={
            activity.id: {role: parse_letters(cell) for role, cell in activity.raci.items()}
            for activity in model.activities
        },
        contents={language: content},
        complete=complete,
        calendar=calendar_of(model),
        items=items_of(model),
        chair_role=chair_role_of(model),
        tasks=tasks_of(model),
        committees=committees_of(model),
        terms=terms_of(model),
        flows=flows_of(model),
    )


def _role(role: RoleModel, language: str) -> Role:
    external = role.kind == "external"
    may_be_accountable = role.may_be_accountable
    return Role(
        id=role.id,
        name=localized(language, role.name),
        kind=RoleKind(role.kind),
        definition=localized(language, role.definition),
        typical_holder=localized(language, role.typical_holder),
        tasks=localized_list(language, role.tasks),
        aliases=localized_list(language, role.aliases),
        may_be_accountable=not external if may_be_accountable is None else may_be_accountable,
        deputy_required=role.deputy_required,
        each=role.id in EACH if role.holders is None else role.holders == "each",
    )


def _activity(activity: ActivityModel, language: str, position: int) -> Activity:
    return Activity(
        id=activity.id,
        name=localized(language, activity.name),
        short=localized(language, activity.short),
        category_id=activity.category,
        description=localized(language, activity.description),
        evidence=localized_list(language, activity.evidence),
        aliases=localized_list(language, activity.aliases),
        references={
            source: tuple(clauses) for source, clauses in activity.references.model_dump().items()
        },
        position=position,
    )
