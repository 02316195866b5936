"""The systems register in a spreadsheet: a system a row, with its owner."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.cpr import mask_cpr
from bot.domain.finding import Finding
from bot.domain.organisation import Organisation
from bot.domain.wheel import System
from bot.importing.names import folded
from bot.importing.sheets.grid import Cell, Sheet
from bot.importing.sheets.notes import MAX_NAME, Notes, clean, shown, slug

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("system", "systemer", "systems", "systemnavn", "system-name", "it-system"),
    "owner": ("ejer", "systemejer", "owner", "system-owner"),
    "aside": ("id", "nr", "nr.", "no", "no.", "bemærkning", "note", "remark"),
}
"""Field to the headings that mean it; what stands aside is not read."""

_FIELDS = {folded(name): field for field, names in HEADINGS.items() for name in names}
_NEEDED = frozenset({"name", "owner"})
_HEADING_ROWS = 10


@dataclass(frozen=True)
class SystemsSheet:
    """The systems that a sheet has, and what was found while it was read."""

    systems: tuple[System, ...]
    findings: tuple[Finding, ...]


def is_systems(sheet: Sheet) -> bool:
    """Tell whether a sheet lists systems with their owners, and nothing else."""
    return _heading_row(sheet) is not None


def read_systems(sheet: Sheet, known: Organisation) -> SystemsSheet:
    """Return the systems of a sheet; one whose name is known keeps its id.

    An owner is known by the e-mail address, or by a name that nobody shares. One who is not known
    is told, and the system keeps the owner it has; so it does where the cell is empty.

    Args:
        sheet: `is_systems`.
        known: the data as it stands.
    """
    row = _heading_row(sheet)
    assert row is not None
    columns = {
        column: _FIELDS[folded(cell.text)]
        for (at, column), cell in sheet.cells.items()
        if at == row and cell.text.strip()
    }
    by_row: dict[int, dict[str, Cell]] = {}
    for (at, column), cell in sorted(sheet.cells.items()):
        if at > row and columns.get(column) in _NEEDED:
            by_row.setdefault(at, {}).setdefault(columns[column], cell)
    notes, found = Notes(), dict[str, System]()
    by_name = {folded(one.name): one for one in known.wheel.systems}
    owners = _owners(known)
    for cells in by_row.values():
        system = _system(cells, by_name, owners, found, notes)
        if system is not None:
            found[system.id] = system
    return SystemsSheet(tuple(found.values()), tuple(notes.findings))


def _system(
    cells: Mapping[str, Cell],
    by_name: Mapping[str, System],
    owners: Mapping[str, str],
    found: Mapping[str, System],
    notes: Notes,
) -> System | None:
    formulas = [cell for cell in cells.values() if cell.formula]
    for cell in formulas:
        notes.error("sheet-formula", cell.name)
    named, owned = cells.get("name"), cells.get("owner")
    name = mask_cpr(clean(named.text)) if named and not named.formula else ""
    if named is None or not name:
        if owned is not None and not formulas and owned.text.strip():
            notes.error("sheet-system-name", owned.name)
        return None
    if len(name) > MAX_NAME:
        notes.error("sheet-system-long", named.name, n=MAX_NAME)
        return None
    if name != clean(named.text):
        notes.warning("sheet-cpr", named.name)
    if any(folded(one.name) == folded(name) for one in found.values()):
        notes.error("sheet-system-twice", named.name, value=shown(name))
        return None
    taken = {one.id: one for one in (*by_name.values(), *found.values())}
    system = by_name.get(folded(name)) or System(slug(f"system-{name}", taken, "system"), name)
    owner = clean(owned.text) if owned and not owned.formula else ""
    if owned and owner and owner.casefold() not in owners:
        notes.warning("sheet-system-owner", owned.name, value=shown(owner))
    return replace(system, owner_id=owners.get(owner.casefold(), system.owner_id), retired_on=None)


def _owners(known: Organisation) -> Mapping[str, str]:
    """Return the people's ids by e-mail address, and by every name that only one has."""
    names = Counter(person.name.casefold() for person in known.people)
    by_name = {
        person.name.casefold(): person.id
        for person in known.people
        if names[person.name.casefold()] == 1
    }
    return by_name | {person.email.casefold(): person.id for person in known.people}


def _heading_row(sheet: Sheet) -> int | None:
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= _HEADING_ROWS and cell.text.strip():
            rows.setdefault(row, []).append(folded(cell.text))
    for row, headings in sorted(rows.items()):
        fields = [_FIELDS.get(heading) for heading in headings]
        if None not in fields and fields.count("name") == fields.count("owner") == 1:
            return row
    return None
