"""Whether a pack hangs together: ids are not used twice, and what is referred to exists."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.importing.pack_models.committee import AgendaTemplateModel
from bot.importing.pack_models.pack import MatrixFile, StarterPack
from bot.importing.yaml_reader import Document, Path, Value


@dataclass(frozen=True)
class Reference:
    """The value at `path` must be an id of `section`."""

    path: Path
    value: str | None
    section: str


def check_ids(document: Document) -> None:
    """Refuse a list in which two things have the same id.

    Raises:
        BadInput: `pack-duplicate-id` (value, line).
    """
    _check_ids(document, document.value, ())


def _check_ids(document: Document, value: Value, path: Path) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _check_ids(document, item, (*path, key))
    elif isinstance(value, list):
        seen = set()
        for place, item in enumerate(value):
            name = item.get("id") if isinstance(item, dict) else None
            if isinstance(name, str) and name in seen:
                line = document.line_of((*path, place, "id"))
                raise BadInput("pack-duplicate-id", value=name[:80], line=line)
            seen.add(name)
            _check_ids(document, item, (*path, place))


def check_references(pack: MatrixFile, document: Document) -> None:
    """Refuse a file that refers to what it does not have; the first such place is told.

    Raises:
        BadInput: `pack-unknown-reference` (value, section, line).
    """
    known = _known(pack)
    dangling = [
        (document.line_of(reference.path), reference)
        for reference in _references(pack)
        if reference.value is not None and reference.value not in known[reference.section]
    ]
    if dangling:
        line, first = min(dangling, key=lambda found: found[0])
        value = str(first.value)[:80]
        raise BadInput("pack-unknown-reference", value=value, section=first.section, line=line)


def _known(pack: MatrixFile) -> Mapping[str, Set[str]]:
    processes = pack.process_flows
    known: dict[str, Set[str]] = {
        "roles": {role.id for role in pack.roles},
        "units": {unit.id for unit in pack.units},
        "activities": {activity.id for activity in pack.activities},
        "activity_categories": pack.activity_categories.keys(),
        "annual_wheel": {item.id for item in pack.annual_wheel.items}
        if pack.annual_wheel
        else set(),
        "input_groups": pack.input_groups.keys(),
        "input_types": {kind.id for kind in pack.input_types},
        "process_flows": {flow.id for flow in processes.flows} if processes else set(),
        "lanes": {lane.role for lane in processes.lanes} if processes else set(),
    }
    if not isinstance(pack, StarterPack):
        return known
    return known | {
        "agenda_template": _agenda_ids(pack.agenda_template),
        "statutory_deadlines": {clock.id for clock in pack.statutory_deadlines},
    }


def _agenda_ids(agenda: AgendaTemplateModel | None) -> Set[str]:
    if agenda is None:
        return set()
    return {item.id for item in agenda.items} | {item.id for item in agenda.conditional_items}


def _references(pack: MatrixFile) -> Iterator[Reference]:
    for place, unit in enumerate(pack.units):
        yield Reference(("units", place, "role"), unit.role, "roles")
    for place, activity in enumerate(pack.activities):
        path: Path = ("activities", place)
        yield Reference((*path, "category"), activity.category, "activity_categories")
        for role in activity.raci:
            yield Reference((*path, "raci", role), role, "roles")
    yield from _wheel(pack)
    yield from _flows(pack)
    if isinstance(pack, StarterPack):
        yield from _agenda_of_wheel(pack)
        yield from _plan(pack)
        yield from _committee(pack)
        yield from _agenda(pack)
        yield from _incidents(pack)
        yield from _owners(pack)


def _wheel(pack: MatrixFile) -> Iterator[Reference]:
    if pack.annual_wheel is None:
        return
    yield Reference(("annual_wheel", "chair_role"), pack.annual_wheel.chair_role, "roles")
    for place, item in enumerate(pack.annual_wheel.items):
        path: Path = ("annual_wheel", "items", place)
        yield Reference((*path, "activity"), item.activity, "activities")
        yield Reference((*path, "held_at"), item.held_at, "annual_wheel")
        yield Reference((*path, "responsible"), item.responsible, "roles")
        yield Reference((*path, "accountable"), item.accountable, "roles")
        yield Reference((*path, "approval_by"), item.approval_by, "roles")


def _agenda_of_wheel(pack: StarterPack) -> Iterator[Reference]:
    """Look an item's section up only where there is an agenda to look in."""
    for place, item in enumerate(pack.annual_wheel.items if pack.annual_wheel else ()):
        path: Path = ("annual_wheel", "items", place, "agenda_item")
        yield Reference(path, item.agenda_item, "agenda_template")


