"""A flow as a picture: a lane for each role, and the steps down through them with where they stand.

It is laid out for 520 pixels, the width at which chats show it, and drawn larger.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.flow_rules import Look, is_conditional, looks
from bot.domain.flows import Flow, FlowStep
from bot.domain.inputs import Input
from bot.pictures import svg
from bot.pictures.flow_marks import badge, box, style_of
from bot.pictures.measures import width_of, wrapped
from bot.pictures.syllables import hyphenated
from bot.texts import Texts

WIDTH = 520
_ZOOM = 1.5
_MARGIN = 6.0
_NARROWEST = 118.0
"""Of a lane; with more lanes than fit the picture grows wider."""
_BETWEEN = 4.0
_PAD = 7.0
_TEXT, _SMALL, _HEAD = 10.6, 9.4, 11.2
_LEADING = 13.2
_MOST_LINES, _MOST_WHEN = 8, 4
_BADGE = 8.5
_ROOM = "00"
"""Keeps the first line clear of the badge: as wide as that is."""
_GAP = 17.0
_TOP = 50.0
_LANE_HEAD = 34.0
_LEGEND = 34.0
_INK, _MUTED, _RULE = "#1b2733", "#51606d", "#c9d4dd"
_GROUNDS = ("#f1f4f8", "#e8eef4")
_ARROW, _ARROW_AHEAD = "#3d4a57", "#9aa8b4"


@dataclass(frozen=True)
class _Box:
    """A step where it stands.

    Args:
        step: the step.
        look: how it stands.
        lane: its lane's place.
        x, y, width, height: in pixels.
        lines, when: what it says.
    """

    step: FlowStep
    look: Look
    lane: int
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]
    when: Sequence[str]

    @property
    def middle(self) -> float:
        """Return the x of its middle."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Return the y of its lower edge."""
        return self.y + self.height


def draw_flow(item: Input, names: Mapping[str, str], texts: Texts) -> bytes:
    """Return the flow of an input as a PNG, each step as it stands.

    Args:
        item: the input.
        names: of the lanes, by role.
        texts: the reader's language.
    """
    return svg.png(flow_svg(item, names, texts), zoom=_ZOOM)


def flow_svg(item: Input, names: Mapping[str, str], texts: Texts) -> str:
    """Return the flow as SVG, 520 pixels wide and as high as its steps ask for."""
    flow = item.flow
    lanes = lanes_of(flow)
    width = max(WIDTH - 2 * _MARGIN, len(lanes) * _NARROWEST) / len(lanes)
    boxes = _placed(item, lanes, width, texts)
    bottom = max((one.bottom for one in boxes), default=_TOP + _LANE_HEAD) + 12
    whole = width * len(lanes) + 2 * _MARGIN
    elements = [
        *_heading(item, whole, texts),
        *_grounds(lanes, width, bottom, names),
        *_arrows(boxes),
        *(drawn for one in boxes for drawn in _drawn(one, texts)),
        *_legend(bottom + 22, whole, texts),
    ]
    return svg.document(whole, bottom + _LEGEND + _MARGIN, elements)


def lanes_of(flow: Flow) -> tuple[str, ...]:
    """Return the lanes; a step's role that is none of them gets one too."""
    return tuple(dict.fromkeys((*flow.lanes, *(step.role_id for step in flow.steps))))


# -- where the steps stand


def _placed(item: Input, lanes: Sequence[str], lane_width: float, texts: Texts) -> Sequence[_Box]:
    """Return the steps, each below the one before it in its lane, and the next as high as it can.

    A step in another lane begins beside the one before it, so that the picture stays short.
    """
    stands = looks(item)
    ends: dict[int, float] = {}
    found: list[_Box] = []
    for step in item.flow.steps:
        lane = lanes.index(step.role_id)
        y = max(_TOP + _LANE_HEAD + 10, ends.get(lane, 0) + _GAP)
        if found:
            before = found[-1]
            y = max(y, before.y + before.height / 2 + _GAP)
            if lane != before.lane:
                # The way there runs between the steps that stand in the lanes it crosses.
                crossed = _crossed(before.lane, lane)
                y = max(y, *(ends.get(one, 0) + _GAP for one in crossed))
        one = _box(step, stands[step.n], lane, lane_width, y, texts)
        ends[lane] = one.bottom
        found.append(one)
    return found


def _crossed(start: int, end: int) -> range:
    """Return the lanes from the one beside `start` up to `end`."""
    return range(start + 1, end + 1) if end > start else range(end, start)


def _box(step: FlowStep, look: Look, lane: int, lane_width: float, y: float, texts: Texts) -> _Box:
    width = lane_width - 2 * _BETWEEN
    room = width - 2 * _PAD
    said = step.text.in_language(texts.language)
    lines = _wrapped(f"{_ROOM} {said}", room, _TEXT, _MOST_LINES)
    when: Sequence[str] = ()
    if is_conditional(step):
        when = _wrapped(step.when.in_language(texts.language), room, _SMALL, _MOST_WHEN)
    height = 2 * _PAD + _LEADING * len(lines) + (_SMALL + 2.6) * len(when) + (4 if when else 0)
    x = _MARGIN + lane * lane_width + _BETWEEN
    return _Box(step, look, lane, x, y, width, height, lines, when)


