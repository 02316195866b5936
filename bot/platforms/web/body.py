"""What came with a POST: named values from a script's JSON or from a page's form."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.platforms.web.errors import WebError
from bot.platforms.web.uploads import LARGEST_FILE, Upload, boundary_of, read_parts

_LARGEST = 256 * 1024
_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Fields:
    """Named values, and whether a page's form sent them.

    Args:
        values: by name; the last one wins where a form has several.
        form: a page's form sent them.
        pairs: all of a form's fields in order.
        file: sent along.
    """

    values: dict[str, Any]
    form: bool
    pairs: Sequence[tuple[str, str]] = ()
    file: Upload | None = None

    def text(self, name: str) -> str:
        """Return the string `name`.

        Raises:
            WebError: 400, it is missing or no string.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            raise WebError(400, "missing-field", field=name)
        return clean(value)

    def optional(self, name: str) -> str | None:
        """Return the string `name`, or None when it is missing or empty.

        Raises:
            WebError: 400, it is no string.
        """
        return None if self.values.get(name) in (None, "") else self.text(name)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return the object `name`, empty when it is missing.

        Raises:
            WebError: 400, it is no object.
        """
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise WebError(400, "missing-field", field=name)
        return value or {}

    def choices(self, name: str, prefix: str) -> dict[str, tuple[str, ...]]:
        """Return what was filled in, the texts given for each field.

        Args:
            name: in JSON, the object that holds a text or a list of texts for each field.
            prefix: in a page's form, what the fields' names begin with.

        Raises:
            WebError: 400, something else stands in a field.
        """
        found: dict[str, tuple[str, ...]] = {}
        if self.form:
            for key, value in self.pairs:
                if key.startswith(prefix):
                    field = key.removeprefix(prefix)
                    found[field] = (*found.get(field, ()), clean(value))
            return found
        return {field: _texts(field, value) for field, value in self.mapping(name).items()}


async def read_fields(request: Request, most: int = _MOST_FIELDS) -> Fields:
    """Read a POST's body.

    A body that opens with a brace is JSON whatever its header says, because that is what people
    send by hand; a form's body never does.

    Args:
        request: whose body is read.
        most: how many fields a form may have.

    Raises:
        WebError: 400, neither an object in JSON nor a form; 413, more than 256 kB, or 10 MB with
            a file.
    """
    header = request.headers.get("content-type", "")
    if (boundary := boundary_of(header)) is not None:
        pairs, file = read_parts(await read_file(request), boundary, most)
        return Fields(dict(pairs), True, pairs, file)
    body = await _limited(request, _LARGEST, WebError(413, "too-large"))
    kind = header.partition(";")[0].strip().lower()
    if kind == _FORM and not body.lstrip().startswith(b"{"):
        pairs = _from_form(body, most)
        return Fields(dict(pairs), True, pairs)
    return Fields(_from_json(body), form=False)


async def read_file(request: Request) -> bytes:
    """Return a body that may hold a file.

    Raises:
        WebError: 413, more than 10 MB.
    """
    return await _limited(request, LARGEST_FILE, WebError(413, "large-file"))


def clean(text: str) -> str:
    """Return `text` without what no keyboard writes: control characters and half surrogates."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(one for one in whole if one in "\n\t" or not _is_control(one))


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


async def _limited(request: Request, most: int, too_large: WebError) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)


def _texts(field: str, value: object) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case str():
            return (clean(value),)
        case list() if all(isinstance(one, str) for one in value):
            return tuple(clean(one) for one in value)
    raise WebError(400, "missing-field", field=clean(field))


def _from_form(body: bytes, most: int) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        raise WebError(400, "bad-form") from None


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise WebError(400, "bad-json") from None
    if not isinstance(data, dict):
        raise WebError(400, "bad-json")
    return data
