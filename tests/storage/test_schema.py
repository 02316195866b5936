"""Migrations: up, the same as the tables in code, down, and up again."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.domain.errors import NotReady
from storage.database import Database, open_database, writing
from storage.migrating import installed_versions
from storage.schema import VERSIONS, current, downgrade, head, metadata, require_current, upgrade


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata()))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    assert await current(database) == head()
    async with writing(database) as connection:
        assert await connection.run_sync(_differences) == []


async def test_comparison_sees_a_missing_column(database: Database) -> None:
    async with writing(database) as connection:
        await connection.execute(text("ALTER TABLE unit DROP COLUMN channel"))
        assert len(await connection.run_sync(_differences)) == 1
        await connection.commit()


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    await downgrade(database, "base")
    assert await current(database) is None
    async with writing(database) as connection:
        assert await connection.run_sync(_tables) == {"alembic_version"}
    await upgrade(database)
    async with writing(database) as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.scalar(text("SELECT count(*) FROM audit_head")) == 1


async def test_each_step_goes_both_ways(database: Database) -> None:
    await downgrade(database, "0001")
    assert await current(database) == "0001"
    await upgrade(database)
    assert await current(database) == head()


async def test_replicas_that_upgrade_together_do_it_once(database_url: str) -> None:
    replicas = [await open_database(database_url) for _ in range(4)]
    try:
        await downgrade(replicas[0], "base")
        await asyncio.gather(*(upgrade(replica) for replica in replicas))
        assert await current(replicas[0]) == head()
    finally:
        for replica in replicas:
            await replica.close()


async def test_tables_that_are_missing_or_behind_are_refused(database: Database) -> None:
    await require_current(database)
    await downgrade(database, "0001")
    with pytest.raises(NotReady) as behind:
        await require_current(database)
    assert (behind.value.key, behind.value.params) == (
        "schema-behind",
        {"version": "0001", "wanted": head()},
    )
    await downgrade(database, "base")
    with pytest.raises(NotReady) as missing:
        await require_current(database)
    assert missing.value.key == "schema-missing"


async def test_the_program_before_runs_on_newer_tables(database: Database) -> None:
    async with writing(database) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.commit()
    await require_current(database)
    await upgrade(database)
    assert await current(database) == "9999"


async def test_a_failed_upgrade_leaves_nothing(database: Database) -> None:
    await downgrade(database, "base")
    async with writing(database) as connection:
        await connection.execute(text("CREATE TABLE audit_head (id INTEGER)"))
        await connection.commit()
    with pytest.raises(Exception, match="audit_head"):
        await upgrade(database)
    async with writing(database) as connection:
        assert await connection.run_sync(_tables) == {"alembic_version", "audit_head"}


def test_the_versions_named_are_those_of_the_installed_steps() -> None:
    assert installed_versions() == VERSIONS
