"""The types of input: which there are, what is done with them, and which are received no more."""

from collections.abc import Sequence
from datetime import date

from bot.cards.elements import Button, Card, Control, Fact, Facts, Option, Select, Style, plain
from bot.domain.flows import FlowBook, InputType
from bot.texts import Texts


def types_card(book: FlowBook, on: date, texts: Texts, notice: str = "") -> Card:
    """Return every type by its group, with what the function may do with them."""
    groups: dict[str, list[str]] = {}
    for kind in book.types:
        line = _line(kind, book, on, texts)
        groups.setdefault(kind.group.in_language(texts.language), []).append(line)
    rows = tuple(
        Fact(group or texts("inputs.group-none"), tuple(plain(line) for line in lines))
        for group, lines in groups.items()
    )
    return Card(
        texts("inputs.types"),
        why=notice,
        body=(Facts(rows),) if rows else (),
        controls=tuple(_controls(book, on, texts)),
        footer=texts("inputs.types-footer"),
    )


def is_closed(kind: InputType, on: date) -> bool:
    """Tell whether no input of a type is received any more on the local date `on`."""
    return kind.closed_on is not None and kind.closed_on < on


def _line(kind: InputType, book: FlowBook, on: date, texts: Texts) -> str:
    name = kind.name.in_language(texts.language)
    if is_closed(kind, on):
        return texts("inputs.type-closed", name=name)
    steps = len(book.flow[kind.flow_id].steps) if kind.flow_id in book.flow else 0
    urgency = texts(f"inputs.urgency.{kind.urgency.value}").lower()
    if not kind.triage_days:
        return texts("inputs.type-line-today", name=name, urgency=urgency, of=steps)
    return texts.plural("inputs.type-line", kind.triage_days, name=name, urgency=urgency, of=steps)


def _controls(book: FlowBook, on: date, texts: Texts) -> Sequence[Control]:
    found: list[Control] = []
    if book.flows:
        label = texts("button.new-type")
        found.append(Button(label, "inputs.type-new", style=Style.PRIMARY, opens=True))
    running = [kind for kind in book.types if not is_closed(kind, on)]
    closed = [kind for kind in book.types if is_closed(kind, on)]
    for label, action, kinds in (
        (texts("inputs.close-type"), "inputs.type-close", running),
        (texts("inputs.reopen-type"), "inputs.type-reopen", closed),
    ):
        if kinds:
            options = tuple(Option(k.name.in_language(texts.language), k.id) for k in kinds)
            found.append(Select(label, action, options))
    return found
