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


def press_of(message: Message, button: str) -> dict[str, Any]:
    for element, block in elements_of(message):
        if element["type"] == "button" and button in {
            element["action_id"],
            element["text"]["text"],
        }:
            kept = ("type", "action_id", "text", "value")
            return {name: element[name] for name in kept if name in element} | {"block_id": block}
    raise LookupError(f"no button {button!r} among {button_texts(message)}")


def choice_of(message: Message, action_id: str, value: str) -> dict[str, Any]:
    for element, block in elements_of(message):
        for option in element.get("options", []):
            if element["action_id"] == action_id and option.get("value") == value:
                chosen = {"selected_option": option, "block_id": block}
                return {"type": element["type"], "action_id": action_id, **chosen}
    raise LookupError(f"no option {value!r} in {action_id!r}")
