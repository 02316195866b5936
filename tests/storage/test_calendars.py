"""Calendar feeds: one for each owner, found by its secret, which is not kept."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.domain.calendars import ORGANISATION, Feed
from storage.calendars import CALENDAR_FEED
from storage.database import Database, reading
from storage.unit_of_work import SqlStorage

AT = datetime(2027, 3, 9, 8, 30, 1, 250_000, UTC)
OWN = Feed("feed-1", "person-1", "person-1", AT)
OTHERS = Feed("feed-2", ORGANISATION, "person-1", AT)


async def test_a_new_address_replaces_its_owners_and_no_other(
    database: Database, storage: SqlStorage
) -> None:
    async with storage.begin() as work:
        await work.calendars.open(OWN, "first-secret")
        await work.calendars.open(OTHERS, "other-secret")
        await work.calendars.open(Feed("feed-3", "person-1", "person-1", AT), "second-secret")
        await work.commit()
    async with storage.read() as work:
        assert await work.calendars.find("first-secret") is None
        found = await work.calendars.find("second-secret")
        assert found == await work.calendars.of("person-1")
        assert (found and found.id, found and found.opened_at) == ("feed-3", AT)
        assert await work.calendars.find("other-secret") == OTHERS
        assert await work.calendars.of("person-2") is None
    async with reading(database) as connection:
        rows = (await connection.execute(select(CALENDAR_FEED))).all()
    assert "secret" not in repr(rows)


async def test_a_closed_address_finds_nothing(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        await work.calendars.open(OWN, "first-secret")
        await work.calendars.open(OTHERS, "other-secret")
        await work.calendars.close("person-1")
        await work.commit()
    async with storage.read() as work:
        assert await work.calendars.find("first-secret") is None
        assert await work.calendars.find("other-secret") == OTHERS
