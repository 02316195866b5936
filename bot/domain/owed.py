"""What one person owes of the wheel and the plan, on a day (experience.md, `/isms me`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_rules import bears
from bot.domain.wheel import WheelItem
from bot.domain.wheel_people import PartPeople, PeopleOn
from bot.domain.wheel_year import Mark, Marking, mark_of


@dataclass(frozen=True)
class Owing:
    """A part of an occurrence that waits for the person."""

    item: WheelItem
    occurrence: Occurrence
    part: PartPeople


@dataclass(frozen=True)
class Owed:
    """Everything that waits for a person, the earliest deadline first.

    Args:
        overdue: R has not delivered, and the person is R.
        following: what the person delivers next as R, all of it.
        to_approve: what somebody else has done, and the person may approve.
        overseen: what is late where the person is A and somebody else R.
        tasks: open tasks of the plan with the person as R.
    """

    overdue: tuple[Owing, ...] = ()
    following: tuple[Owing, ...] = ()
    to_approve: tuple[Owing, ...] = ()
    overseen: tuple[Owing, ...] = ()
    tasks: tuple[PlanTask, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything waits at all."""
        return any((self.overdue, self.following, self.to_approve, self.overseen, self.tasks))


def owed_by(organisation: Organisation, person_id: str, on: date) -> Owed:
    """Return what waits for the person on the local date `on`, in their roles and as a deputy."""
    overdue: list[Owing] = []
    following: list[Owing] = []
    to_approve: list[Owing] = []
    overseen: list[Owing] = []
    for owing in _open_parts(organisation, on):
        people, late = owing.part, owing.occurrence.due < on
        if people.part.state is OccurrenceState.TO_APPROVE:
            if people.may_approve(person_id) and people.part.done_by != person_id:
                to_approve.append(owing)
        elif people.part.state in DELIVERED:
            continue
        elif people.may_do(person_id):
            (overdue if late else following).append(owing)
        elif late and people.answers_for(person_id):
            overseen.append(owing)
    tasks = (task for task in organisation.plan.tasks if task.is_open)
    mine = [
        task
        for task in tasks
        if bears(organisation, task.responsible, person_id, on, accountable=False)
    ]
    return Owed(
        tuple(overdue),
        tuple(following),
        tuple(to_approve),
        tuple(overseen),
        tuple(sorted(mine, key=lambda task: (task.deadline, task.id))),
    )


def own_marking(organisation: Organisation, person_id: str, on: date) -> Marking:
    """Return how a person's own wheel shows an occurrence: by their own parts as R, else as it is.

    What the person neither does nor answers for is left out.
    """
    people_on = PeopleOn(organisation, on)

    def marking(occurrence: Occurrence) -> Mark | None:
        parts = people_on.parts_of(occurrence)
        own = [people.part.state for people in parts if people.may_do(person_id)]
        if own and occurrence.is_open and all(state in DELIVERED for state in own):
            waits = OccurrenceState.TO_APPROVE in own
            return Mark.TO_APPROVE if waits else Mark.DONE
        if own or any(people.answers_for(person_id) for people in parts):
            return mark_of(occurrence, on)
        return None

    return marking


def own_tasks(organisation: Organisation, person_id: str, on: date) -> tuple[PlanTask, ...]:
    """Return the plan's tasks that the person does or answers for, open or not."""
    return tuple(
        task
        for task in organisation.plan.tasks
        if bears(organisation, task.responsible, person_id, on, accountable=False)
        or bears(organisation, task.accountable, person_id, on, accountable=True)
    )


def _open_parts(organisation: Organisation, on: date) -> Iterator[Owing]:
    people_on = PeopleOn(organisation, on)
    found = (one for one in organisation.wheel.occurrences if one.is_open)
    for occurrence in sorted(found, key=lambda one: (one.due, one.item_id, one.key)):
        item = organisation.wheel.item.get(occurrence.item_id)
        if item is not None:
            for people in people_on.parts_of(occurrence):
                yield Owing(item, occurrence, people)
