"""A year's messages as a picture: people down, weeks across, how many in each field."""

from collections.abc import Sequence

from bot.domain.organisation import Organisation
from bot.domain.simulation import Forecast, PersonsYear, Week
from bot.pictures import svg
from bot.texts import Texts

_MARGIN = 24
_NAME_WIDTH = 190
_COLUMN = 23
_ROW = 26
_HEADER = 84
_TOTAL = 60
_FEWEST_ROWS = 3
# From one message a week to five and more; each has its number in it, and the ink that is read.
_SHADES = (
    ("#dcebf2", "#1b2733"),
    ("#a9d0df", "#1b2733"),
    ("#5fa5bd", "#10222b"),
    ("#2c7390", "#ffffff"),
    ("#14365c", "#ffffff"),
)
_QUIET = "#f3efe4"
_MIDDLE = 'text-anchor="middle"'


def draw_simulation(forecast: Forecast, people: Sequence[PersonsYear], texts: Texts) -> bytes:
    """Return a PNG with a row for each of `people` and a column for each week.

    Args:
        forecast: the year, with the organisation.
        people: the rows; up to 25 are readable at the size chats show.
        texts: the reader's language.
    """
    organisation, weeks = forecast.organisation, forecast.weeks
    right = _MARGIN + _NAME_WIDTH + len(weeks) * _COLUMN
    top = _MARGIN + _HEADER
    bottom = top + max(len(people), _FEWEST_ROWS) * _ROW
    heading = _heading(forecast, texts)
    elements = [
        svg.text(_MARGIN, _MARGIN + 14, heading, size=18, extra='font-weight="600"'),
        *_columns(organisation, weeks, bottom, texts),
        svg.text(right + 10, top - 10, texts("simulation.total"), size=12),
    ]
    for number, person in enumerate(people):
        elements += _row(forecast, person, top + number * _ROW, right)
    elements += _legend(bottom + 34, texts)
    return svg.png(svg.document(right + _TOTAL + _MARGIN, bottom + 34 + _MARGIN, elements))


def _heading(forecast: Forecast, texts: Texts) -> str:
    title = texts("simulation.title", year=forecast.year)
    name = forecast.organisation.profile.name
    return f"{title} · {name}" if name else title


def _columns(
    organisation: Organisation, weeks: Sequence[Week], bottom: float, texts: Texts
) -> list[str]:
    """Draw each week's number, its month where one begins, and the quiet weeks' ground."""
    elements = []
    top = _MARGIN + _HEADER
    for number, week in enumerate(weeks):
        x: float = _MARGIN + _NAME_WIDTH + number * _COLUMN
        if week.number in organisation.wheel.calendar.quiet_weeks:
            elements.append(svg.rect(x, top - 24, _COLUMN, bottom - top + 24, _QUIET))
        shown = str(week.number)
        elements.append(
            svg.text(x + _COLUMN / 2, top - 10, shown, size=11, fill="#4c5b68", extra=_MIDDLE)
        )
    for first, month, columns in _months(weeks):
        x = _MARGIN + _NAME_WIDTH + first * _COLUMN
        elements.append(svg.rect(x - 1, top - 44, 1, bottom - top + 44, "#c9d2da"))
        if columns > 1:
            elements.append(svg.text(x + 4, top - 32, texts.month_short(month), size=12))
    return elements


def _months(weeks: Sequence[Week]) -> list[tuple[int, int, int]]:
    """Return each month with its first column and its number of columns.

    A week belongs to the month of its Thursday.
    """
    keys = [(week.thursday.year, week.thursday.month) for week in weeks]
    return [(keys.index(key), key[1], keys.count(key)) for key in dict.fromkeys(keys)]


def _row(forecast: Forecast, person: PersonsYear, y: float, right: float) -> list[str]:
    name = forecast.name_of(person.person_id)
    elements = [
        svg.rect(_MARGIN, y + _ROW - 0.5, right - _MARGIN + _TOTAL, 0.5, "#e4e9ee"),
        svg.text(_MARGIN, y + 18, svg.fitted(name, _NAME_WIDTH - 10, size=13), size=13),
        svg.text(right + 10, y + 18, str(person.total), extra='font-weight="600"'),
    ]
    for number, week in enumerate(forecast.weeks):
        if count := person.weeks.get(week, 0):
            x = _MARGIN + _NAME_WIDTH + number * _COLUMN
            elements += _field(count, x, y)
    return elements


def _field(count: int, x: float, y: float, label: str = "") -> list[str]:
    fill, ink = _SHADES[min(count, len(_SHADES)) - 1]
    bold = 'text-anchor="middle" font-weight="600"'
    return [
        svg.rect(x + 1, y + 2, _COLUMN - 2, _ROW - 4, fill, radius=4),
        svg.text(x + _COLUMN / 2, y + 17, label or str(count), size=12, fill=ink, extra=bold),
    ]


def _legend(y: float, texts: Texts) -> list[str]:
    elements: list[str] = []
    x = float(_MARGIN)
    for count in range(1, len(_SHADES) + 1):
        elements += _field(count, x, y - 18, f"{count}+" if count == len(_SHADES) else "")
        x += _COLUMN + 4
    elements.append(svg.text(x + 4, y, texts("simulation.legend"), size=12))
    x += 12 + len(texts("simulation.legend")) * 7
    elements.append(svg.rect(x, y - 16, _COLUMN - 2, _ROW - 4, _QUIET, radius=4))
    elements.append(svg.text(x + _COLUMN + 6, y, texts("simulation.quiet"), size=12))
    return elements
