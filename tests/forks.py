"""Commands in processes of their own that need not import the house first, which takes seconds.

Each is forked from a process that has imported it: its folder, environment, streams, signals and
exit status are its own, as those of the installed program are.
"""

import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryFile

import bot
import storage


@dataclass(frozen=True)
class Streams:
    """What a process reads, and the files it writes to: `out` anew, `err` at its end."""

    out: Path
    err: Path
    typed: str = ""


def fork(
    program: Path,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Streams,
) -> BaseProcess:
    """Start a command as `program` would; returns the process, which is running."""
    streams.out.write_bytes(b"")
    command = (str(program), *arguments)
    process = forks().Process(
        target=_become, args=(command, str(folder), dict(environment), streams)
    )
    process.start()
    return process


@cache
def forks() -> ForkServerContext:
    """Return what starts processes that have the house imported, and its catalogues read."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(
        [
            *(
                module.name
                for package in (bot, storage)
                for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
            ),
            "tests.warm",
        ]
    )
    return server


def _become(
    command: Sequence[str], folder: str, environment: Mapping[str, str], streams: Streams
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with TemporaryFile() as typed, streams.out.open("ab") as out, streams.err.open("ab") as err:
        typed.write(streams.typed.encode())
        typed.seek(0)
        for descriptor, file in enumerate((typed, out, err)):
            os.dup2(file.fileno(), descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = list(command)
    from bot.__main__ import main

    main()
