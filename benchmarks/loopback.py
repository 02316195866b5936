"""Slack's Web API and a Bot Connector in a few lines: answers at once, remembers nothing."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

TEAM = "T0BENCH"
APP = "A0BENCH"
_HEAD_ENDS = b"\r\n\r\n"


def user_ids(emails: Sequence[str]) -> dict[str, str]:
    """Return a Slack user id for each address."""
    return {f"U{number:04}": email for number, email in enumerate(emails)}


class Loopback(asyncio.Protocol):
    """One connection of a caller.

    Args:
        people: addresses by Slack user id.
    """

    def __init__(self, people: Mapping[str, str]) -> None:
        self._people = people
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, ends, body = self._buffer.partition(_HEAD_ENDS)
        if not ends or len(body) < _length(head):
            return
        self._buffer = b""
        path = head.split(b" ", 2)[1].decode()
        answer = json.dumps(self._answer(path, body)).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            % (len(answer), answer)
        )

    def _answer(self, path: str, body: bytes) -> dict[str, object]:
        if path.startswith("/v3/"):
            return {"id": "1:bench"}
        method = path.partition("?")[0].rpartition("/")[2]
        if method == "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": "UBOT", "bot_id": "BBOT"}
        if method == "bots.info":
            return {"ok": True, "bot": {"id": "BBOT", "app_id": APP}}
        if method == "users.info":
            asked = dict(parse_qsl(path.partition("?")[2] or body.decode()))
            return {"ok": True, "user": self._user(asked.get("user", ""))}
        if method == "users.list":
            return {"ok": True, "members": [self._user(user) for user in self._people]}
        return {"ok": True}

    def _user(self, user: str) -> dict[str, object]:
        email = self._people.get(user, f"{user}@example.dk")
        profile = {"real_name": email.partition("@")[0], "email": email}
        return {"id": user, "team_id": TEAM, "profile": profile}


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve_loopback(people: Mapping[str, str]) -> tuple[asyncio.Server, int]:
    """Listen on a free port of loopback; return the server and its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Loopback(people), "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]
