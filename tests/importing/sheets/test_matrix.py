"""Matrices as people really have them."""

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.cards.holders import role_name
from bot.domain.organisation import Organisation
from bot.domain.raci import format_letters
from bot.importing.imported import ImportedPack
from bot.importing.names import role_names
from bot.importing.sheets.matrix import read_matrix
from bot.importing.sheets.reading import read_workbook
from bot.texts import Texts
from tests.importing.sheets.files import Cells, organisation, repacked, xlsx

SME = organisation()


async def read(data: bytes, name: str = "raci.xlsx", known: Organisation = SME) -> ImportedPack:
    pack = read_matrix(await read_workbook(data, name), known, name, "da")
    assert pack is not None
    return pack


def letters(pack: ImportedPack) -> dict[str, dict[str, str]]:
    return {a: {r: format_letters(x) for r, x in row.items()} for a, row in pack.cells.items()}


def found(pack: ImportedPack) -> dict[str, str | None]:
    """Return what was found in the reading, and the rules' own A, by code."""
    return {f.code: f.where for f in pack.findings() if f.code.startswith(("sheet-", "exactly"))}


PLAIN: Cells = [["Aktivitet", "Direktør", "CISO", "HR"], ["Backup", "A", "R", "I"]]
READ = {"backup": {"top-management": "A", "infosec-function": "R", "hr": "I"}}


async def test_roles_and_activities_are_known_by_name_alias_or_id() -> None:
    pack = await read(xlsx([["Activity", "hr", "dpo", "IT-driften"], ["backup", "a", "C", "r"]]))
    assert letters(pack) == {"backup": {"system-administrator": "R", "dpo": "C", "hr": "A"}}


