"""What the style promises: readable contrast, in light and in dark."""

import re

import pytest

from bot.platforms.web.assets import static_files

PAIRS = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "card"),
    ("ink", "hover"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "card"),
    ("muted", "hover"),
    ("accent", "card"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("accent-ink", "accent-soft"),
    ("warm-ink", "warm-soft"),
    ("danger", "card"),
    ("danger", "danger-soft"),
)
EDGES = (
    ("line-strong", "card"),
    ("focus", "card"),
    ("focus", "ground"),
    ("focus", "surface"),
    ("accent", "ground"),
)
_CSS = static_files()["chat.css"].content.decode()


def colours(theme: str) -> dict[str, str]:
    """Return the theme's colours by name; the dark theme changes the light one's."""
    blocks = re.findall(r":root \{(.*?)\n *\}", _CSS, re.DOTALL)
    found: dict[str, str] = {}
    for block in blocks[: 1 if theme == "light" else 2]:
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable(theme: str, text: str, ground: str) -> None:
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_are_visible(theme: str, edge: str, ground: str) -> None:
    found = colours(theme)
    assert contrast(found[edge], found[ground]) >= 3


def test_initials_are_readable_on_their_colours() -> None:
    grounds = re.findall(r"\.avatar-\d \{ background: (#[0-9a-f]{6}); \}", _CSS)
    assert len(grounds) == 6
    assert all(contrast("#ffffff", ground) >= 4.5 for ground in grounds)


def test_the_style_loads_nothing() -> None:
    assert "url(" not in _CSS
    assert "@import" not in _CSS
