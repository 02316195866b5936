"""What every command shares: the settings, the output, and errors as one sentence on stderr."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from bot.domain.errors import TovholderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

DANISH = "da"


def settings_here(**changes: str | None) -> "Settings":
    """Return the settings of the working folder; `changes` are environment names set on top."""
    from bot.settings import load_settings

    environ = dict(os.environ) | {name: value for name, value in changes.items() if value}
    return load_settings(environ, Path.cwd())


def settings_of_data() -> "Settings":
    """Return the settings for a command that needs the data to be there.

    Where there is no database but the demo's, that one is meant.
    """
    from storage.database import parse_url, sqlite_path

    settings = settings_here()
    if "TOVHOLDER_DATABASE_URL" in os.environ:
        return settings
    own = sqlite_path(parse_url(settings.database_url))
    demo = settings.data_dir / "demo.db"
    if own is None or own.exists() or not demo.exists():
        return settings
    return settings_here(TOVHOLDER_DATABASE_URL=f"sqlite:///{demo}")


def language_here() -> str:
    """Return the operator's language, Danish unless the environment or the settings say so."""
    try:
        return settings_here().language
    except TovholderError:
        return "en" if os.environ.get("TOVHOLDER_LANGUAGE") == "en" else DANISH


@contextmanager
def errors_as_sentences() -> "Iterator[None]":
    """Turn an error that a person can mend into one sentence on stderr, and exit 1."""
    try:
        yield
    except TovholderError as error:
        fail(error)


def fail(error: TovholderError) -> NoReturn:
    """Print the error's sentence on stderr and exit 1."""
    from bot.texts import Texts

    print(Texts(language_here())(f"error.{error.key}", **error.params), file=sys.stderr)  # noqa: T201
    raise typer.Exit(1)


def run_async(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a command's work, its errors as sentences."""
    with errors_as_sentences():
        return asyncio.run(work())


def say(text: str) -> None:
    """Print a line on stdout."""
    print(text)  # noqa: T201


def say_json(value: Any) -> None:
    """Print a value as one line of JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201
