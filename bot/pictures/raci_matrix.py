"""The RACI matrix as a picture: activities down, roles across, letters in the cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.organisation import Organisation
from bot.domain.people import Role
from bot.domain.raci import Activity, Letter, Letters, format_letters
from bot.pictures import svg
from bot.texts import Texts

_MARGIN = 24
_NAME_WIDTH = 250
_COLUMN = 56
_ROW = 28
_GROUP = 30
_HEADER = 150
_SLANT = 46
_COLOURS = {
    Letter.ACCOUNTABLE: ("#14365c", "#ffffff"),
    Letter.RESPONSIBLE: ("#1f7a6d", "#ffffff"),
    Letter.CONSULTED: ("#f6d999", "#4a3500"),
    Letter.INFORMED: ("#e4e9ee", "#33414f"),
}


@dataclass(frozen=True)
class _Layout:
    """Where things stand, in pixels."""

    columns: int

    @property
    def left(self) -> float:
        return _MARGIN + _NAME_WIDTH

    @property
    def right(self) -> float:
        return self.left + self.columns * _COLUMN

    @property
    def width(self) -> float:
        return self.right + _MARGIN + _HEADER * 0.8

    def column(self, number: int) -> float:
        return self.left + number * _COLUMN


def draw_matrix(organisation: Organisation, activities: Sequence[Activity], texts: Texts) -> bytes:
    """Return a PNG of the given activities' rows, grouped by category in the activities' order.

    Args:
        organisation: the matrix, the roles and the categories.
        activities: the rows; up to 30 are readable at the size chats show.
        texts: the reader's language.
    """
    roles = _roles_in_use(organisation, activities)
    layout = _Layout(len(roles))
    elements = [_title(organisation, texts), *_headers(roles, layout, texts)]
    y = float(_MARGIN + 34 + _HEADER)
    category = None
    for number, activity in enumerate(activities):
        if activity.category_id != category:
            category = activity.category_id
            elements += _group(organisation, category, y, layout, texts)
            y += _GROUP
        elements += _row(organisation, activity, roles, y, layout, texts, striped=number % 2 == 0)
        y += _ROW
    elements += _legend(y + 34, texts)
    return svg.png(svg.document(layout.width, y + 34 + _MARGIN, elements))


def _roles_in_use(organisation: Organisation, activities: Sequence[Activity]) -> tuple[Role, ...]:
    used = {role for a in activities for role in organisation.matrix.cells.get(a.id, {})}
    return tuple(role for role in organisation.roles if role.id in used)


def _title(organisation: Organisation, texts: Texts) -> str:
    name = organisation.profile.name
    heading = f"{texts('matrix.title')} · {name}" if name else texts("matrix.title")
    return svg.text(_MARGIN, _MARGIN + 14, heading, size=18, extra='font-weight="600"')


def _headers(roles: Sequence[Role], layout: _Layout, texts: Texts) -> list[str]:
    bottom = _MARGIN + 34 + _HEADER - 8
    elements = []
    for number, role in enumerate(roles):
        x = layout.column(number) + _COLUMN / 2
        name = role.name.in_language(texts.language).split(" (")[0]
        shown = svg.fitted(name, _HEADER * 1.42, size=12)
        turn = f'transform="rotate(-{_SLANT} {x:.1f} {bottom:.1f})"'
        elements.append(svg.text(x, bottom, shown, size=12, extra=turn))
    return elements


def _group(
    organisation: Organisation, category_id: str | None, y: float, layout: _Layout, texts: Texts
) -> list[str]:
    names = {c.id: c.name.in_language(texts.language) for c in organisation.categories}
    name = names.get(category_id or "", texts("matrix.other"))
    return [
        svg.rect(_MARGIN, y + 4, layout.right - _MARGIN, _GROUP - 4, "#eef2f6"),
        svg.text(_MARGIN + 8, y + 22, name, size=13, extra='font-weight="600"'),
    ]


def _row(
    organisation: Organisation,
    activity: Activity,
    roles: Sequence[Role],
    y: float,
    layout: _Layout,
    texts: Texts,
    *,
    striped: bool,
) -> list[str]:
    short = activity.short.in_language(texts.language)
    name = short or activity.name.in_language(texts.language)
    elements = []
    if striped:
        elements.append(svg.rect(_MARGIN, y, layout.right - _MARGIN, _ROW, "#f8fafb"))
    elements.append(
        svg.text(_MARGIN + 8, y + 19, svg.fitted(name, _NAME_WIDTH - 12, size=13), size=13)
    )
    for number, role in enumerate(roles):
        letters = organisation.matrix.letters(activity.id, role.id)
        if letters:
            elements += _cell(letters, layout.column(number), y)
    return elements


def _cell(letters: Letters, x: float, y: float) -> list[str]:
    leading = next(letter for letter in Letter if letter in letters)
    fill, ink = _COLOURS[leading]
    middle = f'text-anchor="middle" font-weight="600" data-letters="{format_letters(letters)}"'
    return [
        svg.rect(x + 8, y + 3, _COLUMN - 16, _ROW - 6, fill, radius=5),
        svg.text(x + _COLUMN / 2, y + 19, format_letters(letters), fill=ink, extra=middle),
    ]


def _legend(y: float, texts: Texts) -> list[str]:
    elements: list[str] = []
    x = float(_MARGIN)
    for letter in Letter:
        fill, ink = _COLOURS[letter]
        middle = 'text-anchor="middle" font-weight="600"'
        label = texts(f"raci.{letter.value}")
        elements += [
            svg.rect(x, y - 16, 30, 22, fill, radius=5),
            svg.text(x + 15, y, letter.value, fill=ink, extra=middle),
            svg.text(x + 38, y, label),
        ]
        x += 60 + len(label) * 8
    return elements
