"""The cells of a spreadsheet, with the names people know them by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

MAX_CELLS = 120_000
MAX_CHARS = 4_000_000
MAX_CELL_CHARS = 32_767
"""What Excel itself lets a cell hold."""

KEPT_CHARS = 4_001
"""Of longer cells only the beginning is handed on: one more than any text may have."""

_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Spot = tuple[int, int]
"""Row and column, both from 1."""


class Cell(NamedTuple):
    """A filled cell. A formula has no text: what it last showed is not to be trusted."""

    row: int
    column: int
    text: str
    formula: bool = False

    @property
    def name(self) -> str:
        """Return what the cell is called, such as "B7"."""
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class Merge:
    """Merged cells, from the first row and column to the last, all included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """Return what the range is called, such as "B1:C1"."""
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. `cells` holds the filled cells by row and column."""

    name: str
    cells: Mapping[Spot, Cell]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A file's sheets, in order. `linked`: it fetches values from other files."""

    sheets: tuple[Sheet, ...]
    linked: bool = False


@dataclass
class Allowance:
    """How many cells and characters a file may still have."""

    cells: int = MAX_CELLS
    chars: int = MAX_CHARS
    spent: bool = field(default=False, init=False)

    def take(self, text: str) -> bool:
        """Count a cell; False when there are too many."""
        self.cells -= 1
        self.chars -= len(text)
        self.spent = self.cells < 0 or self.chars < 0
        return not self.spent


def cell_name(row: int, column: int) -> str:
    """Return what the cell is called, such as "B7"."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def spot_of(name: str) -> Spot | None:
    """Return the row and column of "B7", or None for what is no cell's name."""
    match = _NAME.fullmatch(name)
    return (int(match[2]), _column(match[1])) if match else None


@lru_cache(maxsize=1_000)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def to_json(workbook: Workbook) -> dict[str, Any]:
    """Return the workbook as data for JSON, which `from_json` reads back."""
    return {
        "linked": workbook.linked,
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "cells": [
                    (cell.row, cell.column, None if cell.formula else cell.text)
                    for cell in sheet.cells.values()
                ],
                "merges": [[m.top, m.left, m.bottom, m.right] for m in sheet.merges],
            }
            for sheet in workbook.sheets
        ],
    }


def from_json(data: Mapping[str, Any]) -> Workbook:
    """Read a workbook written by `to_json`."""
    return Workbook(
        tuple(
            Sheet(
                sheet["name"],
                {
                    (row, column): Cell(row, column, text or "", formula=text is None)
                    for row, column, text in sheet["cells"]
                },
                tuple(Merge(*merge) for merge in sheet["merges"]),
                sheet["hidden"],
            )
            for sheet in data["sheets"]
        ),
        data["linked"],
    )
