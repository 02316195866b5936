"""Bindings of accounts to people, and one-time codes."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.people import Account
from storage.unit_of_work import SqlStorage
from tests.databases import START
from tests.storage import samples

SLACK = Account("slack", "T1", "U1")
EXPIRES = START + timedelta(minutes=10)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
async def people(storage: SqlStorage) -> SqlStorage:
    """Return storage that has the sample's people."""
    async with storage.begin() as uow:
        await uow.people.save_units(samples.UNITS)
        await uow.people.save_people(samples.PEOPLE)
        await uow.people.save_roles(samples.ROLES)
        await uow.commit()
    return storage


@pytest.mark.parametrize(
    ("account", "person_id", "bound"),
    [
        (SLACK, "p-mette", False),
        (SLACK, "p-jonas", False),
        (Account("slack", "T1", "U2"), "p-mette", False),
        (Account("slack", "T1", "U2"), "p-jonas", True),
        (Account("slack", "T2", "U1"), "p-mette", True),
        (Account("teams", "T1", "U1"), "p-mette", True),
    ],
)
async def test_one_account_per_person_and_platform(
    people: SqlStorage, account: Account, person_id: str, *, bound: bool
) -> None:
    async with people.begin() as uow:
        assert await uow.accounts.bind(SLACK, "p-mette", START)
        assert await uow.accounts.bind(account, person_id, START) is bound
        await uow.commit()
        found = (await uow.organisation()).bound_to
    expected = {SLACK: "p-mette", **({account: person_id} if bound else {})}
    assert {key: person.id for key, person in found.items()} == expected


async def test_two_at_once_bind_one(people: SqlStorage) -> None:
    async def bind(person_id: str) -> bool:
        async with people.begin() as uow:
            bound = await uow.accounts.bind(SLACK, person_id, START)
            await uow.commit()
            return bound

    assert sorted(await asyncio.gather(bind("p-mette"), bind("p-jonas"))) == [False, True]


async def test_nobody_is_bound_to_an_unknown_person(people: SqlStorage) -> None:
    with pytest.raises(IntegrityError):
        async with people.begin() as uow:
            await uow.accounts.bind(SLACK, "none", START)
            await uow.commit()


async def add_code(storage: SqlStorage, digest: str = "digest") -> None:
    async with storage.begin() as uow:
        await uow.accounts.add_code(digest, "p-mette", EXPIRES)
        await uow.commit()


async def test_a_code_is_used_once(people: SqlStorage) -> None:
    await add_code(people)
    async with people.begin() as uow:
        assert await uow.accounts.use_code("other", START) is None
        assert await uow.accounts.use_code("digest", EXPIRES - MOMENT) == "p-mette"
        assert await uow.accounts.use_code("digest", START) is None
        await uow.commit()


async def test_a_code_ends_at_its_moment(people: SqlStorage) -> None:
    await add_code(people)
    async with people.begin() as uow:
        assert await uow.accounts.use_code("digest", EXPIRES) is None
        await uow.commit()
    async with people.begin() as uow:
        # What has expired is gone, whatever the clock says afterwards.
        assert await uow.accounts.use_code("digest", START) is None


async def test_a_use_that_is_undone_leaves_the_code(people: SqlStorage) -> None:
    await add_code(people)
    async with people.begin() as uow:
        assert await uow.accounts.use_code("digest", START) == "p-mette"
    async with people.begin() as uow:
        assert await uow.accounts.use_code("digest", START) == "p-mette"


async def test_two_at_once_use_a_code_once(people: SqlStorage) -> None:
    await add_code(people)

    async def use() -> str | None:
        async with people.begin() as uow:
            found = await uow.accounts.use_code("digest", START)
            await uow.commit()
            return found

    assert set(await asyncio.gather(use(), use())) == {"p-mette", None}
