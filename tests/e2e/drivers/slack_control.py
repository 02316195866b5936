"""How local-slack is spoken to: its control room over HTTP, and its web page's socket."""

from collections.abc import Collection
from typing import Any

import aiohttp


class Control:
    """The calls that the driver is made of; it opens the session."""

    _session: aiohttp.ClientSession

    async def _get(self, path: str) -> dict[str, Any]:
        async with self._session.get(path) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def _control(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(f"/_control/{name}", json=body) as response:
            answer: dict[str, Any] = await response.json()
        assert answer.get("ok"), f"local-slack refused {name} {body}: {answer}"
        return answer

    async def _snapshot(self) -> dict[str, Any]:
        """What the web page gets when it connects; views are told nowhere else."""
        async with self._session.ws_connect("/ui") as socket:
            first = await socket.receive_json(timeout=10)
            state: dict[str, Any] = first["state"]
            return state

    async def _tell(self, body: dict[str, Any], shown: Collection[str] = ()) -> dict[str, Any]:
        """Do what the web page does; returns when it has been delivered to the app.

        Args:
            body: as the web page sends it.
            shown: what the web page is then told, the first of which is waited for and returned.
        """
        async with self._session.ws_connect("/ui") as socket:
            await socket.receive_json(timeout=10)
            await socket.send_json(body)
            event: dict[str, Any] = await socket.receive_json(timeout=10)
            while not is_outcome(event):
                event = await socket.receive_json(timeout=10)
            while shown and event.get("t") not in shown:
                event = await socket.receive_json(timeout=10)
            return event


def is_outcome(event: dict[str, Any]) -> bool:
    """Whether an event says that the app has answered an interaction, or could not be asked."""
    entry = event.get("entry", {}) if event.get("t") == "log" else {}
    direction, kind = entry.get("direction"), entry.get("kind")
    acknowledged = direction == "from_bot" and kind in {"interactive", "ack"}
    return acknowledged or (direction == "internal" and kind in {"interactive", "socket"})
