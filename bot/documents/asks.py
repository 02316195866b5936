"""The answers to an organisation-wide ask as a list for a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from bot.documents.delimited import guarded

Row = Sequence[object]


def rows_csv(headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return rows as CSV: UTF-8 with a mark and semicolons, with no formula in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    for row in rows:
        writer.writerow([guarded("" if value is None else str(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")
