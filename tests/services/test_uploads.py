"""Preview → confirm → undo: what was shown is what happens, and undo leaves no trace."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.drafts import DraftStatus
from bot.domain.errors import BadInput, TooLate
from bot.domain.flows import FlowBook
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment
from bot.domain.plan import TaskState
from bot.domain.raci import Matrix, MatrixStatus, parse_letters
from bot.domain.reminders import TaskTold
from bot.services.imports import Imports, Preview
from bot.services.journal import Cause
from bot.services.outcome import Outcome
from tests.importing.sheets.files import xlsx
from tests.packs import starter_pack
from tests.services.rooms import Rooms

FAULTY = xlsx(
    [
        ["Aktivitet", "Direktør", "CISO", None, "Økonomichef"],
        ["Backup", "A", "A/R", None, "C"],
        ["Risikovurdering", "I", "=B2", None, None],
        ["Fodring af zebraer", "A", "R", None, None],
    ],
    lambda sheet: sheet.merge_cells("C1:D1"),
)
PEOPLE = b"email;name;roles\nbo@example.dk;Bo Ny;dpo\nida@example.dk;Ida;CISO\n"
METTE = Cause("person-mette")


def imports(rooms: Rooms) -> Imports:
    return Imports(rooms.storage, rooms.journal, rooms.clock, rooms.packs, rooms.people)


async def preview(rooms: Rooms, content: bytes = FAULTY, name: str = "raci.xlsx") -> Preview:
    return await imports(rooms).preview(content, name, "da", METTE)


async def confirm(rooms: Rooms, shown: Preview) -> Outcome:
    done = await imports(rooms).confirm(shown.id, "da", METTE)
    assert isinstance(done, Outcome)
    return done


async def started(rooms: Rooms) -> Organisation:
    await rooms.packs.run(starter_pack("sme"), dry_run=False)
    await rooms.import_people("bo@example.dk;Bo;+45 1;;hr;")
    rooms.clock.advance(hours=1)
    return await rooms.organisation()


def same(one: Organisation, other: Organisation) -> bool:
    """Tell whether everything is alike, rows and cells in the same order."""

    def cells(it: Organisation) -> list[tuple[str, list[tuple[str, object]]]]:
        return [(a, list(row.items())) for a, row in it.matrix.cells.items()]

    return replace(one, version=0) == replace(other, version=0) and cells(one) == cells(other)


async def test_a_preview_changes_nothing_and_confirming_it_does_what_it_says(rooms: Rooms) -> None:
    before = await started(rooms)
    audit = await rooms.audit()
    shown = await preview(rooms)
    assert same(await rooms.organisation(), before)
    assert await rooms.audit() == audit
    assert shown.can_apply
    codes = [f.code for f in shown.outcome.findings if f.severity.value == "error"]
    assert sorted(codes) == sorted(
        ["sheet-unknown-role", "sheet-merged-heading", "sheet-formula", "exactly-one-A"]
        + ["exactly-one-A"] * (codes.count("exactly-one-A") - 1)
    )
    rooms.clock.advance(minutes=5)
    done = await confirm(rooms, shown)
    assert (done.changes, done.letters) == (shown.outcome.changes, shown.outcome.letters)
    it = await rooms.organisation()
    assert (it.matrix.version, it.matrix.status) == (2, MatrixStatus.IMPORTED)
    assert it.matrix.source == "raci.xlsx"
    assert it.matrix.letters("backup", "infosec-function") == parse_letters("AR")
    assert it.activity["fodring-af-zebraer"].name.da == "Fodring af zebraer"
    kept = before.matrix.letters("risk-assessment", "infosec-function")
    assert it.matrix.letters("risk-assessment", "infosec-function") == kept != frozenset()
    record = (await rooms.audit())[-1]
    assert (record.kind, record.actor) == ("pack.imported", "person-mette")


async def test_undo_restores_the_version_in_force_to_the_letter(rooms: Rooms) -> None:
    before = await started(rooms)
    done = await confirm(rooms, await preview(rooms))
    while_in_use = rooms.clock.now()
    rooms.clock.advance(hours=1)
    assert await imports(rooms).undo(done.import_id, "da", METTE) == "raci.xlsx"
    after = await rooms.organisation()
    assert same(after, before)
    async with rooms.storage.read() as work:
        then = await work.activities.matrix_at(while_in_use)
        assert then is not None
        assert then.version == 1
        assert await work.activities.next_version() == 3
    assert (await rooms.audit())[-1].kind == "import.undone"
    with pytest.raises(TooLate) as told:
        await imports(rooms).undo(done.import_id, "da", METTE)
    assert told.value.key == "import-undone"


async def test_the_first_import_of_all_can_be_undone(rooms: Rooms) -> None:
    before = await rooms.organisation()
    table = xlsx([["Opgave", "Chef", "Svend"], ["Drift"], ["Låse", "A", "R"]])
    await confirm(rooms, await preview(rooms, table))
    assert (await rooms.organisation()).matrix.version == 1
    await imports(rooms).undo(None, "da", METTE)
    assert same(await rooms.organisation(), before)


async def test_types_of_input_come_and_go_with_a_pack_unless_an_input_has_come(
    sqlite_rooms: Rooms,
) -> None:
    rooms = sqlite_rooms
    done = await imports(rooms).bring_in(
        await _pack_file("public"), "public.yaml", "da", dry_run=False, cause=METTE
    )
    assert (done.changes["input_types_added"], done.changes["flows_added"]) == (9, 9)
    async with rooms.storage.begin() as work:
        book = await work.flows.book()
        assert len(book.types) == len(book.flows) == 9
        number = await work.inputs.next_number()
        flow = book.flow["flow-alerts"]
        came = Input("i-1", number, "in-alerts", "Hul", flow, rooms.clock.now())
        await work.inputs.save(came)
        await work.commit()
    with pytest.raises(BadInput) as told:
        await imports(rooms).undo(None, "da", METTE)
    assert (told.value.key, told.value.params["name"]) == ("undo-touched", "Alerts/varslinger")
    async with rooms.storage.begin() as work:
        await work.inputs.save(replace(came, type_id="gone"))
        await work.commit()
    await imports(rooms).undo(None, "da", METTE)
    async with rooms.storage.read() as work:
        assert await work.flows.book() == FlowBook()


async def test_a_pack_and_a_list_of_people_can_be_undone_in_turn(rooms: Rooms) -> None:
    before = await started(rooms)
    content = (await _pack_file("public"), "public.yaml")
    await imports(rooms).bring_in(*content, "da", dry_run=False, cause=METTE)
    middle = await rooms.organisation()
    await imports(rooms).bring_in(PEOPLE, "people.csv", "da", dry_run=False, cause=METTE)
    people = {person.email: person for person in (await rooms.organisation()).people}
    assert people["bo@example.dk"].name == "Bo Ny"
    assert await imports(rooms).undo(None, "da", METTE) == "people.csv"
    assert same(await rooms.organisation(), middle)
    assert await imports(rooms).undo(None, "da", METTE) == "public.yaml"
    assert same(await rooms.organisation(), before)
    async with rooms.storage.read() as work:
        assert await work.packs.load("public", "da") is None
    with pytest.raises(BadInput) as told:
        await imports(rooms).undo(None, "da", METTE)
    assert told.value.key == "undo-nothing"


async def _pack_file(pack: str) -> bytes:
    from importlib.resources import files

    return files("bot").joinpath("packs", f"{pack}.da.yaml").read_bytes()


async def test_what_somebody_built_on_is_named_and_kept(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    first = await confirm(sqlite_rooms, await preview(sqlite_rooms))
    async with sqlite_rooms.storage.begin() as work:
        known = await work.organisation()
        renamed = replace(known.activity["fodring-af-zebraer"], position=99)
        await work.activities.save_activities([renamed])
        await work.commit()
    with pytest.raises(BadInput) as told:
        await imports(sqlite_rooms).undo(first.import_id, "da", METTE)
    assert (told.value.key, told.value.params) == ("undo-touched", {"name": "Fodring af zebraer"})
    assert "fodring-af-zebraer" in (await sqlite_rooms.organisation()).activity


async def test_a_person_who_got_a_role_since_is_kept(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    run = imports(sqlite_rooms)
    await run.bring_in(PEOPLE, "people.csv", "da", dry_run=False, cause=METTE)
    known = await sqlite_rooms.organisation()
    ida = next(person for person in known.people if person.name == "Ida")
    given = Assignment("assignment-x", "hr", sqlite_rooms.clock.now().date(), person_id=ida.id)
    async with sqlite_rooms.storage.begin() as work:
        await work.people.save_assignments([given])
        await work.commit()
    with pytest.raises(BadInput) as told:
        await run.undo(None, "da", METTE)
    assert (told.value.key, told.value.params) == ("undo-touched", {"name": "Ida"})


async def test_a_later_version_is_not_lost_by_undoing_an_earlier(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    first = await confirm(sqlite_rooms, await preview(sqlite_rooms))
    more = xlsx([["Aktivitet", "HR", "CISO"], ["Risikovurdering", "A", "R"]])
    await confirm(sqlite_rooms, await preview(sqlite_rooms, more))
    with pytest.raises(BadInput) as told:
        await imports(sqlite_rooms).undo(first.import_id, "da", METTE)
    assert told.value.key == "undo-matrix"


async def test_a_preview_is_bound_to_what_it_was_shown_against(rooms: Rooms) -> None:
    await started(rooms)
    shown = await preview(rooms)
    await rooms.import_yaml(
        "{roles: [{id: hr, name: HR-funktionen}], activities: "
        "[{id: backup, name: Backup og gendannelse, raci: {hr: AR}}]}"
    )
    again = await imports(rooms).confirm(shown.id, "da", METTE)
    assert isinstance(again, Preview)
    assert again.again
    assert again.outcome.letters != shown.outcome.letters
    assert (await rooms.organisation()).matrix.version == 2
    await confirm(rooms, again)
    assert (await rooms.organisation()).matrix.version == 3


async def test_what_does_not_concern_the_file_does_not_ask_again(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    shown = await preview(sqlite_rooms)
    await sqlite_rooms.import_people("carl@example.dk;Carl;;;;")
    await confirm(sqlite_rooms, shown)


async def test_an_answer_comes_once_and_in_time(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    run = imports(sqlite_rooms)
    shown, dropped, old = [await preview(sqlite_rooms) for _ in range(3)]
    assert await run.drop(dropped.id, METTE) == "raci.xlsx"
    await confirm(sqlite_rooms, shown)
    for import_id, key in ((shown.id, "import-applied"), (dropped.id, "import-dropped")):
        with pytest.raises(TooLate) as told:
            await run.confirm(import_id, "da", METTE)
        assert told.value.key == key
    sqlite_rooms.clock.advance(hours=25)
    for import_id in (old.id, "import-unknown"):
        with pytest.raises(TooLate) as told:
            await run.confirm(import_id, "da", METTE)
        assert told.value.key == "import-expired"
    sqlite_rooms.clock.advance(days=30)
    with pytest.raises(TooLate):
        await run.undo(shown.id, "da", METTE)


async def test_a_list_with_errors_is_shown_and_not_taken(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    shown = await preview(sqlite_rooms, b"email;name\nbo;Bo\ncarl@example.dk;Carl\n", "people.csv")
    assert not shown.can_apply
    assert shown.outcome.changes["people_added"] == 1
    with pytest.raises(BadInput) as told:
        await imports(sqlite_rooms).confirm(shown.id, "da", METTE)
    assert told.value.key == "import-refused"


async def test_people_come_in_by_a_spreadsheet_too(sqlite_rooms: Rooms) -> None:
    await started(sqlite_rooms)
    rows = [["Vores folk"], ["Navn", "E-mail", "Rolle"], ["Ida", "ida@example.dk", "CISO"]]
    done = await confirm(sqlite_rooms, await preview(sqlite_rooms, xlsx(rows), "folk.xlsx"))
    assert done.changes["people_added"] == 1
    bad = xlsx([*rows, ["Bo", "=A1", "CISO"]])
    shown = await preview(sqlite_rooms, bad, "folk.xlsx")
    assert not shown.can_apply
    assert {(f.code, f.where) for f in shown.outcome.findings} >= {("sheet-formula", "B4")}


async def test_a_version_in_force_gets_a_draft(rooms: Rooms) -> None:
    before = await _approved(rooms)
    done = await confirm(rooms, await preview(rooms))
    it = await rooms.organisation()
    assert it.matrix.version == before.matrix.version
    assert it.matrix.cells == before.matrix.cells
    assert "fodring-af-zebraer" not in it.activity
    async with rooms.storage.read() as work:
        draft = await work.drafts.current()
    assert draft is not None
    assert (draft.version, draft.status) == (done.draft, DraftStatus.DRAFT)
    assert draft.authors == ("person-mette",)
    assert set(draft.rows) == {change.activity_id for change in done.letters}
    assert draft.rows["fodring-af-zebraer"].added is not None
    with pytest.raises(BadInput) as told:
        await preview(rooms, xlsx([["Aktivitet", "HR", "CISO"], ["Backup", "A", "R"]]))
    assert told.value.key == "import-draft-open"
    await imports(rooms).undo(None, "da", METTE)
    assert same(replace(await rooms.organisation(), draft=None), replace(before, draft=None))
    async with rooms.storage.read() as work:
        assert await work.drafts.current() is None


async def test_a_draft_that_was_edited_since_is_kept(sqlite_rooms: Rooms) -> None:
    await _approved(sqlite_rooms)
    done = await confirm(sqlite_rooms, await preview(sqlite_rooms))
    async with sqlite_rooms.storage.begin() as work:
        draft = await work.drafts.current()
        assert draft is not None
        await work.drafts.drop_row(draft.version, "backup")
        await work.commit()
    with pytest.raises(BadInput) as told:
        await imports(sqlite_rooms).undo(done.import_id, "da", METTE)
    assert told.value.key == "undo-draft"


async def _approved(rooms: Rooms) -> Organisation:
    known = await started(rooms)
    approved = Matrix(2, MatrixStatus.IN_FORCE, known.matrix.cells, "x", rooms.clock.now())
    async with rooms.storage.begin() as work:
        await work.activities.add_matrix(approved)
        await work.commit()
    rooms.clock.advance(hours=1)
    return await rooms.organisation()


async def test_a_plan_comes_in_by_a_spreadsheet_and_goes_out_again(rooms: Rooms) -> None:
    before = await started(rooms)
    mfa = before.plan.task["p-mfa"]
    rooms.clock.advance(hours=24)
    rows = [
        ["Opgave", "År", "Udførende (R)", "Ansvarlig (A)", "Frist"],
        [mfa.title.da, 2027, "bo@example.dk", "CISO", "2027-06-01"],
        ["Kryptér bærbare", "2027-2028", "Bo", "CISO", None],
        ["Uden nogen", 2027, None, None, None],
    ]
    shown = await preview(rooms, xlsx(rows), "plan.xlsx")
    assert (shown.outcome.changes["tasks_added"], shown.outcome.changes["tasks_changed"]) == (1, 1)
    assert "sheet-plan-nobody" in [f.code for f in shown.outcome.findings]
    done = await confirm(rooms, shown)
    after = await rooms.organisation()
    assert after.plan.task["p-mfa"].due == date(2027, 6, 1)
    # Who got a task in this way hears it in the next Monday letter.
    today = rooms.clock.now().date()
    given = {task.id for task in after.plan.tasks if task.given_on == today}
    assert given == {"p-mfa", after.plan.tasks[-1].id}
    assert after.matrix == before.matrix
    assert len(after.plan.tasks) == len(before.plan.tasks) + 1
    await imports(rooms).undo(done.import_id, "da", METTE)
    assert same(await rooms.organisation(), before)


async def test_a_task_that_was_worked_on_since_is_not_undone(sqlite_rooms: Rooms) -> None:
    rooms = sqlite_rooms
    await started(rooms)
    rows = [["Opgave", "År", "Udførende (R)", "Ansvarlig (A)"], ["Ny", 2027, "Bo", "CISO"]]
    done = await confirm(rooms, await preview(rooms, xlsx(rows), "plan.xlsx"))
    task = (await rooms.organisation()).plan.tasks[-1]
    async with rooms.storage.begin() as work:
        await work.plan.save_tasks([replace(task, state=TaskState.STARTED)])
        await work.commit()
    with pytest.raises(BadInput, match="undo-touched"):
        await imports(rooms).undo(done.import_id, "da", METTE)
    async with rooms.storage.begin() as work:
        await work.plan.save_tasks([task])
        on = date(2027, 3, 15)
        await work.reminders.tell_tasks([TaskTold(task.id, "given/2027-03-09", "bo", on)])
        await work.commit()
    with pytest.raises(BadInput, match="undo-touched"):
        await imports(rooms).undo(done.import_id, "da", METTE)
