"""Who has what to do with a committee's meeting on a day, and whether it can decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.committee_people import Member, acting_in, chair_of, members_on, secretaries_of
from bot.domain.committees import Committee
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.meetings import Attendance, Presence
from bot.domain.organisation import Organisation


@dataclass(frozen=True)
class MeetingPeople:
    """The people around a meeting, by their ids.

    Args:
        members: the seats with their people that day.
        chair: who acts as chair; None while nobody does.
        secretaries: who acts as the committee's secretary.
        advisers: who may be called in.
        names: of everybody.
    """

    members: tuple[Member, ...]
    chair: str | None = None
    secretaries: tuple[str, ...] = ()
    advisers: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def acting(self) -> tuple[str, ...]:
        """Return who takes part for a seat that day: its holder, or the deputy of one away."""
        acting = (member.acting for member in self.members)
        return tuple(dict.fromkeys(person.id for person in acting if person))

    @property
    def leading(self) -> tuple[str, ...]:
        """Return who leads: the chair, and the secretary while nobody acts as chair."""
        return (self.chair,) if self.chair else self.secretaries

    @property
    def keeping(self) -> frozenset[str]:
        """Return who may convene and record: the chair and the secretary."""
        return frozenset({*self.leading, *self.secretaries})

    @property
    def concerned(self) -> frozenset[str]:
        """Return who may see the agenda and propose items."""
        seated = {person.id for m in self.members for person in (m.person, m.deputy) if person}
        return frozenset({*seated, *self.keeping, *self.advisers})

    def seats_of(self, person_id: str) -> tuple[Member, ...]:
        """Return the seats that somebody sits in, or deputises for."""
        return tuple(
            member
            for member in self.members
            if any(one and one.id == person_id for one in (member.person, member.deputy))
        )

    def called(self, people: Collection[str]) -> str:
        """Return the names of people, in order of the alphabet."""
        return ", ".join(sorted(self.names.get(person, person) for person in people))


def people_of_meeting(organisation: Organisation, committee: Committee, on: date) -> MeetingPeople:
    """Return the people around a meeting on the local date `on`."""
    chair = chair_of(organisation, committee, on)
    advisers = (acting_in(organisation, role, on) for role in committee.adviser_roles)
    return MeetingPeople(
        members_on(organisation, committee, on),
        chair.id if chair else None,
        tuple(person.id for person in secretaries_of(organisation, committee, on)),
        tuple(dict.fromkeys(person.id for people in advisers for person in people)),
        {person.id: person.name for person in organisation.people},
    )


@dataclass(frozen=True)
class Turnout:
    """Who is there to decide.

    Args:
        of: how many voting seats count.
        represented: how many people take part for them; one person counts once.
        needed: how many must.
        chair: the chair or the chair's deputy takes part.
        chair_needed: one of them must.
    """

    of: int
    represented: int
    needed: int
    chair: bool
    chair_needed: bool

    @property
    def met(self) -> bool:
        """Tell whether there is a quorum."""
        return self.represented >= self.needed and (self.chair or not self.chair_needed)


def turnout_of(
    committee: Committee,
    members: Collection[Member],
    attendance: Mapping[str, Attendance],
    recused: Collection[str] = (),
) -> Turnout:
    """Return who is there to decide on a matter in which the `recused` take no part.

    Their seats leave both the seats that count and those represented. A vacant seat counts as one
    that nobody takes part for.
    """
    there = {seat: taking_part(given) for seat, given in attendance.items()}
    voting = [member for member in members if member.votes]
    counting = [m for m in voting if not _is_recused(m, there.get(m.seat.id), recused)]
    present = {one for m in counting if (one := there.get(m.seat.id))}
    # A chair with a conflict of interest has taken part by saying so.
    chairs = [m for m in counting if m.seat.chair]
    return Turnout(
        len(counting),
        len(present),
        committee.quorum.needed(len(counting)),
        not chairs or any(there.get(m.seat.id) for m in chairs),
        committee.quorum.chair,
    )


def taking_part(given: Attendance) -> str | None:
    """Return who takes part for a seat: the member, or the deputy who came instead."""
    return given.person_id if given.presence is Presence.PRESENT else given.deputy_id


def _is_recused(member: Member, acting: str | None, recused: Collection[str]) -> bool:
    if acting is not None:
        return acting in recused
    return member.person is not None and member.person.id in recused


def require_quorum(turnout: Turnout, called: str) -> None:
    """Let pass what the committee can decide on.

    Args:
        turnout: who is there.
        called: the committee's name.

    Raises:
        BadInput: there is no quorum, and what is missing.
    """
    if turnout.represented < turnout.needed:
        raise BadInput(
            "meetings-no-quorum",
            committee=called,
            n=turnout.represented,
            m=turnout.of,
            needed=turnout.needed,
        )
    if not turnout.met:
        raise BadInput("meetings-no-chair", committee=called)


def require_keeper(people: MeetingPeople, person_id: str) -> None:
    """Let the chair and the secretary pass.

    Raises:
        NotAllowed: with who may.
    """
    _require(person_id, people.keeping, "meetings-keep", people)


def require_leader(people: MeetingPeople, person_id: str) -> None:
    """Let the chair pass, and the secretary while nobody acts as chair.

    Raises:
        NotAllowed: with who may.
    """
    _require(person_id, people.leading, "meetings-lead", people)


def require_concerned(people: MeetingPeople, person_id: str) -> None:
    """Let members, deputies, advisers, the chair and the secretary pass.

    Raises:
        NotAllowed: with whom to ask.
    """
    if person_id not in people.concerned:
        who = people.secretaries or people.leading
        raise _refused("meetings-see", people, who)


def _require(person_id: str, allowed: Collection[str], ability: str, people: MeetingPeople) -> None:
    if person_id not in allowed:
        raise _refused(ability, people, allowed)


def _refused(ability: str, people: MeetingPeople, who: Collection[str]) -> NotAllowed:
    if not who:
        return NotAllowed("not-allowed.meetings-vacant")
    return NotAllowed(f"not-allowed.{ability}", people=people.called(who))
