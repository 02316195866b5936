"""Transactions: all or nothing, whatever ends them."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.organisation import Organisation, Profile
from bot.domain.people import Account, Person
from bot.services.ports import AuditRecord, UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.databases import START
from tests.storage import samples
from tests.storage.samples import save_everything

RECORD = AuditRecord(START, "system", "test", "subject", {"n": 1})


async def versions(storage: SqlStorage) -> tuple[Organisation, int]:
    async with storage.read() as uow:
        entries = [entry async for entry in uow.audit.entries()]
        return await uow.organisation(), len(entries)


async def test_leaving_without_a_commit_leaves_nothing(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        await uow.audit.append(RECORD)
    assert await versions(storage) == (Organisation(), 0)


async def test_an_error_leaves_nothing(storage: SqlStorage) -> None:
    with pytest.raises(ZeroDivisionError):
        async with storage.begin() as uow:
            await save_everything(uow)
            await uow.audit.append(RECORD)
            raise ZeroDivisionError
    assert await versions(storage) == (Organisation(), 0)


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 7, 11, 16, 22, 30, 60])
async def test_a_writer_cancelled_midway_leaves_nothing(
    storage: SqlStorage, milliseconds: int
) -> None:
    written = asyncio.Event()

    async def write() -> None:
        async with storage.begin() as uow:
            await uow.audit.append(RECORD)
            written.set()
            await save_everything(uow)
            await asyncio.sleep(30)

    task = asyncio.create_task(write())
    await written.wait()
    await asyncio.sleep(milliseconds / 1000)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await versions(storage) == (Organisation(), 0)
    # The writer's connection is fit for use again.
    async with storage.begin() as uow:
        assert (await uow.audit.append(RECORD))[0].seq == 1
        await uow.commit()


async def test_what_was_committed_stays_when_the_rest_is_undone(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.profiles.save(Profile(name="Kept"))
        await uow.commit()
        await uow.profiles.save(Profile(name="Undone"))
    organisation, _ = await versions(storage)
    assert organisation.profile.name == "Kept"


async def test_twenty_writers_take_turns(storage: SqlStorage) -> None:
    async def write(number: int) -> None:
        async with storage.begin() as uow:
            await uow.people.save_people([Person(f"p-{number}", "N", f"{number}@example.dk")])
            await uow.audit.append(RECORD)
            await uow.commit()

    await asyncio.gather(*(write(number) for number in range(20)))
    organisation, entries = await versions(storage)
    assert (len(organisation.people), organisation.version, entries) == (20, 20, 20)


WRITERS: dict[str, Callable[[UnitOfWork], Awaitable[object]]] = {
    "profile": lambda uow: uow.profiles.save(samples.PROFILE),
    "units": lambda uow: uow.people.save_units(samples.UNITS),
    "people": lambda uow: uow.people.save_people(samples.PEOPLE),
    "roles": lambda uow: uow.people.save_roles(samples.ROLES),
    "assignments": lambda uow: uow.people.save_assignments(samples.ASSIGNMENTS),
    "absences": lambda uow: uow.people.save_absences(samples.ABSENCES),
    "parties": lambda uow: uow.parties.save_parties(samples.PARTIES),
    "contacts": lambda uow: uow.parties.save_contacts(samples.CONTACTS),
    "agreements": lambda uow: uow.parties.save_agreements(samples.AGREEMENTS),
    "categories": lambda uow: uow.activities.save_categories(samples.CATEGORIES),
    "activities": lambda uow: uow.activities.save_activities(samples.ACTIVITIES),
    "matrix": lambda uow: uow.activities.add_matrix(samples.MATRIX),
    "accounts": lambda uow: uow.accounts.bind(Account("slack", "T", "U"), "p-bo", START),
}
BYSTANDERS: dict[str, Callable[[UnitOfWork], Awaitable[object]]] = {
    "audit": lambda uow: uow.audit.append(RECORD),
    "packs": lambda uow: uow.packs.save("sme", "da", {}),
    "pictures": lambda uow: uow.pictures.add("secret", b"png", START),
    "codes": lambda uow: uow.accounts.add_code("digest", "p-bo", START),
}


async def test_every_write_of_the_organisation_raises_its_version(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        seen = [await uow.data_version()]
        for write in WRITERS.values():
            await write(uow)
            seen.append(await uow.data_version())
        await uow.commit()
    assert seen == list(range(len(WRITERS) + 1))
    organisation, _ = await versions(storage)
    assert organisation.version == len(WRITERS)


async def test_other_writes_leave_the_version(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.people.save_people([Person("p-bo", "Bo", "bo@example.dk")])
        before = await uow.data_version()
        for write in BYSTANDERS.values():
            await write(uow)
        await uow.commit()
        assert await uow.data_version() == before


async def test_an_organisation_that_did_not_change_is_read_once(storage: SqlStorage) -> None:
    first, _ = await versions(storage)
    assert (await versions(storage))[0] is first
    async with storage.begin() as uow:
        assert await uow.organisation() is first
        await save_everything(uow)
        # What is not committed is read anew, and never remembered.
        changed = await uow.organisation()
        assert changed != first
    async with storage.begin() as uow:
        await uow.people.save_people([Person("p-bo", "Bo", "bo@example.dk")])
        await uow.commit()
    seen, _ = await versions(storage)
    assert [person.id for person in seen.people] == ["p-bo"]


async def test_what_is_held_does_not_change_until_the_end(storage: SqlStorage) -> None:
    async def change() -> None:
        async with storage.begin() as uow:
            await uow.people.save_people([Person("p-bo", "Bo", "bo@example.dk")])
            await uow.commit()

    async with storage.begin() as uow:
        before = await uow.hold()
        task = asyncio.create_task(change())
        await asyncio.sleep(0.1)
        assert not task.done()
        assert await uow.data_version() == before
        await uow.commit()
    await task
    async with storage.begin() as uow:
        assert await uow.hold() == before + 1
