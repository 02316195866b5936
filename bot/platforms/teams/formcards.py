"""A form as an Adaptive Card 1.5: in a dialog, or as a card of its own. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    TextField,
    Tone,
    plain,
)
from bot.platforms.teams.adaptive import (
    CONTENT_TYPE,
    LONGEST_LABEL,
    SMALL,
    Frame,
    clip,
    element_blocks,
    execute,
    submit,
)
from bot.platforms.teams.fields import listed_id, one_id, several_id, several_value
from bot.platforms.teams.fitting import LARGEST_CARD, size
from bot.platforms.teams.pressed import form_data
from bot.platforms.teams.wording import (
    TONES,
    Json,
    Mentions,
    blocks,
    heading,
    literal,
    unmarked,
)

_LONGEST_HINT = 500
_MOST_BOXES = 7  # choices with a box each; more are a drop-down
_SMALL_FORM, _MEDIUM_FORM = 2, 5  # fields


@dataclass(frozen=True)
class Shown:
    """How a form is shown.

    Args:
        errors: what is wrong with what was typed, a sentence by field; "" is the form as a whole.
        opener: the message on which the form was opened, or "".
        dialog: in a dialog, which has a title of its own and takes Action.Submit only.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    opener: str = ""
    dialog: bool = False


@dataclass(frozen=True)
class _Savings:
    """What is left out of a card that is too big.

    Args:
        typed: the choices that are written instead of chosen.
        emptied: the texts whose value is not shown again.
    """

    typed: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()


def form_card(form: Form, frame: Frame, shown: Shown) -> Json:
    """Return `form` as Adaptive Card JSON of at most `LARGEST_CARD` bytes.

    What is tried, in this order: choices to be written instead of chosen, the longest list first;
    no introduction; texts not shown again, which is then said at the field.
    """
    card: Json = {}
    for smaller, spared, savings in _attempts(form, frame):
        card = _card(smaller, spared, shown, savings)
        if size(card) <= LARGEST_CARD:
            break
    return card


def task_info(form: Form, frame: Frame, shown: Shown) -> Json:
    """Return what Teams opens as a dialog. Source: Microsoft, "The DialogInfo object"."""
    fields = len(form.fields) + (1 if form.intro else 0)
    height = "small" if fields <= _SMALL_FORM else "medium" if fields <= _MEDIUM_FORM else "large"
    return {
        "title": clip(literal(form.title), LONGEST_LABEL),
        "height": height,
        "width": "medium",
        "card": {"contentType": CONTENT_TYPE, "content": form_card(form, frame, shown)},
    }


def _attempts(form: Form, frame: Frame) -> Iterator[tuple[Form, Frame, _Savings]]:
    yield form, frame, _Savings()
    spared = replace(frame, compact=True)
    choices = [one for one in form.fields if isinstance(one, ChoiceField)]
    choices.sort(key=lambda one: size(_choices(one)), reverse=True)
    typed: frozenset[str] = frozenset()
    for choice in choices:
        typed |= {choice.name}
        yield form, spared, _Savings(typed)
    form = replace(form, intro=())
    yield form, spared, _Savings(typed)
    texts = [one for one in form.fields if isinstance(one, TextField)]
    texts.sort(key=lambda one: len(one.value), reverse=True)
    emptied: frozenset[str] = frozenset()
    for text in texts:
        emptied |= {text.name}
        yield form, spared, _Savings(typed, emptied)


def _card(form: Form, frame: Frame, shown: Shown, savings: _Savings) -> Json:
    mentions = Mentions(frame.tenant)
    body = [] if shown.dialog else heading(form.title, "Large")
    names = {one.name for one in form.fields}
    for name, sentence in shown.errors.items():
        if name not in names:
            body += blocks(plain(sentence), mentions, TONES[Tone.WARNING])
    for element in form.intro:
        body += element_blocks(element, mentions, frame, stacked=False)
    for one in form.fields:
        body += _field(one, frame, shown.errors.get(one.name, ""), savings)
    entities = mentions.entities()
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": unmarked(clip(form.title, LONGEST_LABEL)),
        "body": body,
        "actions": [_submit(form, shown)],
        **({"msteams": {"entities": entities}} if entities else {}),
    }


