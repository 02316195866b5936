"""CSV as a spreadsheet saves it: encoding and separator are found out."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.domain.errors import BadInput
from bot.importing.decoding import decoded
from bot.importing.sheets.grid import (
    KEPT_CHARS,
    MAX_CELL_CHARS,
    Allowance,
    Cell,
    Sheet,
    Spot,
    Workbook,
)

SEPARATORS = (";", "\t", ",")
_LOOKED_AT = 200
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n]")


def read_delimited(data: bytes) -> Workbook:
    """Return the cells of a CSV file; its records are the rows, blank ones counted.

    A cell that begins with an apostrophe before a sign that would make it a formula loses the
    apostrophe: exports write it so (OWASP, "CSV injection").

    Raises:
        BadInput: `people-encoding`, `people-syntax` (line), `sheet-cell-too-long` or
            `sheet-too-many-cells`.
    """
    text = decoded(data)
    separator, text = _separator(text)
    allowance = Allowance()
    cells: dict[Spot, Cell] = {}
    for row, record in enumerate(_records(text, separator), start=1):
        for column, value in enumerate(record, start=1):
            if value.strip():
                shown = _without_guard(value)[:KEPT_CHARS]
                if not allowance.take(shown):
                    raise BadInput("sheet-too-many-cells")
                cells[row, column] = Cell(row, column, shown)
    return Workbook((Sheet("", cells),))


def _without_guard(value: str) -> str:
    return value[1:] if _DEFUSED.match(value) else value


def _separator(text: str) -> tuple[str, str]:
    """Return the separator, and the text without the line in which a spreadsheet names it."""
    if match := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        return match[1], text[match.end() :]
    return max(SEPARATORS, key=lambda separator: _regularity(text, separator)), text


def _regularity(text: str, separator: str) -> tuple[float, int]:
    """Return how alike in length the records are when cut at `separator`, and their length."""
    lengths = Counter(_lengths(text, separator))
    del lengths[1], lengths[0]
    if not lengths:
        return 0.0, 0
    longest, times = max(lengths.items(), key=lambda found: (found[1], found[0]))
    return times / _LOOKED_AT, longest


def _lengths(text: str, separator: str) -> Iterator[int]:
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for record in islice(records, _LOOKED_AT):
            yield len(record)
    except csv.Error:
        return


def _records(text: str, separator: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(MAX_CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            yield record
            line = reader.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            raise BadInput("sheet-cell-too-long", n=MAX_CELL_CHARS) from None
        raise BadInput("people-syntax", line=line) from None
