"""`import`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import language_here, run_async, say, say_json, settings_here


def import_(
    file: Annotated[Path, typer.Argument(help="A YAML pack or matrix, or people.csv.")],
    dry_run: Annotated[bool, typer.Option(help="Only tell what would change.")] = False,
    json: Annotated[bool, typer.Option(help="Machine-readable output.")] = False,
) -> None:
    """Bring a pack, a matrix or a list of people in; exit 0 only when nothing is wrong with it."""
    from bot.app.first_steps import bring_in, outcome_lines

    async def work() -> None:
        outcome = await bring_in(settings_here(), file, dry_run=dry_run)
        if json:
            say_json(outcome)
        else:
            for line in outcome_lines(outcome, language_here()):
                say(line)
        if any(finding["severity"] == "error" for finding in outcome["findings"]):
            raise typer.Exit(1)

    run_async(work)
