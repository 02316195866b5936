"""Files that are not what they seem: each is refused with one sentence, soon and cheaply."""

import asyncio
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from bot.domain.errors import BadInput
from bot.importing.sheets.reading import MAX_BYTES, read_workbook
from bot.texts import Texts
from tests.importing.sheets.files import SHEET, repacked, swollen, xlsx

GOOD = xlsx([["Aktivitet", "HR"], ["Backup", "A"]])
CELL = b"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>"
BILLION = (
    b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData>&b;</sheetData></worksheet>"
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<worksheet><sheetData>&a;</sheetData></worksheet>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MACRO_TYPES = (
    b"<Types><Override PartName='/xl/workbook.xml' ContentType="
    b"'application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
)


def many_entries() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/{number}.xml", b"")
    return out.getvalue()


def lying_about_its_size() -> bytes:
    """Return a bomb whose directory says that the sheet is small."""
    data = bytearray(swollen(SHEET, CELL, 30))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 24, 1_000)
    return bytes(data)


CORPUS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip-bomb": ("raci.xlsx", lambda: swollen(SHEET, b"<worksheet>", 30), "sheet-bomb"),
    "bomb-beside": ("raci.xlsx", lambda: swollen("xl/media/a.png", b"", 100), "sheet-bomb"),
    "large-cell": ("raci.xlsx", lambda: swollen(SHEET, CELL, 400), "sheet-bomb"),
    "large-shared": (
        "raci.xlsx",
        lambda: swollen("xl/sharedStrings.xml", b"<sst><si><t>", 30),
        "sheet-bomb",
    ),
    "long-cell": (
        "raci.xlsx",
        lambda: repacked(GOOD, {SHEET: CELL + b"Ab1 " * 9_000 + b"</t></is></c></row>"}),
        "sheet-cell-too-long",
    ),
    "lying": ("raci.xlsx", lying_about_its_size, "sheet-damaged"),
    "entries": ("raci.xlsx", many_entries, "sheet-bomb"),
    "large": ("raci.xlsx", lambda: b"PK\x03\x04" + b"\0" * MAX_BYTES, "sheet-too-large"),
    "text": ("raci.xlsx", lambda: b"Aktivitet;HR\nBackup;A\n", "sheet-not-xlsx"),
    "picture": ("raci.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "sheet-not-xlsx"),
    "document": ("raci.xlsx", lambda: repacked(GOOD, {"mimetype": b"x"}), "sheet-not-xlsx"),
    "empty": ("raci.xlsx", lambda: b"", "sheet-empty"),
    "blank": ("raci.xlsx", lambda: xlsx([]), "sheet-empty"),
    "blank-csv": ("raci.csv", lambda: b"\xef\xbb\xbf \r\n;;\r\n", "sheet-empty"),
    "macros-by-name": ("raci.xlsm", lambda: GOOD, "sheet-macros"),
    "macros": ("raci.xlsx", lambda: repacked(GOOD, {"xl/vbaProject.bin": b"x"}), "sheet-macros"),
    "macros-by-type": (
        "raci.xlsx",
        lambda: repacked(GOOD, {"[Content_Types].xml": MACRO_TYPES}),
        "sheet-macros",
    ),
    "old": ("raci.xls", lambda: OLE, "sheet-old-excel"),
    "binary": ("raci.xlsb", lambda: GOOD, "sheet-old-excel"),
    "encrypted": (
        "raci.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "sheet-encrypted",
    ),
    "entities": ("raci.xlsx", lambda: repacked(GOOD, {SHEET: BILLION}), "sheet-doctype"),
    "outside": ("raci.xlsx", lambda: repacked(GOOD, {SHEET: OUTSIDE}), "sheet-doctype"),
    "cut-off": ("raci.xlsx", lambda: GOOD[:-200], "sheet-damaged"),
    "no-xml": ("raci.xlsx", lambda: repacked(GOOD, {SHEET: b"<a"}), "sheet-damaged"),
    "quotes": ("raci.csv", lambda: b'Aktivitet;HR\n"Backup;A\n', "people-syntax"),
    "zeros": ("raci.csv", lambda: b"a\0b\0\0\0c;d", "people-encoding"),
    "csv-cell": ("raci.csv", lambda: b"a;b\n" + b"x" * 40_000 + b";R\n", "sheet-cell-too-long"),
}


@pytest.mark.parametrize("kind", CORPUS)
async def test_a_bad_file_is_refused_with_one_sentence(kind: str) -> None:
    name, make, key = CORPUS[kind]
    data = make()
    started = time.monotonic()
    with pytest.raises(BadInput) as told:
        await read_workbook(data, name)
    assert time.monotonic() - started < 10
    assert told.value.key == key
    for language in ("da", "en"):
        sentence = Texts(language)(f"error.{key}", **told.value.params)
        assert sentence.endswith(".")


def test_a_hostile_file_costs_little_memory() -> None:
    # Not by ru_maxrss, which a process inherits from the one that starts it.
    script = (
        "import sys; from bot.importing.sheets.process import answer, limit; limit();"
        "status = open('/proc/self/status'); answer('xlsx', sys.stdin.buffer.read());"
        "print(*(line.split()[1] for line in status if line.startswith('VmHWM')))"
    )
    # Parts of 24 MB, the largest that are unpacked at all, and as many strings as are taken.
    strings = b"<sst>" + b"<si><t>Akt 1234567890</t></si>" * 260_000 + b"</sst>"
    data = repacked(GOOD, {"xl/sharedStrings.xml": strings})
    done = subprocess.run(
        [sys.executable, "-c", script], input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * 1024 < 170 * 1024 * 1024


def test_the_child_gives_up_its_rights() -> None:
    script = (
        "import resource; from bot.importing.sheets.process import *; limit();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[1] == MEMORY_BYTES,"
        " resource.getrlimit(resource.RLIMIT_CPU)[1] == CPU_SECONDS,"
        " resource.getrlimit(resource.RLIMIT_FSIZE)[1] == 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True", "True"]
    assert resource.getrlimit(resource.RLIMIT_AS)[1] != 0


async def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.importing.sheets.reading.SECONDS", 0.001)
    with pytest.raises(BadInput) as told:
        await read_workbook(GOOD, "raci.xlsx")
    assert told.value.key == "sheet-timeout"


async def test_the_child_learns_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.importing.sheets import reading

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    assert "xoxb-canary" not in " ".join(reading._environment().values())


async def test_several_files_are_read_at_once() -> None:
    read = await asyncio.gather(*(read_workbook(GOOD, "raci.xlsx") for _ in range(3)))
    assert [len(workbook.sheets[0].cells) for workbook in read] == [4, 4, 4]
