"""YAML as plain values with line numbers: one document, no aliases, no tags, no key twice.

The file is read event by event, never composed by the library: composing follows nesting with the
C stack and ends the process on a file of a hundred thousand brackets. Only `true`, `false`,
`null`, whole numbers and decimals are anything but text, so that "no" and 09:00 stay what they
look like.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.domain.errors import BadInput

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_MAX_DIGITS = 15


@dataclass(frozen=True)
class Document:
    """What a file says. `lines` tells on which line (from 1) each value stands, by its path."""

    value: Value
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(data: bytes) -> Document:
    """Read the one YAML document in `data`.

    Raises:
        BadInput: `pack-too-large`, `pack-encoding`, `pack-syntax` (line), `pack-alias` (line),
            `pack-tag` (line), `pack-too-deep` (line) or `pack-duplicate-key` (field, line).
    """
    if len(data) > MAX_BYTES:
        raise BadInput("pack-too-large", megabytes=MAX_BYTES // (1024 * 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("pack-encoding") from error
    builder = _Builder(_events(text))
    value = builder.document()
    return Document(value, builder.lines)


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadInput("pack-syntax", line=mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0) or 0
        raise BadInput("pack-syntax", line=text.count("\n", 0, position) + 1) from error


class _Builder:
    """Builds the values of one document from its events."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self.lines: dict[Path, int] = {}

    def document(self) -> Value:
        value: Value = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise BadInput("pack-syntax", line=_line(event))
                value = self._value(next(self._events), ())
        return value

    def _value(self, event: yaml.Event, path: Path) -> Value:
        if isinstance(event, yaml.AliasEvent):
            raise BadInput("pack-alias", line=_line(event))
        if getattr(event, "tag", None) not in (None, "!"):
            raise BadInput("pack-tag", line=_line(event))
        if len(path) > MAX_DEPTH:
            raise BadInput("pack-too-deep", line=_line(event))
        self.lines[path] = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return _plain(event.value) if event.implicit[0] else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            if key in found:
                raise BadInput("pack-duplicate-key", field=key[:80], line=_line(event))
            found[key] = self._value(next(self._events), (*path, key))
            self.lines[(*path, key)] = _line(event)
        return found

    def _key(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.AliasEvent):
            raise BadInput("pack-alias", line=_line(event))
        if not isinstance(event, yaml.ScalarEvent):
            raise BadInput("pack-syntax", line=_line(event))
        if event.tag not in (None, "!"):
            raise BadInput("pack-tag", line=_line(event))
        return str(event.value)


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _plain(text: str) -> Value:
    """Return what an unquoted scalar means."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if len(text) > _MAX_DIGITS or _LEADING_ZERO.fullmatch(text):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
