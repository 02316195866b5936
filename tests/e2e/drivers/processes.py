"""Start a program, wait until it answers, and stop exactly it."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

E2E = Path(__file__).parents[1]
NODE_MODULES = E2E / "node_modules"
PROJECT = E2E.parents[1]


class NotReadyError(AssertionError):
    """A program ended, or did not answer in time; the text ends with the last of its output."""


class Program:
    """A program with its output in a file, in a process group of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], name: str
    ) -> None:
        """Start it.

        Args:
            command: the program and its arguments.
            folder: where it runs and where its output goes.
            environment: added to this process's own.
            name: what to call it; its output is ``<name>.log`` in the folder.
        """
        self.output = folder / f"{name}.log"
        self._name = name
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ready(self, url: str, seconds: float = 30) -> None:
        """Wait until the address answers with anything but a server's error.

        Raises:
            NotReadyError: it ended, or the time is up.
        """
        until = time.monotonic() + seconds
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < until:
                if self._process.poll() is not None:
                    raise NotReadyError(f"{self._name} ended:\n{self.tail()}")
                if await answers(session, url):
                    return
                await asyncio.sleep(0.2)
        raise NotReadyError(f"{self._name} did not answer on {url}:\n{self.tail()}")

    def stop(self, seconds: float = 10) -> int:
        """End it and what it started; kill it when it has not ended after so many seconds.

        Returns:
            Its exit status, negative for the signal that ended it.
        """
        self.signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    def wait(self, seconds: float = 30) -> int:
        """Its exit status, once it has ended by itself.

        Raises:
            TimeoutExpired: it has not, after so many seconds.
        """
        return self._process.wait(seconds)

    def kill(self) -> int:
        """End it at once, as a crash would."""
        self.signal(signal.SIGKILL)
        return self._process.wait(10)

    def signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def tail(self, lines: int = 30) -> str:
        """The last of its output."""
        text = self.output.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=2)
    try:
        async with session.get(url, timeout=timeout) as response:
            return response.status < 500
    except (aiohttp.ClientError, TimeoutError):
        return False
