"""`/isms language da|en`: the language of a person's own answers."""

from bot.cards.language import language_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn
from bot.services.language import language_named, other_language
from bot.texts import Texts


async def choose(turn: Turn, services: Services) -> Reply:
    """Answer `/isms language en`; without a language, change to the other one.

    Raises:
        BadInput: the language is not one that Tovholder speaks, or the account is not linked.
    """
    if not turn.argument.strip(" .!?"):
        return await other(turn, services)
    named = language_named(turn.argument)
    if named is None:
        raise BadInput("language-unknown", text=turn.argument[:40])
    return await _change(turn, services, named)


async def other(turn: Turn, services: Services) -> Reply:
    """Answer [Skift sprog]."""
    return await _change(turn, services, other_language(turn.texts.language))


async def _change(turn: Turn, services: Services, language: str) -> Reply:
    if turn.person is None:
        raise BadInput("account-unbound")
    await services.languages.choose(turn.person, language)
    return Reply(language_card(Texts(language, turn.texts.timezone)), Audience.PERSONAL)
