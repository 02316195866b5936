"""Whole transactions are run again when PostgreSQL ends them for a passing reason."""

import pytest
from sqlalchemy import text

from bot.domain.errors import NotReady
from storage.database import Database, open_database, writing
from storage.errors import Transient
from storage.retry import run_again_if_transient

SERIALIZATION = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"
DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"
DISCONNECT = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.fixture
async def postgresql(postgresql_url: str) -> Database:
    return await open_database(postgresql_url)


@pytest.mark.parametrize("fault", [SERIALIZATION, DEADLOCK, DISCONNECT])
async def test_a_passing_fault_is_got_over(postgresql: Database, fault: str) -> None:
    attempts = 0

    async def work() -> int:
        nonlocal attempts
        attempts += 1
        async with writing(postgresql) as connection:
            await connection.execute(text("UPDATE data_version SET value = value + 1"))
            if attempts < 3:
                await connection.execute(text(fault))
            await connection.commit()
            found = await connection.scalar(text("SELECT value FROM data_version"))
            return int(found or 0)

    assert await run_again_if_transient(work) == 1
    assert attempts == 3
    await postgresql.close()


async def test_it_gives_up_in_the_end(postgresql: Database) -> None:
    attempts = 0

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        async with writing(postgresql) as connection:
            await connection.execute(text(SERIALIZATION))

    with pytest.raises(Transient) as failed:
        await run_again_if_transient(work, attempts=3)
    assert (failed.value.key, attempts) == ("database-busy", 3)
    await postgresql.close()


async def test_other_errors_are_not_run_again(postgresql: Database) -> None:
    attempts = 0

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        async with writing(postgresql) as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 20"))
            await connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(NotReady) as failed:
        await run_again_if_transient(work)
    assert not isinstance(failed.value, Transient)
    assert (failed.value.key, attempts) == ("database-busy", 1)
    await postgresql.close()


async def test_a_lock_is_not_waited_for_long(postgresql: Database) -> None:
    async with writing(postgresql) as holder:
        await holder.execute(text("UPDATE data_version SET value = 1"))
        with pytest.raises(NotReady) as failed:
            async with writing(postgresql) as other:
                await other.execute(text("SET LOCAL lock_timeout = 20"))
                await other.execute(text("UPDATE data_version SET value = 2"))
    assert failed.value.key == "database-busy"
    await postgresql.close()
