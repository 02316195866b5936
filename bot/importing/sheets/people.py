"""A list of people in a spreadsheet."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.domain.finding import worst_first
from bot.domain.organisation import Organisation
from bot.importing.csv_table import fields_by_heading, table_of
from bot.importing.names import folded
from bot.importing.people import HEADINGS, REQUIRED, PeopleList, people_in
from bot.importing.sheets.grid import Sheet, Workbook
from bot.importing.sheets.notes import Notes

_HEADING_ROWS = 30


def looks_like_people(workbook: Workbook) -> bool:
    """Tell whether a sheet has headings of a list of people, perhaps not all it needs."""
    return any(len(_known_headings(sheet)) > 1 for sheet in workbook.sheets)


def read_people_sheet(
    workbook: Workbook, organisation: Organisation, known_emails: Collection[str]
) -> PeopleList:
    """Return the people of the first sheet that lists any.

    Raises:
        BadInput: `people-heading-missing` (field) or `people-heading-twice` (field).
    """
    sheet = max(workbook.sheets, key=lambda one: len(_known_headings(one)))
    heading_row = _heading_row(sheet)
    columns = sorted({column for _, column in sheet.cells})
    notes = Notes()
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet.cells.items():
        by_row.setdefault(row, {})[column] = cell.text
        if cell.formula and row > heading_row:
            notes.error("sheet-formula", cell.name)
    titles = [by_row[heading_row].get(column, "") for column in columns]
    rows = (
        (row, [by_row[row].get(column, "") for column in columns])
        for row in sorted(by_row)
        if row > heading_row
    )
    table = table_of(titles, rows, fields_by_heading(HEADINGS), REQUIRED)
    people = people_in(table, organisation.units, organisation.roles, known_emails)
    return replace(people, findings=worst_first((*notes.findings, *people.findings)))


def _known_headings(sheet: Sheet) -> Mapping[str, int]:
    """Return the fields that the sheet's heading row has, with their columns."""
    row = _heading_row(sheet)
    fields = fields_by_heading(HEADINGS)
    return {
        fields[folded(cell.text)]: column
        for (at, column), cell in sheet.cells.items()
        if at == row and folded(cell.text) in fields
    }


def _heading_row(sheet: Sheet) -> int:
    """Return the row with most headings of a list of people."""
    fields = fields_by_heading(HEADINGS)
    known: dict[int, set[str]] = {1: set()}
    for (row, _), cell in sheet.cells.items():
        if row <= _HEADING_ROWS and folded(cell.text) in fields:
            known.setdefault(row, set()).add(fields[folded(cell.text)])
    return max(known, key=lambda row: (len(known[row]), -row))
