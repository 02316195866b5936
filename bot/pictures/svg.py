"""Small pieces of SVG, and SVG → PNG with the fonts of the package (no system font is assumed)."""

from importlib.resources import as_file, files
from xml.sax.saxutils import escape, quoteattr

import resvg_py

FONT = "Inter"
_FONT_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_MEAN_WIDTH = 0.56
"""Mean width of a letter of the font in ems, to fit text into a column."""


def text(
    x: float, y: float, content: str, *, size: float = 13, fill: str = "#1b2733", extra: str = ""
) -> str:
    """Return a text element at (x, y) in pixels; `extra` holds further attributes, our own."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" {extra}>'
        f"{escape(printable(content))}</text>"
    )


def rect(x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0) -> str:
    """Return a filled rectangle, in pixels."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius}" fill={quoteattr(fill)}/>'
    )


def document(width: float, height: float, elements: list[str]) -> str:
    """Return a whole SVG on white."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'font-family="{FONT}">'
        + rect(0, 0, width, height, "#ffffff")
        + "".join(elements)
        + "</svg>"
    )


def png(svg: str, *, zoom: float = 1.5) -> bytes:
    """Return `svg` as PNG, `zoom` times its size."""
    folder = files("bot.pictures").joinpath("fonts")
    with as_file(folder) as fonts:
        paths = [str(fonts / name) for name in _FONT_FILES]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                font_files=paths,
                skip_system_fonts=True,
                font_family=FONT,
                zoom=zoom,
            )
        )


def fitted(content: str, width: float, *, size: float) -> str:
    """Return `content` cut with an ellipsis so that it fits `width` pixels at `size`."""
    most = max(1, int(width / (size * _MEAN_WIDTH)))
    shown = printable(content)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def printable(content: str) -> str:
    """Return `content` without the characters that XML refuses."""
    return "".join(c if c.isprintable() else " " for c in content)
