"""The steps of a task: begun, done, postponed, handed over, cancelled and verified."""

from datetime import date

from bot.cards import plan_forms as forms
from bot.cards.pickers import PERSON
from bot.chat.reply import Reply
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.occurrences import Evidence
from bot.domain.plan import Bearer
from bot.domain.plan_rules import Step
from bot.handlers.parsing import sent_file
from bot.handlers.plan.view import found_task, opened, shown
from bot.handlers.turn import Services, Turn
from bot.services.identifiers import seen
from bot.services.plan import PlanRights


async def start(turn: Turn, services: Services) -> Reply:
    """Start a task."""
    task = await services.plan.move(turn.argument, Step.START, turn.cause)
    return shown(turn, services, task, "plan.moved.started")


async def ask_done(turn: Turn, services: Services) -> Reply:
    """Open the form of what shows that a task is done."""
    return _step_form(turn, services, Step.DONE)


async def ask_postpone(turn: Turn, services: Services) -> Reply:
    """Open the form of a new deadline and its reason."""
    return _step_form(turn, services, Step.POSTPONE)


async def ask_cancel(turn: Turn, services: Services) -> Reply:
    """Open the form of the reason for cancelling a task."""
    return _step_form(turn, services, Step.CANCEL)


async def ask_verify(turn: Turn, services: Services) -> Reply:
    """Open the form of how the effect was found."""
    return _step_form(turn, services, Step.VERIFY)


async def done(turn: Turn, services: Services) -> Reply:
    """Take a task as done, with what shows it."""
    evidence = Evidence(turn.value("evidence"), turn.value("link"))
    try:
        file = await sent_file(turn.files)
    except BadInput as error:
        raise FieldErrors({"file": error}) from error
    try:
        task = await services.plan.move(
            turn.argument,
            Step.DONE,
            turn.cause,
            evidence=evidence,
            file=file,
            answer=turn.value("answer"),
        )
    except BadInput as error:
        raise FieldErrors({"evidence": error}) from error
    return shown(turn, services, task, "plan.moved.done")


async def postpone(turn: Turn, services: Services) -> Reply:
    """Move a task's deadline."""
    due = date.fromisoformat(turn.value("due"))
    try:
        task = await services.plan.move(
            turn.argument, Step.POSTPONE, turn.cause, reason=turn.value("reason"), due=due
        )
    except BadInput as error:
        raise FieldErrors({"due": error}) from error
    return shown(turn, services, task, "plan.moved.postponed")


async def cancel(turn: Turn, services: Services) -> Reply:
    """Cancel a task."""
    reason = turn.value("reason")
    task = await services.plan.move(turn.argument, Step.CANCEL, turn.cause, reason=reason)
    return shown(turn, services, task, "plan.moved.cancelled")


async def verify(turn: Turn, services: Services) -> Reply:
    """Take a treatment item's effect as verified."""
    answer = turn.value("answer")
    task = await services.plan.move(turn.argument, Step.VERIFY, turn.cause, answer=answer)
    return shown(turn, services, task, "plan.moved.verified")


async def ask_hand_over(turn: Turn, services: Services) -> Reply:
    """Answer [Overdrag]: ask who does it from now on."""
    task = found_task(turn.organisation, turn.argument)
    PlanRights(turn.organisation, turn.person, turn.today).require(task)
    services.plan.require_step(task.id, Step.POSTPONE, turn.cause)
    value = f"{task.id}:{seen(task)}"
    form = forms.hand_over_form(task, value, turn.organisation, turn.texts, turn.today)
    return opened(form, "plan.hand-over", task.id, turn)


async def hand_over(turn: Turn, services: Services) -> Reply:
    """Let somebody else do a task."""
    task_id, _, seen_then = turn.argument.rpartition(":")
    to = Bearer(person_id=turn.value("to").removeprefix(PERSON))
    task = await services.plan.change(task_id, seen_then, {"responsible": to}, turn.cause)
    return shown(turn, services, task, "plan.moved.handed-over")


def _step_form(turn: Turn, services: Services, step: Step) -> Reply:
    task = services.plan.require_step(turn.argument, step, turn.cause)
    form = forms.step_form(task, step, turn.texts, turn.today)
    return opened(form, f"plan.{step.value}", task.id, turn)
