"""Who is asked, who may answer for a unit or a system, and what those are called."""

from dataclasses import dataclass
from datetime import date

from bot.domain.asks import Ask, Audience
from bot.domain.due_rules import OWNER_ROLE
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import Bearer
from bot.domain.plan_rules import bears, people_of
from bot.domain.unit_people import people_of_unit
from bot.domain.wheel import System


@dataclass(frozen=True)
class Asked:
    """Everybody who can be asked on a day.

    Args:
        organisation: as it stands.
        on: the local date.
    """

    organisation: Organisation
    on: date

    def keys(self, audience: Audience) -> tuple[str, ...]:
        """Return the ids of all units, or of all systems, that are there today."""
        if audience is Audience.UNITS:
            units = self.organisation.units
            return tuple(one.id for one in units if not is_retired(one.closed_on, self.on))
        systems = self.organisation.wheel.systems
        return tuple(one.id for one in systems if not is_retired(one.retired_on, self.on))

    def told(self, audience: Audience, key: str) -> Person | None:
        """Return who is asked for a unit or a system today; None for nobody."""
        if audience is Audience.UNITS:
            return people_of_unit(self.organisation, key, self.on).acting
        people = people_of(self.organisation, self._owner(key), self.on)
        return people[0] if people else None

    def may_answer(self, audience: Audience, key: str, person_id: str) -> bool:
        """Tell whether a person may answer for a unit or a system today."""
        if audience is Audience.UNITS:
            return person_id in people_of_unit(self.organisation, key, self.on).able
        owner = self._owner(key)
        return bears(self.organisation, owner, person_id, self.on, accountable=False)

    def keys_of(self, ask: Ask, person_id: str) -> tuple[str, ...]:
        """Return the keys of an ask for which a person may answer, the unanswered ones first."""
        own = [key for key in ask.keys if self.may_answer(ask.audience, key, person_id)]
        return tuple(sorted(own, key=lambda key: key in ask.answers))

    def name(self, audience: Audience, key: str, language: str) -> str:
        """Return what a unit or a system is called; of one that is gone, its id."""
        if audience is Audience.UNITS:
            unit = self.organisation.unit.get(key)
            return unit.name.in_language(language) if unit else key
        system = self._system(key)
        return system.name if system else key

    def _system(self, key: str) -> System | None:
        return next((one for one in self.organisation.wheel.systems if one.id == key), None)

    def _owner(self, key: str) -> Bearer:
        system = self._system(key)
        if system is not None and system.owner_id:
            return Bearer(person_id=system.owner_id)
        return Bearer(role_id=OWNER_ROLE)
