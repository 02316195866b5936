"""Deviations: registered by anyone, seen through to an effect that somebody else has verified."""

from bot.handlers import deviations
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec, ShortcutSpec
from bot.services.permissions import Ability

_STEPS = {
    "assess": (deviations.ask_assess, deviations.assess),
    "cause": (deviations.ask_cause, deviations.explain),
    "act": (deviations.ask_act, deviations.decide),
    "verify": (deviations.ask_verify, deviations.verify),
    "close": (deviations.ask_close, deviations.close),
    "reopen": (deviations.ask_reopen, deviations.reopen),
}

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "deviation",
        "deviations",
        ("afvigelse", "afvigelser", "deviation", "deviations"),
        deviations.typed,
        Ability.SEE_OWN,
        changes=True,
        most_words=None,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("deviations.show", deviations.show, Ability.SEE_OWN),
    ActionSpec("deviations.list", deviations.listed, Ability.SEE_OWN),
    ActionSpec("deviations.new", deviations.new, Ability.SEE_OWN),
    ActionSpec("deviations.of-assignment", deviations.of_assignment, Ability.SEE_OWN),
    ActionSpec("deviations.from-reaction", deviations.from_reaction, Ability.SEE_OWN),
    ActionSpec("deviations.of-input", deviations.of_input, Ability.SEE_OWN),
    *(
        ActionSpec(f"deviations.{word}", opens, Ability.SEE_OWN, stale=deviations.as_it_is)
        for word, (opens, _) in _STEPS.items()
    ),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec(
        "deviations.register", deviations.register, Ability.SEE_OWN, stale=deviations.as_it_is
    ),
    *(
        FormSpec(f"deviations.{word}", takes, Ability.SEE_OWN, stale=deviations.as_it_is)
        for word, (_, takes) in _STEPS.items()
    ),
)

SHORTCUTS: tuple[ShortcutSpec, ...] = (
    ShortcutSpec("deviations.from-message", deviations.from_message),
)
