"""What the annual plan puts in people's messages of one morning."""

from datetime import timedelta

from bot.domain.morning_piles import LETTER_DAYS, Morning, Piles
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_ladders import borne_until, task_stages_between
from bot.domain.reminders import Recipient, Stage, TaskLine, TaskTold
from bot.domain.wheel_people import people_on


class PlanTelling:
    """Fills people's piles from the plan.

    Args:
        organisation: as it stands.
        morning: which one.
        piles: filled.
    """

    def __init__(self, organisation: Organisation, morning: Morning, piles: Piles) -> None:
        self._tasks = organisation.plan.tasks
        self._morning = morning
        self._piles = piles
        self._calendar = organisation.wheel.calendar
        self._people = people_on(organisation, morning.on)

    def tell(self) -> None:
        """Put the stages that are due in the piles of those who hear them."""
        after, on = self._morning.after, self._morning.on
        for task in self._tasks:
            stages = task_stages_between(task, self._calendar, after, on)
            told, missed = self._morning.chosen(stages)
            for stage in told:
                self._put(stage, task, missed=False)
            for stage in missed:
                self._put(stage, task, missed=True)

    def list(self) -> None:
        """Put what is near or late in the Monday letters of R and A."""
        on = self._morning.on
        until = on + timedelta(days=LETTER_DAYS)
        for task in self._tasks:
            expires = borne_until(task)
            if task.is_open and task.deadline <= until:
                self._list(task, Recipient.RESPONSIBLE)
                if task.deadline >= on:
                    self._list(task, Recipient.ACCOUNTABLE)
            elif expires is not None and expires <= until:
                self._list(task, Recipient.ACCOUNTABLE)

    def _put(self, stage: Stage, task: PlanTask, *, missed: bool) -> None:
        on = self._morning.on
        for actor in self._people.of_task(task).hearing(stage.to):
            pile = self._piles.of(actor.person_id)
            told = TaskTold(task.id, stage.name, actor.person_id, on, missed=missed)
            pile.told_tasks[told] = None
            if not missed:
                pile.tasks[TaskLine(task.id, stage.name)] = task

    def _list(self, task: PlanTask, recipient: Recipient) -> None:
        for actor in self._people.of_task(task).hearing(recipient):
            self._piles.of(actor.person_id).list_task(task)
