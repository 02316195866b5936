"""Check a value against a checked-in schema and say in words what is wrong with it.

The schemas lie in ``tests/schemas`` (see its README). A union there names its members by their
``type``, so a complaint is about the member that was meant and not about all the others.
"""

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft6Validator, Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

FOLDER = Path(__file__).parents[1] / "schemas"
DIALECTS: dict[str, type[Validator]] = {
    "http://json-schema.org/draft-04/schema": Draft4Validator,
    "http://json-schema.org/draft-06/schema": Draft6Validator,
    "http://json-schema.org/draft-07/schema": Draft7Validator,
}


class PayloadError(AssertionError):
    """A payload that the platform would refuse, or that it would never send."""


@functools.cache
def document(name: str) -> dict[str, Any]:
    """The schema in ``tests/schemas/<name>.json``."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@functools.cache
def validator(name: str, pointer: str) -> Validator:
    """A validator for one part of a schema.

    Args:
        name: the schema's file name without ``.json``.
        pointer: a JSON pointer into it such as ``/definitions/KnownBlock``, or "" for the whole.

    Raises:
        KeyError: nothing is there.
    """
    whole = document(name)
    part: Any = whole
    for step in pointer.split("/")[1:]:
        part = part[step]
    part = {key: value for key, value in part.items() if key != "definitions"}
    dialect = DIALECTS[whole["$schema"].rstrip("#")]
    return dialect({**part, "definitions": whole["definitions"]})


def refuse(name: str, pointer: str, value: object, what: str) -> None:
    """Raise for a value that does not fit.

    Args:
        name: the schema's file name without ``.json``.
        pointer: the part of it, as for ``validator``.
        value: what is checked.
        what: what the value is, to begin the complaint with.

    Raises:
        PayloadError: it does not fit; the text has a line for each complaint.
    """
    found = complaints(validator(name, pointer).iter_errors(value))
    if found:
        raise PayloadError("\n".join([f"{what}:", *found]))


def complaints(errors: Iterable[ValidationError]) -> list[str]:
    """The errors in words, each with the place it is about, nearest the cause first."""
    return [
        f"  at {place(error)}: {error.message[:300]}" for outer in errors for error in causes(outer)
    ]


def place(error: ValidationError) -> str:
    return "/" + "/".join(str(step) for step in error.absolute_path)


def causes(error: ValidationError) -> list[ValidationError]:
    """The errors inside the one member of a union that the value means to be."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        return [error]
    members: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        members.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [m for m in members.values() if not any(is_other_type(e) for e in m)]
    if not meant:
        return [error]
    nearest = min(meant, key=len)
    return [cause for inner in nearest for cause in causes(inner)]


def is_other_type(error: ValidationError) -> bool:
    """Whether the error says that the value is another member of the union."""
    named = error.validator in {"const", "enum"} and error.path and error.path[-1] == "type"
    own = len(error.relative_path) <= 1
    return bool(named and own) or (error.validator == "type" and not error.relative_path)
