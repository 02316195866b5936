"""`/isms write to me here`: the platform on which a person is written to."""

from bot.cards.reach import chosen_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn


async def here(turn: Turn, services: Services) -> Reply:
    """Write to the reader on this platform from now on.

    Raises:
        BadInput: the account is not linked to a person.
    """
    if turn.person is None:
        raise BadInput("account-unbound")
    await services.reach.choose(turn.person.id, turn.account.platform, turn.cause)
    return Reply(chosen_card(turn.account.platform, turn.texts), Audience.PERSONAL)
