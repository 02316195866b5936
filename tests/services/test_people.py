"""Lists of people come in again and again, each time making it as the list says."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.duties import role_answer
from bot.domain.organisation import Organisation
from tests.databases import START
from tests.packs import starter_pack
from tests.services.rooms import Rooms

TODAY = START.date()
METTE = "mette@example.dk;Mette Sørensen;+45 20 00 00 01;;infosec-function;"
JONAS = "jonas@example.dk;Jonas Bak;;It;system-administrator,incident-lead;"
SARA = "sara@example.dk;Sara Lund;;It;;jonas@example.dk"


async def loaded(rooms: Rooms) -> Rooms:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    return rooms


def holders(it: Organisation, role: str) -> list[tuple[str, str | None]]:
    """Return the first names of a role's holders today, each with the deputy's."""
    seats = role_answer(it, role, TODAY).view.seats
    return [
        (s.person.name.split()[0], s.deputy.name.split()[0] if s.deputy else None)
        for s in seats
        if s.person
    ]


async def test_people_get_the_roles_and_deputies_of_the_list(rooms: Rooms) -> None:
    await loaded(rooms)
    outcome = await rooms.import_people(METTE, JONAS, SARA)
    assert outcome.applied
    assert outcome.changes == {
        "people_added": 3,
        "people_changed": 0,
        "assignments_added": 3,
        "assignments_changed": 0,
    }
    it = await rooms.organisation()
    assert holders(it, "infosec-function") == [("Mette", None)]
    assert holders(it, "system-administrator") == [("Jonas", "Sara")]
    assert holders(it, "incident-lead") == [("Jonas", "Sara")]
    jonas = next(p for p in it.people if p.name == "Jonas Bak")
    assert jonas.unit_id == "unit-it"
    assert jonas.id.startswith("person-")
    assert "jonas" not in jonas.id


async def test_the_same_list_again_changes_and_records_nothing(rooms: Rooms) -> None:
    await loaded(rooms)
    await rooms.import_people(METTE, JONAS, SARA)
    before, audit = await rooms.organisation(), await rooms.audit()
    rooms.clock.advance(days=3)
    outcome = await rooms.import_people(METTE, JONAS, SARA)
    after = await rooms.organisation()
    assert not any(outcome.changes.values())
    assert (after.people, after.assignments) == (before.people, before.assignments)
    assert await rooms.audit() == audit


async def test_a_preview_changes_nothing(rooms: Rooms) -> None:
    await loaded(rooms)
    before, audit = await rooms.organisation(), await rooms.audit()
    outcome = await rooms.import_people(METTE, dry_run=True)
    assert (outcome.applied, outcome.changes["people_added"]) == (False, 1)
    assert await rooms.organisation() == before
    assert await rooms.audit() == audit


async def test_a_role_that_is_no_longer_listed_ends_the_day_before(rooms: Rooms) -> None:
    await loaded(rooms)
    await rooms.import_people(JONAS)
    rooms.clock.advance(days=10)
    outcome = await rooms.import_people(JONAS.replace(",incident-lead", ""))
    assert outcome.changes["assignments_changed"] == 1
    it = await rooms.organisation()
    (ended,) = it.assignments_of_role["incident-lead"]
    assert ended.ends == TODAY + timedelta(days=9)
    assert not ended.runs_on(TODAY + timedelta(days=10))
    (kept,) = it.assignments_of_role["system-administrator"]
    assert kept.ends is None


async def test_a_role_that_is_removed_the_same_day_never_ran(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    await sqlite_rooms.import_people(JONAS)
    await sqlite_rooms.import_people(JONAS.replace(",incident-lead", ""))
    it = await sqlite_rooms.organisation()
    assert holders(it, "incident-lead") == []
    await sqlite_rooms.import_people(JONAS)
    assert holders(await sqlite_rooms.organisation(), "incident-lead") == [("Jonas", None)]


async def test_people_who_are_not_in_the_list_keep_their_roles(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    await sqlite_rooms.import_people(METTE, JONAS)
    await sqlite_rooms.import_people(SARA)
    it = await sqlite_rooms.organisation()
    assert holders(it, "infosec-function") == [("Mette", None)]
    assert holders(it, "system-administrator") == [("Jonas", "Sara")]


async def test_a_deputy_of_one_role_deputises_in_it_alone(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    row = SARA.replace(";jonas@example.dk", ";incident-lead")
    await sqlite_rooms.import_people(JONAS, row)
    it = await sqlite_rooms.organisation()
    assert holders(it, "incident-lead") == [("Jonas", "Sara")]
    assert holders(it, "system-administrator") == [("Jonas", None)]


async def test_a_person_is_known_by_the_address_whatever_its_case(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    await sqlite_rooms.import_people(METTE)
    (before,) = (await sqlite_rooms.organisation()).people
    outcome = await sqlite_rooms.import_people("METTE@EXAMPLE.DK;Mette Lund;;;infosec-function;")
    (after,) = (await sqlite_rooms.organisation()).people
    assert after == replace(before, name="Mette Lund")
    assert outcome.changes["people_changed"] == 1


async def test_empty_cells_keep_what_is_known(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    await sqlite_rooms.import_people("bo@example.dk;Bo Krogh;+45 20 00 00 07;It;;")
    await sqlite_rooms.import_people("bo@example.dk;Bo Krogh;;;;")
    (bo,) = (await sqlite_rooms.organisation()).people
    assert (bo.phone, bo.unit_id) == ("+45 20 00 00 07", "unit-it")


async def test_a_list_with_an_error_changes_nothing(rooms: Rooms) -> None:
    await loaded(rooms)
    before, audit = await rooms.organisation(), await rooms.audit()
    outcome = await rooms.import_people(METTE, "no-address;Bo Krogh;;;;")
    assert not outcome.applied
    assert [(f.code, f.where) for f in outcome.findings] == [("people-email", "row-3")]
    assert await rooms.organisation() == before
    assert await rooms.audit() == audit


async def test_a_units_own_role_is_held_for_the_unit(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    it = await sqlite_rooms.organisation()
    unit = next(u for u in it.units if u.role_id == "business-units")
    name = unit.name.da
    await sqlite_rooms.import_people(f"lone@example.dk;Lone Dahl;;{name};business-units,hr;")
    it = await sqlite_rooms.organisation()
    assert [a.unit_id for a in it.assignments_of_role["business-units"]] == [unit.id]
    assert [a.unit_id for a in it.assignments_of_role["hr"]] == [None]


async def test_an_import_is_recorded_without_names(sqlite_rooms: Rooms) -> None:
    await loaded(sqlite_rooms)
    await sqlite_rooms.import_people(METTE)
    record = (await sqlite_rooms.audit())[-1]
    assert (record.kind, record.subject) == ("people.imported", "people")
    assert "Mette" not in str(record.data)
    assert "mette" not in str(record.data)
