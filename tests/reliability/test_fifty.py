"""The example grown to fifty people: what `simulate` foretells is what they are then sent."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.chat.ports import DirectoryProfile
from bot.domain.simulation import Wished
from bot.services.simulation import what_is_known, work_out
from storage.database import Database, reading
from storage.outbox_tables import MESSAGE
from tests.databases import SteppedClock
from tests.example import actor, furnished
from tests.reliability.senders import TORTURE
from tests.reliability.year import ZONE, at

SET_UP = date(2026, 12, 30)
LAST = date(2027, 12, 31) if TORTURE else date(2027, 2, 26)
DAY = timedelta(days=1)


async def test_fifty_people_are_sent_what_was_foretold(
    sqlite_database: Database, tmp_path: Path
) -> None:
    clock = SteppedClock(at(SET_UP, 13))
    example = await furnished(sqlite_database, clock, tmp_path, people=50)
    everybody = [
        (actor(one.id).account, DirectoryProfile(one.name, one.email, member=True))
        for one in example.organisation.people
    ]
    await example.house.services.accounts.bind_members(everybody)
    reminders = example.house.services.reminders
    await reminders.remind()
    known = await what_is_known(example.house.store.storage)
    assert len(known.organisation.people) == 50
    forecast = work_out(known, Wished(2027), SET_UP)
    foretold = {(one.person_id, one.on) for one in forecast.letters if one.on <= LAST}

    for day in _lived_through({on for _, on in foretold}):
        clock.moment = at(day)
        await reminders.remind()
    async with reading(sqlite_database) as connection:
        rows = list(await connection.execute(select(MESSAGE)))
    sent = [
        (row.person_id, row.created_at.astimezone(ZONE).date())
        for row in rows
        if row.kind.startswith("reminders.") and row.updates is None
    ]
    assert len(sent) == len(set(sent)) > 20
    assert {one for one in sent if one[1].year == 2027} == foretold


def _lived_through(foretold: set[date]) -> list[date]:
    """Return every day; in everyday runs those on which something is foretold, and the last.

    What is sent on another day would be caught up on the next of these, and be found out.
    """
    every = [SET_UP + number * DAY for number in range(1, (LAST - SET_UP).days + 1)]
    return [day for day in every if TORTURE or day in foretold or day in (every[0], every[-1])]
