"""Messages and people as the demo's scripts read them (interfaces.md "HTTP")."""

from typing import Any

from bot.cards.codec import card_to_json
from bot.cards.elements import Button, Card, Control
from bot.cards.plaintext import card_text
from bot.platforms.web.clock import local_iso
from bot.platforms.web.messages import Message
from bot.platforms.web.people import WebPerson


def message_json(message: Message, zone: str) -> dict[str, Any]:
    """Return `{id, place, to, person, at, text, card}`; `at` in `zone` with its offset.

    `to` is null for everyone in the place, `person` is "tovholder" for the bot, `card` is null
    for a person's message, and `text` is all that a card says.
    """
    return {
        "id": message.id,
        "place": message.place,
        "to": message.to,
        "person": message.person,
        "at": local_iso(message.at, zone),
        "text": message.text if message.card is None else card_text(message.card),
        "card": None if message.card is None else _card_json(message.card),
    }


def person_json(person: WebPerson) -> dict[str, Any]:
    """Return `{id, name, title, guest, place}`; `place` is the direct conversation."""
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "guest": person.guest,
        "place": person.direct.id,
    }


def _card_json(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "why": card.why,
        "body": card_to_json(card)["body"],
        "actions": [_action_json(control) for control in card.controls],
        "footer": card.footer,
    }


def _action_json(control: Control) -> dict[str, Any]:
    if isinstance(control, Button):
        return {
            "label": control.label,
            "action": control.action,
            "value": control.value,
            "style": control.style.value,
        }
    options = [{"label": option.label, "value": option.value} for option in control.options]
    return {"label": control.label, "action": control.action, "options": options}
