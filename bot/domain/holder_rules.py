"""The rules that judge who holds the roles of the matrix, and who deputises (domain.md §3)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bot.domain.finding import Finding, FindingParams, Severity
from bot.domain.holders import is_accountable
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role
from bot.domain.raci import Letter

EMPLOYEES = "employees"
"""Id of the role that everyone who works in the organisation has without being assigned to it."""

EVERYONE = frozenset({"alle", "everyone"})
"""How a pack says, as the typical holder, that a role is everyone's."""

OVERLOAD_LIMIT = 23
"""The busiest single role of the starter packs has A or R in 23 of 30 activities, so more than
that on one person means several such roles together."""

AHEAD_DAYS = 60
"""How many days ahead what is coming is told, so that there is time to act."""


@dataclass(frozen=True)
class HolderView:
    """Who holds what on the local date `on`, with what the rules need at hand."""

    organisation: Organisation
    on: date
    overload_limit: int = OVERLOAD_LIMIT

    @cached_property
    def duties(self) -> Mapping[str, frozenset[str]]:
        """Activities in which a role has A or R, by role id; retired activities don't count."""
        found: dict[str, set[str]] = defaultdict(set)
        for activity in self.organisation.activities:
            if not is_retired(activity.retired_on, self.on):
                for role_id, letters in self.organisation.matrix.cells.get(activity.id, {}).items():
                    if letters & {Letter.ACCOUNTABLE, Letter.RESPONSIBLE}:
                        found[role_id].add(activity.id)
        return {role_id: frozenset(activities) for role_id, activities in found.items()}

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles that are not retired."""
        return tuple(r for r in self.organisation.roles if not is_retired(r.retired_on, self.on))

    @cached_property
    def running(self) -> tuple[Assignment, ...]:
        """The assignments in force, of roles that are not retired."""
        current = {role.id for role in self.roles}
        return tuple(
            assignment
            for assignment in self.organisation.assignments
            if assignment.role_id in current and assignment.runs_on(self.on)
        )

    def everyones_activities(self) -> frozenset[str]:
        """Return the activities that everyone carries out, such as reporting an event (A.6.8)."""
        shared = (self.duties.get(r.id, frozenset()) for r in self.roles if held_by_everyone(r))
        return frozenset().union(*shared)

    def has_left(self, person_id: str) -> bool:
        """Tell whether a person has left or is no longer known."""
        person = self.organisation.person.get(person_id)
        return person is None or person.has_left(self.on)

    def held(self, assignment: Assignment) -> bool:
        """Tell whether an assignment's holder is still there."""
        if assignment.person_id is not None:
            return not self.has_left(assignment.person_id)
        contact = self.organisation.contact.get(assignment.contact_id or "")
        return contact is not None and self.party_is_active(contact.party_id)

    def party_is_active(self, party_id: str) -> bool:
        """Tell whether we still work with a third party."""
        party = self.organisation.party.get(party_id)
        return party is not None and not is_retired(party.ended_on, self.on)


def is_retired(ended_on: date | None, on: date) -> bool:
    """Tell whether something whose last day is `ended_on` is over on `on` (local dates)."""
    return ended_on is not None and ended_on < on


def held_by_everyone(role: Role) -> bool:
    """Tell whether everyone has the role, so that nobody is named for it and it is never vacant.

    So it is with `employees`, and with a role whose typical holder a pack gives as "Alle".
    """
    holders = {holder.strip().casefold() for holder in role.typical_holder.variants()}
    return role.id == EMPLOYEES or bool(holders & EVERYONE)


def holder_findings(view: HolderView) -> Iterator[Finding]:
    """Iterate over what the rules find about holders and deputies."""
    for rule in HOLDER_RULES:
        yield from rule(view)


def _role_is_held(view: HolderView) -> Iterator[Finding]:
    """A role with A or R is occupied (ISO 27001 5.3).

    An outside role is occupied when a third party plays it, and needs nobody when all it does is
    what everyone does.
    """
    occupied = {assignment.role_id for assignment in view.running if view.held(assignment)}
    for party in view.organisation.parties:
        if party.role_id and view.party_is_active(party.id):
            occupied.add(party.role_id)
    shared = view.everyones_activities()
    for role in view.roles:
        duties = view.duties.get(role.id, frozenset())
        needs_nobody = held_by_everyone(role) or (role.external and duties <= shared)
        if duties and role.id not in occupied and not needs_nobody:
            params: FindingParams = {"role": role.id, "n": len(duties)}
            yield Finding("role-vacant", Severity.WARNING, role.id, params)


