"""Everything people can start: typed commands, pressed buttons and filled-in forms, in tables.

One file for each part of the work. Manifests, the menu and `docs/commands.md` are made from these
tables; the menu lists them in this order.
"""

from bot.handlers.registry import (
    approvals,
    asks,
    assignments,
    committee,
    deviations,
    involvement,
    matrix,
    meetings,
    people,
    process,
    running,
    start,
    wheel,
)
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec, ShortcutSpec

__all__ = [
    "ACTIONS",
    "COMMANDS",
    "FORMS",
    "SHORTCUTS",
    "ActionSpec",
    "CommandSpec",
    "FormSpec",
    "ShortcutSpec",
]


COMMANDS: tuple[CommandSpec, ...] = (
    *start.COMMANDS,
    *matrix.COMMANDS,
    *wheel.COMMANDS,
    *approvals.COMMANDS,
    *meetings.COMMANDS,
    *process.COMMANDS,
    *assignments.COMMANDS,
    *asks.COMMANDS,
    *deviations.COMMANDS,
    *involvement.COMMANDS,
    *committee.COMMANDS,
    *people.COMMANDS,
    *running.COMMANDS,
)

ACTIONS: tuple[ActionSpec, ...] = (
    *start.ACTIONS,
    *matrix.ACTIONS,
    *wheel.ACTIONS,
    *approvals.ACTIONS,
    *meetings.ACTIONS,
    *process.ACTIONS,
    *assignments.ACTIONS,
    *asks.ACTIONS,
    *deviations.ACTIONS,
    *involvement.ACTIONS,
    *committee.ACTIONS,
    *people.ACTIONS,
    *running.ACTIONS,
)

FORMS: tuple[FormSpec, ...] = (
    *matrix.FORMS,
    *wheel.FORMS,
    *approvals.FORMS,
    *meetings.FORMS,
    *process.FORMS,
    *assignments.FORMS,
    *asks.FORMS,
    *deviations.FORMS,
    *involvement.FORMS,
    *committee.FORMS,
    *people.FORMS,
    *running.FORMS,
)

SHORTCUTS: tuple[ShortcutSpec, ...] = (
    *wheel.SHORTCUTS,
    *meetings.SHORTCUTS,
    *process.SHORTCUTS,
    *deviations.SHORTCUTS,
)
