"""What a card may hold. Every platform renders these and nothing else.

A person's text only ever travels as `Plain`, `Strong` or a label, never as markup: the renderers
escape it, so no user string can become a mention, a link or formatting (reliability.md §5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.people import Account


@dataclass(frozen=True)
class Plain:
    """Text as it is."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Text in bold."""

    text: str


@dataclass(frozen=True)
class Mention:
    """A person: a real mention where `accounts` has one on the platform, else text."""

    name: str
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link of our own making; `url` never comes from a person."""

    label: str
    url: str


Inline = Plain | Strong | Mention | Link
Line = tuple[Inline, ...]


class Tone(StrEnum):
    """How a text is meant. A tone is shown by an icon or style *and* said in words."""

    NORMAL = "normal"
    MUTED = "muted"
    WARNING = "warning"


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    line: Line
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True)
class Heading:
    """A heading within the card."""

    text: str


@dataclass(frozen=True)
class Fact:
    """A label and its value; several lines are shown below each other."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Facts:
    """A list of labelled values."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """A table. Every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture in the picture store by its secret. `alt` carries its whole meaning in words."""

    secret: str
    title: str
    alt: str


@dataclass(frozen=True)
class File:
    """A file in the file store by its secret. `size` is in bytes.

    Teams offers it by file consent in a personal chat; elsewhere it is a link to `url`, which is
    of our own making and expires.
    """

    secret: str
    name: str
    size: int
    url: str


class Style(StrEnum):
    """A button's weight. At most two primary buttons stand on a card."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True)
class Button:
    """Runs the registry's `action` with `value` when pressed.

    `opens` tells that the action answers with a form: Teams must know before the press.
    """

    label: str
    action: str
    value: str = ""
    style: Style = Style.NORMAL
    opens: bool = False


@dataclass(frozen=True)
class Option:
    """One choice of a `Select`."""

    label: str
    value: str


@dataclass(frozen=True)
class Select:
    """A drop-down that runs the registry's `action` with the chosen option's value."""

    label: str
    action: str
    options: tuple[Option, ...]


Element = Text | Heading | Facts | Table | Picture | File
Control = Button | Select


@dataclass(frozen=True)
class Card:
    """One message.

    Args:
        title: what it is about.
        why: one line that says why the reader gets it; empty for an answer they asked for.
        body: the elements, top to bottom.
        controls: buttons and selects, in order.
        footer: by when, who else, source and version.
    """

    title: str
    why: str = ""
    body: tuple[Element, ...] = ()
    controls: tuple[Control, ...] = ()
    footer: str = ""


@dataclass(frozen=True)
class TextField:
    """A line of text to type, or several lines. `value` is what stands there to begin with."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    hint: str = ""
    lines: int = 1
    most: int = 3000


@dataclass(frozen=True)
class ChoiceField:
    """One choice, or `several`, among `options`. `chosen` are the values ticked to begin with.

    Where a platform cannot show so many options it asks for the name, so a submitted value is
    either an option's `value` or its label as typed; `services.forms` reads both.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    several: bool = False
    required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class DateField:
    """A local date. It is submitted as ISO 8601."""

    name: str
    label: str
    value: date | None = None
    required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class FileField:
    """A file to choose. It is submitted as the form's file, not as a value.

    Where a platform takes no files in a form, it says so in the field's place; `hint` tells how
    else a file can be sent.
    """

    name: str
    label: str
    hint: str = ""
    required: bool = False


FormField = TextField | ChoiceField | DateField | FileField


@dataclass(frozen=True)
class Form:
    """A dialog to fill in: a Slack modal, a Teams dialog, a form of the local chat.

    Args:
        title: at most 24 characters fit in Slack; a longer one is cut there.
        action: the registry's form that takes what is submitted.
        fields: top to bottom.
        submit: the label of the button that submits.
        intro: what stands above the fields.
        value: opaque to the platforms: names the stored form; the handler sees its own value.
    """

    title: str
    action: str
    fields: tuple[FormField, ...]
    submit: str
    intro: tuple[Element, ...] = ()
    value: str = ""


def filled_in(form: Form, values: Mapping[str, tuple[str, ...]]) -> Form:
    """Return `form` with what a person has typed standing in its fields."""
    return replace(form, fields=tuple(_filled(field, values) for field in form.fields))


def _filled(field: FormField, values: Mapping[str, tuple[str, ...]]) -> FormField:
    typed = values.get(field.name)
    if typed is None:
        return field
    match field:
        case ChoiceField():
            return replace(field, chosen=typed)
        case TextField():
            return replace(field, value=typed[0] if typed else "")
        case DateField():
            return replace(field, value=_date(typed[0] if typed else ""))
        case FileField():
            return field


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plain(text: str) -> Line:
    """Return `text` as a line."""
    return (Plain(text),)
