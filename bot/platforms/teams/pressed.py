"""What people press and fill in, read into what the rest of the house understands. Pure; no SDK.

A button is pressed as an Action.Execute (`adaptiveCard/action`), as its Action.Submit fallback (a
message with a value), or opens a dialog (`task/fetch`), which is submitted by `task/submit`.
Source: Microsoft, "Universal Actions for Adaptive Cards" and "Use dialogs with bots".
"""

from collections.abc import Mapping
from typing import Any

from bot.chat.request import ButtonPress, FormSubmit, MessageShortcut
from bot.platforms.teams.fields import typed_values
from bot.platforms.teams.inbound import (
    LONGEST_ID,
    LONGEST_TEXT,
    Incoming,
    clean,
    delivery_key,
    part,
    written,
)

VERB = "tovholder"
PRESS = "adaptiveCard/action"
FETCH = "task/fetch"
SUBMIT = "task/submit"
SHORTCUT_FETCH = "composeExtension/fetchTask"
SHORTCUT_SUBMIT = "composeExtension/submitAction"
_DIALOG = {"type": FETCH}


def is_press(incoming: Incoming) -> bool:
    """Tell whether the activity is a pressed button, or a dialog that is opened or submitted."""
    if incoming.type == "invoke":
        return incoming.name == PRESS or is_dialog(incoming)
    return incoming.type == "message" and isinstance(incoming.data.get("value"), dict)


def is_dialog(incoming: Incoming) -> bool:
    """Tell whether the activity opens or submits a dialog."""
    dialogs = (FETCH, SUBMIT, SHORTCUT_FETCH, SHORTCUT_SUBMIT)
    return incoming.type == "invoke" and incoming.name in dialogs


def is_shortcut(incoming: Incoming) -> bool:
    """Tell whether the activity opens or submits the dialog of a shortcut on a message."""
    return incoming.type == "invoke" and incoming.name in (SHORTCUT_FETCH, SHORTCUT_SUBMIT)


def submits_form(incoming: Incoming) -> bool:
    """Tell whether the activity submits a form, in a dialog or on a card of its own."""
    return is_press(incoming) and "form" in _carried(incoming)


def opener(incoming: Incoming) -> str:
    """Return the message on which the form is or was opened, "" when there is none."""
    if submits_form(incoming):
        told = _carried(incoming).get("opener")
        return told if isinstance(told, str) else ""
    return (incoming.reply_to or "") if is_press(incoming) else ""


def pressed(incoming: Incoming) -> str:
    """Return the message that was pressed; of a dialog, the one it was opened on."""
    if is_dialog(incoming):
        return opener(incoming)
    return (incoming.reply_to or "") if is_press(incoming) else ""


def button_data(action: str, value: str, *, opens: bool) -> dict[str, Any]:
    """Return what a button carries; `opens` makes Teams ask for a dialog."""
    data: dict[str, Any] = {"action": action, "value": value}
    return {"msteams": _DIALOG, **data} if opens else data


def form_data(action: str, value: str, opener: str) -> dict[str, str]:
    """Return what the button carries that submits a form.

    Args:
        action: the form's own.
        value: the form's own.
        opener: the message on which the form was opened, or "".
    """
    return {"form": action, "value": value, "opener": opener}


def press(incoming: Incoming) -> ButtonPress | FormSubmit | MessageShortcut | None:
    """Return the button pressed, the form submitted or the shortcut chosen.

    Returns None when it does not carry what our buttons carry.
    """
    if incoming.name == SHORTCUT_FETCH:
        return _shortcut(incoming)
    if incoming.name == PRESS and part(part(incoming.data, "value"), "action").get("verb") != VERB:
        return None
    data = _carried(incoming)
    return _form(incoming, data) if "form" in data else _button(incoming, data)


def _carried(incoming: Incoming) -> Mapping[str, Any]:
    """Return the button's data, together with what stands in the card's fields."""
    value = part(incoming.data, "value")
    if incoming.type != "invoke":
        return value
    return part(part(value, "action") if incoming.name == PRESS else value, "data")


def _button(incoming: Incoming, data: Mapping[str, Any]) -> ButtonPress | None:
    name, choice = data.get("action"), data.get("select")
    chosen = data.get(choice) if isinstance(choice, str) else data.get("value", "")
    if not _is_name(name) or not isinstance(chosen, str) or len(chosen) > LONGEST_TEXT:
        return None
    action = clean(str(name))
    return ButtonPress(
        incoming.actor,
        incoming.place,
        action,
        clean(chosen),
        incoming.reply_to,
        delivery_key(incoming, action),
    )


def _form(incoming: Incoming, data: Mapping[str, Any]) -> FormSubmit | None:
    name, value, opener = data.get("form"), data.get("value"), data.get("opener", "")
    values = typed_values(data)
    if not _is_name(name) or not _is_name(value) or values is None:
        return None
    if not isinstance(opener, str) or len(opener) > LONGEST_ID:
        return None
    return FormSubmit(
        incoming.actor,
        incoming.place,
        clean(str(name)),
        clean(str(value)),
        values,
        clean(opener) or None,
        delivery_key(incoming, clean(str(value))),
    )


def _shortcut(incoming: Incoming) -> MessageShortcut | None:
    value = part(incoming.data, "value")
    name, message = value.get("commandId"), part(value, "messagePayload")
    link = message.get("linkToMessage")
    if not _is_name(name):
        return None
    return MessageShortcut(
        incoming.actor,
        incoming.place,
        clean(str(name)),
        written(message),
        clean(link) if isinstance(link, str) and len(link) <= LONGEST_ID else "",
        delivery=delivery_key(incoming, clean(str(name))),
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID
