"""The annual wheel as a picture: twelve months around, and under them what the numbers stand for.

It is laid out for 520 pixels, the width at which chats show it, and drawn larger.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.organisation import Organisation
from bot.domain.wheel_year import Mark, OneOff, Shown
from bot.pictures import svg
from bot.pictures.legend import draw_legend, task_letter
from bot.pictures.marks import INK, TASK, Look, Point, badge_of, look_of, token
from bot.texts import Texts

WIDTH = 520
_ZOOM = 1.25
"""How much larger it is drawn. More takes longer to pack as PNG and is no easier to read."""
_MIDDLE = WIDTH / 2
_TOP = 258.0
_RIM, _MONTHS, _HOLE = 246.0, 221.0, 86.0
_LANES = (203.0, 176.5, 150.0, 123.5, 105.0)
_SIZE = 10.6
_APART = 27.0
_NUDGES = (0.0, 2.2, -2.2, 4.4, -4.4, 6.6, -6.6, 9.0, -9.0, 12.0, -12.0)
_LINES = "#cfd8e0"
_GONE = "#eef2f6"
_BAND = "#dfe7ee"
_MUTED = "#51606d"
_TODAY = "#b3001b"
_MOST_ALL_YEAR = 8


@dataclass(frozen=True)
class _Placed:
    """A mark on the ring."""

    label: str
    look: Look
    mark: Mark
    at: Point


def draw_wheel(organisation: Organisation, shown: Shown, title: str, texts: Texts) -> bytes:
    """Return the wheel as a PNG.

    Args:
        organisation: the names of categories.
        shown: a year.
        title: what it is called, with its year in it or not.
        texts: the reader's language.
    """
    return svg.png(wheel_svg(organisation, shown, title, texts), zoom=_ZOOM)


def wheel_svg(organisation: Organisation, shown: Shown, title: str, texts: Texts) -> str:
    """Return the wheel as SVG, 520 pixels wide and as high as its list asks for."""
    looks = _looks(organisation)
    elements = [
        *_ring(shown, texts),
        *_hole(shown, title, texts),
        *_tokens(_placed(shown, looks)),
    ]
    legend, bottom = draw_legend(organisation, shown, looks, _TOP + _RIM + 16, texts)
    return svg.document(WIDTH, bottom, [*elements, *legend])


def _looks(organisation: Organisation) -> dict[str, Look]:
    looks = {c.id: look_of(place) for place, c in enumerate(organisation.categories)}
    return {**looks, "": look_of(len(looks))}


# -- where things stand


def _degrees(shown: Shown, day: date) -> float:
    """Return a date's place on the ring: every month takes a twelfth, from the top on."""
    month = (day.year - shown.span.first.year) * 12 + day.month - shown.span.first.month
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = (next_month - day.replace(day=1)).days
    return (month + (day.day - 0.5) / days) * 30


def _point(degrees: float, radius: float) -> Point:
    angle = math.radians(degrees)
    return _MIDDLE + radius * math.sin(angle), _TOP - radius * math.cos(angle)


def _placed(shown: Shown, looks: dict[str, Look]) -> list[_Placed]:
    """Return the marks on the ring, each near its date and clear of the others."""
    category = {item.id: group.category_id for group in shown.groups for item in group.items}
    dated = [
        (e.due, str(shown.numbers[e.item.id]), looks[category[e.item.id]], e.mark)
        for e in shown.entries
    ]
    for place, task in enumerate(shown.tasks):
        if task.due is not None:
            dated.append((task.due, task_letter(place), TASK, task.mark))
    found: list[_Placed] = []
    for day, label, look, mark in sorted(dated, key=lambda one: one[0]):
        at = _free(_degrees(shown, day), [one.at for one in found])
        found.append(_Placed(label, look, mark, at))
    return found


def _free(degrees: float, taken: Sequence[Point]) -> Point:
    """Return the place nearest to the date and the rim with nothing in it, else the emptiest."""
    emptiest, most = (0.0, 0.0), -1.0
    for nudge in _NUDGES:
        for lane in _LANES:
            place = _point(degrees + nudge, lane)
            clear = min((math.dist(place, other) for other in taken), default=_APART)
            if clear >= _APART:
                return place
            if clear > most:
                emptiest, most = place, clear
    return emptiest


# -- the ring


