"""Who is consulted and informed in a case, and where notices to everybody are posted."""

from bot.handlers import involvement
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.handlers.turn import Handler
from bot.services.permissions import Ability


def _opening(word: str, run: Handler) -> ActionSpec:
    """Return a button that opens a form."""
    return ActionSpec(f"involvement.{word}", run, Ability.SEE_OWN, stale=involvement.as_it_is)


def _form(word: str, run: Handler) -> FormSpec:
    return FormSpec(f"involvement.{word}", run, Ability.SEE_OWN, stale=involvement.as_it_is)


COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "notices-here",
        "involvement",
        ("opslag her", "notices here"),
        involvement.here,
        Ability.EDIT_COMMITTEE,
        changes=True,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("involvement.open", involvement.open_case, Ability.SEE_OWN),
    _opening("choose", involvement.choose),
    _opening("tick", involvement.tick),
    ActionSpec("involvement.answer", involvement.answer, Ability.SEE_OWN),
    _opening("post", involvement.post),
    _opening("take", involvement.take),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("involvement.chosen", involvement.chosen, Ability.SEE_OWN, changes=False),
    _form("ticked", involvement.ticked),
    FormSpec("involvement.answered", involvement.answered, Ability.SEE_OWN),
    _form("posted", involvement.posted),
    _form("taken", involvement.taken),
)
