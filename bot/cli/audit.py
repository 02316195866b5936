"""`audit export` and `verify`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import run_async, say, settings_here, settings_of_data

app = typer.Typer(help="The audit log.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit log."""


@app.command()
def export(file: Annotated[Path, typer.Argument(help="Where to write the JSON lines.")]) -> None:
    """Write the whole audit log, closed by a signed anchor."""
    from bot.app.upkeep import export_audit

    async def work() -> None:
        say(await export_audit(settings_of_data(), file))

    run_async(work)


def verify(
    file: Annotated[Path, typer.Argument(help="An exported audit log.")],
    key: Annotated[str | None, typer.Option(help="The public key that must have signed.")] = None,
    anchors: Annotated[
        Path | None, typer.Option(help="Anchors that were kept elsewhere, or an earlier export.")
    ] = None,
) -> None:
    """Verify an exported audit log by itself; exit 0 only when nothing is wrong."""
    from bot.app.upkeep import verify_audit

    async def work() -> None:
        whole, lines = verify_audit(settings_here(), file, key, anchors)
        for line in lines:
            say(line)
        if not whole:
            raise typer.Exit(1)

    run_async(work)
