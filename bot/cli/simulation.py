"""`simulate`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import language_here, run_async, say, say_json, settings_here, settings_of_data

_Progress = Callable[[int, int], None]


def simulate(
    year: Annotated[
        str, typer.Option(help="Which year; else the one that most of the next 12 months are in.")
    ] = "",
    in_time: Annotated[
        bool, typer.Option("--in-time", help="As if each task is done on its deadline.")
    ] = False,
    people: Annotated[
        int | None, typer.Option(help="Try the example grown to so many people, not the data.")
    ] = None,
    pack: Annotated[str, typer.Option(help="The example's pack: sme or public.")] = "sme",
    picture: Annotated[
        Path | None, typer.Option(help="Write the picture to this .png as well.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Work out who would get how many messages in which week of a year; nothing is sent."""
    from bot.app.exports import write_content
    from bot.app.simulation import as_json, draw, lines
    from bot.app.simulation import simulate as run
    from bot.texts import Texts

    async def work() -> None:
        texts = Texts(language_here())
        settings = settings_of_data() if people is None else settings_here()
        with _bar(texts("simulation.progress")) as progress:
            simulated = await run(
                settings, year, in_time=in_time, people=people, pack=pack, progress=progress
            )
        if picture:
            await write_content(draw(simulated, texts), picture)
        if json:
            say_json(as_json(simulated))
            return
        for line in lines(simulated, texts):
            say(line)
        if picture:
            say(texts("simulation.picture-written", path=str(picture)))

    run_async(work)


@contextmanager
def _bar(label: str) -> Iterator[_Progress | None]:
    """Show how far the work has come on stderr, where a person is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
