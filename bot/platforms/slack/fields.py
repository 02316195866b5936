"""A form's fields → input blocks, and what stands in them → values. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    TextField,
)
from bot.cards.pickers import NOBODY
from bot.platforms.slack import limits
from bot.platforms.slack.limits import cut
from bot.platforms.slack.markup import Json, Words, text_object
from bot.texts import Texts

_SEVERAL_LINES = "#lines"
_VALUE = "="
"""Stands before an option's value, which must not be empty."""


class Fields:
    """Renders the fields of one form.

    Args:
        form: the form; its value names its blocks, for Slack keeps what is typed in a block of the
            same name when a view is shown anew.
        texts: in the person's language.
    """

    def __init__(self, form: Form, texts: Texts) -> None:
        self._form = form
        self._texts = texts
        self._bytes = limits.OPTIONS_BYTES

    def blocks(self) -> list[Json]:
        """Return a block for each field."""
        return [self._block(field) for field in self._form.fields]

    def _block(self, field: FormField) -> Json:
        if isinstance(field, ChoiceField) and not field.options:
            said = self._texts("slack.form.no-options", label=field.label)
            return {"type": "context", "elements": [plain(cut(said, limits.CONTEXT))]}
        hint = field.hint
        match field:
            case TextField():
                element = _text(field)
            case DateField():
                element = _date(field)
            case FileField():
                element = {"type": "file_input", "action_id": field.name, "max_files": 1}
            case ChoiceField():
                shown = self._select(field)
                element = shown or _typed_choice(field)
                if shown is None:
                    how = "slack.form.type-several" if field.several else "slack.form.type-one"
                    hint = f"{hint} {self._texts(how)}".strip()
        block: Json = {
            "type": "input",
            "block_id": block_id(self._form, field.name),
            "label": plain(cut(field.label.strip() or "…", limits.LABEL)),
            "element": element,
            "optional": not field.required,
        }
        if hint.strip():
            block["hint"] = plain(cut(hint, limits.HINT))
        return block

    def _offered(self, field: ChoiceField) -> tuple[Option, ...]:
        """A menu of one choice cannot be emptied again: not to choose is a choice of its own."""
        undone = any(option.value in {"", NOBODY} for option in field.options)
        if field.several or field.required or undone:
            return field.options
        return (Option(self._texts("slack.form.none"), ""), *field.options)

    def _select(self, field: ChoiceField) -> Json | None:
        """Return a menu, or None when there is no room for all the options."""
        if any(len(_VALUE + option.value) > limits.OPTION_VALUE for option in field.options):
            return None
        options = {option.value: _option(option) for option in self._offered(field)}
        shown = list(options.values())
        needed = sum(map(_posted, shown))
        if len(shown) > limits.OPTIONS * limits.OPTION_GROUPS or needed > self._bytes:
            return None
        self._bytes -= needed
        element: Json = {
            "type": "multi_static_select" if field.several else "static_select",
            "action_id": field.name,
            **_choices(shown),
        }
        chosen = [options[value] for value in dict.fromkeys(field.chosen) if value in options]
        if chosen and field.several:
            element["initial_options"] = chosen
        elif chosen:
            element["initial_option"] = chosen[0]
        return element


def overlong(form: Form) -> str | None:
    """Return the label of a text that Slack has no room for and would cut, or None."""
    for field in form.fields:
        if isinstance(field, TextField) and len(field.value) > limits.TYPED:
            return field.label
    return None


def block_id(form: Form, name: str) -> str:
    """Return the id of the block in which the form's field stands."""
    return f"{form.value}:{name}"[: limits.BLOCK_ID]


def plain(text: str) -> Json:
    """Return `text` as a text object in which Slack reads nothing but text."""
    return text_object(Words(text))


def read_state(state: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return what stands in each field, by its name.

    Args:
        state: a submitted view's `state.values`: the inputs by block and by action id.
    """
    found: dict[str, tuple[str, ...]] = {}
    for inputs in state.values():
        for action, given in inputs.items():
            found[action.partition("#")[0]] = tuple(_values(action, given))
    return found


def files_in(state: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the files that were chosen in a submitted view, as Slack describes them."""
    return [
        file
        for inputs in state.values()
        for given in inputs.values()
        for file in given.get("files", ())
    ]


def _values(action: str, given: Mapping[str, Any]) -> Iterator[str]:
    if typed := given.get("value"):
        yield from typed.splitlines() if action.endswith(_SEVERAL_LINES) else (typed,)
    if date := given.get("selected_date"):
        yield date
    options = [given.get("selected_option"), *(given.get("selected_options") or ())]
    yield from (option["value"].removeprefix(_VALUE) for option in options if option)


def _text(field: TextField) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.lines > 1,
        "max_length": max(1, min(field.most, limits.TYPED)),
    }
    if field.value:
        element["initial_value"] = field.value
    return element


def _date(field: DateField) -> Json:
    element: Json = {"type": "datepicker", "action_id": field.name}
    if field.value is not None:
        element["initial_date"] = field.value.isoformat()
    return element


def _typed_choice(field: ChoiceField) -> Json:
    """Ask for the names, one on each line where several may be given."""
    labels = {option.value: option.label for option in field.options}
    chosen = "\n".join(labels.get(value, value) for value in field.chosen)
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name + (_SEVERAL_LINES if field.several else ""),
        "multiline": field.several,
        "max_length": limits.TYPED,
    }
    if chosen:
        element["initial_value"] = cut(chosen, limits.TYPED)
    return element


def _option(option: Option) -> Json:
    label = cut(option.label.strip() or "…", limits.OPTION_LABEL)
    return {"text": plain(label), "value": _VALUE + option.value}


def _choices(options: Sequence[Json]) -> Json:
    """Return the options, in groups named by their first and last when there are too many."""
    step = limits.OPTIONS
    if len(options) <= step:
        return {"options": list(options)}
    parts = [list(options[start : start + step]) for start in range(0, len(options), step)]
    return {"option_groups": [{"label": _from_to(part), "options": part} for part in parts]}


def _from_to(options: Sequence[Json]) -> Json:
    room = limits.OPTION_LABEL // 2 - 2
    first, last = (cut(options[end]["text"]["text"], room) for end in (0, -1))
    return plain(f"{first} – {last}")


def _posted(option: Json) -> int:
    """Return how many bytes an option takes when Slack posts it back."""
    return len(quote_plus(json.dumps(option)))