def _holder_has_not_left(view: HolderView) -> Iterator[Finding]:
    for assignment in view.running:
        person = assignment.person_id
        if person and person in view.organisation.person and view.has_left(person):
            params = {"person": person, "role": assignment.role_id}
            yield Finding("holder-left", Severity.WARNING, person, params)


def _deputy_where_required(view: HolderView) -> Iterator[Finding]:
    for assignment in view.running:
        role = view.organisation.role[assignment.role_id]
        person = assignment.person_id
        if role.deputy_required and person and view.held(assignment) and not _deputised(assignment):
            params = {"person": person, "role": role.id}
            yield Finding("deputy-missing", Severity.WARNING, role.id, params)


def _deputised(assignment: Assignment) -> bool:
    return assignment.deputy_id is not None or assignment.deputy_contact_id is not None


def _deputy_is_another(view: HolderView) -> Iterator[Finding]:
    for assignment in view.running:
        person = assignment.person_id
        if person is not None and assignment.deputy_id == person:
            params = {"person": person, "role": assignment.role_id}
            yield Finding("deputy-is-holder", Severity.WARNING, assignment.role_id, params)


def _deputy_has_not_left(view: HolderView) -> Iterator[Finding]:
    for assignment in view.running:
        deputy = assignment.deputy_id
        if deputy and deputy in view.organisation.person and view.has_left(deputy):
            params = {"deputy": deputy, "role": assignment.role_id}
            yield Finding("deputy-left", Severity.WARNING, deputy, params)


def _external_deputises_not_for_accountable(view: HolderView) -> Iterator[Finding]:
    """An external contact may deputise for R, never for A (domain.md §3)."""
    for assignment in view.running:
        deputy = assignment.deputy_contact_id
        if deputy is not None and is_accountable(view.organisation, assignment.role_id):
            params = {"deputy": deputy, "role": assignment.role_id}
            yield Finding("external-deputy-for-A", Severity.ERROR, assignment.role_id, params)


def _not_both_away(view: HolderView) -> Iterator[Finding]:
    """The holder and the deputy are not away on the same day, now or soon."""
    for assignment in view.running:
        person, deputy = assignment.person_id, assignment.deputy_id
        if person is None or deputy is None or person == deputy or view.has_left(person):
            continue
        day = _first_day_both_away(view, person, deputy)
        if day is not None:
            params: FindingParams = {
                "person": person,
                "deputy": deputy,
                "role": assignment.role_id,
                "date": day,
            }
            yield Finding("both-away", Severity.WARNING, assignment.role_id, params)


def _first_day_both_away(view: HolderView, person: str, deputy: str) -> date | None:
    """Return the first common day of absence from today to `AHEAD_DAYS` ahead, or None."""
    last = view.on + timedelta(days=AHEAD_DAYS)
    absences = view.organisation.absences
    common = (
        max(mine.first, theirs.first, view.on)
        for mine in absences
        if mine.person_id == person
        if not (mine.deputy_id or mine.deputy_contact_id)
        for theirs in absences
        if theirs.person_id == deputy
        if max(mine.first, theirs.first, view.on) <= min(mine.last, theirs.last, last)
    )
    return min(common, default=None)


def _nobody_is_overloaded(view: HolderView) -> Iterator[Finding]:
    load: dict[str, set[str]] = defaultdict(set)
    for assignment in view.running:
        if assignment.person_id is not None and view.held(assignment):
            load[assignment.person_id] |= view.duties.get(assignment.role_id, frozenset())
    for person, activities in load.items():
        if len(activities) > view.overload_limit:
            params: FindingParams = {"person": person, "n": len(activities)}
            yield Finding("overload", Severity.WARNING, person, params)


def _unit_has_a_head(view: HolderView) -> Iterator[Finding]:
    """Someone answers for a unit whose role has A or R: its head, or who holds the role for it."""
    covered = {assignment.unit_id for assignment in view.running if view.held(assignment)}
    for unit in view.organisation.units:
        headed = unit.head_id is not None and not view.has_left(unit.head_id)
        concerned = unit.role_id in view.duties and not is_retired(unit.closed_on, view.on)
        if concerned and not headed and unit.id not in covered:
            yield Finding("unit-without-head", Severity.INFO, unit.id, {"unit": unit.id})


HOLDER_RULES: tuple[Callable[[HolderView], Iterator[Finding]], ...] = (
    _role_is_held,
    _holder_has_not_left,
    _deputy_where_required,
    _deputy_is_another,
    _deputy_has_not_left,
    _external_deputises_not_for_accountable,
    _not_both_away,
    _nobody_is_overloaded,
    _unit_has_a_head,
)
