"""How a form of an input is opened."""

from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Turn


def opened(turn: Turn, form: Form, action: str, value: str) -> Reply:
    """Return a form, and a card that opens it where it cannot open by itself."""
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)
