"""Pictures wait under a secret until they expire."""

from datetime import timedelta

from sqlalchemy import text

from storage.database import Database, reading
from storage.unit_of_work import SqlStorage
from tests.databases import START, SteppedClock

PNG = b"\x89PNG\r\n\x00\xff"
EXPIRES = START + timedelta(hours=1)


async def test_a_picture_is_there_until_it_expires(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.pictures.add("secret", PNG, EXPIRES)
        await uow.commit()
    async with storage.read() as uow:
        assert await uow.pictures.load("secret", START) == PNG
        assert await uow.pictures.load("secret", EXPIRES) is None
        assert await uow.pictures.load("other", START) is None


async def test_adding_drops_what_has_expired(
    storage: SqlStorage, database: Database, clock: SteppedClock
) -> None:
    async with storage.begin() as uow:
        await uow.pictures.add("old", PNG, EXPIRES)
        await uow.pictures.add("lasting", PNG, EXPIRES + timedelta(hours=9))
        clock.advance(hours=1)
        await uow.pictures.add("new", PNG, EXPIRES + timedelta(hours=9))
        await uow.commit()
    async with reading(database) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM picture")) == 2


async def test_the_secret_itself_is_not_kept(storage: SqlStorage, database: Database) -> None:
    async with storage.begin() as uow:
        await uow.pictures.add("secret", PNG, EXPIRES)
        await uow.commit()
    async with reading(database) as connection:
        kept = (await connection.execute(text("SELECT * FROM picture"))).one()
    assert "secret" not in str(kept)
