"""`/isms`: the menu of what can be asked, in the words of the place it is asked in."""

from bot.cards.menu import MenuLine, menu_card
from bot.chat.reply import Reply
from bot.handlers.turn import Services, Turn


async def show(turn: Turn, services: Services) -> Reply:
    """Show the menu; slash commands where the place has them, plain words in Teams."""
    form = "usage-teams" if turn.place.platform == "teams" else "usage"
    lines = tuple(
        MenuLine(
            turn.texts(f"command.{name}.{form}"),
            turn.texts(f"command.{name}.summary"),
        )
        for name in services.menu
    )
    return Reply(menu_card(lines, turn.texts))
