"""Bolt behind plain ASGI: read the body, dispatch, answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.response import BoltResponse

from bot.chat.entrance import Receive, Scope, Send
from bot.platforms.slack.payloads import Malformed, decode

Dispatch = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


class BoltDoor:
    """An ASGI application that hands decoded payloads to Bolt.

    Bolt's own adapter would parse the body a second time, and wrongly (see `payloads`).
    """

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that the verifier has let pass."""
        raw = await _body(receive)
        if raw is None:
            return
        try:
            payload = decode(_content_type(scope), raw)
        except Malformed:
            answer = BoltResponse(status=400)
        else:
            answer = await self._dispatch(payload)
        await _send(send, answer)


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body, or None when the client has gone."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _content_type(scope: Scope) -> str:
    found = b""
    for name, value in scope["headers"]:
        if name == b"content-type":
            found = value
    return found.decode("latin-1")


async def _send(send: Send, answer: BoltResponse) -> None:
    body = answer.body.encode()
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, values in answer.headers.items()
        if name != "content-length"
        for value in values
    ]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