def _submit(form: Form, shown: Shown) -> Json:
    data = form_data(form.action, form.value, shown.opener)
    make = submit if shown.dialog else execute
    return make(form.submit, data, "positive", inputs="Auto")


def _field(one: FormField, frame: Frame, error: str, savings: _Savings) -> list[Json]:
    """Return what is wrong with a field, the field, and its hint."""
    if isinstance(one, FileField):
        return _no_file(one, frame)
    hint = one.hint
    match one:
        case TextField():
            if one.name in savings.emptied and one.value:
                one, error = replace(one, value=""), error or frame.texts("teams.text_left_out")
            shown = _text(one)
        case DateField():
            shown = {"type": "Input.Date", "id": one_id(one.name)}
            shown |= {"value": one.value.isoformat()} if one.value else {}
        case ChoiceField():
            if one.name in savings.typed:
                shown = _written(one)
                asked = "teams.write_several" if one.several else "teams.write_one"
                hint = f"{hint} {frame.texts(asked)}".strip()
            else:
                shown = _choices(one)
    if one.required:
        shown |= {"isRequired": True, "errorMessage": frame.texts("error.form-required")}
    nobody = Mentions(frame.tenant)
    return [
        *blocks(plain(clip(error, _LONGEST_HINT)), nobody, TONES[Tone.WARNING]),
        {**shown, "label": clip(literal(one.label), LONGEST_LABEL) or "‐"},
        *(
            {**b, "spacing": "Small"}
            for b in blocks(plain(clip(hint, _LONGEST_HINT)), nobody, SMALL)
        ),
    ]


def _no_file(one: FileField, frame: Frame) -> list[Json]:
    """Return how a file is sent: a form takes none here."""
    nobody = Mentions(frame.tenant)
    said = f"{one.label}: {frame.texts('teams.no-file-here')} {one.hint}".strip()
    return [{**block, "spacing": "Medium"} for block in blocks(plain(said), nobody, SMALL)]


def _text(one: TextField) -> Json:
    return {
        "type": "Input.Text",
        "id": one_id(one.name),
        "maxLength": one.most,
        **({"isMultiline": True} if one.lines > 1 else {}),
        **({"value": one.value} if one.value else {}),
    }


def _choices(one: ChoiceField) -> Json:
    make = several_value if one.several else str
    values = [make(value) for value in _values(one)]
    few = len(one.options) <= _MOST_BOXES
    return {
        "type": "Input.ChoiceSet",
        "id": several_id(one.name) if one.several else one_id(one.name),
        # Not "filtered", which could be searched in: version 1.5's schema refuses it.
        "style": "expanded" if one.several and few else "compact",
        "choices": [_choice(option, make(option.value)) for option in one.options],
        **({"isMultiSelect": True} if one.several else {}),
        **({"value": ",".join(values)} if values else {}),
    }


def _choice(option: Option, value: str) -> Json:
    return {"title": clip(literal(option.label), LONGEST_LABEL) or "‐", "value": value}


def _values(one: ChoiceField) -> list[str]:
    """Return the values chosen, those that were written by their label too."""
    offered = {option.value for option in one.options}
    labels = {option.label.casefold(): option.value for option in one.options}
    found = (c if c in offered else labels.get(c.casefold()) for c in one.chosen)
    chosen = list(dict.fromkeys(value for value in found if value is not None))
    return chosen if one.several else chosen[:1]


def _written(one: ChoiceField) -> Json:
    """Return a text in which the choice is written; what was written before stands there again."""
    labels = {option.value: option.label for option in one.options}
    lines = "\n".join(labels.get(value, value) for value in one.chosen)
    return {
        "type": "Input.Text",
        "id": listed_id(one.name) if one.several else one_id(one.name),
        **({"isMultiline": True} if one.several else {}),
        **({"value": lines} if lines else {}),
    }
