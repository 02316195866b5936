"""Which item of the annual wheel is meant by a few words, found as activities are."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemState, WheelItem
from bot.search.entries import Entry
from bot.search.index import Hit, Index
from bot.services.snapshots import BuildIndex

_KIND = "activity"
_MOST = 5
_FEWEST = 3


@dataclass(frozen=True)
class FoundItems:
    """The items that may be meant, best first; `sure` says that the first of them is.

    Otherwise they are several that fit, or, with `fits` false, the nearest to what was typed.
    """

    items: tuple[WheelItem, ...]
    fits: bool
    sure: bool


class WheelLookup:
    """Finds items by their names and by those of their activities.

    Its index takes a second of work: it is made when somebody asks, if what is searched has
    changed.

    Args:
        build: makes the index, in a thread.
    """

    def __init__(self, build: BuildIndex = Index) -> None:
        self._build = build
        self._index: Index | None = None
        self._indexed: tuple[Entry, ...] = ()
        self._building = asyncio.Lock()

    async def find(self, organisation: Organisation, text: str) -> FoundItems:
        """Return what `text` may mean among the items in use and those that are paused."""
        result = (await self._index_of(_entries(organisation))).search(text)
        fitting = _items(result.answers, organisation)
        if not fitting:
            nearest = _items(result.suggestions, organisation)
            return FoundItems(nearest[:_FEWEST], fits=False, sure=False)
        return FoundItems(fitting[:_MOST], fits=True, sure=not result.ambiguous)

    async def _index_of(self, entries: tuple[Entry, ...]) -> Index:
        async with self._building:
            if self._index is None or self._indexed != entries:
                self._index = await asyncio.to_thread(self._build, entries)
                self._indexed = entries
            return self._index


def _entries(organisation: Organisation) -> tuple[Entry, ...]:
    return tuple(
        Entry(item.id, _KIND, item.label.variants(), _other_names(organisation, item))
        for item in organisation.wheel.items
        if item.state is not ItemState.RETIRED
    )


def _other_names(organisation: Organisation, item: WheelItem) -> tuple[str, ...]:
    activity = organisation.activity.get(item.activity_id)
    if activity is None:
        return ()
    names = (activity.name, activity.short, activity.aliases)
    return tuple(name for one in names for name in one.variants())


def _items(hits: Iterable[Hit], organisation: Organisation) -> tuple[WheelItem, ...]:
    items = organisation.wheel.item
    return tuple(items[hit.id] for hit in hits if hit.id in items)
