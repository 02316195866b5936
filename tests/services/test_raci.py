"""Look-ups read the matrix that was in use on the day asked for."""

from datetime import date, timedelta

import pytest

from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.domain.raci import parse_letters
from bot.services.raci import RaciLookup, Target, answer_about, owners
from bot.services.snapshots import Snapshots
from tests.databases import START
from tests.services.rooms import Rooms

TODAY = START.date()
MATRIX = "{roles: [{id: it, name: It}], activities: [{id: backup, name: Backup, raci: {it: AR}}]}"


async def test_each_day_has_the_version_that_was_read_at_its_end(rooms: Rooms) -> None:
    await rooms.import_yaml(MATRIX)
    rooms.clock.advance(days=2)
    await rooms.import_yaml(MATRIX.replace("AR", "R"))
    rooms.clock.advance(hours=1)
    await rooms.import_yaml(MATRIX.replace("AR", "C"))
    snapshots = Snapshots(rooms.storage)
    await snapshots.refresh()
    raci = RaciLookup(snapshots, rooms.storage)

    async def letters(on: date | None) -> str:
        cells = (await raci.organisation_on(on)).matrix
        return "".join(sorted(cells.letters("backup", "it")))

    days = [TODAY + timedelta(days=n) for n in (-1, 0, 1, 2, 400)]
    assert [await letters(day) for day in days] == ["", "AR", "AR", "C", "C"]
    assert await letters(None) == "C"


@pytest.mark.parametrize(("hour", "minute", "day"), [(21, 59, 9), (22, 0, 10), (22, 30, 10)])
async def test_a_day_ends_at_local_midnight(
    sqlite_rooms: Rooms, hour: int, minute: int, day: int
) -> None:
    """In July, 22:00 UTC on the 9th is midnight in Copenhagen."""
    sqlite_rooms.clock.moment = START.replace(month=7, hour=hour, minute=minute)
    await sqlite_rooms.import_yaml(MATRIX)
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    raci = RaciLookup(snapshots, sqlite_rooms.storage)
    assert (await raci.organisation_on(date(2027, 7, day - 1))).matrix.version == 0
    assert (await raci.organisation_on(date(2027, 7, day))).matrix.version == 1


@pytest.mark.parametrize(
    "target", [Target("activity", "gone"), Target("planet", "mars"), Target("person", "")]
)
def test_what_is_gone_is_said_to_be(target: Target) -> None:
    with pytest.raises(BadInput) as told:
        answer_about(Organisation(), target, TODAY)
    assert told.value.key == "lookup-gone"


async def test_a_vacant_role_is_filled_by_the_function_else_by_the_matrixs_a(
    sqlite_rooms: Rooms,
) -> None:
    roles = "{id: infosec-function, name: F}, {id: top-management, name: T}"
    raci = "{top-management: A, infosec-function: R}"
    await sqlite_rooms.import_yaml(
        f"{{roles: [{roles}], activities: [{{id: roles-raci, name: Roller, raci: {raci}}}]}}"
    )
    it = await sqlite_rooms.organisation()
    assert it.matrix.letters("roles-raci", "top-management") == parse_letters("A")
    assert owners(it, TODAY) == ()
    await sqlite_rooms.import_people("anders@example.dk;Anders Holm;;;top-management;")
    it = await sqlite_rooms.organisation()
    assert [p.name for p in owners(it, TODAY)] == ["Anders Holm"]
    await sqlite_rooms.import_people("mette@example.dk;Mette Sørensen;;;infosec-function;")
    it = await sqlite_rooms.organisation()
    assert [p.name for p in owners(it, TODAY)] == ["Mette Sørensen"]
