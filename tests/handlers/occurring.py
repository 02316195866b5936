"""What the cards of the wheel's dates say on their buttons, as their tests name it."""

from bot.cards.elements import Card
from tests.handlers.filling import labels as all_labels

DONE, SNOOZE, POSTPONE = "Markér som gennemført", "Påmind mig senere", "Udskyd"
GIVE, DETAILS, LAPSE = "Overdrag", "Se detaljer", "Lad bortfalde"
APPROVE, BACK, REJECT = "Godkend", "Send tilbage", "Afvis"
CALENDAR = "Føj til kalender"
RIGHT_NOW = "tirsdag den 9. marts 2027 kl. 14.30"


def labels(card: Card) -> list[str]:
    """Return what the card's controls say, but for the one that every open date has."""
    return [label for label in all_labels(card) if label != CALENDAR]
