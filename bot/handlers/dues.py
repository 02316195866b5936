"""Something that the reader owes, chosen in a letter, on `/isms me` or in the menu."""

from bot.cards.dues import due_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn


async def show(turn: Turn, services: Services) -> Reply:
    """Show it as it stands now, with the button that does it.

    Raises:
        BadInput: it is none of the reader's business.
    """
    if turn.person is None:
        raise BadInput("lookup-gone")
    told = await services.dues.told(turn.organisation, turn.argument, turn.person.id, turn.today)
    return Reply(due_card(told, turn.organisation, turn.texts), Audience.PERSONAL)
