"""`import` and `export`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import language_here, run_async, say, say_json, settings_of_data


def import_(
    file: Annotated[
        Path | None,
        typer.Argument(help="A matrix or people as .xlsx or .csv, or a YAML pack or matrix."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the latest import.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Bring a matrix, a list of people or a pack in; exit 0 only when nothing is wrong with it."""
    from bot.app.first_steps import bring_in, outcome_lines, undo_latest
    from bot.domain.errors import BadInput

    async def work() -> None:
        if (file is None) != undo:
            raise BadInput("import-undo-file" if file else "import-which-file")
        if file is None:
            outcome = await undo_latest(settings_of_data())
        else:
            outcome = await bring_in(settings_of_data(), file, dry_run=dry_run)
        if json:
            say_json(outcome)
        else:
            for line in outcome_lines(outcome, language_here()):
                say(line)
        if any(finding["severity"] == "error" for finding in outcome["findings"]):
            raise typer.Exit(1)

    run_async(work)


def export(
    format_: Annotated[str, typer.Option("--format", help="xlsx, csv, yaml or pdf.")] = "xlsx",
    out: Annotated[
        Path | None, typer.Option(help="The file to write; standard output when piped.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="da or en.")] = None,
) -> None:
    """Take the matrix out as a file that people can print and that imports again unchanged."""
    from bot.app.exports import take_out, write_out
    from bot.domain.errors import BadInput
    from bot.domain.language import LANGUAGES
    from bot.texts import Texts

    async def work() -> None:
        wanted = language or language_here()
        if wanted not in LANGUAGES:
            raise BadInput("language-unknown", text=wanted[:40])
        made = await take_out(settings_of_data(), format_, wanted)
        if out is None and not sys.stdout.isatty():
            sys.stdout.buffer.write(made.content)
            return
        path = out or Path(made.name)
        await write_out(made, path)
        say(Texts(language_here())("exports.written", path=str(path)))

    run_async(work)
