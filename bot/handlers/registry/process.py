"""The process flow: inputs on their way through their flows.

What follows from them stands in files of its own: assignments, asks, deviations.
"""

from bot.handlers import inputs
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec, ShortcutSpec
from bot.handlers.turn import Handler
from bot.services.permissions import Ability


def _changing(word: str, run: Handler) -> ActionSpec:
    """Return a button that changes an input with one press."""
    return ActionSpec(
        f"inputs.{word}", run, Ability.SEE_OWN, changes=True, stale=inputs.view.as_it_is
    )


def _opening(word: str, run: Handler) -> ActionSpec:
    """Return a button that opens a form."""
    return ActionSpec(f"inputs.{word}", run, Ability.SEE_OWN, stale=inputs.view.as_it_is)


def _form(word: str, run: Handler) -> FormSpec:
    """Return a form about an input that is there."""
    return FormSpec(f"inputs.{word}", run, Ability.SEE_OWN, stale=inputs.view.as_it_is)


COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "input",
        "inputs",
        ("input", "inputs"),
        inputs.view.typed,
        Ability.SEE_OWN,
        most_words=None,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("inputs.list", inputs.view.listed, Ability.SEE_OWN),
    ActionSpec("inputs.show", inputs.view.show, Ability.SEE_OWN),
    ActionSpec("inputs.new", inputs.receiving.new, Ability.SEE_OWN),
    _changing("take", inputs.triage.take),
    _changing("urgency", inputs.triage.urgency),
    _changing("present", inputs.triage.present),
    _changing("done", inputs.steps.done),
    _opening("handle", inputs.triage.handle),
    _opening("not-relevant", inputs.triage.not_relevant),
    _opening("note", inputs.steps.note),
    _opening("skip", inputs.steps.skip),
    _opening("close", inputs.steps.close),
    _opening("propose", inputs.steps.propose),
    _opening("vote", inputs.steps.vote),
    ActionSpec("inputs.types", inputs.types.show, Ability.SEE_OWN),
    ActionSpec("inputs.type-new", inputs.types.new, Ability.SEE_OWN),
    ActionSpec(
        "inputs.type-close",
        inputs.types.close,
        Ability.SEE_OWN,
        changes=True,
        stale=inputs.types.show,
    ),
    ActionSpec(
        "inputs.type-reopen",
        inputs.types.reopen,
        Ability.SEE_OWN,
        changes=True,
        stale=inputs.types.show,
    ),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("inputs.received", inputs.receiving.received, Ability.SEE_OWN),
    _form("handled", inputs.triage.handled),
    _form("not-relevant", inputs.triage.found_irrelevant),
    _form("noted", inputs.steps.noted),
    _form("skipped", inputs.steps.skipped),
    _form("closed", inputs.steps.closed),
    FormSpec("inputs.type-added", inputs.types.added, Ability.SEE_OWN),
)

SHORTCUTS: tuple[ShortcutSpec, ...] = (
    ShortcutSpec("inputs.from-message", inputs.receiving.from_message),
)
