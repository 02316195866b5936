"""An XLSX file is a zip of XML parts: it is checked before anything in it is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from bot.domain.errors import BadInput

MAX_ENTRIES = 2_000
MAX_UNPACKED = 96 * 1024 * 1024
MAX_PART = 24 * 1024 * 1024
MAX_RATIO = 300
_RATIO_MATTERS = 2 * 1024 * 1024
_CHUNK = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Archive:
    """The parts of an XLSX file, each unpacked a little at a time and never beyond a limit.

    Args:
        data: the file.

    Raises:
        BadInput: it is no XLSX file, or none that is safe to read.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise BadInput("sheet-encrypted" if _ENCRYPTED in data else "sheet-old-excel")
        if not data.startswith(_ZIP):
            raise BadInput("sheet-not-xlsx")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        except (*_DAMAGE, ValueError, UnicodeDecodeError):
            raise BadInput("sheet-damaged") from None
        self._check()

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the parts."""
        return frozenset(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Iterate over a part's bytes.

        Raises:
            BadInput: the part is missing, damaged, or larger than it may be.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise BadInput("sheet-damaged")
        if entry.flag_bits & 1:
            raise BadInput("sheet-encrypted")
        left = MAX_PART
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise BadInput("sheet-bomb")
                    yield chunk
        except _DAMAGE:
            raise BadInput("sheet-damaged") from None

    def _check(self) -> None:
        entries = list(self._entries.values())
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise BadInput("sheet-bomb")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(map(_swells, entries)):
            raise BadInput("sheet-bomb")
        folded = [name.casefold() for name in self._entries]
        if any(name.endswith("vbaproject.bin") for name in folded):
            raise BadInput("sheet-macros")
        if any(name.endswith("workbook.bin") for name in folded):
            raise BadInput("sheet-old-excel")
        if "mimetype" in folded or "[content_types].xml" not in folded:
            raise BadInput("sheet-not-xlsx")


def _swells(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part grows more than text does when it is unpacked."""
    size = entry.file_size
    return size > _RATIO_MATTERS and size > MAX_RATIO * max(entry.compress_size, 1)
