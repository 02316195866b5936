"""A form's fields on an Adaptive Card: their ids, and what comes back under them. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.teams.inbound import clean

# A card's inputs and its button's own data come back in one object: no id may meet another's.
_ONE = "one."
_SEVERAL = "several."  # values with commas between them, as a multi-select sends them
_LISTED = "listed."  # a name on each line


def one_id(name: str) -> str:
    """Return the id of a field with one value."""
    return f"{_ONE}{name}"


def several_id(name: str) -> str:
    """Return the id of a field in which several values may be chosen."""
    return f"{_SEVERAL}{name}"


def listed_id(name: str) -> str:
    """Return the id of a text in which several values are written, each on a line of its own."""
    return f"{_LISTED}{name}"


def several_value(value: str) -> str:
    """Return a choice's value as it can stand between commas."""
    return value.replace("%", "%25").replace(",", "%2C")


def typed_values(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]] | None:
    """Return what stands in each field, by the field's name.

    Args:
        data: what came with the pressed button; what is no field's is passed over.

    Returns:
        the values, or None when one is not a text.
    """
    found: dict[str, tuple[str, ...]] = {}
    for key, value in data.items():
        prefix, dot, name = key.partition(".")
        read = _READERS.get(prefix + dot)
        if read is None:
            continue
        if value is not None and not isinstance(value, str):
            return None
        found[clean(name)] = read(clean(value or ""))
    return found


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.replace("%2C", ",").replace("%25", "%") for part in value.split(",") if part)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in value.split("\n") if line.strip())


_READERS = {_ONE: _one, _SEVERAL: _several, _LISTED: _listed}
