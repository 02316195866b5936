"""A list as a spreadsheet saves it: separator and encoding are found out, headings are matched."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.importing.decoding import decoded
from bot.importing.names import folded

MAX_BYTES = 2 * 1024 * 1024
_SEPARATORS = (";", ",", "\t")


@dataclass(frozen=True)
class TableRow:
    """A row. `line` is the line it starts on, from 1; `spare` counts filled cells too many."""

    line: int
    cells: Mapping[str, str]
    spare: int = 0


@dataclass(frozen=True)
class Table:
    """Rows by heading, and the headings that mean nothing to us."""

    rows: tuple[TableRow, ...]
    unknown_headings: tuple[str, ...]


def read_table(
    data: bytes, headings: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Table:
    """Read a list separated by semicolons, commas or tabs.

    Args:
        data: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252 or Latin-1.
        headings: field to the headings that mean it, in any case, with æøå or ae/oe/aa.
        required: fields that must have a column.

    Raises:
        BadInput: `people-too-large` (megabytes), `people-encoding`, `people-empty`,
            `people-syntax` (line), `people-heading-missing` (field) or `people-heading-twice`
            (field).
    """
    if len(data) > MAX_BYTES:
        raise BadInput("people-too-large", megabytes=MAX_BYTES // (1024 * 1024))
    lines = list(io.StringIO(decoded(data), newline=""))
    start = _first_line(lines)
    fields = fields_by_heading(headings)
    rows = _rows(lines, start, _separator(lines[start], fields))
    _, titles = next(rows)
    return table_of(titles, rows, fields, required)


def table_of(
    titles: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    fields: Mapping[str, str],
    required: Sequence[str],
) -> Table:
    """Return the rows by their headings.

    Args:
        titles: the headings as they are written.
        rows: line and cells.
        fields: field by folded heading.
        required: fields that must have a column.

    Raises:
        BadInput: `people-heading-missing` (field) or `people-heading-twice` (field).
    """
    columns = [fields.get(folded(title)) for title in titles]
    _check_columns(columns, required)
    unknown = [title.strip() for title, field in zip(titles, columns, strict=True) if not field]
    return Table(
        tuple(_row(line, cells, columns) for line, cells in rows if any(map(str.strip, cells))),
        tuple(title for title in unknown if title),
    )


def fields_by_heading(headings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the field that each heading means, by the folded heading."""
    return {folded(heading): field for field, names in headings.items() for heading in names}


def _first_line(lines: Sequence[str]) -> int:
    """Return the place of the headings, after blank lines and a spreadsheet's `sep=` line."""
    for place, line in enumerate(lines):
        if line.strip() and not line.casefold().startswith("sep="):
            return place
    raise BadInput("people-empty")


def _separator(line: str, fields: Mapping[str, str]) -> str:
    """Return the separator that shows most known headings."""

    def known(separator: str) -> int:
        return sum(folded(title) in fields for title in line.split(separator))

    return max(_SEPARATORS, key=known)


def _rows(lines: Sequence[str], start: int, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        io.StringIO("".join(lines[start:]), newline=""), delimiter=separator, strict=True
    )
    line = start + 1
    try:
        for cells in reader:
            yield line, cells
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise BadInput("people-syntax", line=line) from error


def _check_columns(columns: Sequence[str | None], required: Sequence[str]) -> None:
    for field in required:
        if field not in columns:
            raise BadInput("people-heading-missing", field=field)
    for heading in columns:
        if heading and columns.count(heading) > 1:
            raise BadInput("people-heading-twice", field=heading)


def _row(line: int, cells: Sequence[str], columns: Sequence[str | None]) -> TableRow:
    filled = (*cells, *("" for _ in columns))
    known = {field: cell.strip() for field, cell in zip(columns, filled, strict=False) if field}
    spare = sum(bool(cell.strip()) for cell in cells[len(columns) :])
    return TableRow(line, known, spare)
