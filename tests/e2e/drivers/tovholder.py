"""Run Tovholder itself as a program and, in ``demo``, speak to its local chat."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.processes import PROJECT, Program

PORT = 8080


class Tovholder:
    """A running Tovholder with a data directory of its own; use it with ``async with``."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        arguments: Sequence[str] = ("demo",),
        port: int = PORT,
        module: str = "bot",
    ) -> None:
        """Prepare it; it starts on entering.

        Args:
            folder: for its data and output.
            settings: more of its environment, such as the clients' own ``settings``.
            arguments: of the command line.
            port: where it listens.
            module: what Python runs.
        """
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._command = [sys.executable, "-m", module, *arguments]
        self.environment = {
            "TOVHOLDER_DATA_DIR": str(folder / "data"),
            "TOVHOLDER_HOST": "127.0.0.1",
            "TOVHOLDER_PORT": str(port),
            "PYTHONPATH": str(PROJECT),
            "BROWSER": "none",
            **(settings or {}),
        }

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self.start()
        # A server may close an idle connection just as the next request leaves on it.
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(self.url, connector=connector)
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._session.close()
        self.program.stop()

    async def start(self) -> None:
        """Start it, or start it again after it was stopped or killed, on the same data."""
        self.program = Program(self._command, self._folder, self.environment, "tovholder")
        await self.program.ready(f"{self.url}/livez", seconds=60)

    async def say(self, person: Person, place: str, text: str) -> list[dict[str, Any]]:
        """Write in the local chat; returns the messages it caused."""
        return await self._cause("say", {"person": person.id, "place": place, "text": text})

    async def press(
        self, person: Person, message: str, action: str, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Press a button in the local chat; returns the messages it caused."""
        pressed = {"message": message, "action": action, "values": dict(values or {})}
        return await self._cause("press", {"person": person.id, **pressed})

    async def messages(self, **filters: str) -> list[dict[str, Any]]:
        """The local chat's messages, by ``place``, ``person`` and ``after``."""
        async with self._session.get("/demo/messages", params=filters) as response:
            return listed(await response.json())

    async def clock(self, **step: str) -> list[dict[str, Any]]:
        """Move the clock ``advance="P1D"`` or ``to="2027-01-04T09:00"``; what was delivered."""
        return await self._cause("clock", step)

    async def _cause(self, name: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with self._session.post(f"/demo/{name}", json=body) as response:
            text = await response.text()
            assert response.status < 300, f"demo refused {name} {body}: {response.status} {text}"
            return listed(await response.json())


def listed(answer: Any) -> list[dict[str, Any]]:
    """The messages of an answer, whether it is the list or holds it."""
    messages: list[dict[str, Any]] = answer["messages"] if isinstance(answer, dict) else answer
    return messages
