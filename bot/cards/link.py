"""Linking a second account: the code, and the confirmation."""

from bot.cards.elements import Card
from bot.cards.notice import notice_card
from bot.domain.people import Person
from bot.texts import Texts


def code_card(code: str, texts: Texts) -> Card:
    """Return the one-time code and what to do with it."""
    return notice_card(texts("link.title"), texts("link.code", code=code))


def bound_card(person: Person, texts: Texts) -> Card:
    """Return who the account now belongs to."""
    return notice_card(texts("link.title"), texts("link.bound", person=person.name))