def _wrapped(said: str, room: float, size: float, most: int) -> Sequence[str]:
    words = " ".join(hyphenated(word, room, size) for word in said.split(" "))
    return wrapped(words, room, size, most=most)


# -- what is drawn


def _heading(item: Input, width: float, texts: Texts) -> Iterator[str]:
    room = width - 2 * _MARGIN - 4
    title = texts("inputs.title", number=item.number, title=item.title)
    flow = item.flow.name.in_language(texts.language)
    bold = 'font-weight="600"'
    yield svg.text(_MARGIN + 2, 20, svg.fitted(title, room, size=15), size=15, extra=bold)
    yield svg.text(_MARGIN + 2, 38, svg.fitted(flow, room, size=11.5), size=11.5, fill=_MUTED)


def _grounds(
    lanes: Sequence[str], width: float, bottom: float, names: Mapping[str, str]
) -> Iterator[str]:
    for place, role_id in enumerate(lanes):
        x = _MARGIN + place * width
        yield svg.rect(x, _TOP, width, bottom - _TOP, _GROUNDS[place % 2])
        yield svg.rect(x, _TOP, width, _LANE_HEAD, "#14365c")
        if place:
            yield svg.rect(x - 0.5, _TOP, 1, _LANE_HEAD, "#4d6a8c")
        words = _wrapped(names.get(role_id, role_id), width - 10, _HEAD, 2)
        first = _TOP + _LANE_HEAD / 2 + 4 - (len(words) - 1) * 6.5
        for number, line in enumerate(words):
            extra = 'text-anchor="middle" font-weight="600"'
            y = first + number * 13
            yield svg.text(x + width / 2, y, line, size=_HEAD, fill="#ffffff", extra=extra)


def _drawn(one: _Box, texts: Texts) -> Iterator[str]:
    style = style_of(one.look)
    yield box(one.x, one.y, one.width, one.height, one.step.kind, style)
    y = one.y + _PAD + _TEXT
    for number, line in enumerate(one.lines):
        x = one.x + _PAD
        shown = line
        if number == 0:
            shown = line.removeprefix(_ROOM).strip()
            x += width_of(f"{_ROOM} ", _TEXT) + 2
        yield svg.text(x, y, shown, size=_TEXT, fill=style.ink)
        y += _LEADING
    y += 2
    for line in one.when:
        yield svg.text(one.x + _PAD, y, line, size=_SMALL, fill=style.muted)
        y += _SMALL + 2.6
    yield from badge(one.x + _PAD + _BADGE - 3, one.y + _PAD + 5.5, _BADGE, one.step.n, one.look)


def _arrows(boxes: Sequence[_Box]) -> Iterator[str]:
    for before, after in pairwise(boxes):
        ahead = after.look in (Look.COMING, Look.NEVER)
        colour = _ARROW_AHEAD if ahead else _ARROW
        points = _way(before, after)
        shown = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="4 3"' if is_conditional(after.step) else ""
        yield (
            f'<polyline points="{shown}" fill="none" stroke="{colour}" stroke-width="1.5" '
            f'stroke-linejoin="round"{dash}/>'
        )
        yield _tip(*points[-1], colour)


def _way(before: _Box, after: _Box) -> Sequence[tuple[float, float]]:
    """Return the corners of the way from one step to the next: straight down, or out and down."""
    end = (after.middle, after.y)
    if before.lane == after.lane:
        return ((before.middle, before.bottom), end)
    level = after.y - _GAP / 2 - 1
    if level < before.bottom - 8:
        side = before.x + before.width if after.lane > before.lane else before.x
        return ((side, level), (after.middle, level), end)
    return ((before.middle, before.bottom), (before.middle, level), (after.middle, level), end)


def _tip(x: float, y: float, colour: str) -> str:
    return (
        f'<polygon points="{x:.1f},{y:.1f} {x - 4:.1f},{y - 6.5:.1f} {x + 4:.1f},{y - 6.5:.1f}" '
        f'fill="{colour}"/>'
    )


_LEGENDS: Mapping[Look, str] = {
    Look.DONE: "flows.look.done",
    Look.CURRENT: "flows.look.current",
    Look.SKIPPED: "flows.look.skipped",
    Look.COMING: "flows.look.coming",
}


def _legend(y: float, width: float, texts: Texts) -> Iterator[str]:
    x = _MARGIN + 10
    for look, key in _LEGENDS.items():
        yield from badge(x, y - 4, 7, None, look)
        name = texts(key)
        yield svg.text(x + 13, y, name, size=11, fill=_INK)
        x += 13 + width_of(name, 11) + 26
    yield svg.rect(_MARGIN, y - 20, width - 2 * _MARGIN, 1, _RULE)
