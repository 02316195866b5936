"""`init` and `example`: the first people, in their roles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.duties import person_answer, role_answer
from bot.domain.organisation import Organisation
from bot.domain.people import Grant, Person
from bot.importing.example import example_cast
from tests.databases import START
from tests.packs import starter_pack
from tests.services.rooms import ANSWERS, Rooms

TODAY = START.date()
SME = starter_pack("sme")


def who(it: Organisation, key: str) -> Person:
    return next(p for p in it.people if p.email.casefold() == f"{key}@example.dk")


def roles_of(it: Organisation, key: str) -> set[str]:
    return {held.role.id for held in person_answer(it, who(it, key).id, TODAY).held}


async def test_the_secretary_administers_and_the_chair_leads(rooms: Rooms) -> None:
    await rooms.setup.initialise(ANSWERS, SME)
    it = await rooms.organisation()
    assert it.profile.committee_channel == "#udvalg"
    assert (it.profile.language, it.profile.pack) == ("da", "sme")
    assert len(it.activities) == 30
    assert roles_of(it, "mette") == {"infosec-function"}
    assert roles_of(it, "anders") == {"top-management", "infosec-committee"}
    assert who(it, "mette").grants == {Grant.ADMIN}
    assert who(it, "anders").grants == frozenset()
    assert [r.kind for r in await rooms.audit()] == ["pack.imported", "organisation.set-up"]


async def test_one_person_may_be_both(sqlite_rooms: Rooms) -> None:
    both = replace(ANSWERS, chair=" METTE@example.dk ")
    await sqlite_rooms.setup.initialise(both, SME)
    it = await sqlite_rooms.organisation()
    assert len(it.people) == 1
    assert roles_of(it, "mette") == {"infosec-function", "top-management", "infosec-committee"}
    assert who(it, "mette").grants == {Grant.ADMIN}


async def test_run_again_it_changes_the_settings_and_keeps_the_people(rooms: Rooms) -> None:
    await rooms.setup.initialise(ANSWERS, SME)
    before = await rooms.organisation()
    await rooms.import_people("anders@example.dk;Anders Holm;;;top-management,infosec-committee;")
    again = replace(ANSWERS, language="en", committee_channel="")
    await rooms.setup.initialise(again, SME)
    it = await rooms.organisation()
    assert {p.id for p in it.people} == {p.id for p in before.people}
    assert who(it, "anders").name == "Anders Holm"
    assert it.assignments == before.assignments
    assert (it.profile.language, it.profile.committee_channel) == ("en", None)
    assert it.matrix == before.matrix


async def test_run_again_it_gives_back_a_role_that_was_taken(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.initialise(ANSWERS, SME)
    await sqlite_rooms.import_people("mette@example.dk;Mette Sørensen;;;;")
    assert roles_of(await sqlite_rooms.organisation(), "mette") == set()
    await sqlite_rooms.setup.initialise(ANSWERS, SME)
    assert roles_of(await sqlite_rooms.organisation(), "mette") == {"infosec-function"}


async def test_new_people_are_named_after_their_address(sqlite_rooms: Rooms) -> None:
    answers = replace(ANSWERS, secretary="mette.marie@example.dk")
    await sqlite_rooms.setup.initialise(answers, SME)
    names = {p.name for p in (await sqlite_rooms.organisation()).people}
    assert names == {"Mette Marie", "Anders"}


@pytest.mark.parametrize("pack", ["sme", "public"])
async def test_the_cast_stands_in_its_roles(sqlite_rooms: Rooms, pack: str) -> None:
    cast = example_cast()
    await sqlite_rooms.setup.load_example(starter_pack(pack), cast, away=False)
    it = await sqlite_rooms.organisation()
    for part in cast.assignments:
        assert part.role in roles_of(it, part.holder)
    for role in cast.vacant:
        assert role_answer(it, role, TODAY).view.vacant
    assert {p.email for p in it.people} == {m.email for m in cast.people}
    assert [p.name for p in it.parties] == ["Drift A/S"]
    assert it.absences == ()
    assert it.profile.name


async def test_the_example_again_changes_nothing(rooms: Rooms) -> None:
    await rooms.setup.load_example(SME, example_cast(), away=True)
    before, audit = await rooms.organisation(), await rooms.audit()
    rooms.clock.advance(hours=1)
    await rooms.setup.load_example(SME, example_cast(), away=True)
    after = await rooms.organisation()
    assert replace(after, version=before.version) == before
    assert await rooms.audit() == audit


async def test_what_was_changed_in_the_example_stays_changed(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.load_example(SME, example_cast(), away=False)
    await sqlite_rooms.import_people("jonas@example.dk;Jonas Bak Holm;;;hr;")
    await sqlite_rooms.setup.load_example(SME, example_cast(), away=False)
    it = await sqlite_rooms.organisation()
    assert who(it, "jonas").name == "Jonas Bak Holm"
    assert roles_of(it, "jonas") == {"hr"}


async def test_a_matrix_that_was_changed_stays_changed(rooms: Rooms) -> None:
    await rooms.setup.initialise(ANSWERS, SME)
    await rooms.import_yaml(
        "{roles: [{id: it, name: It}], activities: [{id: backup, name: Kopi, raci: {it: AR}}]}"
    )
    before = await rooms.organisation()
    await rooms.setup.initialise(ANSWERS, SME)
    await rooms.setup.load_example(SME, example_cast(), away=False)
    it = await rooms.organisation()
    assert (it.matrix, it.activities) == (before.matrix, before.activities)
    await rooms.setup.initialise(replace(ANSWERS, pack="public"), starter_pack("public"))
    assert (await rooms.organisation()).matrix.source == "public"


async def test_the_absent_one_is_away_for_two_weeks(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.load_example(SME, example_cast(), away=True)
    it = await sqlite_rooms.organisation()
    (absence,) = it.absences
    assert absence.person_id == who(it, "jonas").id
    assert (absence.first, absence.last) == (TODAY, TODAY + timedelta(days=13))
    assert "system-administrator" in roles_of(it, "sara")


@pytest.mark.parametrize("away", [False, True])
async def test_the_example_joins_the_people_of_init(rooms: Rooms, away: bool) -> None:
    await rooms.setup.initialise(ANSWERS, SME)
    secretary = who(await rooms.organisation(), "mette").id
    await rooms.setup.load_example(SME, example_cast(), away=away)
    it = await rooms.organisation()
    assert {p.email for p in it.people} == {m.email for m in example_cast().people}
    assert who(it, "mette").id == secretary
    assert who(it, "mette").name == "Mette Sørensen"
    assert roles_of(it, "anders") == {"top-management", "infosec-committee"}
    for role in ("infosec-function", "top-management"):
        (assignment,) = it.assignments_of_role[role]
        assert assignment.deputy_id is not None
    assert {p.name for p in it.parties} == {"Drift A/S"}