def _plan(pack: StarterPack) -> Iterator[Reference]:
    for place, task in enumerate(pack.annual_plan):
        yield Reference(("annual_plan", place, "responsible"), task.responsible, "roles")
        yield Reference(("annual_plan", place, "accountable"), task.accountable, "roles")


def _committee(pack: StarterPack) -> Iterator[Reference]:
    committee, terms = pack.committee, pack.terms_of_reference
    if committee:
        yield Reference(("committee", "role"), committee.role, "roles")
        yield Reference(("committee", "chair_role"), committee.chair_role, "roles")
        yield Reference(("committee", "secretary_role"), committee.secretary_role, "roles")
        for place, role in enumerate(committee.adviser_roles):
            yield Reference(("committee", "adviser_roles", place), role, "roles")
        for place, seat in enumerate(committee.seats):
            yield Reference(("committee", "seats", place, "role"), seat.role, "roles")
            yield Reference(("committee", "seats", place, "unit"), seat.unit, "units")
    if terms:
        path = ("terms_of_reference", "approved_by_role")
        yield Reference(path, terms.approved_by_role, "roles")


def _agenda(pack: StarterPack) -> Iterator[Reference]:
    agenda = pack.agenda_template
    for place, item in enumerate(agenda.items if agenda else ()):
        path: Path = ("agenda_template", "items", place, "presenter_role")
        yield Reference(path, item.presenter_role, "roles")
    for place, extra in enumerate(agenda.conditional_items if agenda else ()):
        path = ("agenda_template", "conditional_items", place, "insert_after")
        yield Reference(path, extra.insert_after, "agenda_template")


def _flows(pack: MatrixFile) -> Iterator[Reference]:
    for place, kind in enumerate(pack.input_types):
        yield Reference(("input_types", place, "group"), kind.group, "input_groups")
        yield Reference(("input_types", place, "flow"), kind.flow, "process_flows")
    processes = pack.process_flows
    for place, shared in enumerate(processes.lanes if processes else ()):
        yield Reference(("process_flows", "lanes", place, "role"), shared.role, "roles")
    for place, flow in enumerate(processes.flows if processes else ()):
        path: Path = ("process_flows", "flows", place)
        yield Reference((*path, "input"), flow.input, "input_types")
        for number, lane in enumerate(flow.lanes or ()):
            yield Reference((*path, "lanes", number), lane, "lanes")
        for number, step in enumerate(flow.steps):
            yield Reference((*path, "steps", number, "lane"), step.lane, "lanes")


def _incidents(pack: StarterPack) -> Iterator[Reference]:
    escalation = pack.incident_escalation
    for place, severity in enumerate(escalation.severities if escalation else ()):
        for number, rung in enumerate(severity.ladder):
            path: Path = ("incident_escalation", "severities", place, "ladder", number, "notify")
            for entry, notified in enumerate(rung.notify):
                yield Reference((*path, entry), notified.removesuffix(":deputy"), "roles")
    for place, step in enumerate(escalation.steps if escalation else ()):
        yield Reference(
            ("incident_escalation", "steps", place, "lead_role"), step.lead_role, "roles"
        )
    for place, clock in enumerate(pack.statutory_deadlines):
        earlier = clock.clock_starts.removesuffix(".submitted_at")
        if earlier != clock.clock_starts:
            path = ("statutory_deadlines", place, "clock_starts")
            yield Reference(path, earlier, "statutory_deadlines")


def _owners(pack: StarterPack) -> Iterator[Reference]:
    for place, policy in enumerate(pack.policies):
        yield Reference(("policies", place, "approver_role"), policy.approver_role, "roles")
    for place, measurement in enumerate(pack.measurements):
        yield Reference(("measurements", place, "owner_role"), measurement.owner_role, "roles")
