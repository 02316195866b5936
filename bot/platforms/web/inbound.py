"""What a person typed or pressed → the neutral request it makes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.elements import Control, Select
from bot.chat.request import ButtonPress, Command, PlaceKind, SharedFile
from bot.platforms.web.errors import WebError
from bot.platforms.web.mentions import mentioned, names_bot
from bot.platforms.web.messages import Message, choices
from bot.platforms.web.people import WebPerson, WebPlace

_SLASH = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)


def is_slash(text: str) -> bool:
    """Tell whether `text` is a slash command: only its writer sees it, as in Slack."""
    return text.startswith("/")


def command(
    person: WebPerson,
    place: WebPlace,
    text: str,
    people: Sequence[WebPerson],
    delivery: str = "",
    files: tuple[SharedFile, ...] = (),
) -> Command | None:
    """Return what `text` asks of the bot, or None when it is only said to other people.

    A slash command is for the bot everywhere, any text in a direct conversation, in a channel
    what mentions the bot, and every file.
    """
    slash = _SLASH.fullmatch(text)
    spoken_to = place.kind is PlaceKind.DIRECT or names_bot(text, people)
    if slash is None and not spoken_to and not files:
        return None
    word, rest = (slash[1].lower(), slash[2]) if slash else ("", text)
    said, accounts = mentioned(rest, people)
    return Command(person.actor, place.address, word, said, accounts, delivery, files)


def press(
    person: WebPerson,
    place: WebPlace,
    message: Message,
    action: str,
    values: Mapping[str, Any],
    delivery: str = "",
) -> ButtonPress:
    """Return the press of one of the controls that `message` bears, or bore before it changed.

    A press on what is gone is passed on: the house tells what became of it (reliability.md §2).

    Args:
        person: who presses.
        place: where the answer belongs.
        message: the message pressed.
        action: the control's action.
        values: `value` is the button's value or the chosen option's. A lone button needs none.
        delivery: tells a repeated press from a new one.

    Raises:
        WebError: 409, the message never had such a control or choice; 400, several buttons or
            options share the action and `value` names none.
    """
    controls = message.card.controls if message.card else ()
    offered = [value for one, value in choices(controls) if one == action]
    earlier = [value for one, value in message.earlier if one == action]
    if not offered and not earlier:
        raise WebError(409, "no-such-control")
    chosen = values.get("value")
    if chosen is None and len(offered or earlier) == 1 and not _has_select(controls, action):
        chosen = (offered or earlier)[0]
    if not isinstance(chosen, str):
        raise WebError(400, "choose-value")
    if chosen not in offered and chosen not in earlier:
        raise WebError(409, "no-such-control")
    message_id = message.id if message.visible_to(person) else None
    return ButtonPress(person.actor, place.address, action, chosen, message_id, delivery)


def _has_select(controls: Sequence[Control], action: str) -> bool:
    return any(isinstance(one, Select) and one.action == action for one in controls)
