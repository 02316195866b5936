"""A form in Teams, filled in by what people read: its labels and its options' words."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.platforms.teams.fields import typed_values

Values = dict[str, str | Sequence[str]]
Submit = Callable[[dict[str, Any]], Awaitable["Outcome"]]


@dataclass(frozen=True)
class Outcome:
    """What submitting led to.

    Attributes:
        form: the form that is open then, the same one when something is wrong with it.
        answer: what stands before the person instead.
    """

    form: "TeamsForm | None" = None
    answer: Any = None


@dataclass
class TeamsForm:
    """An open form.

    Attributes:
        title: of the dialog, or of the card.
        card: its Adaptive Card.
        send: submits the card's values, by the ids of its fields.
    """

    title: str
    card: dict[str, Any]
    send: Submit
    values: Values = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """The labels, top to bottom."""
        return [str(node["label"]) for node in self._inputs()]

    @property
    def filled(self) -> dict[str, tuple[str, ...]]:
        """What stands in each field, by its label, before anything is typed."""
        nodes = {node["id"]: node for node in self._inputs()}
        found = typed_values({key: node.get("value", "") for key, node in nodes.items()}) or {}
        names = {key.partition(".")[2]: node["label"] for key, node in nodes.items()}
        return {str(names[name]): values for name, values in found.items()}

    @property
    def errors(self) -> dict[str, str]:
        """What is said to be wrong, by label, "" for what stands at the top of the form."""
        found: dict[str, str] = {}
        said = ""
        for node in self.card["body"]:
            if is_error(node):
                said = "".join(run["text"] for run in node["inlines"])
            elif is_input(node) and said:
                found[str(node["label"])], said = said, ""
            elif said:
                found[""], said = said, ""
        return found

    def fill(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Type a text, a date as in ISO 8601, or choose what is named; several where one may."""
        assert set(values) <= set(self.fields), (set(values) - set(self.fields), self.fields)
        self.values.update(values)

    async def submit(self) -> Any:
        """Submit; the card that it led to."""
        outcome = await self._submit()
        assert outcome.form is None, outcome.form and outcome.form.errors
        return outcome.answer

    async def refused(self) -> dict[str, str]:
        """Submit; what is wrong, by label, "" for what stands at the top of the form."""
        form = await self.next()
        assert form.title == self.title
        self.card, self.send, self.values = form.card, form.send, {}
        return self.errors

    async def next(self) -> "TeamsForm":
        """Submit; the form that it led to."""
        outcome = await self._submit()
        assert outcome.form is not None, outcome.answer
        return outcome.form

    async def _submit(self) -> Outcome:
        (action,) = self.card["actions"]
        typed = {node["id"]: self._value(node) for node in self._inputs()}
        return await self.send({**action["data"], **typed})

    def _value(self, node: dict[str, Any]) -> str:
        """What the client sends for a field."""
        given = self.values.get(str(node["label"]))
        if given is None:
            return str(node.get("value", ""))
        several = [given] if isinstance(given, str) else list(given)
        if node["type"] != "Input.ChoiceSet":
            return "\n".join(several)
        options = {choice["title"]: choice["value"] for choice in node["choices"]}
        return ",".join(str(options[title]) for title in several if title)

    def _inputs(self) -> list[dict[str, Any]]:
        return [node for node in self.card["body"] if is_input(node)]


def is_input(node: dict[str, Any]) -> bool:
    """Whether something is typed or chosen there."""
    return str(node.get("type")).startswith("Input.") and not is_menu(node)


def is_menu(node: dict[str, Any]) -> bool:
    """Whether it is the drop-down of a card, which is no form's."""
    return str(node["id"]).startswith("choice")


def is_error(node: dict[str, Any]) -> bool:
    """Whether it says what is wrong."""
    runs = node.get("inlines", [])
    return bool(runs) and isinstance(runs[0], dict) and runs[0].get("color") == "Attention"


def has_form(card: dict[str, Any]) -> bool:
    """Whether a card is a form to fill in."""
    data = [action.get("data", {}) for action in card.get("actions", [])]
    return any("form" in one for one in data)
