"""From a file to what it would change: which kind it is, and what its reader makes of it."""

import asyncio
from collections.abc import Callable, Mapping
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
from bot.importing.sheets.systems import is_systems, read_systems
from bot.importing.sheets.wheel import is_wheel, read_wheel

_YAML = (".yaml", ".yml")
_TEXT = (".csv", ".tsv", ".txt")
ENDINGS = (*_YAML, *SPREADSHEETS)
"""The endings of the files that are taken."""

_LISTS: Mapping[str, Callable[[Sheet], bool]] = {
    "plan": is_plan,
    "wheel": is_wheel,
    "systems": is_systems,
}
"""The lists that go with a matrix, by what tells them from it."""

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
        """Return the matrix with the wheel, the systems and the plan, or else the people."""
        lists = {
            kind: next(filter(is_kind, self.workbook.sheets), None)
            for kind, is_kind in _LISTS.items()
        }
        rest = replace(
            self.workbook,
            sheets=tuple(s for s in self.workbook.sheets if not any(f(s) for f in _LISTS.values())),
        )
        people = looks_like_people(rest)
        if people and len(self.workbook.sheets) == 1:
            return self._people(known)
        pack = read_matrix(rest, known, self.name, self.language) if rest.sheets else None
        for kind, sheet in lists.items():
            if sheet is not None:
                pack = self._with(kind, sheet, pack, known)
        if pack is not None:
            return pack
        if people:
            return self._people(known)
        raise BadInput("sheet-no-table")

    def _with(
        self, kind: str, sheet: Sheet, pack: ImportedPack | None, known: Organisation
    ) -> ImportedPack:
        """Return the pack with what a list says besides; one of that alone when None."""
        if kind == "plan":
            today = self.now.astimezone(ZoneInfo(known.profile.timezone)).date()
            plan = read_plan(sheet, known, self.language, today)
            pack = pack or self._bare(plan.language)
            return replace(pack, tasks=plan.tasks, reading=(*pack.reading, *plan.findings))
        if kind == "systems":
            pack, found = pack or self._bare(self.language), read_systems(sheet, known)
            return replace(pack, systems=found.systems, reading=(*pack.reading, *found.findings))
        wheel = read_wheel(sheet, _with_what_comes(known, pack), self.language)
        pack = pack or self._bare(wheel.language)
        return replace(pack, items=wheel.items, reading=(*pack.reading, *wheel.findings))

    def _bare(self, language: str) -> ImportedPack:
        title = localized(language, self.name)
        return ImportedPack(
            self.name, title, (language,), *((), (), (), ()), cells={}, contents={}, complete=False
        )

    def _people(self, known: Organisation) -> PeopleList:
        emails = [person.email for person in known.people]
        if PurePath(self.name.casefold()).suffix in _TEXT:
            return read_people(self.content, known.units, known.roles, emails)
        return read_people_sheet(self.workbook, known, emails)


def _with_what_comes(known: Organisation, pack: ImportedPack | None) -> Organisation:
    """Return the data with the roles and activities that the same file brings."""
    if pack is None:
        return known
    roles = {role.id: role for role in (*known.roles, *pack.roles)}
    activities = {one.id: one for one in (*known.activities, *pack.activities)}
    return replace(known, roles=tuple(roles.values()), activities=tuple(activities.values()))
