"""`/isms link`: one person's accounts on both platforms, joined by a one-time code."""

from bot.cards.notice import notice_card
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
    code = await services.accounts.issue_code(turn.person)
    return _reply(turn, turn.texts("link.code", code=code))


async def _use_code(turn: Turn, services: Services) -> Reply:
    if turn.person is not None:
        raise BadInput("link-already-bound")
    person = await services.accounts.use_code(turn.account, turn.argument)
    return _reply(turn, turn.texts("link.bound", person=person.name))


def _reply(turn: Turn, text: str) -> Reply:
    return Reply(notice_card(turn.texts("link.title"), text), Audience.PERSONAL)
