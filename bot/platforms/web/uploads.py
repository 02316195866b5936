"""Files that people send to the bot: read from a form with parts (RFC 7578) or a script's body."""

import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from bot.chat.request import SharedFile
from bot.domain.errors import BadInput
from bot.platforms.web.errors import WebError

LARGEST_FILE = 10 * 1000 * 1000
_LONGEST_NAME = 200
_LONGEST_BOUNDARY = 70
_END_OF_HEAD = b"\r\n\r\n"
_NAME = re.compile(r'(?:^|;)\s*name="([^"]*)"')
_FILE_NAME = re.compile(r'(?:^|;)\s*filename="([^"]*)"')


@dataclass(frozen=True)
class Upload:
    """A file's name and content."""

    name: str
    content: bytes

    @property
    def shared(self) -> SharedFile:
        """Return the file as the house takes it."""
        return SharedFile(self.name, len(self.content), self._read)

    async def _read(self, limit: int) -> bytes:
        if len(self.content) > limit:
            raise BadInput("file-too-big")
        return self.content


def boundary_of(content_type: str) -> bytes | None:
    """Return what parts the fields of a form with files; None for any other body.

    Raises:
        WebError: 400, the form does not say what parts its fields.
    """
    header = Message()
    header["content-type"] = content_type
    if header.get_content_type() != "multipart/form-data":
        return None
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str) or not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise WebError(400, "bad-form")
    try:
        return boundary.encode("ascii")
    except UnicodeEncodeError:
        raise WebError(400, "bad-form") from None


def read_parts(
    body: bytes, boundary: bytes, most: int
) -> tuple[list[tuple[str, str]], Upload | None]:
    """Return a form's text fields in order, and its file; a file that was not chosen is none.

    Args:
        body: the whole body.
        boundary: what parts its fields.
        most: how many fields it may have.

    Raises:
        WebError: 400, the body is no such form, or has too many fields or more than one file.
    """
    sections = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if not 2 <= len(sections) <= most + 2 or not sections[-1].startswith(b"--"):
        raise WebError(400, "bad-form")
    fields: list[tuple[str, str]] = []
    files: list[Upload] = []
    for section in sections[1:-1]:
        name, file_name, content = _part(section)
        if file_name is None:
            fields.append((name, content.decode("utf-8", "replace")))
        elif file_name or content:
            files.append(Upload(safe_name(file_name), content))
    if len(files) > 1:
        raise WebError(400, "one-file")
    return fields, files[0] if files else None


def safe_name(name: str) -> str:
    """Return a file's name without folders and without what no keyboard writes.

    Raises:
        WebError: 400, nothing is left of it.
    """
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(one for one in last if one.isprintable()).strip()
    if printable in ("", ".", ".."):
        raise WebError(400, "missing-field", field="name")
    # The end is kept: it tells the kind of file.
    return printable[-_LONGEST_NAME:]


def _part(section: bytes) -> tuple[str, str | None, bytes]:
    """Return a part's name, its file's name if it is a file, and its content."""
    head, found, content = section.partition(_END_OF_HEAD)
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = (line.partition(":") for line in lines)
    said = [value for key, _, value in headers if key.lower() == "content-disposition"]
    disposition = said[0] if said else ""
    name = _NAME.search(disposition)
    if not found or name is None:
        raise WebError(400, "bad-form")
    file_name = _FILE_NAME.search(disposition)
    # Browsers write only these three of a name otherwise than it is.
    return name[1], _unescaped(file_name[1]) if file_name else None, content


def _unescaped(name: str) -> str:
    return re.sub("%(22|0D|0A)", lambda match: unquote(match[0]), name)
