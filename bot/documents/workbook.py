"""The matrix as a spreadsheet that people can print, with sheets for what stands behind it."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.documents.content import COLOURS, Exported, leading, printable
from bot.documents.tables import PLAN_TABLES, TABLES
from bot.domain.raci import Letter, Letters, format_letters

_TITLE_ROW = 1
_VERSION_ROW = 2
_HEADING_ROW = 4
_IDS = 1
_NAMES = 2
_FIRST_ROLE = 3
_MANY_ROLES = 20
_WIDEST = 60
_LINE = Side(style="thin", color="D5DBE1")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_FILL = PatternFill("solid", fgColor="EEF2F6")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def matrix_workbook(exported: Exported) -> bytes:
    """Return the workbook: the matrix, roles, people, third parties and agreements."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = exported.texts("exports.sheet.matrix")
    _MatrixSheet(sheet, exported).write()
    for name in TABLES:
        _table_sheet(workbook.create_sheet(exported.texts(f"exports.sheet.{name}")), exported, name)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def plan_workbook(exported: Exported) -> bytes:
    """Return the workbook of the annual plan alone, with how it differs from its approval."""
    workbook = Workbook()
    first = workbook.active
    for name in PLAN_TABLES:
        sheet = workbook.create_sheet(exported.texts(f"exports.sheet.{name}"))
        _table_sheet(sheet, exported, name)
    assert first is not None
    workbook.remove(first)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def list_workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook of one list."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    _list(sheet, headings, rows)
    sheet.page_setup.orientation = "landscape"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


class _MatrixSheet:
    """Activities down, roles across. The first column holds the activities' ids and is hidden."""

    def __init__(self, sheet: Worksheet, exported: Exported) -> None:
        self._sheet = sheet
        self._exported = exported
        self._roles = exported.roles
        self._last = _FIRST_ROLE + max(len(self._roles), 1) - 1

    def write(self) -> None:
        """Write it all."""
        self._headings()
        row = _HEADING_ROW + 1
        for category, activities in self._exported.groups:
            self._category(row, category or self._exported.texts("matrix.other"))
            row += 1
            for activity in activities:
                _put(self._sheet.cell(row, _IDS), activity.id)
                name = _put(self._sheet.cell(row, _NAMES), self._exported.words(activity.name))
                name.alignment, name.border = _WRAPPED, _GRID
                for column, role in enumerate(self._roles, start=_FIRST_ROLE):
                    letters = self._exported.letters(activity, role)
                    _letters(self._sheet.cell(row, column), letters)
                row += 1
        self._legend(row + 1)
        self._columns()
        self._print()

    def _headings(self) -> None:
        title = _put(self._sheet.cell(_TITLE_ROW, _NAMES), printable(self._exported.title))
        title.font = Font(bold=True, size=14)
        _put(self._sheet.cell(_VERSION_ROW, _NAMES), self._exported.version)
        _heading(self._sheet.cell(_HEADING_ROW, _IDS), "id")
        _heading(self._sheet.cell(_HEADING_ROW, _NAMES), self._exported.texts("matrix.activity"))
        for column, role in enumerate(self._roles, start=_FIRST_ROLE):
            cell = _heading(
                self._sheet.cell(_HEADING_ROW, column), self._exported.headings[role.id]
            )
            cell.alignment = Alignment(
                text_rotation=90, horizontal="center", vertical="bottom", wrap_text=True
            )
        self._sheet.row_dimensions[_HEADING_ROW].height = 150

    def _category(self, row: int, name: str) -> None:
        self._sheet.merge_cells(
            start_row=row, end_row=row, start_column=_NAMES, end_column=self._last
        )
        cell = _heading(self._sheet.cell(row, _NAMES), name)
        cell.alignment = Alignment(vertical="center")

    def _legend(self, row: int) -> None:
        for place, letter in enumerate(Letter):
            label = self._exported.texts(f"raci.{letter.value}")
            _put(self._sheet.cell(row + place, _NAMES), label)

    def _columns(self) -> None:
        self._sheet.column_dimensions[get_column_letter(_IDS)].hidden = True
        self._sheet.column_dimensions[get_column_letter(_NAMES)].width = 46
        for column in range(_FIRST_ROLE, self._last + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = 6.5

    def _print(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes = f"{get_column_letter(_FIRST_ROLE)}{_HEADING_ROW + 1}"
        sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
        sheet.print_title_cols = f"{get_column_letter(_NAMES)}:{get_column_letter(_NAMES)}"
        _landscape(sheet, self._exported, large=len(self._roles) > _MANY_ROLES)


def _table_sheet(sheet: Worksheet, exported: Exported, name: str) -> None:
    """Write a list: headings, and a row for each thing."""
    table = TABLES[name]
    headings = [exported.texts(f"exports.column.{key}") for key in table.headings(exported)]
    _list(sheet, headings, table.rows(exported))
    _landscape(sheet, exported, large=False)


def _list(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write headings that stay in sight, and a row for each thing; columns are as wide as need."""
    for column, heading in enumerate(headings, start=1):
        _heading(sheet.cell(1, column), heading)
    longest = [len(heading) for heading in headings]
    for row, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            cell = _put(sheet.cell(row, column), value)
            cell.alignment, cell.border = _WRAPPED, _GRID
            longest[column - 1] = max(longest[column - 1], _length(value))
    for column, length in enumerate(longest, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(length + 3, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _landscape(sheet: Worksheet, exported: Exported, *, large: bool) -> None:
    """Print across, as wide as the paper, with the version, the date and the page's number."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if large else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # An ampersand begins a code in headers and footers.
    sheet.oddHeader.left.text = printable(exported.title).replace("&", "&&")[:200]
    sheet.oddFooter.left.text = exported.version.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"


def _letters(cell: Cell, letters: Letters) -> None:
    cell.border = _GRID
    if not letters:
        return
    fill, ink = COLOURS[leading(letters)]
    _put(cell, format_letters(letters))
    cell.alignment = Alignment(horizontal="center", vertical="center")
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(bold=True, color=ink)


def _heading(cell: Cell, text: str) -> Cell:
    _put(cell, text)
    cell.font = Font(bold=True)
    cell.fill = _HEADING_FILL
    cell.border = _GRID
    return cell


def _put(cell: Cell, value: object) -> Cell:
    """Write a value; a text is a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@")
    elif value is None or isinstance(value, date | int):
        cell.value = value
    return cell


def _length(value: object) -> int:
    lines: Iterable[str] = value.splitlines() if isinstance(value, str) else ("2027-03-09",)
    return max(map(len, lines), default=0)
