"""The wheel and the systems register in a spreadsheet that people have made themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.imports import Things
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.wheel import Ladder, System, WheelItem
from bot.importing.imported import ImportedPack
from bot.services.findings import finding_texts
from bot.services.imports.reading import read_file
from bot.texts import Texts
from tests.importing.sheets.files import organisation, xlsx

NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
HEADINGS = ["Punkt", "Aktivitet", "Måneder", "Dag", "Påmindelser", "R", "A", "Godkendes af"]
KNOWN = organisation()


async def read(
    rows: list[list[object]], known: Organisation = KNOWN, *, csv: bool = False
) -> ImportedPack:
    """Return what a file with these rows says."""
    if csv:
        text = "\n".join(";".join(str(cell or "") for cell in row) for row in rows)
        interpret = await read_file(text.encode("utf-8-sig"), "x.csv", "da", NOW)
    else:
        interpret = await read_file(xlsx(rows), "x.xlsx", "da", NOW)
    found = interpret(known)
    assert isinstance(found, ImportedPack)
    return found


def told(pack: ImportedPack) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.where) for finding in pack.reading]


@pytest.mark.parametrize("csv", [False, True])
async def test_a_row_is_an_item(csv: bool) -> None:
    row: list[object] = [
        *("Oprydning", "Backup og gendannelse", "sep, 3", "Anden tirsdag", "3 og 14", "HR"),
        *("Direktør", "Direktør"),
    ]
    row[4] = "3; 14" if not csv else "3, 14"
    pack = await read([HEADINGS, row], csv=csv)
    (item,) = pack.items
    assert item == WheelItem(
        id="w-oprydning",
        activity_id="backup",
        label=Localized("Oprydning"),
        responsible="hr",
        accountable="top-management",
        months=(3, 9),
        due_rule="second_tuesday",
        interval="half-yearly",
        ladder=Ladder((14, 3)),
        approval_by="top-management",
        position=22,
    )
    assert told(pack) == []


async def test_a_known_item_changes_only_what_has_a_column() -> None:
    pack = await read([["Punkt", "Måneder", "Dag"], ["Awareness", "5", "sidste arbejdsdag"]])
    (item,) = pack.items
    known = KNOWN.wheel.item["w-awareness"]
    expected = replace(known, months=(5,), due_rule="last_workday", interval="yearly")
    assert item == expected


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("den 15.", "day_15"),
        ("day 15", "day_15"),
        ("sidste dag i måneden", "day_31"),
        ("first working day", "first_workday"),
        ("mandag hver 3. uge", "every_3_weeks_monday"),
        ("every Monday", "every_1_weeks_monday"),
        ("last_friday", "last_friday"),
    ],
)
async def test_a_day_may_be_written_in_words(words: str, rule: str) -> None:
    pack = await read([["Punkt", "Måneder", "Dag"], ["Awareness", "5", words]])
    assert pack.items[0].due_rule == rule


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("Måneder", "13", "sheet-wheel-months"),
        ("Måneder", "snart", "sheet-wheel-months"),
        ("Dag", "femte fredag", "sheet-wheel-rule"),
        ("Påmindelser", "ofte", "sheet-wheel-reminders"),
        ("Rykkere", "1, 2", "sheet-wheel-late"),
        ("Forberedelse i dage", "400", "sheet-wheel-lead"),
        ("Tilstand", "måske", "sheet-wheel-state"),
        ("Slags", "fest", "sheet-wheel-kind"),
        ("Holdes ved", "Julefrokost", "sheet-wheel-meeting"),
        ("Tælles fra", "i går", "sheet-wheel-date"),
        ("R", "Trold", "sheet-wheel-role"),
        ("Aktivitet", "Zebraer", "sheet-wheel-activity"),
        ("Dag", "=1+1", "sheet-formula"),
    ],
)
async def test_what_cannot_be_read_is_told_and_stays(heading: str, value: str, code: str) -> None:
    titles = dict.fromkeys(["Punkt", "Måneder", "Dag", heading])
    values: dict[str, object] = {"Punkt": "Awareness", "Måneder": "3, 8", "Dag": "day_15"}
    cells = {**values, heading: value}
    pack = await read([list(titles), [cells.get(title) for title in titles]])
    assert [found for found, _ in told(pack)] == [code]
    assert len(pack.items) == 1
    for language in ("da", "en"):
        (said,) = finding_texts(KNOWN, pack.reading, Texts(language))
        assert said.message.endswith(".")


async def test_a_new_item_that_lacks_something_is_not_read() -> None:
    pack = await read([["Punkt", "Måneder", "Dag"], ["Ukendt", "5", "den 1."]])
    assert pack.items == ()
    assert told(pack) == [("sheet-wheel-missing", "A2")]


async def test_an_item_stands_once() -> None:
    row: list[object] = ["Awareness", "5", "den 1."]
    pack = await read([["Punkt", "Måneder", "Dag"], row, row])
    assert len(pack.items) == 1
    assert told(pack) == [("sheet-wheel-twice", "A3")]


LONE = Person("p-lone", "Lone", "lone@example.dk")
BO = Person("p-bo", "Bo", "bo@example.dk")
OTHER_BO = Person("p-bo-2", "Bo", "bo2@example.dk")
OWNERS = replace(
    KNOWN,
    people=(LONE, BO, OTHER_BO),
    wheel=replace(KNOWN.wheel, systems=(System("sys-1", "Arkiv", "p-bo", date(2026, 1, 1)),)),
)


@pytest.mark.parametrize("csv", [False, True])
async def test_systems_come_in_with_their_owners(csv: bool) -> None:
    pack = await read(
        [
            ["System", "Ejer"],
            ["Lønsystem", "lone"],
            ["Kundekartotek", "BO2@example.dk"],
            ["arkiv", None],
            ["Ejerløst", "Bo"],
            ["Lønsystem", "Lone"],
            [None, "Lone"],
        ],
        OWNERS,
        csv=csv,
    )
    assert pack.systems == (
        System("system-loensystem", "Lønsystem", "p-lone"),
        System("system-kundekartotek", "Kundekartotek", "p-bo-2"),
        System("sys-1", "Arkiv", "p-bo"),
        System("system-ejerloest", "Ejerløst"),
    )
    assert [code for code, _ in told(pack)] == [
        *("sheet-system-owner", "sheet-system-twice", "sheet-system-name"),
    ]
    assert Things(systems=pack.systems).systems == pack.systems


async def test_a_matrix_with_a_system_owner_is_no_register() -> None:
    pack = await read([["Aktivitet", "Direktør", "Systemejer"], ["Backup", "A", "R"]])
    assert pack.systems == ()
    assert pack.cells["backup"]
