"""What came with a POST: named values from a script's JSON or from a page's form."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.platforms.web.errors import WebError

_LARGEST = 256 * 1024
_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Fields:
    """Named values, and whether a page's form sent them."""

    values: dict[str, Any]
    form: bool

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


async def read_fields(request: Request) -> Fields:
    """Read a POST's body.

    A body that opens with a brace is JSON whatever its header says, because that is what people
    send by hand; a form's body never does.

    Raises:
        WebError: 400, neither an object in JSON nor a form; 413, more than 256 kB.
    """
    body = await _limited(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _FORM and not body.lstrip().startswith(b"{"):
        return Fields(_from_form(body), form=True)
    return Fields(_from_json(body), form=False)


def clean(text: str) -> str:
    """Return `text` without what no keyboard writes: control characters and half surrogates."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(one for one in whole if one in "\n\t" or not _is_control(one))


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


async def _limited(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise WebError(413, "too-large")
    return bytes(body)


def _from_form(body: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise WebError(400, "bad-form") from None
    return dict(pairs)


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise WebError(400, "bad-json") from None
    if not isinstance(data, dict):
        raise WebError(400, "bad-json")
    return data
