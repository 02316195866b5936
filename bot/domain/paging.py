"""Long lists, cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A part of a list: page `number` (from 1) of `count`, and the items on it."""

    number: int
    count: int
    items: tuple[Item, ...]

    @property
    def following(self) -> int | None:
        """Return the next page's number, or None on the last."""
        return self.number + 1 if self.number < self.count else None


def page_of(items: Sequence[Item], size: int, asked: str) -> Page[Item]:
    """Return the page of `items` that a button asks for.

    Args:
        items: the whole list.
        size: how many stand on a page.
        asked: the button's value; anything but a page's number means the first, and a number
            past the end the last.
    """
    count = max(1, -(-len(items) // size))
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    number = min(max(number, 1), count)
    return Page(number, count, tuple(items[(number - 1) * size : number * size]))
