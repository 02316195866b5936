"""A card's plain text carries its whole meaning."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import given

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Link,
    Mention,
    Option,
    Plain,
    Select,
    Strong,
    Text,
    plain,
)
from bot.cards.plaintext import card_text, line_text
from bot.domain.people import Account
from tests.cards.generated import CARDS

UNSAID = {
    ("Button", "action"),
    ("Button", "value"),
    ("Button", "style"),
    ("Button", "opens"),
    ("File", "secret"),
    ("File", "size"),
    ("File", "url"),
    ("Select", "action"),
    ("Option", "value"),
    ("Text", "tone"),
    ("Picture", "secret"),
    ("Picture", "title"),
    ("Mention", "accounts"),
}
"""What no reader is told: what a press carries, and looks. A picture's `alt` says all of it."""


def said(value: Any) -> Iterator[str]:
    """Iterate over every text of a card that a reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from said(item)
    elif is_dataclass(value):
        for field in fields(value):
            if (type(value).__name__, field.name) not in UNSAID:
                yield from said(getattr(value, field.name))


@given(CARDS)
def test_every_text_of_every_element_is_said(card: Card) -> None:
    text = card_text(card)
    for part in said(card):
        assert part in text


def test_a_card_is_said_from_top_to_bottom() -> None:
    card = Card(
        "Backup",
        why="Du spurgte",
        body=(Text(plain("Kort")), Facts((Fact("A", (plain("Lone"), plain("Jonas"))),))),
        controls=(
            Select("Andre", "raci.show", (Option("Beredskab", "activity:x"),)),
            Button("Del", "raci.share"),
            Button("Se alle", "matrix.list"),
        ),
        footer="version 1",
    )
    assert card_text(card).splitlines() == [
        "Backup",
        "Du spurgte",
        "Kort",
        "A: Lone; Jonas",
        "Andre",
        "• Beredskab",
        "[Del] [Se alle]",
        "version 1",
    ]


def test_a_line_is_said_without_its_formatting() -> None:
    line = (
        Strong("It"),
        Plain(": "),
        Mention("Jonas", (Account("slack", "T", "U1"),)),
        Link("siden", "https://example.dk"),
    )
    assert line_text(line) == "It: Jonassiden (https://example.dk)"
