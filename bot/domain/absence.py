"""What an absence means: which roles somebody else takes over, and which nobody does."""

from dataclasses import dataclass
from datetime import date

from bot.domain.holders import Seat, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Role


@dataclass(frozen=True)
class Cover:
    """A role that somebody is away from, and the name of who takes over; empty for nobody."""

    role: Role
    deputy: str


def covers(organisation: Organisation, absence: Absence) -> tuple[Cover, ...]:
    """Return each role held by who is away, with who takes over, on its first day away.

    A deputy who is away that day takes over nothing.

    Args:
        organisation: with `absence` among its absences.
        absence: the days.
    """
    found = []
    for assignment in organisation.assignments:
        if assignment.person_id == absence.person_id and assignment.role_id in organisation.role:
            day = max(absence.first, assignment.starts)
            if day <= absence.last and assignment.runs_on(day):
                seats = seats_of(organisation, assignment.role_id, day)
                seat = next((s for s in seats if s.assignment.id == assignment.id), None)
                deputy = _who_acts(organisation, seat, day) if seat else ""
                found.append(Cover(organisation.role[assignment.role_id], deputy))
    return tuple(dict.fromkeys(found))


def to_come(organisation: Organisation, person_id: str, on: date) -> tuple[Absence, ...]:
    """Return the person's absences that are not over on the local date `on`, the next first."""
    left = (a for a in organisation.absences_of(person_id) if a.last >= on)
    return tuple(sorted(left, key=lambda absence: (absence.first, absence.last)))


def _who_acts(organisation: Organisation, seat: Seat, day: date) -> str:
    if seat.deputy and organisation.absence_of(seat.deputy.id, day) is None:
        return seat.deputy.name
    return seat.deputy_contact.name if seat.deputy_contact else ""
