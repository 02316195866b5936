"""Organisation-wide asks: sent by the function, answered for units and systems."""

from bot.handlers import asks
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "ask",
        "asks",
        ("rundspørge", "rundspørger", "rundspørgen", "ask", "asks"),
        asks.typed,
        Ability.SEE_OWN,
        most_words=None,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("asks.show", asks.show, Ability.SEE_OWN),
    ActionSpec("asks.list", asks.listed, Ability.SEE_OWN),
    ActionSpec("asks.new", asks.new, Ability.ASSIGN, stale=asks.as_it_is),
    ActionSpec("asks.answer", asks.answer, Ability.SEE_OWN, stale=asks.as_it_is),
    ActionSpec("asks.answers", asks.answers, Ability.SEE_OWN),
    ActionSpec("asks.export", asks.export, Ability.SEE_OWN),
    ActionSpec("asks.close", asks.close, Ability.SEE_OWN, changes=True, stale=asks.as_it_is),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("asks.start", asks.start, Ability.ASSIGN, stale=asks.as_it_is),
    FormSpec("asks.answered", asks.answered, Ability.SEE_OWN, stale=asks.as_it_is),
)
