"""The table of commands."""

import typer

from bot.cli import ask, audit, data, operate, outbox, serve, setup, simulation, wheel

app = typer.Typer(
    name="tovholder",
    help="The information-security coordinator that lives in your organisation's chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve.run)
app.command()(serve.demo)
app.command()(setup.init)
app.command()(setup.example)
app.command(name="import")(data.import_)
app.command()(data.export)
app.command()(ask.lookup)
app.command()(wheel.wheel)
app.command()(simulation.simulate)
app.command()(operate.doctor)
app.command()(operate.backup)
app.command()(operate.migrate)
app.command()(operate.manifests)
app.add_typer(outbox.app, name="outbox")
app.add_typer(audit.app, name="audit")
app.command()(audit.verify)


def main() -> None:
    """Run the command line."""
    app()
