"""`outbox list`, `outbox replay` and `outbox discard`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from bot.cli.console import language_here, run_async, say, say_json, settings_of_data

app = typer.Typer(help="Messages on their way.", no_args_is_help=True)

Json = Annotated[bool, typer.Option(help="Machine-readable output.")]
MessageId = Annotated[str, typer.Argument(help="The message's id, from `outbox list`.")]


@app.callback()
def outbox() -> None:
    """Messages on their way."""


@app.command("list")
def list_(
    state: Annotated[
        list[str] | None,
        typer.Option(
            help="pending, sending, sent, unknown, held, dead, expired or cancelled; may be given "
            "more than once. Without it, everything that is not over."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List messages, those first that have been as they are for longest."""
    from bot.app.outbox import letter_line, list_letters
    from bot.texts import Texts

    async def work() -> None:
        letters = await list_letters(settings_of_data(), state or ())
        if json:
            say_json(letters)
            return
        texts = Texts(language_here())
        for letter in letters:
            say(letter_line(letter, texts))
        if not letters:
            say(texts("outbox.none"))

    run_async(work)


@app.command()
def replay(message_id: MessageId, json: Json = False) -> None:
    """Send a refused, held or expired message again; it arrives once however often you ask."""
    from bot.app.outbox import replay_request

    _decide(replay_request(message_id), "outbox.cli.replayed", json=json)


@app.command()
def discard(
    message_id: MessageId,
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit log.")],
    json: Json = False,
) -> None:
    """Give a message up that has not been sent."""
    from bot.app.outbox import discard_request

    _decide(discard_request(message_id, reason), "outbox.cli.discarded", json=json)


def _decide(request: Mapping[str, Any], done: str, *, json: bool) -> None:
    from bot.app.upkeep import decide
    from bot.texts import Texts

    async def work() -> None:
        await decide(settings_of_data(), request)
        if json:
            say_json({"id": request["id"], "done": request["command"].removeprefix("outbox-")})
        else:
            say(Texts(language_here())(done, id=request["id"]))

    run_async(work)
