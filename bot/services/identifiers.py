"""Random ids for what has no id of its own, and what tells one state of a thing from another.

The ids say nothing about the person (GDPR art. 25).
"""

import hashlib
import secrets
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from bot.domain.errors import Overtaken, TooLate

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Item = TypeVar("Item")


def new_id(kind: str) -> str:
    """Return a new random 128-bit id such as "person-3f2a…"."""
    return f"{kind}-{secrets.token_hex(16)}"


def seen(item: object) -> str:
    """Return what tells one state of a frozen dataclass from any other, for a form to carry."""
    return hashlib.sha256(repr(item).encode()).hexdigest()[:16]


def still(item: Item | None, seen_then: str) -> Item:
    """Return `item` as long as it is what a form showed, by `seen`.

    Raises:
        TooLate: it is gone.
        Overtaken: it has changed since.
    """
    if item is None:
        raise TooLate("lookup-gone")
    if seen(item) != seen_then:
        raise Overtaken("form-overtaken")
    return item


def differences(before: "DataclassInstance", after: "DataclassInstance") -> tuple[str, ...]:
    """Return the names of the fields in which two of a kind differ."""
    names = (field.name for field in fields(before))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
