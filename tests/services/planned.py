"""The example's planned dates of the annual wheel, with their work as a test wants it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.occurrences import OccurrenceState, Part
from tests.example import Example


async def put_in_state(example: Example, states: Mapping[str, OccurrenceState]) -> None:
    """Give the first date of each item its state, by item id."""
    async with example.house.store.storage.begin() as work:
        wheel = (await work.organisation()).wheel
        for item_id, state in states.items():
            dates = (one for one in wheel.occurrences if one.item_id == item_id)
            first = min(dates, key=lambda one: one.due)
            await work.wheel.save(replace(first, state=state, parts={"": Part("", state)}))
        await work.commit()
    await example.house.snapshots.refresh()
