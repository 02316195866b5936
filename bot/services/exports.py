"""The matrix as a file: Excel, CSV, YAML or PDF."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.documents.content import Exported
from bot.documents.delimited import matrix_csv
from bot.documents.pack import matrix_yaml
from bot.documents.plan import plan_csv
from bot.domain.errors import BadInput
from bot.domain.flows import FlowBook
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.importing.bearers import BearerNames
from bot.importing.sheets.headings import RoleNames, heading_of
from bot.services.permissions import Ability, Standing, may
from bot.texts import Texts


@dataclass(frozen=True)
class ExportFormat:
    """A kind of file."""

    ending: str
    media_type: str
    write: Callable[[Exported], bytes]


# What these two need takes a tenth of a second to import: not while a server starts.
def _workbook(exported: Exported) -> bytes:
    from bot.documents.workbook import matrix_workbook

    return matrix_workbook(exported)


def _plan_workbook(exported: Exported) -> bytes:
    from bot.documents.workbook import plan_workbook

    return plan_workbook(exported)


def _paper(exported: Exported) -> bytes:
    from bot.documents.paper import matrix_pdf

    return matrix_pdf(exported)


FORMATS: Mapping[str, ExportFormat] = {
    "xlsx": ExportFormat(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _workbook,
    ),
    "pdf": ExportFormat("pdf", "application/pdf", _paper),
    "csv": ExportFormat("csv", "text/csv; charset=utf-8", matrix_csv),
    "yaml": ExportFormat("yaml", "application/yaml", matrix_yaml),
}
PLAN_FORMATS: Mapping[str, ExportFormat] = {
    "xlsx": replace(FORMATS["xlsx"], write=_plan_workbook),
    "csv": replace(FORMATS["csv"], write=plan_csv),
}
"""The kinds of file that the annual plan alone is handed out as."""

_OTHER_NAMES = {"excel": "xlsx", "xls": "xlsx", "regneark": "xlsx", "yml": "yaml"}


@dataclass(frozen=True)
class ExportedFile:
    """A file that was made."""

    name: str
    media_type: str
    content: bytes


def format_named(text: str) -> ExportFormat:
    """Return the format that was asked for: "xlsx", "Excel", ".pdf".

    Raises:
        BadInput: there is no such format.
    """
    asked = text.strip(" .!?").casefold()
    found = FORMATS.get(_OTHER_NAMES.get(asked, asked))
    if found is None:
        raise BadInput("export-format", value=text.strip()[:40])
    return found


def may_see_contacts(standing: Standing) -> bool:
    """Tell whether addresses and phone numbers go into the reader's file."""
    return may(standing, Ability.IMPORT)


async def export(
    organisation: Organisation,
    kind: ExportFormat,
    texts: Texts,
    on: date,
    *,
    contacts: bool,
    book: FlowBook | None = None,
) -> ExportedFile:
    """Return the matrix in use as a file; imported again it changes nothing.

    Args:
        organisation: the data.
        kind: the format.
        texts: the reader's language.
        on: the local date.
        contacts: put people's addresses and phone numbers in.
        book: the types of input and their flows, which go out as YAML.

    Raises:
        BadInput: there is no matrix yet.
    """
    if not organisation.activities:
        raise BadInput("export-empty")
    headings = _headings(organisation, texts)
    bearers = _bearers(organisation, texts)
    exported = Exported(organisation, texts, on, headings, contacts, bearers, book or FlowBook())
    content = await asyncio.to_thread(kind.write, exported)
    stem = texts("exports.file-name")
    return ExportedFile(f"{stem}-{on.isoformat()}.{kind.ending}", kind.media_type, content)


async def export_plan(
    organisation: Organisation, kind: ExportFormat, texts: Texts, on: date
) -> ExportedFile:
    """Return the annual plan as a file; imported again it changes nothing.

    Args:
        organisation: the data.
        kind: one of `PLAN_FORMATS`.
        texts: the reader's language.
        on: the local date.

    Raises:
        BadInput: there is no task yet.
    """
    if not organisation.plan.tasks:
        raise BadInput("plan-empty-export")
    bearers = _bearers(organisation, texts)
    exported = Exported(organisation, texts, on, {}, False, bearers)
    content = await asyncio.to_thread(kind.write, exported)
    stem = texts("exports.plan-file-name")
    return ExportedFile(f"{stem}-{on.isoformat()}.{kind.ending}", kind.media_type, content)


def _bearers(organisation: Organisation, texts: Texts) -> Mapping[Bearer, str]:
    """Return what stands for everybody who has, or had, R or A in the plan."""
    names = BearerNames(organisation)
    approved = organisation.plan.approved
    tasks = (*organisation.plan.tasks, *(approved.tasks if approved else ()))
    bearers = {b for task in tasks for b in (task.responsible, task.accountable)}
    return {bearer: names.written(bearer, texts.language) for bearer in bearers}


def _headings(organisation: Organisation, texts: Texts) -> Mapping[str, str]:
    names = RoleNames(organisation)
    return {role.id: heading_of(role, names, texts.language) for role in organisation.roles}
