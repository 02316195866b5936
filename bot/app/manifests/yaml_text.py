"""Nested data as YAML: only as much of it as a manifest needs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return `data` as a YAML document.

    Args:
        data: mappings and lists of mappings, strings, numbers and booleans, none of them empty.
            Keys are plain words. Strings are written as JSON writes them, which YAML reads alike.
    """
    return "\n".join(_mapping(data, "")) + "\n"


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, Mapping | list):
            yield f"{indent}{key}:"
            yield from _nested(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _nested(value: Mapping[str, Any] | list[Any], indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _mapping(value, indent)
        return
    for item in value:
        if isinstance(item, Mapping):
            first, *rest = _mapping(item, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(item)}"


def _scalar(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)
