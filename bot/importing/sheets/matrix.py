"""A RACI matrix in a spreadsheet as a pack: who has which letter in what, and what is odd."""

from bot.domain.errors import BadInput
from bot.domain.finding import Finding, Severity
from bot.domain.language import localized
from bot.domain.organisation import Organisation
from bot.importing.imported import ImportedPack
from bot.importing.names import NameIndex, activity_names
from bot.importing.sheets.grid import Sheet, Workbook
from bot.importing.sheets.headings import RoleColumns, RoleNames, language_of
from bot.importing.sheets.layout import Layout, find_matrix
from bot.importing.sheets.notes import Notes, shown
from bot.importing.sheets.rows import Rows


def read_matrix(
    workbook: Workbook, organisation: Organisation, name: str, language: str
) -> ImportedPack | None:
    """Return the matrix in a spreadsheet, None when there is none in it.

    Roles and activities are known by name, alias or id. Activities that are not known are new,
    and so are roles where there are none yet; elsewhere an unknown role's column is not read.

    Args:
        workbook: the file's cells.
        organisation: the data as it stands.
        name: the file's name.
        language: of new names where the headings do not tell.
    """
    names = RoleNames(organisation)
    activities = activity_names(organisation.activities)
    layouts = [layout for sheet in workbook.sheets if (layout := _layout(sheet, names, activities))]
    if not layouts:
        return None
    layout = max(layouts, key=lambda found: (not found.sheet.hidden, found.evidence))
    others = [found.sheet.name for found in layouts if found is not layout]
    return _pack(layout, others, organisation, names, name, language, linked=workbook.linked)


def _layout(sheet: Sheet, names: RoleNames, activities: NameIndex) -> Layout | None:
    return find_matrix(
        sheet,
        lambda text: names.find(text) is not None,
        lambda text: activities.find(text) is not None,
    )


def _pack(
    layout: Layout,
    others: list[str],
    organisation: Organisation,
    names: RoleNames,
    name: str,
    language: str,
    *,
    linked: bool,
) -> ImportedPack:
    notes = Notes()
    written_in = language_of(layout, language)
    columns = RoleColumns(layout, names, written_in, notes)
    rows = Rows(layout, columns.read(), organisation, written_in, notes)
    rows.read()
    if not rows.activities and not notes.findings:
        raise BadInput("sheet-no-table")
    for other in others:
        finding = Finding("sheet-another", Severity.INFO, None, {"value": shown(other)})
        notes.findings.append(finding)
    if linked:
        notes.findings.append(Finding("sheet-links", Severity.WARNING))
    return ImportedPack(
        name=name,
        title=localized(written_in, name),
        locales=(written_in,),
        units=(),
        roles=tuple(({role.id: role for role in organisation.roles} | columns.new).values()),
        categories=tuple(rows.categories.values()),
        activities=tuple(rows.activities.values()),
        cells=rows.cells,
        contents={},
        complete=False,
        reading=tuple(notes.findings),
        places=rows.places,
        several=rows.several,
    )
