"""The organisation and its search index in memory, rebuilt when the data's version changes."""

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
    """The data at one version, with the index made from it."""

    organisation: Organisation
    entries: tuple[Entry, ...]
    index: Index


class Snapshots:
    """Holds the newest snapshot. Look-ups read it without touching the database.

    Args:
        storage: where the data is read again when its version has changed.
        build: makes the index; it takes a second of work and runs in a thread.
    """

    def __init__(self, storage: Storage, build: BuildIndex = Index) -> None:
        self._storage = storage
        self._build = build
        self._current: Snapshot | None = None
        self._lock = asyncio.Lock()

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
        async with self._lock:
            known = self._current
            async with self._storage.read() as work:
                if known and await work.data_version() == known.organisation.version:
                    return known
                organisation = await work.organisation()
            self._current = await self._indexed(organisation, known)
        return self._current

    async def _indexed(self, organisation: Organisation, known: Snapshot | None) -> Snapshot:
        """Return a snapshot with an index; most changes leave what is searched as it was."""
        entries = searchable(organisation)
        if known and entries == known.entries:
            return Snapshot(organisation, entries, known.index)
        return Snapshot(organisation, entries, await asyncio.to_thread(self._build, entries))


def searchable(organisation: Organisation) -> tuple[Entry, ...]:
    """Return everything in `organisation` that can be looked up."""
    return tuple(_entries(organisation))


def _entries(organisation: Organisation) -> Iterable[Entry]:
    for activity in organisation.activities:
        if activity.retired_on is None:
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
            )
    for role in organisation.roles:
        if role.retired_on is None:
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
            )
    for person in organisation.people:
        yield Entry(person.id, "person", (person.name,), (person.email,))
    for unit in organisation.units:
        yield Entry(unit.id, "unit", unit.name.variants())
    for party in organisation.parties:
        contacts = (c.name for c in organisation.contacts if c.party_id == party.id)
        yield Entry(party.id, "party", (party.name,), tuple(contacts))
