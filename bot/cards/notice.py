"""A card that says one thing: a confirmation, or what went wrong and what to do."""

from datetime import date, datetime

from bot.cards.elements import Card, Text, Tone, plain
from bot.domain.errors import TovholderError
from bot.texts import Texts


def notice_card(title: str, text: str) -> Card:
    """Return a card with one sentence."""
    return Card(title, body=(Text(plain(text)),))


def error_card(error: TovholderError, texts: Texts) -> Card:
    """Return the sentence for a refusal or bad input."""
    text = Text(plain(error_text(error, texts)), Tone.WARNING)
    return Card(texts("error.title"), body=(text,))


def error_text(error: TovholderError, texts: Texts) -> str:
    """Return the sentence for a refusal or bad input, moments in the organisation's zone."""
    params = {name: _written(value, texts) for name, value in error.params.items()}
    return texts(f"error.{error.key}", **params)


def failure_card(correlation: str, texts: Texts) -> Card:
    """Return what a person is told when something broke: the operator's reference and no more."""
    sentence = texts("error.internal", reference=correlation)
    return Card(texts("error.title"), body=(Text(plain(sentence), Tone.WARNING),))


def _written(value: str | int | date, texts: Texts) -> str | int:
    if isinstance(value, datetime):
        return texts.moment(value)
    return texts.date_long(value) if isinstance(value, date) else value
