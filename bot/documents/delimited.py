"""The matrix as CSV that a Danish or English spreadsheet opens."""

import csv
import io
import re

from bot.documents.content import Exported
from bot.domain.raci import format_letters

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")


def matrix_csv(exported: Exported) -> bytes:
    """Return the matrix as CSV: UTF-8 with a mark, semicolons, one row for each activity.

    A text that a spreadsheet would take for a formula has an apostrophe in front, which the
    import takes away again.
    """
    texts = exported.texts
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    headings = [exported.headings[role.id] for role in exported.roles]
    titles = ("id", texts("exports.category"), texts("matrix.activity"), *headings)
    writer.writerow([guarded(title) for title in titles])
    for category, activities in exported.groups:
        for activity in activities:
            letters = (format_letters(exported.letters(activity, r)) for r in exported.roles)
            row = (activity.id, category, exported.words(activity.name), *letters)
            writer.writerow([guarded(text) for text in row])
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text