def _ring(shown: Shown, texts: Texts) -> Iterator[str]:
    yield _circle(_RIM, _BAND)
    yield _circle(_MONTHS, "#ffffff")
    yield from _elapsed(shown)
    for number in range(12):
        yield _spoke(number * 30, _HOLE, _RIM, _LINES, 1)
    yield _circle(_MONTHS, "none", f'stroke="{_LINES}" stroke-width="1"')
    yield _circle(_HOLE, "#ffffff", f'stroke="{_LINES}" stroke-width="1"')
    for number in range(12):
        month = (shown.span.first.month - 1 + number) % 12 + 1
        yield _month(number * 30 + 15, texts.month(month))
    if shown.today in shown.span:
        yield from _today_line(_degrees(shown, shown.today))


def _elapsed(shown: Shown) -> Iterator[str]:
    """Shade what has passed of the year."""
    if shown.today <= shown.span.first:
        return
    if shown.today > shown.span.last:
        yield _circle(_MONTHS, _GONE)
        return
    degrees = _degrees(shown, shown.today)
    (x1, y1), (x2, y2) = _point(0, _MONTHS), _point(degrees, _MONTHS)
    large = 1 if degrees > 180 else 0
    yield (
        f'<path d="M{_MIDDLE:.1f},{_TOP:.1f} L{x1:.1f},{y1:.1f} '
        f'A{_MONTHS},{_MONTHS} 0 {large} 1 {x2:.1f},{y2:.1f} Z" fill="{_GONE}"/>'
    )


def _today_line(degrees: float) -> Iterator[str]:
    """Draw today's line, and a pointer at the rim that leaves the month's name alone."""
    yield _spoke(degrees, _HOLE, _MONTHS, _TODAY, 2.2)
    pointer = (
        _point(degrees, _RIM - 3),
        _point(degrees - 1.8, _RIM + 10),
        _point(degrees + 1.8, _RIM + 10),
    )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in pointer)
    yield f'<polygon points="{points}" fill="{_TODAY}" stroke="#ffffff" stroke-width="1"/>'


def _month(degrees: float, name: str) -> str:
    """Write a month's name along the rim, never upside down."""
    lower = 90 < degrees < 270
    x, y = _point(degrees, (_RIM + _MONTHS) / 2)
    turn = degrees + 180 if lower else degrees
    return svg.text(
        x,
        y + 4.6,
        name,
        size=13,
        extra=f'font-weight="600" text-anchor="middle" '
        f'transform="rotate({turn:.1f} {x:.1f} {y:.1f})"',
    )


def _tokens(placed: Sequence[_Placed]) -> Iterator[str]:
    for one in placed:
        yield from token(*one.at, _SIZE, one.look, one.mark, one.label)
    for one in placed:
        yield from badge_of(*one.at, _SIZE, one.mark)


# -- the middle


def _hole(shown: Shown, title: str, texts: Texts) -> Iterator[str]:
    all_year = [
        (task_letter(place), task) for place, task in enumerate(shown.tasks) if task.due is None
    ]
    y = _TOP - (30 if all_year else 12)
    for line in title.split("\n"):
        big = line[:1].isdigit()
        yield _centred(y, line, 30 if big else 15)
        y += 21 if big else 32
    if shown.today in shown.span:
        today = texts("wheel.picture.today", date=texts.date_day(shown.today))
        yield _centred(y, today, 13, fill=_TODAY)
        y += 18
    if all_year:
        yield from _all_year(all_year, y + 2, texts)


def _all_year(tasks: Sequence[tuple[str, OneOff]], y: float, texts: Texts) -> Iterator[str]:
    """Show the tasks that run all through the year, which have no place on the ring."""
    yield _centred(y, texts("wheel.all-year"), 12, fill=_MUTED)
    shown = tasks[:_MOST_ALL_YEAR]
    for row in range(0, len(shown), 4):
        part = shown[row : row + 4]
        x = _MIDDLE - (len(part) - 1) * 15
        for letter, task in part:
            middle = y + 19 + row / 4 * 27
            yield from token(x, middle, _SIZE, TASK, task.mark, letter)
            yield from badge_of(x, middle, _SIZE, task.mark)
            x += 30
    if over := len(tasks) - len(shown):
        yield _centred(y + 70, f"+{over}", 12, fill=_MUTED)


def _centred(y: float, content: str, size: float, *, fill: str = INK) -> str:
    extra = 'text-anchor="middle"' if fill == _MUTED else 'font-weight="600" text-anchor="middle"'
    return svg.text(_MIDDLE, y, content, size=size, fill=fill, extra=extra)


# -- strokes


def _circle(radius: float, fill: str, extra: str = "") -> str:
    return f'<circle cx="{_MIDDLE:.1f}" cy="{_TOP:.1f}" r="{radius:.1f}" fill="{fill}" {extra}/>'


def _spoke(degrees: float, inner: float, outer: float, colour: str, width: float) -> str:
    (x1, y1), (x2, y2) = _point(degrees, inner), _point(degrees, outer)
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )
