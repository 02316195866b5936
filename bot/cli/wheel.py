"""`wheel`."""

from typing import Annotated

import typer

from bot.cli.console import run_async, say, say_json, settings_here, settings_of_data


def wheel(
    year: Annotated[int, typer.Option(help="The year.")],
    pack: Annotated[
        str | None, typer.Option(help="Show a starter pack: sme or public.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Show the annual wheel's dates of a year, from the database or a starter pack."""
    from bot.app.wheel_dates import dates_of_year, open_wheel, table_of_dates
    from bot.texts import Texts

    async def work() -> None:
        settings = settings_here() if pack else settings_of_data()
        organisation = await open_wheel(settings, pack)
        dates = dates_of_year(organisation.wheel, year)
        if json:
            say_json([one.as_json() for one in dates])
        else:
            for line in table_of_dates(organisation, dates, Texts(settings.language)):
                say(line)

    run_async(work)
