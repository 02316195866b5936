"""The process flow: inputs, assignments, asks, deviations, and who is involved in a case."""

from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec, ShortcutSpec

COMMANDS: tuple[CommandSpec, ...] = ()

ACTIONS: tuple[ActionSpec, ...] = ()

FORMS: tuple[FormSpec, ...] = ()

SHORTCUTS: tuple[ShortcutSpec, ...] = ()
