"""What a deviation is called: its first line, as it stands in lists that go on after it."""

import pytest

from bot.domain.deviation_rules import titled


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Døren stod åben.\nHele natten", "Døren stod åben"),
        ("Døren stod åben", "Døren stod åben"),
        ("Hvad nu...", "Hvad nu..."),
        (".", "."),
    ],
)
def test_a_title_has_no_full_stop(text: str, title: str) -> None:
    assert titled(text)[0] == title
