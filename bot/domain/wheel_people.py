"""Who does, answers for and approves an occurrence of the annual wheel on a given day.

Only holders change over time: an occurrence's parts and their people are worked out on the day
(experience.md, "Reminder and escalation defaults").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.domain.actors import Actor, Gap, PartPeople
from bot.domain.dues import Due
from bot.domain.holders import Seat, present, seats_of
from bot.domain.occurrences import ENDED, Occurrence, Part
from bot.domain.organisation import Organisation
from bot.domain.people import Grant, Person
from bot.domain.plan import Bearer, PlanTask
from bot.domain.unit_people import people_of_unit
from bot.domain.wheel import System, WheelItem

__all__ = [
    "ACCESS_REVIEW",
    "COMMITTEE_ROLE",
    "Actor",
    "Gap",
    "PartPeople",
    "PeopleOn",
    "people_on",
    "responsible_for",
]

COMMITTEE_ROLE = "infosec-committee"
"""The role that is a committee: where it has A or approves, its chair does (`wheel.chair_role`)."""

ACCESS_REVIEW = "access-review"
"""The activity that is done system by system, once systems are registered."""


def responsible_for(
    organisation: Organisation, occurrence: Occurrence, on: date
) -> tuple[PartPeople, ...]:
    """Return the occurrence's parts with their people on the local date `on`.

    One part with the key "" where any holder does it for all; a part for each holder, or for each
    registered system, where each does one. None when its item is gone.
    """
    return people_on(organisation, on).parts_of(occurrence)


def people_on(organisation: Organisation, on: date) -> "PeopleOn":
    """Return the wheel's people on the local date `on`, worked out once for each day asked for."""
    known = organisation.memory.get((PeopleOn, on))
    if not isinstance(known, PeopleOn):
        known = PeopleOn(organisation, on)
        organisation.memory[PeopleOn, on] = known
    return known


@dataclass(frozen=True)
class _Holder:
    """Who holds a role: a person, or a contact by its id. `deputy` is one who is there."""

    id: str
    person: Person | None
    away: bool
    deputy: Person | None

    @property
    def able(self) -> Iterator[Person]:
        """Iterate over who may act for the role today."""
        if self.person:
            yield self.person
        if self.deputy and (self.away or self.person is None):
            yield self.deputy


