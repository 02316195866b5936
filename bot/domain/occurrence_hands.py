"""Who has what to do with one date of the wheel, as the rules of its life cycle ask for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.committee_people import approving_committee
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel_people import Actor, PartPeople, responsible_for


@dataclass(frozen=True)
class Hands:
    """Who has what to do with an occurrence on a day, by people's ids.

    Args:
        responsible: who may do each current part, by its key, those who are meant first.
        accountable: who acts as A.
        approvers: who acts for the role that approves.
        approves: somebody has to approve at all.
        together: a committee approves whose chair may not alone: it takes a vote.
        small: the organisation is so small that the only approver may be the doer (domain.md §3).
        names: of everybody, by id.
    """

    responsible: Mapping[str, tuple[str, ...]]
    accountable: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    approves: bool = False
    together: bool = False
    small: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def workers(self) -> frozenset[str]:
        """Return everybody who may do a part."""
        return frozenset(person for people in self.responsible.values() for person in people)

    def called(self, people: Collection[str]) -> str:
        """Return the names of people, in order of the alphabet."""
        return ", ".join(sorted(self.names.get(person, person) for person in people))

    def concerned(self, occurrence: Occurrence) -> tuple[frozenset[str], frozenset[str]]:
        """Return who does or did any of it, and who answers for it, approves or approved it."""
        parts = occurrence.parts.values()
        doers = {part.done_by for part in parts if part.done_by}
        approvers = {part.approved_by for part in parts if part.approved_by}
        return self.workers | doers, frozenset({*self.accountable, *self.approvers, *approvers})

    def parts_of(self, person: str) -> tuple[str, ...]:
        """Return the keys of the current parts that a person may do."""
        return tuple(key for key, people in self.responsible.items() if person in people)


@dataclass(frozen=True)
class Act:
    """That somebody does something: `by` a person's id, `at` UTC, `on` the local date then."""

    by: str
    at: datetime
    on: date


def hands_of(organisation: Organisation, occurrence: Occurrence, on: date, *, small: bool) -> Hands:
    """Return who has what to do with an occurrence on the local date `on`.

    Args:
        organisation: as it stands.
        occurrence: of one of its items.
        on: the local date.
        small: an only approver may approve what they did themselves.
    """
    parts = responsible_for(organisation, occurrence, on)
    item = organisation.wheel.item.get(occurrence.item_id)
    committee = approving_committee(organisation, item.approval_by if item else None, on)
    return Hands(
        responsible={people.part.key: _able(people) for people in parts},
        accountable=_united(people.accountable for people in parts),
        approvers=_united(people.approvers for people in parts),
        approves=item is not None and item.approval_by is not None,
        together=committee is not None and not committee.chair_decides,
        small=small,
        names={person.id: person.name for person in organisation.people},
    )


def _able(people: PartPeople) -> tuple[str, ...]:
    meant = tuple(actor.person_id for actor in people.responsible)
    return (*meant, *sorted(people.holders.difference(meant)))


def _united(every: Iterable[tuple[Actor, ...]]) -> tuple[str, ...]:
    return tuple({actor.person_id: None for actors in every for actor in actors})
