"""The answers to "who is responsible": by activity, and by role, person, unit or third party."""

from dataclasses import dataclass
from datetime import date

from bot.domain.holders import (
    PartyView,
    RoleView,
    Seat,
    party_view,
    present,
    role_view,
    seats_of,
)
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Person, Role, Unit
from bot.domain.raci import Activity, Duty, Letter


@dataclass(frozen=True)
class ActivityAnswer:
    """Who has which letter in an activity. `rows` go A, R, C, I; a role may stand in two."""

    activity: Activity
    rows: tuple[tuple[Letter, tuple[RoleView, ...]], ...]


@dataclass(frozen=True)
class RoleAnswer:
    """A role, who holds it, and what it does."""

    view: RoleView
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Held:
    """A role that a person holds, or acts in now because the holder `stands_for` is away."""

    role: Role
    unit: Unit | None
    duties: tuple[Duty, ...]
    seat: Seat
    stands_for: Person | None = None


@dataclass(frozen=True)
class PersonAnswer:
    """What a person has to do, and whether they are away."""

    person: Person
    absence: Absence | None
    held: tuple[Held, ...]


@dataclass(frozen=True)
class UnitAnswer:
    """A unit, its head, its own role, and the people in it with the roles they hold."""

    unit: Unit
    head: Person | None
    role: RoleView | None
    duties: tuple[Duty, ...]
    members: tuple[tuple[Person, tuple[Role, ...]], ...]


@dataclass(frozen=True)
class PartyAnswer:
    """A third party, its contacts and agreements, and what its role does."""

    view: PartyView
    role: Role | None
    duties: tuple[Duty, ...]


def activity_answer(organisation: Organisation, activity_id: str, on: date) -> ActivityAnswer:
    """Return who has which letter in the activity on the local date `on`."""
    row = organisation.matrix.cells.get(activity_id, {})
    views = {
        role_id: role_view(organisation, role_id, on)
        for role_id in row
        if role_id in organisation.role
    }
    rows = tuple(
        (letter, tuple(view for role_id, view in views.items() if letter in row[role_id]))
        for letter in Letter
    )
    return ActivityAnswer(organisation.activity[activity_id], rows)


def role_answer(organisation: Organisation, role_id: str, on: date) -> RoleAnswer:
    """Return the role's holders and duties on the local date `on`."""
    return RoleAnswer(role_view(organisation, role_id, on), duties_of(organisation, role_id))


def person_answer(organisation: Organisation, person_id: str, on: date) -> PersonAnswer:
    """Return the roles the person holds on `on`, and those they deputise in that day."""
    held = []
    for role in organisation.roles:
        for seat in seats_of(organisation, role.id, on):
            if seat.person and seat.person.id == person_id:
                held.append(_held(organisation, role, seat, None))
            elif seat.deputy and seat.deputy.id == person_id and seat.absence:
                held.append(_held(organisation, role, seat, seat.person))
    person = organisation.person[person_id]
    return PersonAnswer(person, organisation.absence_of(person_id, on), tuple(held))


def unit_answer(organisation: Organisation, unit_id: str, on: date) -> UnitAnswer:
    """Return the unit's head, role and people on the local date `on`."""
    unit = organisation.unit[unit_id]
    known_role = unit.role_id if unit.role_id in organisation.role else None
    members = tuple(
        (person, tuple(held.role for held in person_answer(organisation, person.id, on).held))
        for person in organisation.people
        if person.unit_id == unit_id and not person.has_left(on)
    )
    return UnitAnswer(
        unit,
        present(organisation.person.get(unit.head_id or ""), on),
        role_view(organisation, known_role, on) if known_role else None,
        duties_of(organisation, known_role) if known_role else (),
        members,
    )


def party_answer(organisation: Organisation, party_id: str, on: date) -> PartyAnswer:
    """Return the party's contacts, agreements and duties on the local date `on`."""
    party = organisation.party[party_id]
    role = organisation.role.get(party.role_id or "")
    duties = duties_of(organisation, role.id) if role else ()
    return PartyAnswer(party_view(organisation, party, on), role, duties)


def duties_of(organisation: Organisation, role_id: str) -> tuple[Duty, ...]:
    """Return the role's letters in every activity in which it has one, in the list's order."""
    return organisation.duties_of_role.get(role_id, ())


def _held(organisation: Organisation, role: Role, seat: Seat, stands_for: Person | None) -> Held:
    unit = organisation.unit.get(seat.assignment.unit_id or "")
    return Held(role, unit, duties_of(organisation, role.id), seat, stands_for)
