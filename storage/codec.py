"""Keeps the domain's frozen dataclasses in rows: what is queried in columns, the rest as JSON.

A type's own annotations say how it is written, so that a field which it gains is kept without a
new column. A row from before has the field's default; what a newer program wrote besides is left
alone.
"""

import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Row

from storage.tables import from_milliseconds, to_milliseconds

Value = TypeVar("Value")

_PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    datetime: from_milliseconds,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


class Shape(Generic[Value]):
    """How values of one dataclass are written to a table's rows and read back.

    Args:
        type_: the dataclass.
        columns: the fields that have a column of their own, with its name.
        elsewhere: fields that are kept in other tables.
        body: the JSON column that has the other fields.
    """

    def __init__(
        self,
        type_: type[Value],
        columns: Mapping[str, str],
        elsewhere: Collection[str] = (),
        body: str = "body",
    ) -> None:
        self._type = type_
        self._columns = columns
        self._elsewhere = frozenset(elsewhere)
        self._body = body

    def row(self, value: Value) -> dict[str, Any]:
        """Return a value's row."""
        row = {column: _native(getattr(value, name)) for name, column in self._columns.items()}
        row[self._body] = {name: to_json(getattr(value, name)) for name in self._in_body()}
        return row

    def value(self, row: Row[Any], **elsewhere: Any) -> Value:
        """Return a row's value, with the fields that are kept elsewhere."""
        hints, found = self._hints(), row._mapping
        body = found[self._body]
        own = {name: from_native(hints[name], found[of]) for name, of in self._columns.items()}
        kept = {n: from_json(hints[n], body[n]) for n in self._in_body() if n in body}
        return self._type(**own, **kept, **elsewhere)

    def _hints(self) -> Mapping[str, Any]:
        type_: Any = self._type
        return _annotations(type_)

    def _in_body(self) -> Sequence[str]:
        elsewhere = self._elsewhere | self._columns.keys()
        return [name for name in self._hints() if name not in elsewhere]


def to_json(value: Any) -> Any:
    """Return a value of the domain in JSON's own types; a moment in milliseconds, rounded down."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        return to_milliseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    return _native(value)


def from_json(type_: Any, value: Any) -> Any:
    """Return the value of `type_` that `to_json` wrote."""
    return None if value is None else _reader(type_)(value)


def from_native(type_: Any, value: Any) -> Any:
    """Return the value of `type_` that a column holds."""
    plain = _unless_none(type_)
    if value is None or isinstance(value, plain):
        return value
    return time.fromisoformat(value) if plain is time else plain(value)


def _native(value: Any) -> Any:
    """Return a value as a column takes it; the time of day as text."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, time) else value


@cache
def _reader(type_: Any) -> Callable[[Any], Any]:
    """Return what reads values of `type_`; worked out once, for a vote is read at every press."""
    plain = _unless_none(type_)
    of = get_args(plain)
    if get_origin(plain) is tuple:
        return _reader_of_all(of[0]) if of[-1] is Ellipsis else _reader_of_each(of)
    if get_origin(plain) is Mapping:
        return lambda value: {key: from_json(of[1], item) for key, item in value.items()}
    if is_dataclass(plain):
        return _reader_of_fields(plain)
    return _PLAIN.get(plain, plain)


def _reader_of_all(type_: Any) -> Callable[[Any], Any]:
    return lambda value: tuple([from_json(type_, item) for item in value])


def _reader_of_each(types_: Sequence[Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(
        from_json(type_, item) for type_, item in zip(types_, value, strict=True)
    )


def _reader_of_fields(type_: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in _annotations(type_).items()}

    def read(value: Mapping[str, Any]) -> Any:
        given = {n: None if v is None else readers[n](v) for n, v in value.items() if n in readers}
        return type_(**given)

    return read


def _unless_none(type_: Any) -> Any:
    """Return what an optional type is when it is there."""
    if get_origin(type_) not in (Union, types.UnionType):
        return type_
    (there,) = (part for part in get_args(type_) if part is not types.NoneType)
    return there


@cache
def _annotations(type_: Any) -> Mapping[str, Any]:
    """Return the type of each field of a dataclass, by the field's name."""
    hints = get_type_hints(type_)
    return {field.name: hints[field.name] for field in fields(type_)}
