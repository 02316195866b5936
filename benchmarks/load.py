"""Sends prepared requests over a few keep-alive connections, as lightly as Python can.

The client must not be what is measured: requests are bytes made beforehand, answers are only
counted, and every connection has exactly one request under way.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = b"content-length:"
_CHUNKS_END = b"0\r\n\r\n"
_SECONDS = 120.0


@dataclass
class Round:
    """What one round of requests gave. `latencies` and `seconds` are seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    bytes: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


@dataclass(frozen=True)
class Latency:
    """The middle and the slow end of many requests, in milliseconds."""

    p50: float
    p99: float


def latency(rounds: Sequence[Round]) -> Latency:
    """Return the latencies of several rounds together."""
    spent = sorted(seconds for found in rounds for seconds in found.latencies)
    return Latency(median(spent) * 1000, spent[int(len(spent) * 0.99)] * 1000)


async def drive(port: int, requests: Sequence[bytes], connections: int = 8) -> Round:
    """Send every request once to `port` on loopback, and wait for all the answers.

    Raises:
        ConnectionError: the server dropped a connection.
        TimeoutError: it did not answer in two minutes.
    """
    loop = asyncio.get_running_loop()
    found = Round()
    left = iter(requests)
    lines = [
        (await loop.create_connection(lambda: _Line(found), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    started = perf_counter()
    async with asyncio.timeout(_SECONDS):
        await asyncio.gather(*(line.run(left) for line in lines))
    found.seconds = perf_counter() - started
    return found


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, found: Round) -> None:
        self._found = found
        self._buffer = b""
        self._sent_at = 0.0
        self._left: Iterator[bytes] = iter(())
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    async def run(self, left: Iterator[bytes]) -> None:
        """Send from `left`, which all connections share, until it is used up."""
        self._left = left
        self._next()
        await self._done
        self._transport.close()

    def _next(self) -> None:
        request = next(self._left, None)
        if request is None:
            self._done.set_result(None)
            return
        self._sent_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        head = self._buffer.find(_HEAD_ENDS)
        if head < 0 or not _is_whole(self._buffer, head):
            return
        self._found.latencies.append(perf_counter() - self._sent_at)
        self._found.refused += not self._buffer.startswith(b"HTTP/1.1 20")
        self._found.bytes += len(self._buffer)
        self._buffer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("closed"))


def _is_whole(buffer: bytes, head: int) -> bool:
    at = buffer.lower().find(_LENGTH, 0, head)
    if at < 0:
        return buffer.endswith(_CHUNKS_END)
    length = int(buffer[at + len(_LENGTH) : buffer.index(b"\r\n", at)])
    return len(buffer) >= head + len(_HEAD_ENDS) + length
