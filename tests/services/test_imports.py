"""Packs and small matrices come in: texts by id and language, letters as a new version."""

from pathlib import Path

import yaml

from bot.domain.language import Localized
from bot.domain.raci import MatrixStatus, parse_letters
from bot.importing.packs import read_pack
from bot.services.findings import finding_texts
from bot.texts import Texts
from tests.packs import starter_pack
from tests.services.rooms import Rooms

SEED = Path(__file__).parents[1] / "importing" / "data" / "seed-example.da.yaml"
SMALL = """
locale: da
roles:
- {id: it, name: It-drift}
activities:
- {id: backup, name: Sikkerhedskopi, raci: {it: AR}}
"""


async def test_a_starter_pack_becomes_the_first_version(rooms: Rooms) -> None:
    pack = starter_pack("sme")
    outcome = await rooms.packs.run(pack, dry_run=False)
    it = await rooms.organisation()
    assert (it.matrix.version, it.matrix.status) == (1, MatrixStatus.IMPORTED)
    assert (it.matrix.source, it.matrix.cells) == ("sme", pack.cells)
    assert it.matrix.used_from == rooms.clock.now()
    assert outcome.applied
    assert outcome.changes["activities_added"] == 30
    assert it.activity["backup"].name == Localized("Backup og gendannelse", "Backup and restore")
    async with rooms.storage.read() as work:
        assert await work.packs.load("sme", "en") == pack.contents["en"]


async def test_the_same_pack_again_changes_and_records_nothing(rooms: Rooms) -> None:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    before, audit = await rooms.organisation(), await rooms.audit()
    rooms.clock.advance(days=1)
    outcome = await rooms.packs.run(starter_pack("sme"), dry_run=False)
    after = await rooms.organisation()
    assert not any(outcome.changes.values())
    assert await rooms.audit() == audit
    assert (after.matrix, after.activities, after.roles) == (
        before.matrix,
        before.activities,
        before.roles,
    )


async def test_a_preview_says_what_would_change_and_changes_nothing(rooms: Rooms) -> None:
    before = await rooms.organisation()
    preview = await rooms.packs.run(starter_pack("sme"), dry_run=True)
    assert await rooms.organisation() == before
    assert await rooms.audit() == []
    applied = await rooms.packs.run(starter_pack("sme"), dry_run=False)
    assert (preview.applied, applied.applied) == (False, True)
    assert (preview.changes, preview.findings) == (applied.changes, applied.findings)


async def test_an_import_is_recorded_with_what_it_changed_and_found(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.import_yaml(SMALL)
    (record,) = await sqlite_rooms.audit()
    assert (record.kind, record.actor, record.subject) == ("pack.imported", "system", "matrix/1")
    assert record.data["source"] == "small.yaml"
    assert record.data["changes"]["activities_added"] == 1
    assert list(record.data["findings"]) == ["no-top-management"]


async def test_a_file_in_one_language_keeps_the_other(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    await sqlite_rooms.import_yaml(SMALL)
    backup = (await sqlite_rooms.organisation()).activity["backup"]
    assert backup.name == Localized("Sikkerhedskopi", "Backup and restore")
    assert backup.short.da == "Sikkerhedskopi"
    assert backup.short.en
    assert backup.aliases.en
    assert backup.category_id == starter_pack("sme").activities[backup.position].category_id


async def test_a_small_matrix_is_merged_into_the_one_in_use(rooms: Rooms) -> None:
    pack = starter_pack("sme")
    await rooms.packs.run(pack, dry_run=False)
    rooms.clock.advance(hours=1)
    outcome = await rooms.import_yaml(SMALL)
    it = await rooms.organisation()
    assert it.matrix.version == 2
    assert it.matrix.source == "small.yaml"
    assert it.matrix.cells["backup"] == {"it": parse_letters("AR")}
    untouched = {id_: row for id_, row in pack.cells.items() if id_ != "backup"}
    assert {id_: row for id_, row in it.matrix.cells.items() if id_ != "backup"} == untouched
    assert len(it.activities) == 30
    assert outcome.changes["roles_added"] == 1
    assert it.matrix.used_from == rooms.clock.now()


async def test_the_same_small_matrix_again_changes_and_records_nothing(rooms: Rooms) -> None:
    await rooms.import_yaml(SMALL)
    audit = await rooms.audit()
    outcome = await rooms.import_yaml(SMALL)
    assert not any(outcome.changes.values())
    assert await rooms.audit() == audit
    assert (await rooms.organisation()).matrix.version == 1


async def test_new_texts_alone_make_no_new_version(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.import_yaml(SMALL)
    await sqlite_rooms.import_yaml(SMALL.replace("Sikkerhedskopi", "Kopiering"))
    it = await sqlite_rooms.organisation()
    assert it.matrix.version == 1
    assert it.activity["backup"].name.da == "Kopiering"
    assert len(await sqlite_rooms.audit()) == 2


async def test_the_seeds_example_gives_its_four_findings_and_is_kept(rooms: Rooms) -> None:
    outcome = await rooms.packs.run(read_pack(SEED.read_bytes(), SEED.name), dry_run=False)
    said = finding_texts(outcome.organisation, outcome.findings, Texts("da"))
    expected = yaml.safe_load(SEED.read_text(encoding="utf-8"))["expected_findings"]
    assert [(f.finding.code, f.severity.value, f.message) for f in said] == [
        (e["rule"], e["severity"], e["message_da"]) for e in expected
    ]
    assert outcome.applied
    it = await rooms.organisation()
    assert it.matrix.letters("adgangsstyring", "leverandoer") == parse_letters("A")
    assert len(it.matrix.cells) == 3


async def test_the_seeds_findings_have_english_words_too(sqlite_rooms: Rooms) -> None:
    pack = read_pack(SEED.read_bytes(), SEED.name)
    outcome = await sqlite_rooms.packs.run(pack, dry_run=True)
    said = [f.message for f in finding_texts(outcome.organisation, outcome.findings, Texts("en"))]
    assert said[0].startswith("Incident response has no responsible (R).")


async def test_who_imports_is_recorded(sqlite_rooms: Rooms) -> None:
    pack = read_pack(SMALL.encode(), "small.yaml")
    await sqlite_rooms.packs.run(pack, dry_run=False, actor="person-1")
    assert [record.actor for record in await sqlite_rooms.audit()] == ["person-1"]


async def test_another_starter_pack_takes_the_first_ones_place(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    await sqlite_rooms.packs.run(starter_pack("public"), dry_run=False)
    it = await sqlite_rooms.organisation()
    assert it.matrix.source == "public"
    assert it.matrix.cells == starter_pack("public").cells
