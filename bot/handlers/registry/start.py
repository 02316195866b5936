"""What everyone starts with: the menu and what one owes."""

from bot.handlers import menu, mine
from bot.handlers.registry.specs import ActionSpec, CommandSpec

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "menu", "menu", ("hjælp", "help", "menu"), menu.show, slash=("/isms",), in_menu=False
    ),
    CommandSpec("mine", "mine", ("mine", "mine opgaver", "me", "my tasks"), mine.show),
    CommandSpec("raci-mine", "mine", ("mine", "mig", "me"), mine.show, under="raci", in_menu=False),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("menu.show", menu.show),
    ActionSpec("mine.show", mine.show),
)
