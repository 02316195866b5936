"""Reads the cells of an XLSX file, and nothing else in it.

XML is read as a stream by expat. A document type is refused, so there are no entities to expand
or fetch; links to other files are never followed.
"""

import posixpath
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from bot.domain.errors import BadInput
from bot.importing.sheets.archive import Archive
from bot.importing.sheets.grid import (
    KEPT_CHARS,
    MAX_CELL_CHARS,
    Allowance,
    Cell,
    Merge,
    Sheet,
    Spot,
    Workbook,
    spot_of,
)

MAX_SHEETS = 100
MAX_MERGES = 20_000
_MACROS = "macroenabled"
_TYPES = "[Content_Types].xml"

Attributes = Mapping[str, str]


def read_xlsx(data: bytes) -> Workbook:
    """Return the cells of an XLSX file.

    Raises:
        BadInput: `sheet-not-xlsx`, `sheet-old-excel`, `sheet-encrypted`, `sheet-macros`,
            `sheet-bomb`, `sheet-damaged`, `sheet-doctype`, `sheet-cell-too-long` or
            `sheet-too-many-cells`.
    """
    archive = Archive(data)
    if any(_MACROS in kind.casefold() for kind in _content_types(archive)):
        raise BadInput("sheet-macros")
    main = _main_part(archive)
    targets = _relations(archive, main)
    listed = _Listing()
    _parse(archive, main, listed.start)
    strings = _strings(archive, targets)
    allowance = Allowance()
    sheets = []
    for name, relation, hidden in listed.sheets[:MAX_SHEETS]:
        kind, target = targets.get(relation, ("", ""))
        if kind == "worksheet":
            reader = _SheetReader(strings, allowance)
            _parse(archive, target, reader.start, reader.end, reader.text)
            sheets.append(Sheet(name[:200], reader.cells, tuple(reader.merges), hidden))
    linked = any(kind.startswith("externalLink") for kind, _ in targets.values())
    return Workbook(tuple(sheets), linked)


def _content_types(archive: Archive) -> list[str]:
    found: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        found.append(attributes.get("ContentType", ""))

    _parse(archive, _TYPES, start)
    return found


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for kind, target in _relations(archive, "").values():
            if kind == "officeDocument":
                return target
    return "xl/workbook.xml"


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that `part` refers to: their kind and name, by the reference's id."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag != "Relationship":
            return
        kind = attributes.get("Type", "").rsplit("/", 1)[-1]
        target = attributes.get("Target", "")
        outside = attributes.get("TargetMode") == "External"
        inside = "" if outside else posixpath.normpath(posixpath.join("/", folder, target))
        found[attributes.get("Id", "")] = (kind, inside.lstrip("/"))

    if path in archive.names:
        _parse(archive, path, start)
    return found


class _Listing:
    """The workbook's list of sheets: name, reference, whether it is hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), _reference(attributes), hidden))


@dataclass
class _Text:
    """Characters gathered from the stream; more than a cell may hold end the reading."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_CELL_CHARS:
            raise BadInput("sheet-cell-too-long", n=MAX_CELL_CHARS)
        self.parts.append(text)

    def taken(self) -> str:
        """Return the beginning of what was gathered, and start again."""
        text = "".join(self.parts)[:KEPT_CHARS]
        self.parts.clear()
        self.length = 0
        return text


def _strings(archive: Archive, targets: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the strings that cells share."""
    part = next((target for kind, target in targets.values() if kind == "sharedStrings"), None)
    if part is None or part not in archive.names:
        return []
    reader = _StringReader()
    _parse(archive, part, reader.start, reader.end, reader.characters)
    return reader.strings


class _StringReader:
    """Reads the shared strings. Furigana (`rPh`) is no part of a string."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._gathered = _Text()
        self._allowance = Allowance(cells=1_000_000)
        self._in_text = False
        self._in_reading = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self._in_reading = self._in_reading or tag == "rPh"
        self._in_text = tag == "t" and not self._in_reading

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag == "rPh":
            self._in_reading = False
        elif tag == "si":
            text = self._gathered.taken()
            if not self._allowance.take(text):
                raise BadInput("sheet-too-many-cells")
            self.strings.append(sys.intern(text) if len(text) < 8 else text)

    def characters(self, text: str) -> None:
        if self._in_text:
            self._gathered.add(text)


class _SheetReader:
    """Reads one sheet's cells and merged ranges."""

    def __init__(self, strings: list[str], allowance: Allowance) -> None:
        self.cells: dict[Spot, Cell] = {}
        self.merges: list[Merge] = []
        self._strings = strings
        self._allowance = allowance
        self._row = 0
        self._column = 0
        self._kind = ""
        self._formula = False
        self._gathered = _Text()
        self._in_value = False
        self._in_reading = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t"):
            self._in_value = not self._in_reading
        elif tag == "rPh":
            self._in_reading = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() and len(number) < 8 else self._row + 1
            self._column = 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        self._in_value = False
        if tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self._in_reading = False

    def text(self, text: str) -> None:
        if self._in_value:
            self._gathered.add(text)

    def _begin_cell(self, attributes: Attributes) -> None:
        spot = spot_of(attributes.get("r", ""))
        self._row, self._column = spot or (max(self._row, 1), self._column + 1)
        self._kind = attributes.get("t", "n")
        self._formula = False

    def _end_cell(self) -> None:
        value = self._gathered.taken()
        text = "" if self._formula else self._shown(value)
        if not self._formula and not text.strip():
            return
        if not self._allowance.take(text):
            raise BadInput("sheet-too-many-cells")
        spot = (self._row, self._column)
        self.cells[spot] = Cell(*spot, text, self._formula)

    def _shown(self, value: str) -> str:
        """Return a stored value as people see it."""
        if self._kind == "s":
            place = int(value) if value.isdigit() and len(value) < 8 else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if self._kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if self._kind == "n":
            return value.removesuffix(".0")
        return value

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        top, bottom = spot_of(first), spot_of(last)
        if top and bottom and len(self.merges) < MAX_MERGES:
            self.merges.append(Merge(*top, *bottom))


def _parse(
    archive: Archive,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Let a part's elements and texts be taken by the given functions, names without prefixes."""

    def refuse(*_: object) -> None:
        raise BadInput("sheet-doctype")

    def began(tag: str, attributes: Attributes) -> None:
        start(_local(tag), attributes)

    def ended(tag: str) -> None:
        if end is not None:
            end(_local(tag))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = began
    parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for chunk in archive.chunks(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise BadInput("sheet-damaged") from None


def _reference(attributes: Attributes) -> str:
    """Return the `r:id`, whichever of the format's two namespaces it is in."""
    return next((value for name, value in attributes.items() if name.endswith(" id")), "")


@lru_cache(maxsize=1_000)
def _local(name: str) -> str:
    """Return an element's name without its namespace."""
    return name.rsplit(" ", 1)[-1]