@pytest.mark.parametrize("pack", ["sme", "public"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_role_is_known_by_what_the_cards_call_it(pack: str, language: str) -> None:
    roles, texts = organisation(pack).roles, Texts(language)
    index = role_names(roles)
    read = {role.id: index.find(role_name(role, texts)) for role in roles}
    assert read == {role.id: role.id for role in roles}


async def test_a_role_is_known_by_another_ending_of_its_name() -> None:
    headings = ["Topledelse", "Systemejere", "Leverandørerne", "Ledninger"]
    pack = await read(xlsx([["Aktivitet", *headings], ["backup", *"ACRI"]]))
    assert letters(pack) == {
        "backup": {"top-management": "A", "system-owner": "C", "supplier": "R"}
    }
    assert [finding.code for finding in pack.reading] == ["sheet-unknown-role"]


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("latin-1", ";"), ("cp1252", ",")],
)
async def test_a_csv_reads_as_its_twin(encoding: str, separator: str) -> None:
    rows = [["Aktivitet", "Direktør", "CISO"], ["Håndtering af\nsikkerhedshændelser", "A", "R"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    pack = await read(text.encode(encoding), "raci.csv")
    twin = await read(xlsx(rows))
    assert letters(pack) == letters(twin) != {}
    assert set(pack.cells) <= set(SME.activity)


async def test_titles_blank_rows_and_a_legend_are_no_activities() -> None:
    rows = [["RACI 2027"], [], ["", *PLAIN[0]], [], ["", *PLAIN[1]], [], ["", "R = Udførende"]]

    def merged(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:E1")

    pack = await read(xlsx(rows, merged))
    assert letters(pack) == READ
    assert found(pack) == {}


async def test_a_heading_of_two_rows_is_read_whole() -> None:
    rows = [
        ["Aktivitet", "Intern", None, "HR"],
        [None, "Direktør", "CISO", None],
        ["Backup", "A", "R", "I"],
    ]

    def merged(sheet: Worksheet) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(cells)

    pack = await read(xlsx(rows, merged))
    assert letters(pack) == READ
    assert found(pack) == {}


async def test_a_heading_over_two_roles_is_a_fault_with_its_cells() -> None:
    rows = [["Aktivitet", "Direktør", "CISO", None], ["Backup", "A", "R", "C"]]
    pack = await read(xlsx(rows, lambda sheet: sheet.merge_cells("C1:D1")))
    assert found(pack) == {"sheet-merged-heading": "C1"}
    assert letters(pack) == {"backup": {"infosec-function": "R", "top-management": "A"}}


async def test_one_line_for_each_fault() -> None:
    rows = [
        ["Aktivitet", "Direktør", "CISO", None, "Økonomichef"],
        ["Backup", "A", "A/R", None, "C"],
        ["Risikovurdering", "A", "=B2", None, None],
    ]
    pack = await read(xlsx(rows, lambda sheet: sheet.merge_cells("C1:D1")))
    assert found(pack) == {
        "sheet-unknown-role": "E1",
        "sheet-merged-heading": "C1",
        "sheet-formula": "C3",
        "exactly-one-A": "C2",
    }


async def test_a_cell_that_cannot_be_read_leaves_the_letters_as_they_are() -> None:
    before = SME.matrix.letters("backup", "infosec-function")
    assert before
    for cell in ("=A1", "?"):
        pack = await read(xlsx([["Aktivitet", "Direktør", "CISO"], ["Backup", "A", cell]]))
        assert pack.cells["backup"]["infosec-function"] == before


async def test_what_a_formula_last_showed_is_not_read() -> None:
    data = xlsx([["Aktivitet", "HR", "CISO"], ["Backup", "=B9", "R"]])
    shown = data
    sheet = "xl/worksheets/sheet1.xml"
    import io
    import zipfile

    xml = zipfile.ZipFile(io.BytesIO(data)).read(sheet)
    shown = repacked(
        data, {sheet: xml.replace(b"<v></v>", b"<v>A</v>").replace(b"<v />", b"<v>A</v>")}
    )
    pack = await read(shown)
    assert "hr" not in pack.cells["backup"]
    assert found(pack)["sheet-formula"] == "B2"


async def test_rows_with_faults_are_named_and_the_rest_is_read() -> None:
    rows = [
        *PLAIN,
        ["backup og gendannelse", "A", "R", None],
        ["Risikovurdering", "A", "x", None],
        [None, "A", "R", None],
        ["N" * 201, "A", "R", None],
        ["Ny ting", "Ansvarlig", "R*", None],
    ]
    pack = await read(xlsx(rows))
    assert found(pack) == {
        "sheet-activity-twice": "A3",
        "sheet-letters": "C4",
        "sheet-no-activity": "B5",
        "sheet-too-long": "A6",
        "sheet-word": "B7",
        "sheet-mark": "C7",
    }
    assert set(pack.cells) == {"backup", "risk-assessment", "ny-ting"}


async def test_an_activity_without_letters_is_still_one() -> None:
    pack = await read(xlsx([*PLAIN, ["Risikovurdering", None, None, None]]))
    assert pack.cells["risk-assessment"] == {}
    codes = {(f.code, f.where) for f in pack.findings()}
    assert {("at-least-one-R", "A3"), ("exactly-one-A", "A3")} <= codes


async def test_new_activities_are_grouped_under_the_headings_between_rows() -> None:
    rows = [
        PLAIN[0],
        ["Drift"],
        ["Patchning af printere", "A", "R"],
        ["Zebraer"],
        ["Fodring", "A", "R"],
    ]
    pack = await read(xlsx(rows))
    new = {activity.id: activity.category_id for activity in pack.activities}
    assert new["fodring"] == "zebraer"
    assert "zebraer" in {category.id for category in pack.categories}
    assert found(pack)["sheet-category"] == "A4"


async def test_a_known_activity_keeps_its_category_whatever_stands_above_it() -> None:
    pack = await read(xlsx([PLAIN[0], ["Zebraer"], PLAIN[1]]))
    assert pack.activities == (SME.activity["backup"],)
    assert pack.categories == ()


async def test_a_turned_matrix_is_read_with_the_cells_of_the_file() -> None:
    turned = [list(column) for column in zip(*PLAIN, strict=True)]
    turned[3][1] = "=A9"
    pack = await read(xlsx(turned))
    assert letters(pack)["backup"]["infosec-function"] == "R"
    assert found(pack) == {"sheet-formula": "B4"}


async def test_many_new_activities_do_not_turn_a_matrix() -> None:
    rows = [["Aktivitet", "Direktør", "CISO"], *([f"Sag {n}", "A", "R"] for n in range(20))]
    pack = await read(xlsx(rows))
    assert len(pack.activities) == 20
    assert found(pack) == {}


async def test_hidden_and_other_sheets_give_way(tmp_path: object) -> None:
    from openpyxl import Workbook

    from tests.importing.sheets.files import saved

    workbook = Workbook()
    notes = workbook.active
    assert isinstance(notes, Worksheet)
    notes.append(["Læs mig", "først"])
    old = workbook.create_sheet("Gammel")
    for row in PLAIN:
        old.append([*row])
    old.append(["Risikovurdering", "A", "R"])
    old.sheet_state = "hidden"
    matrix = workbook.create_sheet("Matrix")
    for row in PLAIN:
        matrix.append([*row])
    pack = await read(saved(workbook))
    assert letters(pack) == READ
    assert found(pack) == {"sheet-another": None}


async def test_links_to_other_files_are_told_and_not_followed() -> None:
    relations = b"""<Relationships xmlns="x"><Relationship Id="rId1" Type="a/worksheet"
     Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId8" Type="a/sharedStrings"
     Target="sharedStrings.xml"/><Relationship Id="rId9" Type="a/externalLink"
     Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>"""
    data = repacked(xlsx(PLAIN), {"xl/_rels/workbook.xml.rels": relations})
    pack = await read(data)
    assert letters(pack) == READ
    assert "sheet-links" in found(pack)


async def test_where_there_are_no_roles_yet_the_headings_are_roles() -> None:
    pack = await read(xlsx([["Opgave", "Chef", "Svend"], ["Låse", "A", "R"]]), known=Organisation())
    assert [(role.id, role.name.da) for role in pack.roles] == [
        ("chef", "Chef"),
        ("svend", "Svend"),
    ]
    assert letters(pack) == {"laase": {"chef": "A", "svend": "R"}}


async def test_personal_numbers_are_masked() -> None:
    pack = await read(xlsx([*PLAIN, ["Sag om 010203-1234", "A", "R", None]]))
    assert found(pack) == {"sheet-cpr": "A3"}
    assert "010203" not in "".join(activity.name.da or "" for activity in pack.activities)


async def test_what_is_no_matrix_is_none() -> None:
    workbook = await read_workbook(xlsx([["Navn", "Alder"], ["Bo", 42]]), "raci.xlsx")
    assert read_matrix(workbook, SME, "raci.xlsx", "da") is None
