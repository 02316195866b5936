"""The app's mark, a reef knot: two ropes that hold each other. "Tovholder" holds the rope."""

from bot.app.manifests.wording import COLOUR
from bot.pictures.svg import png

_LEFT = (
    "M2.5 9H13C20.5 9 19.5 2.5 26 2.5C30.4 2.5 32 7 32 12"
    "C32 17 30.4 21.5 26 21.5C19.5 21.5 20.5 15 13 15H2.5"
)
_RIGHT = (
    "M37.5 9H27C19.5 9 20.5 2.5 14 2.5C9.6 2.5 8 7 8 12"
    "C8 17 9.6 21.5 14 21.5C20.5 21.5 19.5 15 27 15H37.5"
)
_LEFT_OVER = ((8.4, 9.0), (31.6, 9.0), (20.0, 18.2))
_RIGHT_OVER = ((20.0, 5.8), (31.6, 15.0), (8.4, 15.0))
_ROPE = 3.0
_GAP = 0.9


def color_icon() -> bytes:
    """Return Teams' colour icon: 192 × 192 pixels, full to the edges, the mark in the middle."""
    ground = f'<rect width="192" height="192" fill="{COLOUR}"/>'
    return _icon(192, ground + _placed(_knot("#ffffff", "#8fd0c4"), middle=96, scale=3.2))


def outline_icon() -> bytes:
    """Return Teams' outline icon: 32 × 32 pixels, white on nothing."""
    return _icon(32, _placed(_knot("#ffffff", "#ffffff"), middle=16, scale=0.78))


def _icon(size: int, content: str) -> bytes:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{content}</svg>'
    return png(svg, zoom=1)


def _placed(content: str, *, middle: float, scale: float) -> str:
    """Return the 40 × 24 mark with its centre at (`middle`, `middle`)."""
    turn = f"translate({middle} {middle}) scale({scale}) translate(-20 -12)"
    return f'<g transform="{turn}">{content}</g>'


def _knot(left: str, right: str) -> str:
    """Return the knot; where one rope lies over the other, the lower one is cut away around it."""
    return (
        f"<defs>{_cut('left', _RIGHT, _RIGHT_OVER)}{_cut('right', _LEFT, _LEFT_OVER)}</defs>"
        f'<g fill="none" stroke-width="{_ROPE}" stroke-linecap="round">'
        f'<path d="{_RIGHT}" stroke="{right}" mask="url(#cut-right)"/>'
        f'<path d="{_LEFT}" stroke="{left}" mask="url(#cut-left)"/></g>'
    )


def _cut(rope: str, over: str, crossings: tuple[tuple[float, float], ...]) -> str:
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="3.2"/>' for x, y in crossings)
    return (
        f'<clipPath id="at-{rope}">{circles}</clipPath>'
        f'<mask id="cut-{rope}" maskUnits="userSpaceOnUse" x="0" y="0" width="40" height="24">'
        '<rect width="40" height="24" fill="#ffffff"/>'
        f'<path d="{over}" fill="none" stroke="#000000" stroke-width="{_ROPE + 2 * _GAP}" '
        f'clip-path="url(#at-{rope})"/></mask>'
    )
