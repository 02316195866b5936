"""The installed `tovholder` as a program of its own, in a folder of its own, on loopback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

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
    process: subprocess.Popen[str]

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
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)

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
        """Run a command that serves, until the block ends."""
        port = str(free_port())
        environment = self._environment({"TOVHOLDER_PORT": port, "BROWSER": "none", **settings})
        log = self.folder / "server.log"
        with log.open("a", encoding="utf-8") as output:
            process = subprocess.Popen(
                [PROGRAM, *arguments],
                cwd=self.folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        assert process.stdout is not None
        try:
            address = re.match(r"http://\S+:\d+", process.stdout.readline())
            assert address, log.read_text(encoding="utf-8")[-2000:]
            yield Served(address[0], process)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(SECONDS)
            process.stdout.close()

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**own, **self.settings, **settings}


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
