"""Assignments of units: given, answered, reported on and judged."""

from bot.handlers import assignments
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.handlers.turn import Handler
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "feedback",
        "assignments",
        ("tilbagemeld", "tilbagemelding", "tilbagemeldinger", "feedback", "report back"),
        assignments.view.feedback,
        Ability.SEE_OWN,
        changes=True,
        most_words=2,
    ),
)


def _opening(step: str, run: Handler) -> ActionSpec:
    """Return a button that opens a form."""
    return ActionSpec(f"assignments.{step}", run, Ability.SEE_OWN, stale=assignments.view.as_it_is)


def _doing(step: str, run: Handler) -> ActionSpec:
    """Return a button that changes something by itself."""
    return ActionSpec(
        f"assignments.{step}",
        run,
        Ability.SEE_OWN,
        changes=True,
        stale=assignments.view.as_it_is,
    )


def _form(name: str, run: Handler) -> FormSpec:
    return FormSpec(f"assignments.{name}", run, Ability.SEE_OWN, stale=assignments.view.as_it_is)


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("assignments.list", assignments.view.overview, Ability.SEE_OWN),
    ActionSpec("assignments.show", assignments.view.show, Ability.SEE_OWN),
    ActionSpec("assignments.give", assignments.giving.give, Ability.SEE_OWN),
    _doing("acknowledge", assignments.unit.acknowledge),
    _doing("start", assignments.unit.start),
    _doing("accept", assignments.judging.accept),
    _opening("report", assignments.unit.report),
    _opening("send-back", assignments.unit.send_back),
    _opening("ask", assignments.unit.ask),
    _opening("answer", assignments.judging.answer),
    _opening("return", assignments.judging.return_),
    _opening("effect", assignments.judging.effect),
    _opening("again", assignments.giving.again),
    _opening("withdraw", assignments.giving.withdraw),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("assignments.given", assignments.giving.given, Ability.SEE_OWN),
    _form("given-again", assignments.giving.given_again),
    _form("withdrawn", assignments.giving.withdrawn),
    _form("sent-back", assignments.unit.sent_back),
    _form("asked", assignments.unit.asked),
    _form("reported", assignments.unit.reported),
    _form("answered", assignments.judging.answered),
    _form("returned", assignments.judging.returned),
    _form("effect-judged", assignments.judging.effect_judged),
)
