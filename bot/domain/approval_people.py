"""Who decides a request on a given day and by which rules, and who is asked first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.approval_times import Timetable
from bot.domain.approvals import Approval, RosterSeat
from bot.domain.committee_people import acting_in, chair_of, roster_on, secretaries_of
from bot.domain.committees import Committee, Majority, Quorum, Tie, WrittenProcedure
from bot.domain.decisions import Mode
from bot.domain.holders import present, seats_of
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter

APPROVER_SEAT = "approver"


@dataclass(frozen=True)
class Forum:
    """Who decides a request on a day, by people's ids, and by which rules.

    Args:
        seats: the voting seats, as they are held today.
        timetable: when answers are due.
        away: who of those in the seats is absent today.
        chairs: who acts as chair today.
        secretaries: who keeps the papers today; they send a paused request on.
        people: everybody who works here today.
        quorum, majority, tie, written: the committee's own.
        chair_decides: the terms let the chair decide alone in an emergency.
        alone: a document's own approver decides: the first answer counts.
        small: the organisation is so small that an only approver may be the author (domain.md §3).
        names: of everybody, by id.
    """

    seats: tuple[RosterSeat, ...]
    timetable: Timetable
    away: frozenset[str] = frozenset()
    chairs: tuple[str, ...] = ()
    secretaries: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    quorum: Quorum = field(default_factory=Quorum)
    majority: Majority = Majority.SIMPLE
    tie: Tie = Tie.CHAIR
    written: WrittenProcedure = field(default_factory=WrittenProcedure)
    chair_decides: bool = False
    alone: bool = False
    small: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sitting(self) -> frozenset[tuple[str, str | None]]:
        """Return who sits where today, by seat and person; "" for any seat of an approver."""
        return frozenset(("" if self.alone else s.seat_id, s.holder_id) for s in self.seats)

    def called(self, people: Collection[str]) -> str:
        """Return the names of people, in order of the alphabet."""
        return ", ".join(sorted(self.names.get(person, person) for person in people))


def forum_of(
    organisation: Organisation, approval: Approval, on: date, *, small: bool = False
) -> Forum | None:
    """Return who decides `approval` on the local date `on`; None when nobody can any more.

    Args:
        organisation: as it stands.
        approval: with the committee or the role that decides.
        on: the local date.
        small: an only approver may approve what they wrote.
    """
    if approval.committee_id is not None:
        committee = organisation.committee.get(approval.committee_id)
        if committee is None:
            return None
        forum = committee_forum(organisation, committee, on)
        if approval.mode is Mode.MEETING:
            # Those present vote, as the meeting's attendance has them.
            return replace(forum, seats=approval.roster, away=frozenset())
        return forum
    if approval.approver_role not in organisation.role:
        return None
    return _approver_forum(organisation, approval.approver_role or "", on, small=small)


def committee_forum(organisation: Organisation, committee: Committee, on: date) -> Forum:
    """Return who decides in a committee on the local date `on`.

    Each press asks again, several times: it is worked out once for each picture and day.
    """
    known = organisation.memory.get((Forum, committee.id, on))
    if not isinstance(known, _Known) or known.committee is not committee:
        known = _Known(committee, _committee_forum(organisation, committee, on))
        organisation.memory[Forum, committee.id, on] = known
    return known.forum


@dataclass(frozen=True)
class _Known:
    committee: Committee
    forum: Forum


def _committee_forum(organisation: Organisation, committee: Committee, on: date) -> Forum:
    chair = chair_of(organisation, committee, on)
    seats = roster_on(organisation, committee, on)
    return Forum(
        seats=seats,
        timetable=_timetable(organisation, committee.written),
        away=_away(organisation, seats, on),
        chairs=(chair.id,) if chair else (),
        secretaries=tuple(p.id for p in secretaries_of(organisation, committee, on)),
        people=_working(organisation, on),
        quorum=committee.quorum,
        majority=committee.majority,
        tie=committee.tie,
        written=committee.written,
        chair_decides=committee.chair_decides,
        names=_names(organisation),
    )


def consulted_on(
    organisation: Organisation, activity_id: str, on: date, *, but: Collection[str] = ()
) -> tuple[str, ...]:
    """Return who acts for the roles that have C in an activity, without `but`."""
    roles = organisation.matrix.roles_with(activity_id, Letter.CONSULTED)
    found = (person.id for role in roles for person in acting_in(organisation, role, on))
    return tuple(dict.fromkeys(person for person in found if person not in but))


def _approver_forum(organisation: Organisation, role_id: str, on: date, *, small: bool) -> Forum:
    """Return the holders of the role, each of whom decides alone."""
    held = [seat for seat in seats_of(organisation, role_id, on) if seat.person]
    seats = tuple(
        RosterSeat(
            APPROVER_SEAT if number == 0 else f"{APPROVER_SEAT}-{number + 1}",
            seat.person.id if seat.person else None,
            seat.deputy.id if seat.deputy else None,
        )
        for number, seat in enumerate(held)
    )
    return Forum(
        seats=seats,
        timetable=_timetable(organisation, WrittenProcedure()),
        away=_away(organisation, seats, on),
        people=_working(organisation, on),
        quorum=Quorum(0, 1, more=False, chair=False),
        alone=True,
        small=small,
        names=_names(organisation),
    )


def _timetable(organisation: Organisation, written: WrittenProcedure) -> Timetable:
    zone = ZoneInfo(organisation.profile.timezone)
    return Timetable(organisation.wheel.calendar, zone, written)


def _away(organisation: Organisation, seats: Collection[RosterSeat], on: date) -> frozenset[str]:
    people = {p for seat in seats for p in (seat.holder_id, seat.deputy_id) if p}
    return frozenset(p for p in people if organisation.absence_of(p, on) is not None)


def _working(organisation: Organisation, on: date) -> frozenset[str]:
    return frozenset(person.id for person in organisation.people if present(person, on))


def _names(organisation: Organisation) -> Mapping[str, str]:
    return {person.id: person.name for person in organisation.people}
