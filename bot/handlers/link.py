"""`/isms link`: one person's accounts on both platforms, joined by a one-time code."""

from bot.cards.link import bound_card, code_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn


async def link(turn: Turn, services: Services) -> Reply:
    """Give a linked person a code, or bind the account that a code is typed on.

    Raises:
        BadInput: no code was typed on an account that is not linked, or the code is no good.
    """
    if turn.argument.strip():
        return await _use_code(turn, services)
    if turn.person is None:
        raise BadInput("account-unbound")
    code = await services.links.issue_code(turn.person)
    return Reply(code_card(code, turn.texts), Audience.PERSONAL)


async def _use_code(turn: Turn, services: Services) -> Reply:
    if turn.person is not None:
        raise BadInput("link-already-bound")
    person = await services.links.use_code(turn.account, turn.argument)
    return Reply(bound_card(person, turn.texts), Audience.PERSONAL)
