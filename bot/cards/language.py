"""The confirmation of a language, in that language."""

from bot.cards.elements import Card
from bot.cards.notice import notice_card
from bot.texts import Texts


def language_card(texts: Texts) -> Card:
    """Return that answers come in the language of `texts` from now on."""
    return notice_card(texts("language.title"), texts("language.chosen"))