class PeopleOn:
    """The people of the wheel on the local date `on`; it looks each role up once.

    Args:
        organisation: as it stands.
        on: the local date.
    """

    def __init__(self, organisation: Organisation, on: date) -> None:
        self._organisation = organisation
        self._on = on
        self._holders: dict[str, tuple[_Holder, ...]] = {}
        self._acting: dict[str, tuple[Actor, ...]] = {}
        self._parts: dict[str, tuple[Occurrence, dict[str, PartPeople]]] = {}
        self._progress: dict[str, tuple[Occurrence, int]] = {}
        self._tasks: dict[str, tuple[PlanTask, PartPeople]] = {}

    @property
    def on(self) -> date:
        """Return the day whose people these are."""
        return self._on

    def parts_of(self, occurrence: Occurrence) -> tuple[PartPeople, ...]:
        """Return the occurrence's parts with their people; none when its item is gone."""
        return tuple(self._parts_by_key(occurrence).values())

    def part_of(self, occurrence: Occurrence, key: str) -> PartPeople | None:
        """Return one part with its people, None when it has no such part on that day."""
        return self._parts_by_key(occurrence).get(key)

    def progress_of(self, occurrence: Occurrence) -> tuple[int, int]:
        """Return how many of an occurrence's parts have ended, and how many there are."""
        parts = self._parts_by_key(occurrence)
        seen, ended = self._progress.get(occurrence.id, (None, 0))
        if seen is not occurrence:
            ended = sum(people.part.state in ENDED for people in parts.values())
            self._progress[occurrence.id] = (occurrence, ended)
        return ended, len(parts)

    def acting_as(self, role_id: str) -> tuple[Actor, ...]:
        """Return who acts in a role; in a committee's, who acts for its chair."""
        if role_id not in self._acting:
            found = _actors(self._holders_of(role_id))
            if role_id == COMMITTEE_ROLE:
                found = _actors(self._holders_of(self._organisation.wheel.chair_role)) or found
            self._acting[role_id] = found
        return self._acting[role_id]

    def of_task(self, task: PlanTask) -> PartPeople:
        """Return who does, answers for and hears of a task of the plan."""
        if task.id not in self._tasks or self._tasks[task.id][0] is not task:
            self._tasks[task.id] = (task, self._task(task))
        return self._tasks[task.id][1]

    def of_due(self, due: Due) -> PartPeople:
        """Return who owes something, and who hears that it is late; what has no R goes to A."""
        if due.by_unit:
            holders = self._answering(due.unit_id or "")
            actors = _actors(holders)
        else:
            holders = tuple(one for bearer in due.responsible for one in self._bearing(bearer))
            actors = self._acting_for(due.responsible)
        role_id = next((bearer.role_id for bearer in due.responsible if bearer.role_id), "")
        gap, missing = (None, "") if actors else self._gap(role_id, holders)
        return PartPeople(
            part=Part(),
            responsible=actors,
            holders=frozenset(actor.person_id for actor in actors),
            accountable=self._acting_for(due.accountable),
            chair=self.acting_as(COMMITTEE_ROLE),
            caretakers=self._caretakers,
            gap=gap,
            missing=missing,
        )

    def _answering(self, unit_id: str) -> tuple[_Holder, ...]:
        """Return who answers for a unit: its head, and the deputy of one who is away."""
        people = people_of_unit(self._organisation, unit_id, self._on)
        if people.head is None:
            return ()
        away = self._is_away(people.head)
        return (_Holder(people.head.id, people.head, away, people.deputy),)

    def _acting_for(self, bearers: Sequence[Bearer]) -> tuple[Actor, ...]:
        """Return who acts for any of them; a committee means its chair."""
        found: dict[str, Actor] = {}
        for bearer in bearers:
            named = _actors(self._bearing(bearer)) if bearer.person_id else ()
            for actor in self.acting_as(bearer.role_id) if bearer.role_id else named:
                found.setdefault(actor.person_id, actor)
        return tuple(found.values())

    def _task(self, task: PlanTask) -> PartPeople:
        holders = self._bearing(task.responsible)
        actors, accountable = _actors(holders), task.accountable
        role_id = task.responsible.role_id or ""
        gap, missing = (None, "") if actors else self._gap(role_id, holders)
        return PartPeople(
            part=Part(),
            responsible=actors,
            holders=frozenset(person.id for holder in holders for person in holder.able),
            accountable=(
                self.acting_as(accountable.role_id)
                if accountable.role_id
                else _actors(self._bearing(accountable))
            ),
            chair=self.acting_as(COMMITTEE_ROLE),
            caretakers=self._caretakers,
            gap=gap,
            missing=missing,
        )

    def _bearing(self, bearer: Bearer) -> tuple[_Holder, ...]:
        if bearer.role_id:
            return self._holders_of(bearer.role_id)
        return self._named(bearer.person_id, ())

    def _parts_by_key(self, occurrence: Occurrence) -> dict[str, PartPeople]:
        seen, known = self._parts.get(occurrence.id, (None, {}))
        # Who changes an occurrence asks about it before it stands in the organisation.
        if seen is not occurrence:
            item = self._organisation.wheel.item.get(occurrence.item_id)
            parts = self._divided(item, occurrence) if item else ()
            known = {people.part.key: people for people in parts}
            self._parts[occurrence.id] = (occurrence, known)
        return known

    def _divided(self, item: WheelItem, occurrence: Occurrence) -> Iterator[PartPeople]:
        role = self._organisation.role.get(item.responsible)
        holders = self._holders_of(item.responsible)
        if item.activity_id == ACCESS_REVIEW and self._systems:
            for system in self._systems:
                owner = self._named(system.owner_id, holders)
                yield self._part(item, occurrence.part(system.id), owner, system.id)
        elif role is not None and role.each and holders:
            for holder in holders:
                yield self._part(item, occurrence.part(holder.id), (holder,))
        else:
            yield self._part(item, occurrence.part(""), holders)

    def _part(
        self,
        item: WheelItem,
        part: Part,
        holders: tuple[_Holder, ...],
        system_id: str | None = None,
    ) -> PartPeople:
        holders = self._named(part.handed_to, ()) or holders
        actors = _actors(holders)
        gap, missing = (None, "") if actors else self._gap(item.responsible, holders)
        return PartPeople(
            part=part,
            responsible=actors,
            holders=frozenset(person.id for holder in holders for person in holder.able),
            accountable=self.acting_as(item.accountable),
            chair=self.acting_as(COMMITTEE_ROLE),
            approvers=self.acting_as(item.approval_by) if item.approval_by else (),
            caretakers=self._caretakers,
            gap=gap,
            missing=missing,
            system_id=system_id,
        )

    def _gap(self, role_id: str, holders: tuple[_Holder, ...]) -> tuple[Gap, str]:
        away = next((holder.id for holder in holders if holder.person), None)
        if away is not None:
            return Gap.AWAY, away
        role = self._organisation.role.get(role_id)
        if holders or (role is not None and role.external):
            return Gap.EXTERNAL, holders[0].id if holders else ""
        return Gap.VACANT, ""

    def _named(self, person_id: str | None, among: tuple[_Holder, ...]) -> tuple[_Holder, ...]:
        """Return someone who was named: as one of the role's holders if they are, else alone."""
        person = present(self._organisation.person.get(person_id or ""), self._on)
        if person is None:
            return ()
        own = next((holder for holder in among if holder.id == person.id), None)
        named = self._organisation.stand_in_of(person.id, self._on)
        deputy = self._there(self._organisation.person.get((named and named.deputy_id) or ""))
        return (own or _Holder(person.id, person, self._is_away(person), deputy),)

    @cached_property
    def _systems(self) -> tuple[System, ...]:
        systems = self._organisation.wheel.systems
        return tuple(s for s in systems if s.retired_on is None or s.retired_on >= self._on)

    @cached_property
    def _caretakers(self) -> tuple[Actor, ...]:
        """Return the administrators; those who are away only where nobody else is there."""
        admins = [
            person
            for person in self._organisation.people
            if Grant.ADMIN in person.grants and not person.has_left(self._on)
        ]
        there = [person for person in admins if not self._is_away(person)]
        return tuple(Actor(person.id) for person in there or admins)

    def _holders_of(self, role_id: str) -> tuple[_Holder, ...]:
        """Return a role's holders; someone who holds it twice is one of them."""
        if role_id not in self._holders:
            found: dict[str, _Holder] = {}
            for seat in seats_of(self._organisation, role_id, self._on):
                holder = self._seated(seat)
                known = found.get(holder.id)
                if known is None or known.deputy is None:
                    found[holder.id] = holder
            self._holders[role_id] = tuple(found.values())
        return self._holders[role_id]

    def _seated(self, seat: Seat) -> _Holder:
        deputy = self._there(seat.deputy)
        if seat.person is not None:
            return _Holder(seat.person.id, seat.person, seat.absence is not None, deputy)
        assert seat.contact is not None
        return _Holder(seat.contact.id, None, False, deputy)

    def _is_away(self, person: Person) -> bool:
        return self._organisation.absence_of(person.id, self._on) is not None

    def _there(self, person: Person | None) -> Person | None:
        working = present(person, self._on)
        return None if working is None or self._is_away(working) else working


def _actors(holders: Sequence[_Holder]) -> tuple[Actor, ...]:
    """Return who acts: the holders who are there, and the deputies of those who are away."""
    found = {h.id: Actor(h.id) for h in holders if h.person and not h.away}
    for holder in holders:
        if holder.person and holder.away and holder.deputy:
            found.setdefault(holder.deputy.id, Actor(holder.deputy.id, holder.id))
    return tuple(found.values())
