"""The matrix's versions: which one look-ups read, and when."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.raci import Letter, Matrix, MatrixStatus
from bot.services.ports import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.storage import samples
from tests.storage.samples import USED_FROM

MOMENT = timedelta(milliseconds=1)
SECOND_FROM = USED_FROM + timedelta(days=30)


@pytest.fixture
async def prepared(storage: SqlStorage) -> SqlStorage:
    """Return storage with what a matrix refers to."""
    async with storage.begin() as uow:
        await uow.people.save_roles(samples.ROLES)
        await uow.activities.save_categories(samples.CATEGORIES)
        await uow.activities.save_activities(samples.ACTIVITIES)
        await uow.commit()
    return storage


def version(
    number: int, used_from: datetime | None, status: MatrixStatus = MatrixStatus.IMPORTED
) -> Matrix:
    return Matrix(number, status, samples.CELLS, f"source {number}", used_from)


async def add(storage: SqlStorage, *versions: Matrix) -> None:
    async with storage.begin() as uow:
        for matrix in versions:
            await uow.activities.add_matrix(matrix)
        await uow.commit()


async def at(storage: SqlStorage, moment: datetime) -> int | None:
    async with storage.read() as uow:
        found = await uow.activities.matrix_at(moment)
        return found.version if found else None


async def test_a_version_is_read_from_its_start_until_its_end(prepared: SqlStorage) -> None:
    await add(prepared, version(1, USED_FROM), version(2, SECOND_FROM))
    assert await at(prepared, USED_FROM - MOMENT) is None
    assert await at(prepared, USED_FROM) == 1
    assert await at(prepared, SECOND_FROM - MOMENT) == 1
    assert await at(prepared, SECOND_FROM) == 2
    assert await at(prepared, SECOND_FROM + timedelta(days=4000)) == 2


async def test_the_organisation_has_the_newest_version(prepared: SqlStorage) -> None:
    await add(prepared, version(1, USED_FROM), version(2, SECOND_FROM))
    async with prepared.read() as uow:
        assert (await uow.organisation()).matrix == version(2, SECOND_FROM)
        earlier = await uow.activities.matrix_at(USED_FROM)
    assert earlier is not None
    assert (earlier.used_from, earlier.used_to) == (USED_FROM, SECOND_FROM)
    assert earlier.cells == samples.CELLS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MatrixStatus.IMPORTED, MatrixStatus.IMPORTED),
        (MatrixStatus.IN_FORCE, MatrixStatus.SUPERSEDED),
    ],
)
async def test_only_an_approved_version_is_superseded(
    prepared: SqlStorage, before: MatrixStatus, after: MatrixStatus
) -> None:
    await add(prepared, version(1, USED_FROM, before), version(2, SECOND_FROM))
    async with prepared.read() as uow:
        found = await uow.activities.matrix_at(USED_FROM)
    assert found is not None
    assert found.status is after


async def test_a_draft_replaces_nothing(prepared: SqlStorage) -> None:
    await add(prepared, version(1, USED_FROM), version(2, None, MatrixStatus.DRAFT))
    assert await at(prepared, SECOND_FROM) == 1
    async with prepared.read() as uow:
        assert (await uow.organisation()).matrix.version == 1
        assert await uow.activities.next_version() == 3


async def test_a_clock_set_back_keeps_the_new_version(prepared: SqlStorage) -> None:
    await add(prepared, version(1, SECOND_FROM), version(2, USED_FROM))
    assert await at(prepared, USED_FROM) == 2
    assert await at(prepared, SECOND_FROM) == 2


async def test_versions_are_numbered_from_one(prepared: SqlStorage) -> None:
    async with prepared.begin() as uow:
        assert await uow.activities.next_version() == 1
        await uow.activities.add_matrix(version(1, USED_FROM))
        assert await uow.activities.next_version() == 2


async def test_two_imports_at_once_take_two_numbers(prepared: SqlStorage) -> None:
    async def bring_in(used_from: datetime) -> int:
        async with prepared.begin() as uow:
            number = await uow.activities.next_version()
            await asyncio.sleep(0.02)
            await uow.activities.add_matrix(version(number, used_from))
            await uow.commit()
            return number

    assert sorted(await asyncio.gather(bring_in(USED_FROM), bring_in(SECOND_FROM))) == [1, 2]


async def test_the_next_number_can_be_read_without_writing(prepared: SqlStorage) -> None:
    async with prepared.read() as uow:
        assert await uow.activities.next_version() == 1


async def test_a_version_is_written_once(prepared: SqlStorage) -> None:
    await add(prepared, version(1, USED_FROM))
    with pytest.raises(IntegrityError):
        await add(prepared, version(1, SECOND_FROM))


async def test_cells_without_letters_are_not_kept(prepared: SqlStorage) -> None:
    cells = {"backup": {"it-operations": frozenset[Letter]()}, "awareness": {}}
    await add(prepared, Matrix(1, MatrixStatus.IMPORTED, cells, used_from=USED_FROM))
    async with prepared.read() as uow:
        assert (await uow.organisation()).matrix.cells == {}


def _cell(activity: str, role: str) -> Matrix:
    cells = {activity: {role: frozenset({Letter.RESPONSIBLE})}}
    return Matrix(1, MatrixStatus.IMPORTED, cells, used_from=USED_FROM)


BROKEN: dict[str, Callable[[], Matrix]] = {
    "unknown activity": lambda: _cell("none", "it-operations"),
    "unknown role": lambda: _cell("backup", "none"),
    "version nought": lambda: version(0, USED_FROM),
    "ends before it starts": lambda: Matrix(
        1, MatrixStatus.IMPORTED, {}, used_from=SECOND_FROM, used_to=USED_FROM
    ),
}


@pytest.mark.parametrize("matrix", BROKEN.values(), ids=BROKEN)
async def test_a_broken_matrix_is_refused(
    prepared: SqlStorage, matrix: Callable[[], Matrix]
) -> None:
    with pytest.raises(IntegrityError):
        await add(prepared, matrix())
    assert await at(prepared, SECOND_FROM) is None


async def test_a_zone_is_demanded(prepared: SqlStorage) -> None:
    async def look(uow: UnitOfWork) -> None:
        await uow.activities.matrix_at(USED_FROM.replace(tzinfo=None))

    with pytest.raises(Exception, match="without a zone"):
        async with prepared.read() as uow:
            await look(uow)
