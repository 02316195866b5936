"""The guard's corpus, over real connections (reliability.md §5)."""

import asyncio
import json
import socket
import struct
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.entrance import Receive, Scope, Send
from bot.server import Limits
from tests.tries import tries

from .conftest import CANARY, House, Start, answer_ok, post, status_of, whole_answer

ALLOWED = {400, 401, 403, 404, 405, 413, 429}
BIG = 256_000
GOOD = (("Authorization", "Bearer good"),)


def chunked(*chunks: bytes, headers: tuple[tuple[str, str], ...] = GOOD, end: bool = True) -> bytes:
    head = post(headers=(*headers, ("Transfer-Encoding", "chunked")), body=b"", length=None)
    parts = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head + parts + (b"0\r\n\r\n" if end else b"")


CORPUS: dict[str, tuple[bytes, int]] = {
    "no token": (post(headers=()), 401),
    "wrong token": (post(headers=(("Authorization", f"Bearer {CANARY}"),)), 401),
    "not its form": (post(body=b"payload=1"), 400),
    "no body": (post(body=b""), 400),
    "no length": (post(body=b"", length=None), 400),
    "unknown path": (post("/slack"), 404),
    "trailing slash": (post("/slack/events/"), 404),
    "double slash": (post("//slack/events"), 404),
    "inner double slash": (post("/slack//events"), 404),
    "other case": (post("/Slack/Events"), 404),
    "escaped": (post("/slack/%65vents"), 404),
    "escaped nul": (post("/slack/events%00"), 404),
    "escaped line break": (post("/slack/events%0d%0a"), 404),
    "traversal": (post("/slack/events/../events"), 404),
    "traversal out": (post("/slack/events/../../etc/passwd"), 404),
    "escaped traversal": (post("/pictures/..%2f..%2fetc%2fpasswd.png", method="GET"), 404),
    "whole address": (post("http://127.0.0.1/slack/events"), 404),
    "star": (post("*", method="OPTIONS"), 404),
    "parameters": (post("/slack/events;x=1"), 404),
    "query": (post("/slack/events?ssl_check=1"), 400),
    "huge query": (post("/slack/events?" + "q" * 20_000), 400),
    "long unknown path": (post("/" + "p" * 20_000), 404),
    "get": (post(method="GET", body=b""), 405),
    "head": (post(method="HEAD", body=b""), 405),
    "put": (post(method="PUT"), 405),
    "delete": (post(method="DELETE"), 405),
    "options": (post(method="OPTIONS"), 405),
    "trace": (post(method="TRACE"), 405),
    "made-up method": (post(method="SLACK"), 405),
    "long method": (post(method="A" * 5_000), 405),
    "post to health": (post("/livez"), 405),
    "post to metrics": (post("/metrics"), 405),
    "post to a picture": (post("/pictures/0123456789abcdefABCDEF.png"), 405),
    "too large": (post(body=b"{" + b"x" * BIG), 413),
    "far too large": (post(body=b"{" + b"x" * 4_000_000), 413),
    "large at an unknown path": (post("/nowhere", body=b"x" * 4_000_000), 404),
    "large and closing": (post(body=b"x" * 1_000_000, headers=(("Connection", "close"),)), 413),
    "says too large": (post(body=b"{}", length="99999999999"), 413),
    "chunked too large": (chunked(b"{", *[b"x" * 60_000] * 5), 413),
    "chunked forged": (chunked(b"{}", headers=()), 401),
    "chunk of no size": (chunked(b"{}", end=False) + b"zz\r\n\r\n", 400),
    "two lengths": (chunked(b"{}", headers=(*GOOD, ("Content-Length", "2"))), 400),
    "other length": (post(headers=(*GOOD, ("Content-Length", "7"))), 400),
    "length with a sign": (post(length="+2"), 400),
    "negative length": (post(length="-2"), 400),
    "length in words": (post(length="two"), 400),
    "length in hexadecimal": (post(length="0x2"), 400),
    "length of many digits": (post(length="2" * 500), 400),
    "other transfer encoding": (post(headers=(*GOOD, ("Transfer-Encoding", "gzip"))), 400),
    "compressed": (post(headers=(*GOOD, ("Content-Encoding", "gzip"))), 400),
    "compressed twice": (post(headers=(*GOOD, ("Content-Encoding", "identity, br"))), 400),
    "two tokens": (post(headers=(*GOOD, *GOOD)), 400),
    "two types": (post(headers=(*GOOD, *[("Content-Type", "text/plain")] * 2)), 400),
    "two signatures": (post(headers=(*GOOD, *[("X-Slack-Signature", "v0=1")] * 2)), 400),
    "two hosts": (post(headers=(*GOOD, ("Host", "example.dk"))), 400),
    "letters outside ascii": (post(headers=(("Authorization", "Bearer \xe6\xf8\xe5"),)), 400),
    "nul in a header": (post(headers=(("Authorization", "Bearer \x00"),)), 400),
    "header without colon": (b"POST /slack/events HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400),
    "folded header": (b"POST /slack/events HTTP/1.1\r\nHost: x\r\nA: 1\r\n : 2\r\n\r\n", 401),
    "no host": (b"POST /slack/events HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400),
    "many headers": (post(headers=(*GOOD, *((f"X-{n}", "1") for n in range(200)))), 400),
    "flood of headers": (post(headers=(*GOOD, *((f"X-{n}", "1") for n in range(9_000)))), 400),
    "huge header": (post(headers=(("Authorization", "Bearer " + "x" * 60_000),)), 400),
    "older http": (post(headers=(), version="1.0"), 401),
    "newer http": (post(version="2.0"), 400),
    "not http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 60 + b"\r\n\r\n", 400),
    "http/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404),
    "bare line breaks": (b"\r\n\r\n\r\n\r\n\r\n" + post(headers=()), 400),
    "letters outside ascii in the path": (post("/slack/\xe6vents"), 400),
    "upgrade": (post(headers=(("Connection", "Upgrade"), ("Upgrade", "websocket"))), 401),
    "upgrade of a get": (
        post(method="GET", headers=(("Connection", "Upgrade"), ("Upgrade", "websocket"))),
        405,
    ),
    "verifier stumbles": (post(headers=(*GOOD, ("X-Stumble", "1"))), 400),
    "verifier invents a status": (post(headers=(*GOOD, ("X-Odd-Status", "1"))), 400),
}


# Lines beside the guard's own: a bug to be seen, and what follows the preface.
MORE_LINES = {"verifier stumbles": 1, "http/2 preface": 1}


async def test_refuses_the_corpus_with_one_short_line(house: House) -> None:
    unexpected = []
    for name, (raw, status) in CORPUS.items():
        before = len(house.lines())
        answer = await house.send(raw)
        lines = house.lines()[before:]
        seen = (status_of(answer), len(lines))
        if seen != (status, 1 + MORE_LINES.get(name, 0)):
            unexpected.append((name, *seen))
        assert len(answer.partition(b"\r\n\r\n")[2]) <= 64
        for line in lines:
            assert len(line.encode()) <= 500
            assert json.loads(line)
            assert CANARY not in line
    assert unexpected == []
    assert {status for _, status in CORPUS.values()} <= ALLOWED
    assert house.door.bodies == []


async def test_a_refused_method_is_told_what_is_allowed(house: House) -> None:
    assert b"\r\nallow: POST\r\n" in await house.send(post(method="GET"))


async def test_only_a_proved_stranger_is_told_why(house: House) -> None:
    answer = await house.send(post(headers=(*GOOD, ("X-Foreign", "1"))))
    assert (status_of(answer), answer[-11:]) == (403, b"Ikke herfra")
    assert house.door.bodies == []
    answer = await house.send(post(headers=()))
    assert (status_of(answer), answer[-4:]) == (401, b"\r\n\r\n")


async def test_lets_a_verified_request_in_with_its_body(house: House) -> None:
    answer = await house.send(post(body=b'{"a": 1}'))

    assert (status_of(answer), answer[-2:]) == (200, b"ok")
    assert house.door.bodies == [b'{"a": 1}']
    assert house.lines() == []
    assert b'tovholder_requests_total{entrance="/slack/events",status="200"} 1.0' in (
        house.metrics.page()
    )


async def test_lets_in_bodies_up_to_the_limit_however_they_are_sent(house: House) -> None:
    largest = b"{" + b"x" * (BIG - 1)
    assert await house.status(post(body=largest)) == 200
    assert await house.status(chunked(largest[:100], largest[100:])) == 200
    assert await house.status(post(body=largest, version="1.0")) == 200
    assert house.door.bodies == [largest] * 3


async def test_a_cut_off_body_is_answered_when_its_sender_ends(house: House) -> None:
    assert await house.status(post(body=b"{", length="100"), close=True) == 400
    assert await house.status(chunked(b"{", end=False), close=True) == 400
    assert await house.status(b"POST /slack/events HTTP/1.1\r\nHos", close=True) == 400
    assert house.door.bodies == []


async def test_a_sender_that_ends_after_writing_gets_its_answer(house: House) -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1)
        await answer_ok(scope, receive, send)

    house.door.app = slow
    assert await house.status(post(), close=True) == 200


async def test_a_sender_that_goes_away_leaves_nothing_behind(house: House) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(post(body=b"{", length="100"))
    await writer.drain()
    # Not to linger means to reset the connection, without an end of file.
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
    while b'reason="disconnected"' not in house.metrics.page():
        await asyncio.sleep(0.01)
    assert house.lines() == []


async def test_a_slow_body_is_refused_and_the_connection_closed(start: Start) -> None:
    house = await start(replace(Limits(), seconds=0.2))
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(post(body=b"{", length="100"))
    answer = await asyncio.wait_for(reader.read(), 5)
    assert status_of(answer) == 400
    assert json.loads(house.lines()[0])["reason"] == "slow"
    writer.close()


async def test_a_slow_head_is_hung_up_on(start: Start) -> None:
    house = await start(head_seconds=0.2)
    for before in (b"", post(headers=())):
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        if before:
            writer.write(before)
            assert status_of(await whole_answer(reader)) == 401
        for byte in b"POST /slack":
            writer.write(bytes([byte]))
            await asyncio.sleep(0.001)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_connection_may_rest_between_requests(start: Start) -> None:
    house = await start(head_seconds=0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    for _ in range(2):
        writer.write(post())
        assert status_of(await whole_answer(reader)) == 200
        await asyncio.sleep(0.3)
    writer.close()


async def test_pipelined_requests_are_answered_in_their_order(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(post() + post(headers=()) + post("/nowhere", b"x" * 50) + post(body=b"{2}"))
    answers = [status_of(await asyncio.wait_for(whole_answer(reader), 5)) for _ in range(4)]
    assert answers == [200, 401, 404, 200]
    writer.close()


async def test_a_connection_lives_on_after_a_refused_body_that_was_read(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(post(body=b"x" * 1_000_000))
    assert status_of(await asyncio.wait_for(whole_answer(reader), 5)) == 413
    writer.write(post())
    assert status_of(await asyncio.wait_for(whole_answer(reader), 5)) == 200
    writer.close()


async def test_who_expects_to_be_told_is_not_asked_for_a_body_too_large(house: House) -> None:
    expecting = post(body=b"", headers=(*GOOD, ("Expect", "100-continue")), length="900000")
    assert (await house.send(expecting)).startswith(b"HTTP/1.1 413")


async def test_many_forged_requests_are_answered_429_and_good_ones_still_let_in(
    start: Start,
) -> None:
    house = await start(replace(Limits(), refusals=5, refusals_per_second=0.001))
    statuses = [await house.status(post(headers=())) for _ in range(20)]
    assert statuses == [401] * 5 + [429] * 15
    assert b"retry-after: 1" in await house.send(post(headers=()))
    # A second's worth of lines at most, and not one for each.
    assert 6 <= len(house.lines()) <= 12
    assert [await house.status(post()) for _ in range(20)] == [200] * 20


async def test_a_flood_over_the_ceiling_is_answered_429(start: Start) -> None:
    house = await start(replace(Limits(), requests_per_second=3.0))
    statuses = [await house.status(post()) for _ in range(8)]
    assert statuses[:3] == [200] * 3
    assert 429 in statuses


async def test_bodies_under_way_share_one_allowance(start: Start) -> None:
    house = await start(replace(Limits(), waiting=100_000))
    slow = [await asyncio.open_connection("127.0.0.1", house.port) for _ in range(2)]
    for _, writer in slow:
        writer.write(post(body=b"x" * 40_000, length="200000"))
        await writer.drain()
    await asyncio.sleep(0.1)
    assert await house.status(post(body=b"x" * 40_000, length="200000"), wait=20) == 429
    assert await house.status(post()) == 200
    for _, writer in slow:
        writer.close()


@pytest.mark.parametrize("status", [500, 501, 503])
async def test_an_app_that_fails_is_answered_for_with_400(house: House, status: int) -> None:
    async def failing(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": CANARY.encode()})

    house.door.app = failing
    answer = await house.send(post())
    assert status_of(answer) == 400
    assert CANARY.encode() not in answer
    (line,) = house.lines()
    assert json.loads(line)["event"] == "guard.app_failed"
    assert json.loads(line)["correlation"]


async def test_an_app_that_raises_is_answered_for_with_400(house: House) -> None:
    async def raising(scope, receive, send):
        raise RuntimeError(CANARY)

    async def silent(scope, receive, send):
        return

    for app in (raising, silent):
        house.door.app = app
        assert await house.status(post()) == 400
    assert len(house.lines()) == 2
    assert all(len(line.encode()) <= 500 and CANARY not in line for line in house.lines())
    assert b'refusals_total{entrance="/slack/events",reason="app_failed"} 2.0' in (
        house.metrics.page()
    )


heads = st.lists(
    st.tuples(
        st.sampled_from(
            ["Authorization", "Content-Type", "Content-Encoding", "Transfer-Encoding", "X-Any"]
        ),
        st.sampled_from(["Bearer good", "chunked", "gzip", "identity", "application/json", ""])
        | st.text(st.characters(max_codepoint=255), max_size=40),
    ),
    max_size=6,
)


@settings(
    max_examples=tries(20, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    method=st.sampled_from(["POST", "POST", "POST", "GET", "", "P\x00ST"]),
    path=st.sampled_from(["/slack/events", "/api/mail", "/", "/pictures/a.png"])
    | st.text(st.characters(max_codepoint=255), max_size=40),
    headers=heads,
    body=st.binary(max_size=200),
    length=st.sampled_from(["right", None, "-1", "2", "abc"]),
)
async def test_no_payload_is_answered_with_5xx(
    house: House,
    method: str,
    path: str,
    headers: list[tuple[str, str]],
    body: bytes,
    length: str | None,
) -> None:
    raw = post(path, body, method=method, headers=tuple(headers), length=length)
    assert await house.status(raw, close=True) < 500
    assert all(len(line.encode()) <= 500 for line in house.lines())
