"""Filling in a Slack modal as a person does: what Slack sends of its inputs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

View = dict[str, Any]
Typed = Mapping[str, str | Sequence[str]]


def state_of(view: View, typed: Typed) -> dict[str, dict[str, Any]]:
    """Return a view's `state.values` with what is typed; the rest is as the view began.

    Args:
        view: as it was opened.
        typed: by the field's label: a text, a date, the text of an option, a file's name, or
            several of them.

    Raises:
        LookupError: there is no such field, or no such option.
    """
    left = dict(typed)
    state: dict[str, dict[str, Any]] = {}
    for block in inputs_of(view):
        label, element = block["label"]["text"], block["element"]
        given = typed_in(element, left.pop(label)) if label in left else begun(element)
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **given}}
    if left:
        labels = [block["label"]["text"] for block in inputs_of(view)]
        raise LookupError(f"no field {sorted(left)} among {labels}")
    return state


def inputs_of(view: View) -> list[dict[str, Any]]:
    """The view's input blocks."""
    return [block for block in view.get("blocks", []) if block["type"] == "input"]


def options_of(element: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The options of a menu, in groups or not."""
    yield from element.get("options", [])
    for group in element.get("option_groups", []):
        yield from group["options"]


def typed_in(element: Mapping[str, Any], typed: str | Sequence[str]) -> dict[str, Any]:
    wanted = [typed] if isinstance(typed, str) else list(typed)
    match element["type"]:
        case "plain_text_input":
            return {"value": "\n".join(wanted) or None}
        case "datepicker":
            return {"selected_date": wanted[0] or None}
        case "static_select":
            return {"selected_option": option_of(element, wanted[0]) if wanted else None}
        case "multi_static_select":
            return {"selected_options": [option_of(element, text) for text in wanted]}
        case "file_input":
            return {"files": [file_named(name) for name in wanted]}
    raise LookupError(f"no way to fill in a {element['type']}")


def begun(element: Mapping[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            return {"value": element.get("initial_value")}
        case "datepicker":
            return {"selected_date": element.get("initial_date")}
        case "static_select":
            return {"selected_option": element.get("initial_option")}
        case "multi_static_select":
            return {"selected_options": element.get("initial_options", [])}
        case "file_input":
            return {"files": []}
    raise LookupError(f"no such input as a {element['type']}")


def file_named(name: str) -> dict[str, Any]:
    """What Slack tells of a file that was chosen."""
    return {"id": "F1", "name": name, "size": 3, "url_private": f"https://files.slack.com/{name}"}


def option_of(element: Mapping[str, Any], text: str) -> dict[str, Any]:
    for option in options_of(element):
        if option["text"]["text"] == text:
            return option
    raise LookupError(f"no option {text!r}")
