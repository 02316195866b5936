"""From a file to what it would change: which kind it is, and what its reader makes of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from bot.domain.errors import BadInput
from bot.domain.language import localized
from bot.domain.organisation import Organisation
from bot.importing.imported import ImportedPack
from bot.importing.packs import read_pack
from bot.importing.people import PeopleList, read_people
from bot.importing.sheets.grid import Sheet, Workbook
from bot.importing.sheets.matrix import read_matrix
from bot.importing.sheets.people import looks_like_people, read_people_sheet
from bot.importing.sheets.plan import is_plan, read_plan
from bot.importing.sheets.reading import SPREADSHEETS, read_workbook

_YAML = (".yaml", ".yml")
_TEXT = (".csv", ".tsv", ".txt")
ENDINGS = (*_YAML, *SPREADSHEETS)
"""The endings of the files that are taken."""

Content = ImportedPack | PeopleList
Interpret = Callable[[Organisation], Content]


async def read_file(content: bytes, name: str, language: str, now: datetime) -> Interpret:
    """Return what the file says, as a function of the data that its names are looked up in.

    Args:
        content: the file.
        name: its name, whose ending tells its kind.
        language: of new names where the file does not tell.
        now: the moment, for what has no year.

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
    return _Spreadsheet(workbook, content, name, language, now).interpret


@dataclass(frozen=True)
class _Spreadsheet:
    workbook: Workbook
    content: bytes
    name: str
    language: str
    now: datetime

    def interpret(self, known: Organisation) -> Content:
        """Return the matrix and the annual plan, or else the list of people."""
        plans = [sheet for sheet in self.workbook.sheets if is_plan(sheet)]
        rest = replace(
            self.workbook, sheets=tuple(s for s in self.workbook.sheets if s not in plans)
        )
        people = looks_like_people(rest)
        if people and len(self.workbook.sheets) == 1:
            return self._people(known)
        pack = read_matrix(rest, known, self.name, self.language) if rest.sheets else None
        if plans:
            return self._with_plan(pack, plans[0], known)
        if pack is not None:
            return pack
        if people:
            return self._people(known)
        raise BadInput("sheet-no-table")

    def _with_plan(
        self, pack: ImportedPack | None, sheet: Sheet, known: Organisation
    ) -> ImportedPack:
        today = self.now.astimezone(ZoneInfo(known.profile.timezone)).date()
        plan = read_plan(sheet, known, self.language, today)
        if pack is None:
            title = localized(plan.language, self.name)
            nothing: tuple[()] = ()
            pack = ImportedPack(
                self.name,
                title,
                (plan.language,),
                nothing,
                nothing,
                nothing,
                nothing,
                cells={},
                contents={},
                complete=False,
            )
        return replace(pack, tasks=plan.tasks, reading=(*pack.reading, *plan.findings))

    def _people(self, known: Organisation) -> PeopleList:
        emails = [person.email for person in known.people]
        if PurePath(self.name.casefold()).suffix in _TEXT:
            return read_people(self.content, known.units, known.roles, emails)
        return read_people_sheet(self.workbook, known, emails)
