"""Who answers for a unit on a given day: its head, or the head's deputy."""

from dataclasses import dataclass
from datetime import date

from bot.domain.committees import BoundPlace
from bot.domain.holders import present, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Person, Unit


@dataclass(frozen=True)
class UnitPeople:
    """Who answers for a unit on a day.

    Args:
        head: who leads it; of a unit without a head, who leads the one above it. None for nobody.
        deputy: who acts for a head who is away.
    """

    head: Person | None = None
    deputy: Person | None = None

    @property
    def acting(self) -> Person | None:
        """Return who is told and asked."""
        return self.deputy or self.head

    @property
    def able(self) -> frozenset[str]:
        """Return the ids of those who may answer."""
        return frozenset(person.id for person in (self.head, self.deputy) if person)


def people_of_unit(organisation: Organisation, unit_id: str, on: date) -> UnitPeople:
    """Return who answers for a unit on the local date `on`."""
    led = _led(organisation, unit_id, on)
    if led is None:
        return UnitPeople()
    unit, head = led
    if organisation.absence_of(head.id, on) is None:
        return UnitPeople(head)
    return UnitPeople(head, _deputy(organisation, unit, head, on))


def place_of(unit: Unit | None) -> BoundPlace | None:
    """Return the channel in which a unit is told what it gets to do, None without one."""
    parts = (unit.channel or "").split(":", 2) if unit else []
    return BoundPlace(*parts) if len(parts) == 3 and all(parts) else None


def written(place: BoundPlace) -> str:
    """Return a place as `Unit.channel` keeps it."""
    return f"{place.platform}:{place.tenant}:{place.place_id}"


def _led(organisation: Organisation, unit_id: str, on: date) -> tuple[Unit, Person] | None:
    """Return the nearest unit, the one asked for or above it, that has a head, and the head."""
    seen: set[str] = set()
    unit = organisation.unit.get(unit_id)
    while unit is not None and unit.id not in seen:
        head = present(organisation.person.get(unit.head_id or ""), on)
        if head is not None:
            return unit, head
        seen.add(unit.id)
        unit = organisation.unit.get(unit.parent_id or "")
    return None


def _deputy(organisation: Organisation, unit: Unit, head: Person, on: date) -> Person | None:
    """Return whom the head has named for the absence, else the deputy of the head's own role.

    Whoever is away deputises for nobody.
    """
    named = organisation.stand_in_of(head.id, on)
    found = [organisation.person.get((named and named.deputy_id) or "")]
    held = [s for s in seats_of(organisation, unit.role_id or "", on) if s.person == head]
    own = [seat for seat in held if seat.assignment.unit_id == unit.id]
    found += [seat.deputy for seat in (*own, *held)]
    there = (present(person, on) for person in found)
    return next((p for p in there if p and organisation.absence_of(p.id, on) is None), None)
