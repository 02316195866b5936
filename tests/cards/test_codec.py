"""Cards survive being stored as JSON."""

import json
from typing import get_args

import pytest
from hypothesis import given

from bot.cards.codec import card_from_json, card_to_json
from bot.cards.elements import Card, Control, Element, Inline
from tests.cards.generated import CARDS


@given(CARDS)
def test_every_card_is_read_back_as_it_was(card: Card) -> None:
    assert card_from_json(json.loads(json.dumps(card_to_json(card)))) == card


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"is": "Plain", "text": "not a card"},
        {"is": "Card", "title": "t", "body": [{"is": "Hologram"}]},
        {"is": "Card", "title": "t", "body": [{"is": "Text", "line": [], "tone": "shouting"}]},
    ],
)
def test_what_is_no_card_of_this_version_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"card|element|shouting"):
        card_from_json(data)


def test_every_kind_of_element_is_generated_and_stored() -> None:
    """A new element is added to `generated` before it is stored in the outbox."""
    kinds = {kind.__name__ for union in (Element, Control, Inline) for kind in get_args(union)}
    assert kinds == {
        *("Text", "Heading", "Facts", "Table", "Picture", "File"),
        *("Button", "Select"),
        *("Plain", "Strong", "Mention", "Link"),
    }
