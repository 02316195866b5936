"""The characters of a text file, whatever program saved it."""

from bot.domain.errors import BadInput

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4_000


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16, with a mark or without, else Windows-1252.

    Raises:
        BadInput: `people-encoding`: the characters cannot be told.
    """
    try:
        if data.startswith(_WIDE_MARKS):
            return data.decode("utf-16")
        if wide := _wide_without_mark(data):
            return data.decode(wide)
        if b"\0" in data:
            raise BadInput("people-encoding")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith(_WIDE_MARKS) or b"\0" in data:
            raise BadInput("people-encoding") from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _wide_without_mark(data: bytes) -> str | None:
    """Return UTF-16's name when every other byte at the start is nearly always zero."""
    start = data[:_LOOKED_AT]
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.7 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and start[::2].count(0) > 0.7 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
