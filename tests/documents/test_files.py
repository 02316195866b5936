"""The files themselves: print settings, texts that stay texts, and the paper."""

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from bot.domain.errors import BadInput
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.exports import FORMATS, export, format_named
from bot.texts import Texts
from tests.importing.sheets.files import organisation

TODAY = date(2027, 3, 9)
SME = organisation()
FORMULA = '=HYPERLINK("http://x","y")'
DANGEROUS = replace(
    SME,
    activities=(replace(SME.activities[0], name=Localized(da=FORMULA)), *SME.activities[1:]),
    people=(Person("person-1", "@Bo", "bo@example.dk", "+4512345678"),),
)


async def made(known: Organisation, kind: str, language: str = "da", **more: bool) -> bytes:
    contacts = more.get("contacts", True)
    done = await export(known, FORMATS[kind], Texts(language), TODAY, contacts=contacts)
    return done.content


async def workbook(known: Organisation, **more: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(await made(known, "xlsx", **more)))


async def test_the_matrix_sheet_can_be_printed() -> None:
    book = await workbook(SME)
    lists = ["RACI-matrix", "Roller", "Personer", "Eksterne parter", "Aftaler"]
    assert book.sheetnames[:5] == lists
    assert {"Årsplan", "Afvigelser fra planen"} <= set(book.sheetnames)
    sheet = book["RACI-matrix"]
    assert sheet.freeze_panes == "C5"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$4:$4", "$B:$B")
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["C4"].alignment.textRotation == 90
    assert "Version 1" in sheet.oddFooter.left.text
    assert "9. marts 2027" in sheet.oddFooter.left.text
    assert sheet.column_dimensions["A"].hidden
    letters = {c.value for row in sheet["C5:S45"] for c in row if c.value}
    assert letters == {"A", "R", "C", "I", "A/R", "R/C"} & letters
    assert {"A", "R", "C", "I"} <= letters
    coloured = {c.value: c.fill.fgColor.rgb for row in sheet["C5:S45"] for c in row if c.value}
    assert len({coloured[letter] for letter in "ARCI"}) == 4


async def test_exported_formulas_stay_text() -> None:
    book = await workbook(DANGEROUS)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert [c.coordinate for c in cells if c.data_type == "f"] == []
    assert FORMULA in {c.value for c in cells}
    rows = list(
        csv.reader(io.StringIO((await made(DANGEROUS, "csv")).decode("utf-8-sig")), delimiter=";")
    )
    assert f"'{FORMULA}" in {cell for row in rows for cell in row}
    assert not [c for row in rows for c in row if c[:1] in tuple("=+-@\t\r")]


async def test_addresses_are_for_those_who_may_see_them() -> None:
    for contacts in (True, False):
        book = await workbook(DANGEROUS, contacts=contacts)
        values = {c.value for sheet in book for row in sheet.iter_rows() for c in row}
        assert ("bo@example.dk" in values) is contacts
        assert ("+4512345678" in values) is contacts
        assert "@Bo" in values


@pytest.mark.parametrize("language", ["da", "en"])
async def test_the_paper_is_a_pdf_of_one_page(language: str) -> None:
    pdf = await made(SME, "pdf", language)
    assert pdf.startswith(b"%PDF-")
    assert b"Inter" in pdf
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") == 1


async def test_a_large_matrix_is_set_on_large_paper() -> None:
    more = tuple(replace(role, id=f"{role.id}-2") for role in SME.roles)
    small, large = (
        await made(SME, "pdf"),
        await made(replace(SME, roles=(*SME.roles, *more)), "pdf"),
    )
    assert b"841.8" in small
    assert b"1190.5" in large


async def test_nothing_in_a_name_is_markup_on_paper() -> None:
    name = Localized(da='#import "x.typ" *bold* $x$ [y] #panic()')
    known = replace(SME, activities=(replace(SME.activities[0], name=name), *SME.activities[1:]))
    assert (await made(known, "pdf")).startswith(b"%PDF-")


async def test_without_a_matrix_there_is_nothing_to_take_out() -> None:
    with pytest.raises(BadInput) as told:
        await made(Organisation(), "csv")
    assert told.value.key == "export-empty"


def test_formats_are_known_by_more_names() -> None:
    assert format_named(" Excel ").ending == "xlsx"
    assert format_named("PDF.").ending == "pdf"
    with pytest.raises(BadInput) as told:
        format_named("docx")
    assert told.value.key == "export-format"
