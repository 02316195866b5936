"""`/isms me` and the Home tab: what the reader answers for."""

from bot.cards.mine import mine_card, unbound_card
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Services, Turn
from bot.services.mine import own_answer


async def show(turn: Turn, services: Services) -> Reply:
    """Show the reader's own roles; personal, so a channel never sees it."""
    answer = own_answer(turn.standing)
    if answer is None:
        return Reply(unbound_card(turn.texts), Audience.PERSONAL)
    return Reply(mine_card(answer, turn.organisation, turn.texts), Audience.PERSONAL)
