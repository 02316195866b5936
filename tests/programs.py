"""`tovholder` as a program of its own, in a folder of its own, on loopback.

The installed program takes seconds to start: `Installation.start` is for the tests that are about
just that. Everything else runs the same command in a forked process.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.forks import Streams, fork

PROGRAM = Path(sys.executable).with_name("tovholder")
SECONDS = 120
_OURS = ("TOVHOLDER_", "SLACK_", "MICROSOFT_")


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the one JSON value on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Served:
    """A running server, and how to speak to it."""

    url: str
    process: BaseProcess

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a path."""
        return self._answer(Request(self.url + path))

    def post(self, path: str, **body: Any) -> Any:
        """Post JSON to the demo; returns the answer's JSON."""
        headers = {"content-type": "application/json"}
        code, text = self._answer(Request(self.url + path, json.dumps(body).encode(), headers))
        assert code == 200, text
        return json.loads(text)

    def say(self, person: str, text: str, place: str = "general") -> list[dict[str, Any]]:
        """Write in the demo's chat; returns the bot's messages."""
        caused = self.post("/demo/say", person=person, place=place, text=text)
        return [message for message in caused if message["person"] == "tovholder"]

    def stop(self) -> int:
        """End it as a service manager does; returns its exit status."""
        self.process.terminate()
        return ended(self.process)

    def _answer(self, request: Request) -> tuple[int, str]:
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


@dataclass(frozen=True)
class Installation:
    """A folder in which `tovholder` is run."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, stdin: str = "", **settings: str) -> Result:
        """Run a command to its end."""
        with TemporaryDirectory() as kept:
            streams = Streams(Path(kept) / "out", Path(kept) / "err", stdin)
            code = ended(self._fork(arguments, settings, streams))
            return Result(code, read(streams.out), read(streams.err))

    def start(self, *arguments: str, stdin: str = "", **settings: str) -> Result:
        """Run the installed program to its end."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.folder,
            env=self._environment(settings),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def serving(self, *arguments: str, **settings: str) -> Iterator[Served]:
        """Run a command that serves, until the block ends; its log is `server.log`."""
        settings = {"TOVHOLDER_PORT": str(free_port()), "BROWSER": "none", **settings}
        streams = Streams(self.folder / "server.out", self.folder / "server.log")
        process = self._fork(arguments, settings, streams)
        try:
            yield Served(first_address(process, streams), process)
        finally:
            if process.exitcode is None:
                process.terminate()
            ended(process)

    def _fork(
        self, arguments: tuple[str, ...], settings: dict[str, str], streams: Streams
    ) -> BaseProcess:
        return fork(PROGRAM, arguments, self.folder, self._environment(settings), streams)

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**own, **self.settings, **settings}


def ended(process: BaseProcess) -> int:
    """Wait until a process has ended; returns its exit status."""
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        raise AssertionError("it does not end")
    return process.exitcode


def first_address(process: BaseProcess, streams: Streams) -> str:
    """Wait until a server says where it listens."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.exitcode is None:
        if address := re.match(r"(http://\S+:\d+)/?\n", read(streams.out)):
            return address[1]
        time.sleep(0.02)
    raise AssertionError(read(streams.err)[-2000:])


def read(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def slack_out_of_reach() -> dict[str, str]:
    """Return the settings of a Slack on loopback that does not answer."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-test-token",
        "SLACK_SIGNING_SECRET": "test-signing-secret",
        "SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/",
    }
