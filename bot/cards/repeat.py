"""A message that may have reached its reader before."""

from dataclasses import replace

from bot.cards.elements import Card, Text, Tone, plain
from bot.texts import Texts


def marked_as_repeat(card: Card, texts: Texts) -> Card:
    """Return `card` with a line that tells its reader so."""
    line = Text(plain(texts("outbox.repeat")), Tone.MUTED)
    return replace(card, body=(line, *card.body))
