"""`/isms me` and the Home tab: what the reader answers for."""

from bot.cards.mine import mine_card, unbound_card
from bot.chat.reply import Audience, Reply
from bot.domain.duties import person_answer
from bot.handlers.turn import Services, Turn


async def show(turn: Turn, services: Services) -> Reply:
    """Show the reader's own roles; personal, so a channel never sees it."""
    if turn.person is None:
        return Reply(unbound_card(turn.texts), Audience.PERSONAL)
    answer = person_answer(turn.organisation, turn.person.id, turn.today)
    return Reply(mine_card(answer, turn.organisation, turn.texts), Audience.PERSONAL)
