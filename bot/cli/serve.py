"""`run` and `demo`."""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Callable
from typing import Annotated

import typer

from bot.cli.console import errors_as_sentences, say, settings_here

_NO_BROWSER = "none"


def run() -> None:
    """Serve Slack and Teams, whichever the settings name."""
    with errors_as_sentences():
        from bot.app.running import run as run_server
        from bot.telemetry.logs import configure_logging

        settings = settings_here()
        configure_logging("json", secrets=settings.secrets())
        asyncio.run(run_server(settings, _listening(settings.host)))


def demo(
    pack: Annotated[str, typer.Option(help="The starter pack: sme or public.")] = "sme",
    away: Annotated[bool, typer.Option(help="Put Jonas away for two weeks.")] = False,
    people: Annotated[int | None, typer.Option(help="Grow the example to so many people.")] = None,
) -> None:
    """Open the local chat with the example organisation; nothing leaves this machine."""
    with errors_as_sentences():
        from bot.app.demo import demo as run_demo
        from bot.telemetry.logs import configure_logging

        own = None if "TOVHOLDER_DATABASE_URL" in os.environ else _demo_database()
        settings = settings_here(TOVHOLDER_DATABASE_URL=own)
        configure_logging("console", secrets=settings.secrets())
        opened = _listening(settings.host, browse=os.environ.get("BROWSER") != _NO_BROWSER)
        asyncio.run(run_demo(settings, pack, away=away, listening=opened, people=people))


def _demo_database() -> str:
    """Return the demo's own database, so that trying it never touches the real one."""
    return f"sqlite:///{settings_here().data_dir / 'demo.db'}"


def _listening(host: str, *, browse: bool = False) -> Callable[[int], None]:
    def opened(port: int) -> None:
        address = f"http://{host}:{port}/"
        say(address)
        sys.stdout.flush()
        if browse:
            webbrowser.open(address)

    return opened
