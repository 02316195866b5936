"""Tovholder's commands, beside a server that runs."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.drivers.processes import PROJECT

SECONDS = 120.0


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Commands with one environment, such as a server's ``environment``."""

    folder: Path
    environment: Mapping[str, str]

    async def __call__(self, *arguments: str) -> Outcome:
        """Run a command to its end.

        Raises:
            TimeoutError: it has not ended; it is killed.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot"),
            *arguments,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **self.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(SECONDS):
                out, err = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        return Outcome(process.returncode or 0, out.decode(), err.decode())
