"""A real server on loopback with two stand-in entrances, and raw connections to it."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.chat.entrance import AsgiApp, Entrance, Foreign, Receive, Refusal, Scope, Send
from bot.chat.ports import ServedCalendar, StoredFile
from bot.server import Check, Health, Limits, build_server, serve
from bot.telemetry.logs import configure_logging
from bot.telemetry.metrics import Metrics
from bot.texts import Texts

CANARY = "hemmelig-kanariefugl-7319"
PICTURE = b"\x89PNG\r\n\x1a\n-a-picture"
PICTURE_SECRET = "0123456789abcdefABCDEF"


class Pictures:
    """A store with one picture, which counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def picture(self, secret: str) -> bytes | None:
        self.asked.append(secret)
        return PICTURE if secret == PICTURE_SECRET else None


class Files:
    """A store with one file, whose name would break out of a header."""

    async def file(self, secret: str) -> StoredFile | None:
        named = 'årets "matrix"\r\nx: y.html'
        return StoredFile(named, "text/html", b"<b>x") if secret == PICTURE_SECRET else None


class Calendars:
    """A store with one calendar."""

    async def calendar(self, secret: str, known: str = "") -> ServedCalendar | None:
        if secret != PICTURE_SECRET:
            return None
        return ServedCalendar("tag-1", b"" if known == "tag-1" else b"BEGIN:VCALENDAR")


@dataclass
class Door:
    """What a stand-in entrance has seen, and how its app behaves."""

    bodies: list[bytes] = field(default_factory=list)
    app: AsgiApp | None = None

    async def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if headers.get("x-stumble"):
            raise ValueError(CANARY)
        if headers.get("x-odd-status"):
            raise Refusal(500, "odd")
        if headers.get("x-foreign"):
            raise Foreign("foreign")
        if headers.get("authorization") != "Bearer good":
            raise Refusal(401, "signature")
        if not body.startswith(b"{"):
            raise Refusal(400, "form")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert not message["more_body"]
        self.bodies.append(message["body"])
        await (self.app or answer_ok)(scope, receive, send)


async def answer_ok(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 200 with two bytes."""
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@dataclass
class House:
    """A running server and everything that can be seen of it."""

    port: int
    door: Door
    pictures: Pictures
    metrics: Metrics
    health: Health
    stop: asyncio.Event
    log: io.StringIO
    checks: dict[str, str | None]
    served: asyncio.Task[None]

    def lines(self) -> list[str]:
        return self.log.getvalue().splitlines()

    async def send(self, raw: bytes, *, close: bool = False, wait: float = 10.0) -> bytes:
        """Write `raw`, then (with `close`) end our half, and return all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            try:
                writer.write(raw)
                await writer.drain()
                if close:
                    writer.write_eof()
                return await asyncio.wait_for(whole_answer(reader), wait)
            except ConnectionError:
                return b""
        finally:
            writer.close()

    async def status(self, raw: bytes, **options: Any) -> int:
        """Return the status `raw` is answered with; 0 for none."""
        return status_of(await self.send(raw, **options))


async def whole_answer(reader: asyncio.StreamReader) -> bytes:
    """Read one response: the head, and as much as its content-length says."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return error.partial
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.partition(b":")[2]))
    return head + await reader.read()


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def post(
    path: str = "/slack/events",
    body: bytes = b"{}",
    *,
    method: str = "POST",
    headers: tuple[tuple[str, str], ...] = (("Authorization", "Bearer good"),),
    length: str | None = "right",
    version: str = "1.1",
) -> bytes:
    """Return a request as bytes."""
    lines = [f"{method} {path} HTTP/{version}", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == 'right' else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The process's log lines; the loggers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("json", secrets=[CANARY], stream=stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def limits() -> Limits:
    """The guard's limits; a test module may narrow them."""
    return Limits()


Start = Callable[..., Awaitable[House]]


@pytest.fixture
async def start(logged: io.StringIO) -> AsyncIterator[Start]:
    """Start a server with the given limits and web app, as often as a test likes."""
    houses: list[House] = []

    async def begin(
        limits: Limits | None = None, web: AsgiApp | None = None, head_seconds: float = 10.0
    ) -> House:
        door, pictures, metrics = Door(), Pictures(), Metrics("0.0")
        checks: dict[str, str | None] = {"database": None, "schema": None, "tick": None}

        def check(name: str) -> Check:
            async def probe() -> str | None:
                return checks[name]

            return Check(name, probe)

        health = Health(Texts("da"), alive=[check("tick")], ready=[*map(check, checks)])
        entrances = [Entrance(path, door.verify, door) for path in ("/slack/events", "/api/mail")]
        app = build_server(
            entrances,
            health,
            pictures,
            metrics,
            web=web,
            limits=limits,
            files=Files(),
            calendars=Calendars(),
            stranger="Ikke herfra",
        )
        stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
        served = asyncio.create_task(
            serve(
                app,
                "127.0.0.1",
                0,
                stop=stop,
                listening=port.set_result,
                head_seconds=head_seconds,
            )
        )
        house = House(await port, door, pictures, metrics, health, stop, logged, checks, served)
        houses.append(house)
        return house

    yield begin
    for house in houses:
        house.stop.set()
        await house.served


@pytest.fixture
async def house(start: Start) -> House:
    """A server with the default limits."""
    return await start()
