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
    assert [hit.id for hit in second.index.search("backup").answers][:1] == ["backup"]
    assert len(built) == 2


async def test_many_refreshes_at_once_read_one_change_once(rooms: Rooms) -> None:
    built = Built()
    snapshots = Snapshots(rooms.storage, built)
    await snapshots.refresh()
    await rooms.import_yaml(MATRIX)
    found = await asyncio.gather(*(snapshots.refresh() for _ in range(5)))
    assert all(snapshot is found[0] for snapshot in found)
    assert len(built) == 2


async def test_a_change_of_what_is_not_searched_keeps_the_index(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.import_yaml(MATRIX)
    built = Built()
    snapshots = Snapshots(sqlite_rooms.storage, built)
    before = await snapshots.refresh()
    await sqlite_rooms.import_yaml(MATRIX.replace("AR", "R"))
    after = await snapshots.refresh()
    assert after.organisation.matrix.version == 2
    assert after.index is before.index
    assert len(built) == 1


async def test_a_new_person_can_be_found(sqlite_rooms: Rooms) -> None:
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    async with sqlite_rooms.storage.begin() as work:
        await work.people.save_people([Person("p1", "Karin Friis", "karin@example.dk")])
        await work.commit()
    snapshot = await snapshots.refresh()
    assert [(h.kind, h.id) for h in snapshot.index.search("karin").answers] == [("person", "p1")]


async def test_a_snapshot_is_read_before_it_is_used(sqlite_rooms: Rooms) -> None:
    with pytest.raises(RuntimeError):
        _ = Snapshots(sqlite_rooms.storage).current
