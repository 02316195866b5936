"""`doctor`, `backup`, `migrate` and `manifests`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import run_async, say, say_json, settings_here, settings_of_data


def doctor(json: Annotated[bool, typer.Option(help="Machine-readable output.")] = False) -> None:
    """List what is well and what is missing, with the fix for each; exit 0 when all is well."""
    from bot.app.upkeep import examine

    async def work() -> None:
        lines = await examine(settings_of_data())
        if json:
            say_json(lines)
        else:
            for line in lines:
                say(f"{'OK ' if line['ok'] else '-- '} {line['message']}")
        if not all(line["ok"] for line in lines):
            raise typer.Exit(1)

    run_async(work)


def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy the database while it runs, and prove that the copy is whole."""
    from bot.app.upkeep import back_up

    async def work() -> None:
        say(await back_up(settings_of_data(), file))

    run_async(work)


def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.app.upkeep import bring_up_to_date

    async def work() -> None:
        say(await bring_up_to_date(settings_here()))

    run_async(work)


def manifests(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("manifest"),
) -> None:
    """Write the Slack and Teams app manifests for this installation's commands and address."""
    from bot.app.manifests import write_manifests

    async def work() -> None:
        for path in write_manifests(settings_here(), folder):
            say(str(path))

    run_async(work)
