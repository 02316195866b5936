"""`doctor`: what is well and what is missing, in words."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.people import Account
from bot.importing.example import example_cast
from bot.services.doctor import Diagnosis, Doctor, diagnosis_text
from bot.texts import Texts
from tests.databases import START
from tests.packs import starter_pack
from tests.services.rooms import ANSWERS, Rooms

TODAY = START.date()


async def said(rooms: Rooms, language: str = "da") -> dict[str, tuple[bool, str]]:
    found = await Doctor(rooms.storage).examine(TODAY)
    return {d.code: (d.ok, diagnosis_text(d, Texts(language))) for d in found}


async def test_an_empty_installation_is_told_where_to_begin(rooms: Rooms) -> None:
    found = await said(rooms)
    assert found["database"][0]
    assert found["set-up"] == (False, "Der er ingen matrix. Kør tovholder init.")
    assert found["administrator"] == (
        False,
        "Ingen er administrator. Kør tovholder init --secretary E-MAIL.",
    )


async def test_after_init_the_vacant_roles_are_counted_and_named(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.initialise(ANSWERS, starter_pack("sme"))
    found = await said(sqlite_rooms)
    assert found["set-up"] == (True, "Matrixen er indlæst.")
    assert found["administrator"] == (True, "Administratorer: Mette.")
    ok, sentence = found["roles"]
    assert not ok
    assert sentence.startswith("3 af 12 roller er besat. Ubesat: ")
    assert "Mangler A: " in sentence
    assert "Systemadministrator" in sentence
    assert "Medarbejder" not in sentence
    assert "Leverandør" not in sentence.split("Mangler A")[0]


async def test_who_holds_a_role_but_has_no_account_is_named(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.initialise(ANSWERS, starter_pack("sme"))
    ok, sentence = (await said(sqlite_rooms))["reachable"]
    assert not ok
    assert "Mette" in sentence
    assert "Anders" in sentence
    async with sqlite_rooms.storage.begin() as work:
        for person in (await work.organisation()).people:
            await work.accounts.bind(Account("slack", "T1", person.id), person.id, START)
        await work.commit()
    assert (await said(sqlite_rooms))["reachable"] == (
        True,
        "Alle, der skal have beskeder, kan nås.",
    )


async def test_who_has_left_neither_administers_nor_needs_to_be_reached(
    sqlite_rooms: Rooms,
) -> None:
    await sqlite_rooms.setup.initialise(ANSWERS, starter_pack("sme"))
    async with sqlite_rooms.storage.begin() as work:
        people = (await work.organisation()).people
        left = [replace(p, left_on=TODAY.replace(day=1)) for p in people]
        await work.people.save_people(left)
        await work.commit()
    found = await said(sqlite_rooms)
    assert not found["administrator"][0]
    assert found["reachable"][0]
    assert found["roles"][1].startswith("0 af 12")


@pytest.mark.parametrize("language", ["da", "en"])
async def test_the_example_lacks_its_auditor(sqlite_rooms: Rooms, language: str) -> None:
    await sqlite_rooms.setup.load_example(starter_pack("sme"), example_cast(), away=False)
    ok, sentence = (await said(sqlite_rooms, language))["roles"]
    assert not ok
    assert ("11 af 12" if language == "da" else "11 of 12") in sentence


async def test_probes_are_asked_too(sqlite_rooms: Rooms) -> None:
    async def probe() -> Sequence[Diagnosis]:
        return [Diagnosis("platforms", ok=False)]

    doctor = Doctor(sqlite_rooms.storage)
    doctor.attach(probe)
    found = await doctor.examine(TODAY)
    assert diagnosis_text(found[-1], Texts("en")).startswith("Neither Slack nor Teams")
