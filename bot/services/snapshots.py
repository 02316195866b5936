"""The organisation in memory, read again when its version changes, and its search index."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.organisation import Organisation
from bot.search.entries import Entry
from bot.search.index import Index
from bot.services.ports import Storage

BuildIndex = Callable[[tuple[Entry, ...]], Index]


@dataclass(frozen=True)
class Snapshot:
    """The data at one version, and what of it can be looked up."""

    organisation: Organisation
    entries: tuple[Entry, ...]


class Snapshots:
    """Holds the newest snapshot. Look-ups read it without touching the database.

    The index takes a second of work. Who changes something never waits for it: it is made when a
    look-up asks, or by the tick that calls `index`, and only if what is searched has changed.

    Args:
        storage: where the data is read again when its version has changed.
        build: makes the index, in a thread.
    """

    def __init__(self, storage: Storage, build: BuildIndex = Index) -> None:
        self._storage = storage
        self._build = build
        self._current: Snapshot | None = None
        self._reading = asyncio.Lock()
        self._index: Index | None = None
        self._indexed: tuple[Entry, ...] = ()
        self._building = asyncio.Lock()

    @property
    def current(self) -> Snapshot:
        """Return the newest snapshot; `refresh` has read the first one.

        Raises:
            RuntimeError: nothing was read yet.
        """
        if self._current is None:
            raise RuntimeError("snapshot-missing")
        return self._current

    async def refresh(self) -> Snapshot:
        """Read the data again if its version has changed, and return the newest snapshot."""
        async with self._reading:
            known = self._current
            async with self._storage.read() as work:
                if known and await work.data_version() == known.organisation.version:
                    return known
                organisation = await work.organisation()
            entries = searchable(organisation)
            if known and entries == known.entries:
                entries = known.entries
            self._current = Snapshot(organisation, entries)
        return self._current

    async def index(self) -> Index:
        """Return the index of the newest snapshot, making it first if need be."""
        found = self._index
        if found is None or self._indexed is not self.current.entries:
            async with self._building:
                found = self._index
                entries = self.current.entries
                if found is None or self._indexed is not entries:
                    found = await asyncio.to_thread(self._build, entries)
                    self._index, self._indexed = found, entries
        return found


def searchable(organisation: Organisation) -> tuple[Entry, ...]:
    """Return everything in `organisation` that can be looked up on some day, with its last day."""
    return tuple(_entries(organisation))


def _entries(organisation: Organisation) -> Iterable[Entry]:
    for activity in organisation.activities:
        yield Entry(
            activity.id,
            "activity",
            (*activity.name.variants(), *activity.short.variants()),
            activity.aliases.variants(),
            (*activity.description.variants(), *activity.evidence.variants()),
            tuple(
                clause
                for source in ("iso27001_2022", "law")
                for clause in activity.references.get(source, ())
            ),
            ends_on=activity.retired_on,
        )
    for role in organisation.roles:
        yield Entry(
            role.id,
            "role",
            role.name.variants(),
            role.aliases.variants(),
            (
                *role.definition.variants(),
                *role.typical_holder.variants(),
                *role.tasks.variants(),
            ),
            ends_on=role.retired_on,
        )
    for person in organisation.people:
        yield Entry(person.id, "person", (person.name,), (person.email,), ends_on=person.left_on)
    for unit in organisation.units:
        yield Entry(unit.id, "unit", unit.name.variants(), ends_on=unit.closed_on)
    for party in organisation.parties:
        contacts = (c.name for c in organisation.contacts if c.party_id == party.id)
        yield Entry(party.id, "party", (party.name,), tuple(contacts), ends_on=party.ended_on)
