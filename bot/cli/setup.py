"""`init` and `example`."""

from typing import Annotated

import typer

from bot.cli.console import run_async, say, settings_here


def init(
    language: Annotated[str | None, typer.Option(help="da or en.")] = None,
    timezone: Annotated[str | None, typer.Option(help="For example Europe/Copenhagen.")] = None,
    pack: Annotated[str | None, typer.Option(help="The starter pack: sme or public.")] = None,
    secretary: Annotated[
        str | None, typer.Option(help="E-mail of the secretary, the first administrator.")
    ] = None,
    chair: Annotated[str | None, typer.Option(help="E-mail of the committee's chair.")] = None,
    committee_channel: Annotated[
        str | None, typer.Option(help="The committee's channel; may be empty.")
    ] = None,
) -> None:
    """Set an organisation up: five questions, or all by options. Nothing is sent to anyone."""
    from bot.app.first_steps import initialise, questions

    async def work() -> None:
        settings = settings_here()
        given = {
            "language": language,
            "timezone": timezone,
            "pack": pack,
            "secretary": secretary,
            "chair": chair,
            "committee_channel": committee_channel,
        }
        for question in questions(given, settings):
            given[question.name] = typer.prompt(
                question.text, default=question.default, show_default=bool(question.default)
            )
        for line in await initialise(settings, given):
            say(line)

    run_async(work)


def example(
    pack: Annotated[str, typer.Option(help="The starter pack: sme or public.")] = "sme",
    away: Annotated[bool, typer.Option(help="Put Jonas away for two weeks.")] = False,
    people: Annotated[int | None, typer.Option(help="Grow the example to so many people.")] = None,
) -> None:
    """Load a starter pack and the example's people in their roles."""
    from bot.app.first_steps import load_example

    async def work() -> None:
        for line in await load_example(settings_here(), pack, away=away, people=people):
            say(line)

    run_async(work)
