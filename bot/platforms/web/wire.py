"""Messages, forms and people as the demo's scripts read them (interfaces.md "HTTP")."""

from typing import Any

from bot.cards.codec import card_to_json
from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    Control,
    DateField,
    FileField,
    Form,
    FormField,
    TextField,
)
from bot.cards.plaintext import card_text
from bot.platforms.web.clock import local_iso
from bot.platforms.web.messages import Message
from bot.platforms.web.people import WebPerson


def message_json(message: Message, zone: str) -> dict[str, Any]:
    """Return `{id, place, to, person, at, text, card}`; `at` in `zone` with its offset.

    `to` is null for everyone in the place, `person` is "tovholder" for the bot, `card` is null
    for a person's message, and `text` is all that a card says; a file stands there by its name.
    """
    said = [message.text, message.file.name if message.file else ""]
    return {
        "id": message.id,
        "place": message.place,
        "to": message.to,
        "person": message.person,
        "at": local_iso(message.at, zone),
        "text": card_text(message.card) if message.card else "\n".join(filter(None, said)),
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


def form_json(form: Form) -> dict[str, Any]:
    """Return `{title, text, action, value, submit, fields}`.

    `action` and `value` go back as they are with what was filled in. Every field has `name`,
    `label`, `kind` ("text", "choice" or "date"), `required`, `hint` and `value`, which stands
    there to begin with: a text or null, for a choice a list.
    """
    return {
        "title": form.title,
        "text": card_text(Card("", body=form.intro)),
        "action": form.action,
        "value": form.value,
        "submit": form.submit,
        "fields": [_field_json(field) for field in form.fields],
    }


def _field_json(field: FormField) -> dict[str, Any]:
    found: dict[str, Any] = {"name": field.name, "label": field.label}
    match field:
        case TextField():
            found |= {"kind": "text", "value": field.value or None, "lines": field.lines}
            found |= {"most": field.most}
        case ChoiceField():
            options = [{"label": one.label, "value": one.value} for one in field.options]
            found |= {"kind": "choice", "value": list(field.chosen), "several": field.several}
            found |= {"options": options}
        case DateField():
            found |= {"kind": "date", "value": field.value.isoformat() if field.value else None}
        case FileField():
            found |= {"kind": "file"}
    return {**found, "required": field.required, "hint": field.hint}


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
        shown = {
            "label": control.label,
            "action": control.action,
            "value": control.value,
            "style": control.style.value,
        }
        return {**shown, "opens": True} if control.opens else shown
    options = [{"label": option.label, "value": option.value} for option in control.options]
    return {"label": control.label, "action": control.action, "options": options}
