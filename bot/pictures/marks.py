"""The marks of the annual wheel: a shape and a colour for each category, a badge for each status.

The colours are Okabe and Ito's, some darker so that the numbers on them can be read; none stands
alone, since every category has its own shape, and every status its own badge and filling.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.wheel_year import Mark

INK = "#1b2733"
PAPER = "#ffffff"
_DONE = "#0b6b3a"
_LATE = "#b3001b"
_WAITING = "#3d4a57"

Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """How a category looks.

    Args:
        shape: its outline's name.
        fill: the colour, and `pale` the same for what is done.
        ink: of the number on it.
    """

    shape: str
    fill: str
    pale: str
    ink: str = PAPER


_LOOKS = (
    Look("circle", "#0a66a8", "#d9e9f5"),
    Look("diamond", "#b84a00", "#fae3d4"),
    Look("square", "#56b4e9", "#e2f2fc", INK),
    Look("hexagon", "#e69f00", "#fdf0d2", INK),
    Look("triangle", "#2e7d32", "#dcefdd"),
    Look("cross", "#d58ab3", "#f9eaf2", INK),
    Look("pentagon", "#f0e442", "#fcfadb", INK),
    Look("wedge", "#5c3a86", "#e7dff1"),
)
TASK = Look("star", INK, "#e3e7eb")
PLAIN = Look("circle", "#8793a0", "#eceff2", INK)

_POLYGONS: Mapping[str, tuple[tuple[float, float], ...]] = {
    # (degrees clockwise from the top, times the size)
    "diamond": tuple((90.0 * n, 1.28) for n in range(4)),
    "hexagon": tuple((30 + 60.0 * n, 1.12) for n in range(6)),
    "triangle": tuple((120.0 * n, 1.5) for n in range(3)),
    "wedge": tuple((60 + 120.0 * n, 1.5) for n in range(3)),
    "pentagon": tuple((72.0 * n, 1.18) for n in range(5)),
    "star": tuple((22.5 * n, 1.25 if n % 2 == 0 else 0.93) for n in range(16)),
}
_LOWERED = {"triangle": 0.1, "wedge": -0.08, "pentagon": 0.04}
"""How far below its middle a shape's number stands, times the size."""


def look_of(place: int) -> Look:
    """Return the look of the category at `place`; with more than eight, shapes change colours."""
    row, place = divmod(place, len(_LOOKS))
    look = _LOOKS[place]
    shape = _LOOKS[(place + 3 * row) % len(_LOOKS)].shape
    return Look(shape, look.fill, look.pale, look.ink)


def token(x: float, y: float, size: float, look: Look, mark: Mark, label: str) -> list[str]:
    """Return a mark with its number around (x, y); `badge_of` tells its status besides.

    Args:
        x, y: its middle, in pixels.
        size: half its height, roughly.
        look: the category's.
        mark: the status.
        label: the number; "" for none.
    """
    pale = mark in (Mark.DONE, Mark.LAPSED)
    edge = _LATE if mark is Mark.LATE else (look.fill if pale else PAPER)
    width = 2.6 if mark is Mark.LATE else 1.6
    drawn = [_outline(x, y, size, look, look.pale if pale else look.fill, edge, width)]
    if label:
        lower = y + size * (0.38 + _LOWERED.get(look.shape, 0))
        ink = INK if pale else look.ink
        drawn.append(
            f'<text x="{x:.1f}" y="{lower:.1f}" font-size="{size * 1.07:.1f}" fill="{ink}" '
            f'font-weight="600" text-anchor="middle" data-mark="{mark.value}">{label}</text>'
        )
    return drawn


def badge_of(x: float, y: float, size: float, mark: Mark) -> list[str]:
    """Return what tells a status by its shape alone, for a token; what is to come has none.

    Args:
        x, y, size: the token's.
        mark: the status.
    """
    return _badge(x + size * 1.02, y - size * 1.02, size * 0.58, mark)


def _badge(x: float, y: float, size: float, mark: Mark) -> list[str]:
    match mark:
        case Mark.DONE:
            ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{_DONE}" {_rim()}/>'
            tick = [(x - size * 0.5, y), (x - size * 0.1, y + size * 0.42)]
            return [ring, _line([*tick, (x + size * 0.5, y - size * 0.4)], size)]
        case Mark.LATE:
            three = [(x, y - size * 1.35), (x + size * 1.3, y + size), (x - size * 1.3, y + size)]
            rod = _line([(x, y - size * 0.35), (x, y + size * 0.2)], size)
            dot = _line([(x, y + size * 0.62), (x, y + size * 0.63)], size)
            return [_polygon(three, _LATE, _rim()), rod, dot]
        case Mark.TO_APPROVE:
            box = (
                f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" '
                f'height="{2 * size:.1f}" rx="1" fill="{_WAITING}" {_rim()}/>'
            )
            dots = [(x + size * part, y) for part in (-0.5, 0, 0.5)]
            return [box, *(_line([(a, b), (a + 0.01, b)], size) for a, b in dots)]
        case Mark.LAPSED:
            four = [(x, y - size * 1.3), (x + size * 1.3, y), (x, y + size * 1.3)]
            bar = _line([(x - size * 0.5, y), (x + size * 0.5, y)], size)
            return [_polygon([*four, (x - size * 1.3, y)], _WAITING, _rim()), bar]
        case Mark.COMING:
            return []


def _outline(
    x: float, y: float, size: float, look: Look, fill: str, edge: str, width: float
) -> str:
    attributes = f'stroke="{edge}" stroke-width="{width}" stroke-linejoin="round"'
    if look.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{fill}" {attributes}/>'
    if look.shape == "square":
        half = size * 0.92
        return _polygon(
            [
                (x - half, y - half),
                (x + half, y - half),
                (x + half, y + half),
                (x - half, y + half),
            ],
            fill,
            attributes,
        )
    if look.shape == "cross":
        return _polygon(_cross(x, y, size * 1.2, size * 0.74), fill, attributes)
    corners = [_at(x, y, degrees, size * times) for degrees, times in _POLYGONS[look.shape]]
    return _polygon(corners, fill, attributes)


def _cross(x: float, y: float, long: float, short: float) -> list[Point]:
    corner = [(short, -long), (short, -short), (long, -short)]
    turned = [corner, [(-b, a) for a, b in corner], [(-a, -b) for a, b in corner]]
    turned.append([(b, -a) for a, b in corner])
    return [(x + a, y + b) for quarter in turned for a, b in quarter]


def _at(x: float, y: float, degrees: float, radius: float) -> Point:
    angle = math.radians(degrees)
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


def _polygon(points: list[Point], fill: str, attributes: str) -> str:
    shown = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{shown}" fill="{fill}" {attributes}/>'


def _line(points: list[Point], size: float) -> str:
    shown = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return (
        f'<polyline points="{shown}" fill="none" stroke="{PAPER}" stroke-width="{size * 0.32:.2f}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _rim() -> str:
    return f'stroke="{PAPER}" stroke-width="1.2" stroke-linejoin="round"'
