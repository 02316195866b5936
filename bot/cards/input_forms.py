"""The forms of an input: a new one, a reason, a note, a new type."""

from collections.abc import Sequence

from bot.cards.elements import (
    ChoiceField,
    Element,
    Form,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.inputs import input_title
from bot.domain.flows import Flow, FlowStep, InputType, Urgency
from bot.domain.inputs import Input
from bot.texts import Texts

_LINES = 4
_MOST = 3000
_FROM_TYPE = "type"
"""The urgency's choice that leaves it to the type."""
OTHER = "other"
"""The group's choice that asks for another one."""


def new_form(
    kinds: Sequence[InputType],
    value: str,
    texts: Texts,
    *,
    title: str = "",
    text: str = "",
    link: str = "",
) -> Form:
    """Return the form of a new input.

    Args:
        kinds: the types that are open.
        value: what the handler is given back.
        texts: the reader's language.
        title, text, link: what stands there to begin with.
    """
    return Form(
        texts("inputs.form.new"),
        "inputs.received",
        (
            ChoiceField("type", texts("inputs.field.type"), _types(kinds, texts), required=True),
            TextField("title", texts("inputs.field.title"), title, required=True, most=200),
            TextField("text", texts("inputs.field.text"), text, lines=_LINES, most=_MOST),
            ChoiceField(
                "urgency",
                texts("inputs.field.urgency"),
                (Option(texts("inputs.urgency.of-type"), _FROM_TYPE), *_urgencies(texts)),
                (_FROM_TYPE,),
            ),
            TextField("from", texts("inputs.field.from"), hint=texts("inputs.hint.from"), most=200),
            TextField(
                "links", texts("inputs.field.links"), link, lines=2, hint=texts("inputs.hint.links")
            ),
        ),
        texts("button.send-input"),
        value=value,
    )


def urgency_from(value: str) -> Urgency | None:
    """Return the urgency of a form's choice, None where the type says it."""
    return None if value in ("", _FROM_TYPE) else Urgency(value)


def reason_form(kind: str, item: Input, value: str, texts: Texts, step: FlowStep | None) -> Form:
    """Return the form of a reason.

    Args:
        kind: "handled", "not-relevant", "skipped" or "closed"; which form it is.
        item: what it is about.
        value: what the handler is given back.
        texts: the reader's language.
        step: the step that is skipped.
    """
    return Form(
        texts(f"inputs.form.{kind}"),
        f"inputs.{kind}",
        (
            TextField(
                "reason",
                texts(f"inputs.reason.{kind}"),
                required=True,
                lines=_LINES,
                most=_MOST,
            ),
        ),
        texts(f"inputs.submit.{kind}"),
        intro=_intro(item, step, texts),
        value=value,
    )


def note_form(item: Input, step: FlowStep, value: str, texts: Texts) -> Form:
    """Return the form of what is said of a step that is done."""
    return Form(
        texts("inputs.form.noted"),
        "inputs.noted",
        (
            TextField(
                "note",
                texts("inputs.field.note"),
                required=True,
                lines=_LINES,
                most=_MOST,
                hint=texts("inputs.hint.note"),
            ),
        ),
        texts("button.mark-done"),
        intro=_intro(item, step, texts),
        value=value,
    )


def type_form(kinds: Sequence[InputType], flows: Sequence[Flow], texts: Texts) -> Form:
    """Return the form of a new type of input."""
    groups = dict.fromkeys(kind.group.in_language(texts.language) for kind in kinds)
    return Form(
        texts("inputs.form.type"),
        "inputs.type-added",
        (
            TextField("name", texts("inputs.field.type-name"), required=True, most=100),
            ChoiceField(
                "group",
                texts("inputs.field.group"),
                (
                    *(Option(group, group) for group in groups),
                    Option(texts("inputs.group-other"), OTHER),
                ),
            ),
            TextField("other", texts("inputs.field.group-other"), most=100),
            ChoiceField(
                "flow",
                texts("inputs.field.flow"),
                tuple(Option(flow.name.in_language(texts.language), flow.id) for flow in flows),
                required=True,
            ),
            ChoiceField(
                "urgency",
                texts("inputs.field.urgency"),
                _urgencies(texts),
                (Urgency.NORMAL.value,),
                required=True,
            ),
            TextField("days", texts("inputs.field.days"), "5", required=True, most=3),
        ),
        texts("button.add-type"),
    )


def _types(kinds: Sequence[InputType], texts: Texts) -> tuple[Option, ...]:
    return tuple(Option(kind.name.in_language(texts.language), kind.id) for kind in kinds)


def _urgencies(texts: Texts) -> tuple[Option, ...]:
    return tuple(Option(texts(f"inputs.urgency.{one.value}"), one.value) for one in Urgency)


def _intro(item: Input, step: FlowStep | None, texts: Texts) -> tuple[Element, ...]:
    lines = [input_title(item, texts)]
    if step is not None:
        lines.append(f"{step.n}. {step.text.in_language(texts.language)}")
    return tuple(Text(plain(line)) for line in lines)
