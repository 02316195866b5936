"""Reads the head and the body of a request that nobody has vouched for yet."""

import asyncio
from collections.abc import Iterable, MutableMapping
from typing import Any

from bot.chat.entrance import Receive, Refusal, Scope
from bot.server.limits import Limits

# A second value of one of these could be the one that is checked while the SDK uses the first.
_ONCE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"transfer-encoding",
        b"x-slack-request-timestamp",
        b"x-slack-signature",
    }
)
_VERSIONS = frozenset({"1.0", "1.1", "2"})
_LONGEST_NUMBER = 20
_DRAIN_BYTES = 8_000_000
_DRAIN_SECONDS = 2.0


class Disconnected(Exception):
    """The sender went away before the body was there; nobody is left to answer."""


def checked_headers(scope: Scope, limits: Limits) -> dict[str, str]:
    """Return the request's headers, by lower-case name; the last value wins.

    Raises:
        Refusal: 405 for a method, 400 for a form, or 413 for a declared length that no honest
            sender uses.
    """
    if scope["method"] != "POST":
        raise Refusal(405, "method")
    if scope["http_version"] not in _VERSIONS:
        raise Refusal(400, "version")
    if scope["query_string"]:
        # No signature covers the query, and Bolt reads it.
        raise Refusal(400, "query")
    headers = _decoded(scope["headers"], limits)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(400, "compressed")
    length = headers.get("content-length")
    if length is not None:
        if "transfer-encoding" in headers:
            raise Refusal(400, "two_lengths")
        if not length.isdigit() or len(length) > _LONGEST_NUMBER:
            raise Refusal(400, "length_form")
        if int(length) > limits.body:
            raise Refusal(413, "size")
    return headers


def _decoded(lines: Iterable[tuple[bytes, bytes]], limits: Limits) -> dict[str, str]:
    headers: dict[str, str] = {}
    count = size = 0
    for name, value in lines:
        count += 1
        size += len(name) + len(value)
        if name in _ONCE:
            # Verifiers compare these as text, and `hmac.compare_digest` raises outside ASCII.
            if not value.isascii():
                raise Refusal(400, "header_form")
            if name.decode("ascii") in headers:
                raise Refusal(400, "header_twice")
        headers[name.decode("latin-1")] = value.decode("latin-1")
    if count > limits.headers or size > limits.head:
        raise Refusal(400, "headers")
    return headers


class Allowance:
    """How many bytes of unfinished bodies are held at one time, over all requests."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    def take(self, size: int) -> None:
        """Hold `size` more bytes.

        Raises:
            Refusal: 429, there are too many already.
        """
        if self._held + size > self._most:
            raise Refusal(429, "busy")
        self._held += size

    def give_back(self, size: int) -> None:
        """Hold `size` bytes less."""
        self._held -= size


class Patience:
    """How long a body may take, with one timer for all of them.

    A timer a request, as `asyncio.timeout` sets, costs more than the rest of the guard.

    Args:
        seconds: for each body.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> asyncio.Task[Any]:
        """Start the time of the running task, which is returned, and which `end` must get."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        due = self._due[task] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_at(due, self._sweep, loop)
        return task

    def ran_out(self, task: asyncio.Task[Any]) -> bool:
        """Tell whether a task was cancelled only because its time ran out."""
        return task in self._late and task.uncancel() == 0

    def end(self, task: asyncio.Task[Any]) -> None:
        """Stop a task's time."""
        self._due.pop(task, None)
        self._late.discard(task)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        for task, due in list(self._due.items()):  # the oldest first
            if due > loop.time():
                self._timer = loop.call_at(due, self._sweep, loop)
                return
            del self._due[task]
            self._late.add(task)
            task.cancel()


class Incoming:
    """The body of one request, as it arrives.

    `complete` tells whether its end has been seen.
    """

    __slots__ = ("_receive", "complete")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.complete = False

    async def receive(self) -> MutableMapping[str, Any]:
        """Receive as the server does (ASGI), noting the end."""
        message = await self._receive()
        self.complete = not message.get("more_body", False)
        return message

    async def read(self, limits: Limits, allowance: Allowance, patience: Patience) -> bytes:
        """Return the whole body.

        Raises:
            Refusal: 413 when it grows too large, 400 when it takes too long, 429 when too many
                bodies are on their way.
            Disconnected: the sender went away.
        """
        task = patience.begin()
        try:
            first = await self._chunk(limits.body)
            return first if self.complete else await self._rest(first, limits, allowance)
        except asyncio.CancelledError:
            if patience.ran_out(task):
                raise Refusal(400, "slow") from None
            raise
        finally:
            patience.end(task)

    async def _rest(self, first: bytes, limits: Limits, allowance: Allowance) -> bytes:
        chunks, size, held = [first], len(first), 0
        try:
            while True:
                allowance.take(size - held)
                held = size
                if self.complete:
                    return b"".join(chunks)
                chunks.append(await self._chunk(limits.body - size))
                size += len(chunks[-1])
        finally:
            allowance.give_back(held)

    async def _chunk(self, room: int) -> bytes:
        message = await self.receive()
        if message["type"] != "http.request":
            raise Disconnected
        body: bytes = message.get("body", b"")
        if len(body) > room:
            raise Refusal(413, "size")
        return body

    async def drain(self) -> None:
        """Read what is left of a refused body and forget it, within bounds.

        Closing a connection with unread bytes resets it, and a sender that first writes and then
        reads would never see its answer.
        """
        left = _DRAIN_BYTES
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self.complete and left > 0:
                    left -= len(await self._chunk(left))
        except (TimeoutError, Refusal, Disconnected):
            return
