"""`/isms language da|en`: the language of a person's own answers."""

from bot.cards.notice import notice_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.domain.language import LANGUAGES
from bot.handlers.turn import Services, Turn
from bot.search.folding import fold
from bot.texts import Texts

_NAMES = {"da": "da", "dansk": "da", "danish": "da", "en": "en", "engelsk": "en", "english": "en"}


async def choose(turn: Turn, services: Services) -> Reply:
    """Answer `/isms language en`; without a language, change to the other one.

    Raises:
        BadInput: the language is not one that Tovholder speaks, or the account is not linked.
    """
    asked = fold(turn.argument).strip(" .!?")
    if asked and asked not in _NAMES:
        raise BadInput("language-unknown", text=turn.argument[:40])
    return await _change(turn, services, _NAMES.get(asked) or _other(turn.texts.language))


async def other(turn: Turn, services: Services) -> Reply:
    """Answer [Skift sprog]."""
    return await _change(turn, services, _other(turn.texts.language))


async def _change(turn: Turn, services: Services, language: str) -> Reply:
    if turn.person is None:
        raise BadInput("account-unbound")
    await services.accounts.choose_language(turn.person, language)
    texts = Texts(language, turn.texts.timezone)
    card = notice_card(texts("language.title"), texts("language.chosen"))
    return Reply(card, Audience.PERSONAL)


def _other(language: str) -> str:
    return next(known for known in LANGUAGES if known != language)
