"""Spreadsheets made on the spot, good and bad."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.organisation import Organisation, Profile
from bot.domain.raci import Matrix, MatrixStatus
from bot.domain.wheel import Wheel
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack

Cells = Sequence[Sequence[object]]
SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024


def organisation(pack: str = "sme", name: str = "Virksomheden & Co") -> Organisation:
    """Return a starter pack as an organisation that has imported it."""
    loaded = starter_pack(pack)
    return Organisation(
        profile=Profile(name=name),
        units=loaded.units,
        roles=loaded.roles,
        categories=loaded.categories,
        activities=loaded.activities,
        matrix=Matrix(1, MatrixStatus.IMPORTED, loaded.cells),
        wheel=Wheel(
            loaded.calendar or WorkCalendar(),
            loaded.items,
            chair_role=loaded.chair_role or "top-management",
        ),
    )


def xlsx(rows: Cells, more: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    """Return an XLSX file with these rows; `more` does the rest, such as merging."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    more(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook as a file."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return an XLSX file with some of its parts changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, content in changed.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def swollen(part: str, head: bytes, megabytes: int) -> bytes:
    """Return an XLSX file in which `part` unpacks to so many megabytes of one letter."""
    plain = xlsx([["Aktivitet", "HR"], ["Backup", "A"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        described = zipfile.ZipInfo(part)
        described.compress_type = zipfile.ZIP_DEFLATED
        with new.open(described, "w", force_zip64=True) as opened:
            opened.write(head)
            for _ in range(megabytes):
                opened.write(b"A" * MEGABYTE)
    return out.getvalue()
