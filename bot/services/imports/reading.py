"""From a file to what it would change: which kind it is, and what its reader makes of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.importing.imported import ImportedPack
from bot.importing.packs import read_pack
from bot.importing.people import PeopleList, read_people
from bot.importing.sheets.grid import Workbook
from bot.importing.sheets.matrix import read_matrix
from bot.importing.sheets.people import looks_like_people, read_people_sheet
from bot.importing.sheets.reading import SPREADSHEETS, read_workbook

_YAML = (".yaml", ".yml")
_TEXT = (".csv", ".tsv", ".txt")
ENDINGS = (*_YAML, *SPREADSHEETS)
"""The endings of the files that are taken."""

Content = ImportedPack | PeopleList
Interpret = Callable[[Organisation], Content]


async def read_file(content: bytes, name: str, language: str) -> Interpret:
    """Return what the file says, as a function of the data that its names are looked up in.

    Args:
        content: the file.
        name: its name, whose ending tells its kind.
        language: of new names where the file does not tell.

    Raises:
        BadInput: it cannot be read. The function raises it too.
    """
    ending = PurePath(name.casefold()).suffix
    if ending in _YAML:
        pack = await asyncio.to_thread(read_pack, content, name)
        return lambda _: pack
    if ending not in SPREADSHEETS:
        raise BadInput("import-kind", name=name[:80])
    workbook = await read_workbook(content, name)
    return _Spreadsheet(workbook, content, name, language).interpret


@dataclass(frozen=True)
class _Spreadsheet:
    workbook: Workbook
    content: bytes
    name: str
    language: str

    def interpret(self, known: Organisation) -> Content:
        """Return the matrix, or else the list of people."""
        people = looks_like_people(self.workbook)
        if people and len(self.workbook.sheets) == 1:
            return self._people(known)
        pack = read_matrix(self.workbook, known, self.name, self.language)
        if pack is not None:
            return pack
        if people:
            return self._people(known)
        raise BadInput("sheet-no-table")

    def _people(self, known: Organisation) -> PeopleList:
        emails = [person.email for person in known.people]
        if PurePath(self.name.casefold()).suffix in _TEXT:
            return read_people(self.content, known.units, known.roles, emails)
        return read_people_sheet(self.workbook, known, emails)
