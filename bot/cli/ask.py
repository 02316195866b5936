"""`lookup`."""

import sys
from typing import Annotated

import typer

from bot.cli.console import errors_as_sentences, run_async, say, say_json, settings_here


def lookup(
    query: Annotated[str | None, typer.Argument(help="What to look up; else one a line.")] = None,
    pack: Annotated[str | None, typer.Option(help="Search a starter pack: sme or public.")] = None,
    database: Annotated[str | None, typer.Option(help="Search this database.")] = None,
    language: Annotated[str | None, typer.Option(help="The names' language: da or en.")] = None,
    json: Annotated[bool, typer.Option(help="One JSON object a line.")] = False,
) -> None:
    """Look up who is responsible, as the chat does; without QUERY, one query a line from stdin."""
    from bot.app.lookups import Desk, open_desk

    desk: list[Desk] = []

    async def work() -> None:
        settings = settings_here(TOVHOLDER_DATABASE_URL=database, TOVHOLDER_LANGUAGE=language)
        desk.append(await open_desk(settings, pack))

    run_async(work)
    queries = [query] if query is not None else (line.rstrip("\r\n") for line in sys.stdin)
    with errors_as_sentences():
        for asked in queries:
            answer = desk[0].ask(asked)
            if json:
                say_json(answer)
            else:
                say(desk[0].line(answer))
