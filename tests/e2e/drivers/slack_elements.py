"""The buttons and menus of a Slack message or view, and what pressing one sends."""

from typing import Any

Message = dict[str, Any]


def elements_of(message: Message) -> list[tuple[dict[str, Any], str]]:
    """Each interactive element of a message or view, with the id of its block."""
    found = []
    for index, block in enumerate(message.get("blocks", [])):
        name = block.get("block_id", f"block-{index}")
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        found += [(element, name) for element in inside if element and "action_id" in element]
    return found


def button_texts(message: Message) -> list[str]:
    """What stands on a message's or view's buttons, in order."""
    return [e["text"]["text"] for e, _ in elements_of(message) if e["type"] == "button"]


def option_texts(message: Message) -> list[str]:
    """What can be chosen in a message's or view's menus, in order."""
    found = [option for element, _ in elements_of(message) for option in element.get("options", [])]
    return [option["text"]["text"] for option in found]


def press_of(message: Message, button: str) -> dict[str, Any]:
    for element, block in elements_of(message):
        if element["type"] == "button" and button in {
            element["action_id"],
            element["text"]["text"],
        }:
            kept = ("type", "action_id", "text", "value")
            return {name: element[name] for name in kept if name in element} | {"block_id": block}
    raise LookupError(f"no button {button!r} among {button_texts(message)}")


def choice_of(message: Message, text: str) -> dict[str, Any]:
    for element, block in elements_of(message):
        for option in element.get("options", []):
            if option["text"]["text"] == text:
                place = {"action_id": element["action_id"], "block_id": block}
                return {"type": element["type"], "selected_option": option, **place}
    raise LookupError(f"no option {text!r} among {option_texts(message)}")
