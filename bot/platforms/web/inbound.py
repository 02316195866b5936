"""What a person typed or pressed → the neutral request it makes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.elements import Button, Card, Control, Select
from bot.chat.request import ButtonPress, Command, PlaceKind
from bot.platforms.web.errors import WebError
from bot.platforms.web.mentions import mentioned, names_bot
from bot.platforms.web.people import WebPerson, WebPlace

_SLASH = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)


def is_slash(text: str) -> bool:
    """Tell whether `text` is a slash command: only its writer sees it, as in Slack."""
    return text.startswith("/")


def command(
    person: WebPerson, place: WebPlace, text: str, people: Sequence[WebPerson]
) -> Command | None:
    """Return what `text` asks of the bot, or None when it is only said to other people.

    A slash command is for the bot everywhere, any text in a direct conversation, and in a
    channel what mentions the bot.
    """
    slash = _SLASH.fullmatch(text)
    if slash is None and place.kind is not PlaceKind.DIRECT and not names_bot(text, people):
        return None
    word, rest = (slash[1].lower(), slash[2]) if slash else ("", text)
    said, accounts = mentioned(rest, people)
    return Command(person.actor, place.address, word, said, accounts)


def press(
    person: WebPerson,
    place: WebPlace,
    message_id: str,
    card: Card,
    action: str,
    values: Mapping[str, Any],
) -> ButtonPress:
    """Return the press of one of `card`'s controls.

    Args:
        person: who presses.
        place: where the answer belongs.
        message_id: the message that holds `card`.
        card: what the message shows now.
        action: the control's action.
        values: `value` is the button's value or the chosen option's. A lone button needs none.

    Raises:
        WebError: 409, the card has no such control or choice (any more); 400, several buttons or
            options share the action and `value` names none.
    """
    choices = [
        value for control in card.controls if control.action == action for value in _values(control)
    ]
    if not choices:
        raise WebError(409, "no-such-control")
    chosen = values.get("value")
    if chosen is None and len(choices) == 1 and not _has_select(card, action):
        chosen = choices[0]
    if not isinstance(chosen, str):
        raise WebError(400, "choose-value")
    if chosen not in choices:
        raise WebError(409, "no-such-control")
    return ButtonPress(person.actor, place.address, action, chosen, message_id)


def _values(control: Control) -> list[str]:
    match control:
        case Button(value=value):
            return [value]
        case Select(options=options):
            return [option.value for option in options]


def _has_select(card: Card, action: str) -> bool:
    return any(isinstance(one, Select) and one.action == action for one in card.controls)
