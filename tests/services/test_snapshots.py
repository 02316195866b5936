"""The data in memory follows the data that is stored."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.people import Person
from bot.search.entries import Entry
from bot.search.index import Index
from bot.services.snapshots import Snapshots
from tests.services.rooms import Rooms

MATRIX = "{roles: [{id: it, name: It}], activities: [{id: backup, name: Backup, raci: {it: AR}}]}"


class Built(list[tuple[Entry, ...]]):
    """Builds indexes and keeps of what."""

    def __call__(self, entries: Sequence[Entry]) -> Index:
        """Build one."""
        self.append(tuple(entries))
        return Index(entries)


async def found(snapshots: Snapshots, query: str) -> list[tuple[str, str]]:
    """Return what a query finds."""
    return [(hit.kind, hit.id) for hit in (await snapshots.index()).search(query).answers]


async def test_nothing_is_read_again_until_something_has_changed(rooms: Rooms) -> None:
    built = Built()
    snapshots = Snapshots(rooms.storage, built)
    first = await snapshots.refresh()
    assert await snapshots.refresh() is first
    await rooms.import_yaml(MATRIX)
    assert snapshots.current is first
    second = await snapshots.refresh()
    assert second is snapshots.current
    assert second.organisation.version > first.organisation.version
    assert await found(snapshots, "backup") == [("activity", "backup")]
    assert len(built) == 1


async def test_many_refreshes_at_once_read_one_change_once(rooms: Rooms) -> None:
    built = Built()
    snapshots = Snapshots(rooms.storage, built)
    await snapshots.refresh()
    await rooms.import_yaml(MATRIX)
    read = await asyncio.gather(*(snapshots.refresh() for _ in range(5)))
    assert all(snapshot is read[0] for snapshot in read)


async def test_many_look_ups_at_once_make_one_index(rooms: Rooms) -> None:
    await rooms.import_yaml(MATRIX)
    built = Built()
    snapshots = Snapshots(rooms.storage, built)
    await snapshots.refresh()
    indexes = await asyncio.gather(*(snapshots.index() for _ in range(5)))
    assert all(index is indexes[0] for index in indexes)
    assert len(built) == 1


async def test_reading_a_change_does_not_wait_for_the_index(sqlite_rooms: Rooms) -> None:
    built = Built()
    snapshots = Snapshots(sqlite_rooms.storage, built)
    await snapshots.refresh()
    assert built == []


async def test_a_change_of_what_is_not_searched_keeps_the_index(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.import_yaml(MATRIX)
    built = Built()
    snapshots = Snapshots(sqlite_rooms.storage, built)
    await snapshots.refresh()
    before = await snapshots.index()
    await sqlite_rooms.import_yaml(MATRIX.replace("AR", "R"))
    after = await snapshots.refresh()
    assert after.organisation.matrix.version == 2
    assert await snapshots.index() is before
    assert len(built) == 1


async def test_a_new_person_can_be_found(sqlite_rooms: Rooms) -> None:
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    async with sqlite_rooms.storage.begin() as work:
        await work.people.save_people([Person("p1", "Karin Friis", "karin@example.dk")])
        await work.commit()
    await snapshots.refresh()
    assert await found(snapshots, "karin") == [("person", "p1")]


async def test_a_snapshot_is_read_before_it_is_used(sqlite_rooms: Rooms) -> None:
    with pytest.raises(RuntimeError):
        _ = Snapshots(sqlite_rooms.storage).current
