"""Who sits in a committee on a given day, and who keeps its papers.

Only holders change over time: members are worked out on the day, and frozen when a vote opens.
"""

from dataclasses import dataclass
from datetime import date

from bot.domain.approvals import RosterSeat
from bot.domain.committees import Committee, CommitteeSeat
from bot.domain.holders import Seat, present, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Person


@dataclass(frozen=True)
class Member:
    """A committee's seat on a day.

    Args:
        seat: the seat.
        person: who sits in it; None while it is vacant.
        away: the person is absent that day.
        deputy: who sits in for them, away or not; never the holder, and never somebody absent.
        votes: the seat has a vote, whether or not anybody sits in it.
    """

    seat: CommitteeSeat
    person: Person | None
    away: bool = False
    deputy: Person | None = None
    votes: bool = True

    @property
    def acting(self) -> Person | None:
        """Return who takes part that day: the holder, or the deputy of one who is away."""
        return self.deputy if self.away or self.person is None else self.person


def members_on(organisation: Organisation, committee: Committee, on: date) -> tuple[Member, ...]:
    """Return a committee's seats with their people on the local date `on`, in its order.

    A seat whose term has ended is vacant. A role's holder sits for one seat of that role only,
    the one of their unit first, so that two seats of a role are two people where there are two.
    """
    taken: set[str] = set()
    found = [_member(organisation, committee, seat, on, taken) for seat in committee.seats]
    return tuple(found)


def chair_of(organisation: Organisation, committee: Committee, on: date) -> Person | None:
    """Return who chairs on the local date `on`: the chair, or the deputy of one who is away.

    Without a chair's seat it is whoever acts in the committee's chair role.
    """
    seated = [m for m in members_on(organisation, committee, on) if m.seat.chair]
    if seated:
        return seated[0].acting
    return next(iter(acting_in(organisation, committee.chair_role, on)), None)


def secretaries_of(
    organisation: Organisation, committee: Committee, on: date
) -> tuple[Person, ...]:
    """Return who acts as the committee's secretary on the local date `on`."""
    return acting_in(organisation, committee.secretary_role, on)


def approving_committee(
    organisation: Organisation, role_id: str | None, on: date
) -> Committee | None:
    """Return the committee that a role stands for on the local date `on`, if it has seats."""
    found = (one for one in organisation.committees if one.role_id == role_id and one.seats)
    return next((one for one in found if not one.is_closed(on)), None)


def acting_in(organisation: Organisation, role_id: str, on: date) -> tuple[Person, ...]:
    """Return who acts in a role on the local date `on`: holders, and deputies of those away."""
    found: dict[str, Person] = {}
    for seat in seats_of(organisation, role_id, on):
        person = _deputy(organisation, seat, on) if seat.absence else seat.person
        if person is not None:
            found.setdefault(person.id, person)
    return tuple(found.values())


def roster_on(organisation: Organisation, committee: Committee, on: date) -> tuple[RosterSeat, ...]:
    """Return the committee's voting seats on the local date `on`, as a vote freezes them."""
    return tuple(
        RosterSeat(
            member.seat.id,
            member.person.id if member.person else None,
            member.deputy.id if member.deputy else None,
            member.seat.chair,
        )
        for member in members_on(organisation, committee, on)
        if member.votes
    )


def _member(
    organisation: Organisation,
    committee: Committee,
    seat: CommitteeSeat,
    on: date,
    taken: set[str],
) -> Member:
    if seat.ends is not None and seat.ends < on:
        return Member(seat, None, votes=_votes(committee, seat))
    held = _held(organisation, seat, on, taken)
    person = (
        present(organisation.person.get(seat.person_id), on)
        if seat.person_id
        else (held.person if held else None)
    )
    if person is None:
        return Member(seat, None, votes=_votes(committee, seat))
    taken.add(person.id)
    away = organisation.absence_of(person.id, on) is not None
    deputy = _seat_deputy(organisation, seat, held, person, on)
    return Member(seat, person, away, deputy, _votes(committee, seat))


def _held(
    organisation: Organisation, seat: CommitteeSeat, on: date, taken: set[str]
) -> Seat | None:
    """Return the holding of the seat's role that sits in it."""
    seats = [s for s in seats_of(organisation, seat.role_id, on) if s.person is not None]
    if seat.person_id:
        return next((s for s in seats if s.person and s.person.id == seat.person_id), None)
    if seat.unit_id:
        own = [s for s in seats if s.assignment.unit_id == seat.unit_id]
        seats = own or [s for s in seats if s.person and s.person.unit_id == seat.unit_id]
        return next(iter(seats), None)
    free = [s for s in seats if s.person and s.person.id not in taken]
    return next(iter(free or seats), None)


def _seat_deputy(
    organisation: Organisation, seat: CommitteeSeat, held: Seat | None, person: Person, on: date
) -> Person | None:
    named = organisation.stand_in_of(person.id, on)
    ids = (named.deputy_id if named else None, seat.deputy_id)
    for person_id in ids:
        deputy = _there(organisation, organisation.person.get(person_id or ""), on)
        if deputy is not None and deputy.id != person.id:
            return deputy
    deputy = _deputy(organisation, held, on) if held else None
    return None if deputy is None or deputy.id == person.id else deputy


def _deputy(organisation: Organisation, seat: Seat, on: date) -> Person | None:
    return _there(organisation, seat.deputy, on)


def _there(organisation: Organisation, person: Person | None, on: date) -> Person | None:
    working = present(person, on)
    if working is None or organisation.absence_of(working.id, on) is not None:
        return None
    return working


def _votes(committee: Committee, seat: CommitteeSeat) -> bool:
    """Tell whether a seat votes: the secretary's own does only where the terms say so."""
    if seat.role_id == committee.secretary_role and not committee.secretary_votes:
        return False
    return seat.votes
