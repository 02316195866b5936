"""Under the annual wheel: what the marks mean, and what the numbers and letters stand for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.organisation import Organisation
from bot.domain.wheel_year import Mark, Shown
from bot.pictures import svg
from bot.pictures.marks import PLAIN, TASK, Look, badge_of, token
from bot.pictures.measures import width_of, wrapped
from bot.texts import Texts

_WIDTH = 520
_MARGIN = 12.0
_GAP = 12.0
_COLUMN = (_WIDTH - 2 * _MARGIN - _GAP) / 2
_NUMBER = 22.0
_SIZE = 11.8
_HEADING_SIZE = 12.5
_LINE = 16.0
_HEADING = 22.0
_BREAK_INSIDE = 110.0
"""How uneven the columns may be before a category is divided between them, in pixels."""

_ALWAYS = (Mark.COMING, Mark.DONE, Mark.LATE)
_MOST_LINES = 2


@dataclass(frozen=True)
class _Row:
    """One line of the list; `look` is a heading's."""

    text: str
    number: str = ""
    look: Look | None = None
    carried: bool = False

    @property
    def height(self) -> float:
        return _HEADING if self.look else _LINE


def draw_legend(
    organisation: Organisation, shown: Shown, looks: Mapping[str, Look], top: float, texts: Texts
) -> tuple[list[str], float]:
    """Return the legend's elements from `top` on, and where the picture ends."""
    statuses = list(_statuses(shown, top + 8, texts))
    rows = list(_rows(organisation, shown, looks, texts))
    first, second = _columns(rows)
    y = top + 24
    left, bottom_left = _column(first, _MARGIN, y)
    right, bottom_right = _column(second, _MARGIN + _COLUMN + _GAP, y)
    return [*statuses, *left, *right], max(bottom_left, bottom_right) + _MARGIN - 4


def _statuses(shown: Shown, y: float, texts: Texts) -> Iterator[str]:
    """Show every status that occurs, and always the three that matter, in one centred line."""
    marks = {entry.mark for entry in shown.entries} | {task.mark for task in shown.tasks}
    marks |= set(_ALWAYS)
    listed = [mark for mark in (*_ALWAYS, Mark.TO_APPROVE, Mark.LAPSED) if mark in marks]
    labels = [texts(f"wheel.mark.{mark.value}") for mark in listed]
    widths = [30 + width_of(label, _SIZE) for label in labels]
    gap = min(22.0, (_WIDTH - 2 * _MARGIN - sum(widths)) / max(1, len(widths) - 1))
    x = (_WIDTH - sum(widths) - gap * (len(widths) - 1)) / 2
    for mark, label, width in zip(listed, labels, widths, strict=True):
        yield from token(x + 10, y, 8.5, PLAIN, mark, "")
        yield from badge_of(x + 10, y, 8.5, mark)
        yield svg.text(x + 27, y + 4.5, label, size=_SIZE)
        x += width + gap


def _rows(
    organisation: Organisation, shown: Shown, looks: Mapping[str, Look], texts: Texts
) -> Iterator[_Row]:
    names = {c.id: c.name.in_language(texts.language) for c in organisation.categories}
    for group in shown.groups:
        name = names.get(group.category_id, texts("wheel.other"))
        yield _Row(name, look=looks[group.category_id])
        for item in group.items:
            label = item.label.in_language(texts.language)
            yield from _lines(label, str(shown.numbers[item.id]))
    if shown.tasks:
        yield _Row(texts("wheel.tasks"), look=TASK)
        for place, task in enumerate(shown.tasks):
            yield from _lines(task.title.in_language(texts.language), task_letter(place))


def task_letter(place: int) -> str:
    """Return the letter of a task by its place: A to Z, then AA."""
    row, place = divmod(place, 26)
    return (task_letter(row - 1) if row else "") + chr(ord("A") + place)


def _lines(label: str, number: str) -> Iterator[_Row]:
    shown = svg.printable(label)
    for place, line in enumerate(wrapped(shown, _COLUMN - _NUMBER, _SIZE, most=_MOST_LINES)):
        yield _Row(line, "" if place else number, carried=place > 0)


def _columns(rows: Sequence[_Row]) -> tuple[Sequence[_Row], Sequence[_Row]]:
    """Split the list where its halves are most alike, rather between categories than in one."""
    best, cost = len(rows), sum(row.height for row in rows) + 2 * _BREAK_INSIDE
    above = 0.0
    for place, row in enumerate(rows):
        below = sum(other.height for other in rows[place:])
        splits_badly = place == 0 or row.carried or rows[place - 1].look is not None
        found = abs(above - below) + (0 if row.look else _BREAK_INSIDE)
        if not splits_badly and found < cost:
            best, cost = place, found
        above += row.height
    return rows[:best], rows[best:]


def _column(rows: Sequence[_Row], x: float, y: float) -> tuple[list[str], float]:
    elements: list[str] = []
    for row in rows:
        y += row.height
        if row.look:
            elements += token(x + 9, y - 4.5, 6.5, row.look, Mark.COMING, "")
            bold = 'font-weight="600"'
            elements.append(svg.text(x + _NUMBER, y, row.text, size=_HEADING_SIZE, extra=bold))
            continue
        end = 'font-weight="600" text-anchor="end"'
        elements.append(svg.text(x + _NUMBER - 6, y, row.number, size=_SIZE, extra=end))
        elements.append(svg.text(x + _NUMBER, y, row.text, size=_SIZE))
    return elements, y
