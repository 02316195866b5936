"""What the limits lint reports, and how it goes through a payload."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Node = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something a platform would refuse, or that a reader would miss.

    Attributes:
        rule: which limit, such as ``section.text``.
        where: the place in the payload, such as ``/blocks/0/text``.
        detail: the figure or value.
    """

    rule: str
    where: str
    detail: str


def walk(value: Any, where: str) -> Iterator[tuple[str, Node]]:
    """Every object in a payload with its place, outermost first."""
    if isinstance(value, dict):
        yield where, value
        for name, inner in value.items():
            yield from walk(inner, f"{where}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{where}/{index}")


def is_absolute(url: str) -> bool:
    """Whether the address says how and where: a platform's servers fetch it, not the reader's."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
