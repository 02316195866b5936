"""`/wheel done` and `/wheel move`: one's own open occurrence or task, found by a few words."""

from collections.abc import Sequence

from bot.cards.elements import Button
from bot.cards.holder_forms import opening_card
from bot.cards.occurrences import choices_card
from bot.cards.plan_forms import step_form
from bot.cards.plan_tasks import task_card, task_choices_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.domain.occurrence_dates import require_mover
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrence_rules import require_work
from bot.domain.occurrences import OccurrenceState
from bot.domain.owed import owed_by
from bot.domain.plan import PlanTask
from bot.domain.plan_rules import Step
from bot.handlers.occurrences.buttons import opened, told
from bot.handlers.parsing import sent_file
from bot.handlers.turn import Services, Turn
from bot.search.folding import fold
from bot.services.occurrences import Open
from bot.services.plan import PlanRights
from bot.services.ports import NewFile

_MOST_CHOICES = 5
# A long name is cut with an ellipsis on the card it is copied from.
_AROUND = " ?.!…"
_OVER = frozenset({OccurrenceState.DONE, OccurrenceState.TO_APPROVE})


async def done(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel done <words>`, perhaps with a file that shows it.

    Raises:
        BadInput: nothing is open, or the file cannot be kept.
        NotAllowed: it is a task, and the person may not say that it is done.
    """
    file = await sent_file(turn.files)
    tasks = _tasks(turn)
    if _called(tasks, turn.argument):
        return await _task_done(turn, services, tasks[0], file)
    found, fits = await _find(turn, services, moving=False, else_tasks=tasks)
    if tasks and not (found and fits):
        if len(tasks) == 1 and turn.argument.strip():
            return await _task_done(turn, services, tasks[0], file)
        return Reply(task_choices_card(tasks[:_MOST_CHOICES], turn.texts), Audience.PERSONAL)
    if len(found) != 1 or not fits:
        return _choose(turn, found, "occurrences.done", fits=fits, file=file is not None)
    reference = reference_to(found[0].occurrence, found[0].part)
    if file is not None:
        outcome = await services.occurrences.attach(reference, file, turn.cause)
        if outcome.occurrence.part(reference.part).state in _OVER:
            return Reply(told(turn, services, outcome), Audience.PERSONAL)
        reference = reference_to(outcome.occurrence, reference.part)
    case = await services.occurrences.look(reference, require_work, turn.cause)
    return opened(turn, case, "occurrences.done", file.name if file else "")


async def move(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel move <words>`.

    Raises:
        BadInput: nothing is open.
    """
    found, fits = await _find(turn, services, moving=True)
    if len(found) != 1 or not fits:
        return _choose(turn, found, "occurrences.postpone", fits=fits, file=False)
    reference = reference_to(found[0].occurrence, found[0].part)
    case = await services.occurrences.look(reference, require_mover, turn.cause, moving=True)
    return opened(turn, case, "occurrences.postpone")


def _tasks(turn: Turn) -> list[PlanTask]:
    """Return the person's open tasks that are called so, one of just that name first."""
    if turn.person is None:
        raise BadInput("account-unbound")
    asked = fold(turn.argument).strip(_AROUND)
    owed = owed_by(turn.organisation, turn.person.id, turn.today).tasks
    fitting = [task for task in owed if all(w in _name(task) for w in asked.split())]
    return sorted(fitting, key=lambda task: asked not in _names(task))


def _called(tasks: Sequence[PlanTask], text: str) -> bool:
    """Tell whether the first task has just that name, which no date of the wheel then has."""
    return bool(tasks) and fold(text).strip(_AROUND) in _names(tasks[0])


def _names(task: PlanTask) -> tuple[str, ...]:
    return tuple(" ".join(fold(title).split()).strip(_AROUND) for title in task.title.variants())


def _name(task: PlanTask) -> str:
    return " ".join(_names(task))


async def _task_done(turn: Turn, services: Services, task: PlanTask, file: NewFile | None) -> Reply:
    """Take a task as done with the file that was sent along; without one, open its form."""
    if file is None:
        services.plan.require_step(task.id, Step.DONE, turn.cause)
        form = step_form(task, Step.DONE, turn.texts, turn.today)
        button = Button(turn.texts("button.open-form"), "plan.done", task.id, opens=True)
        return Reply(opening_card(form, button), Audience.PERSONAL, form=form)
    done = await services.plan.move(task.id, Step.DONE, turn.cause, file=file)
    organisation = services.plan.snapshots.current.organisation
    notice = turn.texts("plan.moved.done")
    can = PlanRights(organisation, turn.person, turn.today).can(done)
    card = task_card(done, organisation, turn.texts, turn.today, can, notice=notice)
    return Reply(card, Audience.PERSONAL)


async def _find(
    turn: Turn, services: Services, *, moving: bool, else_tasks: Sequence[PlanTask] = ()
) -> tuple[list[Open], bool]:
    if turn.person is None:
        raise BadInput("account-unbound")
    found, fits = await services.occurrences.find(
        turn.argument, turn.person.id, turn.today, moving=moving
    )
    if not found and not else_tasks:
        raise BadInput("occurrence-none")
    return list(found), fits


def _choose(turn: Turn, found: list[Open], action: str, *, fits: bool, file: bool) -> Reply:
    """Ask which one is meant; a file that was sent along is asked for again."""
    organisation = turn.organisation
    shown = [(one.occurrence, one.part) for one in found[:_MOST_CHOICES]]
    card = choices_card(
        shown,
        len(found) - len(shown),
        action,
        organisation,
        turn.texts,
        turn.today,
        asked="" if fits else turn.argument.strip()[:60],
        file=file,
    )
    return Reply(card, Audience.PERSONAL)
