"""What a card may hold. Every platform renders these and nothing else.

A person's text only ever travels as `Plain`, `Strong` or a label, never as markup: the renderers
escape it, so no user string can become a mention, a link or formatting (reliability.md §5).
"""

from dataclasses import dataclass
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


class Style(StrEnum):
    """A button's weight. At most two primary buttons stand on a card."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True)
class Button:
    """Runs the registry's `action` with `value` when pressed."""

    label: str
    action: str
    value: str = ""
    style: Style = Style.NORMAL


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


Element = Text | Heading | Facts | Table | Picture
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


def plain(text: str) -> Line:
    """Return `text` as a line."""
    return (Plain(text),)
