"""Card and form ↔ JSON, for the outbox, stored forms and the local chat's messages."""

from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, cast

from bot.cards import elements
from bot.domain.people import Account

_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        elements.Plain,
        elements.Strong,
        elements.Mention,
        elements.Link,
        elements.Text,
        elements.Heading,
        elements.Fact,
        elements.Facts,
        elements.Table,
        elements.Picture,
        elements.File,
        elements.Button,
        elements.Option,
        elements.Select,
        elements.Card,
        elements.TextField,
        elements.ChoiceField,
        elements.DateField,
        elements.FileField,
        elements.Form,
        Account,
    )
}
# Ten thousand people's cards are written on one morning.
_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in _TYPES.values()}
_ENUMS = {"tone": elements.Tone, "style": elements.Style}


def card_to_json(card: elements.Card) -> dict[str, Any]:
    """Return `card` as JSON-ready data that `card_from_json` reads back unchanged."""
    return cast(dict[str, Any], _encode(card))


def card_from_json(data: dict[str, Any]) -> elements.Card:
    """Read a card written by `card_to_json`.

    Raises:
        ValueError: the data is not a card of this version.
    """
    card = _decode(data)
    if not isinstance(card, elements.Card):
        raise ValueError("not a card")
    return card


def form_to_json(form: elements.Form) -> dict[str, Any]:
    """Return `form` as JSON-ready data that `form_from_json` reads back unchanged."""
    return cast(dict[str, Any], _encode(form))


def form_from_json(data: dict[str, Any]) -> elements.Form:
    """Read a form written by `form_to_json`.

    Raises:
        ValueError: the data is not a form of this version.
    """
    form = _decode(data)
    if not isinstance(form, elements.Form):
        raise ValueError("not a form")
    return form


def _encode(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value
    if kind is tuple:
        return [_encode(item) for item in value]
    if (names := _FIELDS.get(kind)) is not None:
        body = {name: _encode(getattr(value, name)) for name in names}
        return {"is": kind.__name__, **body}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return {"is": "date", "iso": value.isoformat()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if isinstance(value, dict):
        if value.get("is") == "date":
            return date.fromisoformat(str(value.get("iso")))
        kind = _TYPES.get(str(value.get("is")))
        if kind is None:
            raise ValueError(f"unknown element {value.get('is')!r}")
        return kind(**{name: _field(name, item) for name, item in value.items() if name != "is"})
    return value


def _field(name: str, value: Any) -> Any:
    return _ENUMS[name](value) if name in _ENUMS else _decode(value)
