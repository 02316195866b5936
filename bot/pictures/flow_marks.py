"""How a step of a flow looks: a colour *and* a mark of its own for each way that it may stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.flow_rules import Look
from bot.domain.flows import StepKind

_PAPER: Final = "#ffffff"


@dataclass(frozen=True)
class Style:
    """The colours of a step and what stands on its badge.

    Args:
        fill, edge, width: of the box; `dash` where its edge is broken.
        ink, muted: of what it says.
        badge, rim: of the badge; `number` the ink of the number on it.
        mark: what stands beside the number: "tick", "play", "bar" or "".
    """

    fill: str
    edge: str
    width: float
    ink: str
    muted: str
    badge: str
    rim: str
    number: str
    mark: str = ""
    dash: str = ""


_STYLES: Mapping[Look, Style] = {
    Look.DONE: Style(
        "#e3f3e8", "#0b6b3a", 1.2, "#1b2733", "#51606d", "#0b6b3a", "#0b6b3a", _PAPER, "tick"
    ),
    Look.CURRENT: Style(
        "#fff6dc", "#b84a00", 2.6, "#1b2733", "#51606d", "#b84a00", "#b84a00", _PAPER, "play"
    ),
    Look.SKIPPED: Style(
        "#f3f4f6", "#7b8791", 1.2, "#5b6772", "#5b6772", "#66727d", "#66727d", _PAPER, "bar", "3 3"
    ),
    Look.COMING: Style(_PAPER, "#9aa8b4", 1.2, "#1b2733", "#51606d", _PAPER, "#5f6d7a", "#33414f"),
    Look.NEVER: Style(
        "#f8f9fa", "#c3ccd4", 1.0, "#66727d", "#66727d", _PAPER, "#9aa8b4", "#66727d", "", "2 4"
    ),
}


def style_of(look: Look) -> Style:
    """Return how a step that stands so looks."""
    return _STYLES[look]


def box(x: float, y: float, width: float, height: float, kind: StepKind, style: Style) -> str:
    """Return a step's box: cut corners for a choice, double-edged for a decision, round for an end.

    Args:
        x, y, width, height: in pixels.
        kind: what the step is.
        style: how it stands.
    """
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    edge = f'fill="{style.fill}" stroke="{style.edge}" stroke-width="{style.width}"{dash}'
    if kind is StepKind.GATEWAY:
        return _cut(x, y, width, height, 9, edge)
    radius = 13 if kind is StepKind.END else 4
    outer = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius}" {edge}/>'
    )
    if kind is not StepKind.DECISION:
        return outer
    inner = f'fill="none" stroke="{style.edge}" stroke-width="0.8"{dash}'
    return outer + (
        f'<rect x="{x + 3:.1f}" y="{y + 3:.1f}" width="{width - 6:.1f}" '
        f'height="{height - 6:.1f}" rx="2" {inner}/>'
    )


def badge(x: float, y: float, size: float, n: int | None, look: Look) -> Iterator[str]:
    """Iterate over a step's badge around (x, y), with its number and the mark of how it stands.

    Args:
        x, y: its middle, in pixels.
        size: its radius.
        n: the step's number; None shows the mark alone.
        look: how the step stands.
    """
    style = style_of(look)
    yield (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{style.badge}" '
        f'stroke="{style.rim}" stroke-width="1.3"/>'
    )
    if n is None:
        yield from _mark(x, y, size * 0.6, style)
        return
    yield (
        f'<text x="{x:.1f}" y="{y + size * 0.4:.1f}" font-size="{size * 1.15:.1f}" '
        f'fill="{style.number}" font-weight="600" text-anchor="middle" '
        f'data-look="{look.value}">{n}</text>'
    )
    if style.mark:
        # The mark stands on the rim, so that the number stays readable.
        at = (x - size * 0.95, y - size * 0.95)
        yield (
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{size * 0.66:.1f}" '
            f'fill="{style.badge}" stroke="{_PAPER}" stroke-width="1.2"/>'
        )
        yield from _mark(*at, size * 0.36, style)


def _mark(x: float, y: float, size: float, style: Style) -> Iterator[str]:
    if style.mark == "tick":
        points = (
            f"{x - size:.1f},{y + size * 0.1:.1f} {x - size * 0.25:.1f},{y + size * 0.75:.1f} "
            f"{x + size:.1f},{y - size * 0.7:.1f}"
        )
        yield (
            f'<polyline points="{points}" fill="none" stroke="{_PAPER}" '
            f'stroke-width="{size * 0.5:.2f}" stroke-linecap="round" stroke-linejoin="round"/>'
        )
    elif style.mark == "play":
        yield (
            f'<polygon points="{x - size * 0.6:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} '
            f'{x - size * 0.6:.1f},{y + size:.1f}" fill="{_PAPER}"/>'
        )
    elif style.mark == "bar":
        yield (
            f'<line x1="{x - size:.1f}" y1="{y:.1f}" x2="{x + size:.1f}" y2="{y:.1f}" '
            f'stroke="{_PAPER}" stroke-width="{size * 0.55:.2f}" stroke-linecap="round"/>'
        )


def _cut(x: float, y: float, width: float, height: float, by: float, edge: str) -> str:
    right, bottom = x + width, y + height
    corners = (
        (x + by, y),
        (right - by, y),
        (right, y + by),
        (right, bottom - by),
        (right - by, bottom),
        (x + by, bottom),
        (x, bottom - by),
        (x, y + by),
    )
    shown = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{shown}" {edge} stroke-linejoin="round"/>'
