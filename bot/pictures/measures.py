"""How wide words are in the package's font, so that they fit where they stand."""

from collections.abc import Sequence

_CLASSES = {
    0.21: "’‘",
    0.24: "ijl",
    0.28: " !,.:;I·",
    0.32: "|",
    0.36: "()/[\\]frt{}",
    0.41: '"“”',
    0.45: "_",
    0.48: "*-1^`–",
    0.52: "?sx«»",
    0.57: "7JLackvyzåä",
    0.61: "258EFeghnopquøéÉüö",
    0.65: "#$&+03469<=>BKPRSTXZbd~×",
    0.69: "AVYÅÄ",
    0.73: "CD",
    0.76: "GHNOQUØÜÖ",
    0.82: "%w",
    0.86: "…",
    0.89: "Mm",
    0.93: "@æ",
    0.98: "WÆ—",
}
"""Characters by their advance in ems, read from Inter-Regular."""

_WIDTHS = {character: ems for ems, characters in _CLASSES.items() for character in characters}
_UNKNOWN = 1.0
_BOLDER = 1.04


def width_of(content: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels `content` takes at `size`, within a few."""
    ems = sum(_WIDTHS.get(character, _UNKNOWN) for character in content)
    return ems * size * (_BOLDER if bold else 1)


def wrapped(content: str, width: float, size: float, *, most: int) -> Sequence[str]:
    """Return `content` in at most `most` lines of `width` pixels; what is left over is cut.

    A word that is longer than a line is broken.
    """
    lines: list[str] = []
    rest = content.split()
    while rest and len(lines) < most:
        last = len(lines) == most - 1
        line = rest.pop(0)
        if not last and width_of(line, size) > width:
            line, over = _broken(line, width, size)
            rest.insert(0, over)
        while rest and width_of(f"{line} {rest[0]}", size) <= width:
            line = f"{line} {rest.pop(0)}"
        lines.append(line)
    if lines and (rest or width_of(lines[-1], size) > width):
        lines[-1] = _cut(" ".join((lines[-1], *rest)), width, size)
    return lines


def _broken(word: str, width: float, size: float) -> tuple[str, str]:
    kept = max(1, next(n for n in range(len(word), -1, -1) if width_of(word[:n], size) <= width))
    return word[:kept], word[kept:]


def _cut(content: str, width: float, size: float) -> str:
    while content and width_of(content + "…", size) > width:
        content = content[:-1].rstrip()
    return content + "…"
