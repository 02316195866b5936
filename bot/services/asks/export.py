"""The one list of an ask's answers, as a file."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date

from bot.documents.asks import Row, rows_csv
from bot.domain.ask_people import Asked
from bot.domain.asks import Ask, AskAnswer
from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.texts import Texts

COLUMNS = ("key", "head", "affected", "fixed", "comment", "by", "at")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


async def ask_file(
    ask: Ask, kind: str, organisation: Organisation, texts: Texts, on: date
) -> tuple[str, str, bytes]:
    """Return the name, the media type and the content of a file with all answers.

    Args:
        ask: with its answers; who is silent is listed too.
        kind: "xlsx" or "csv".
        organisation: for names.
        texts: the reader's language.
        on: the local date.

    Raises:
        BadInput: there is no such format.
    """
    headings = [texts(f"asks.column.{name}") for name in COLUMNS]
    rows = list(_rows(ask, organisation, texts, on))
    name = f"{ask.number}-{on.isoformat()}.{kind}"
    if kind == "csv":
        return name, _CSV, rows_csv(headings, rows)
    if kind == "xlsx":
        return name, _XLSX, await asyncio.to_thread(_workbook, ask.number, headings, rows)
    raise BadInput("export-format", value=kind[:40])


# What it needs takes a tenth of a second to import: not while a server starts.
def _workbook(title: str, headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    from bot.documents.workbook import list_workbook

    return list_workbook(title, headings, rows)


def _rows(ask: Ask, organisation: Organisation, texts: Texts, on: date) -> Iterator[Row]:
    asked = Asked(organisation, on)
    for key in ask.keys:
        answer = ask.answers.get(key)
        told = organisation.person.get(ask.told.get(key, "")) or asked.told(ask.audience, key)
        name = asked.name(ask.audience, key, texts.language)
        yield (name, told.name if told else "", *_answered(answer, organisation, texts))


def _answered(answer: AskAnswer | None, organisation: Organisation, texts: Texts) -> Row:
    if answer is None:
        return (texts("asks.silent"), "", "", "", "")
    person = organisation.person.get(answer.by)
    return (
        texts(f"asks.affected.{answer.affected.value}"),
        texts(f"asks.fixed.{answer.fixed.value}") if answer.fixed else "",
        answer.comment,
        person.name if person else texts("asks.somebody-gone"),
        texts.moment(answer.at),
    )
