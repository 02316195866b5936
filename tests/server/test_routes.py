"""Health, metrics, pictures and the mounted web app, over real connections."""

import asyncio
import json
import re

import pytest

from bot.domain.errors import NotReady
from bot.server import Check, Health, serve
from bot.texts import LANGUAGES, Texts, catalogue

from .conftest import CANARY, PICTURE, PICTURE_SECRET, House, Start, answer_ok, post, status_of


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def body_of(answer: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return found


async def test_is_alive_and_ready(house: House) -> None:
    for path, question in (("/livez", "alive"), ("/readyz", "ready")):
        answer = await house.send(get(path))
        assert status_of(answer) == 200
        assert body_of(answer) == {question: True, "failures": []}
        assert b"cache-control: no-store" in answer


async def test_says_in_words_why_it_is_not_ready(house: House) -> None:
    texts = Texts("da")
    house.checks |= {"database": "ready.database", "schema": "ready.schema"}
    answer = await house.send(get("/readyz"))
    assert status_of(answer) == 503
    assert body_of(answer) == {
        "ready": False,
        "failures": [texts("ready.database"), texts("ready.schema")],
    }
    assert status_of(await house.send(get("/livez"))) == 200


async def test_is_not_alive_when_its_clock_stands_still(house: House) -> None:
    house.checks["tick"] = "ready.tick"
    assert status_of(await house.send(get("/livez"))) == 503


async def test_is_not_ready_while_it_stops(house: House) -> None:
    assert status_of(await house.send(get("/readyz"))) == 200
    house.health.drain()
    answer = await house.send(get("/readyz"))
    assert body_of(answer) == {"ready": False, "failures": [Texts("da")("ready.draining")]}


async def test_a_check_that_hangs_or_fails_is_a_failure_in_words() -> None:
    async def hanging() -> str | None:
        await asyncio.sleep(60)
        return None

    async def failing() -> str | None:
        raise RuntimeError(CANARY)

    texts = Texts("en")
    health = Health(texts, ready=[Check("database", hanging, 0.05), Check("tick", failing)])
    assert await health.ready_failures() == (
        texts("ready.slow", check=texts("ready.name.database")),
        texts("ready.failed", check=texts("ready.name.tick")),
    )


async def test_a_check_may_say_more_than_one_sentence() -> None:
    said = ["Slack tager ikke imod os.", "Beskeder bliver ikke sendt."]

    async def alarms() -> list[str]:
        return said

    async def schema() -> str | None:
        return "ready.schema"

    texts = Texts("da")
    health = Health(texts, ready=[Check("alarms", alarms), Check("schema", schema)])
    assert await health.ready_failures() == (*said, texts("ready.schema"))
    said.clear()
    fresh = Health(texts, ready=[Check("alarms", alarms)])
    assert await fresh.ready_failures() == ()


async def test_the_checks_run_once_however_many_ask() -> None:
    runs, now = 0, 100.0

    async def probe() -> str | None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0.01)
        return None

    health = Health(Texts("da"), ready=[Check("database", probe)], clock=lambda: now)
    await asyncio.gather(*(health.ready_failures() for _ in range(20)))
    assert runs == 1
    now += 1.1
    await health.ready_failures()
    assert runs == 2


async def test_a_blocked_loop_is_told() -> None:
    moments = iter([0.0, 4.05])
    health = Health(Texts("da"), clock=lambda: next(moments))
    assert await health.live_failures() == (Texts("da")("alive.lag", seconds="4.0"),)


async def test_shows_the_numbers(house: House) -> None:
    await house.send(post())
    await house.send(post(headers=()))
    house.metrics.answered("raci", "found", 0.004)
    house.metrics.data_version(17)
    answer = await house.send(get("/metrics"))
    page = answer.partition(b"\r\n\r\n")[2].decode()
    assert status_of(answer) == 200
    assert b"content-type: text/plain" in answer
    for line in (
        'tovholder_requests_total{entrance="/slack/events",status="200"} 1.0',
        'tovholder_requests_total{entrance="/slack/events",status="401"} 1.0',
        'tovholder_guard_refusals_total{entrance="/slack/events",reason="signature"} 1.0',
        'tovholder_answers_total{feature="raci",outcome="found"} 1.0',
        'tovholder_answer_seconds_bucket{feature="raci",le="0.005"} 1.0',
        "tovholder_data_version 17.0",
        'tovholder_info{version="0.0"} 1.0',
    ):
        assert line in page
    assert re.search(r"^tovholder_uptime_seconds 0\.\d+", page, re.M)


async def test_shows_a_calendar_to_who_knows_its_secret(house: House) -> None:
    path = f"/calendar/{PICTURE_SECRET}.ics"
    answer = await house.send(get(path))
    assert status_of(answer) == 200
    assert answer.endswith(b"BEGIN:VCALENDAR")
    for header in (
        b"content-type: text/calendar; charset=utf-8",
        b"cache-control: private, no-cache",
        b'etag: "tag-1"',
        b"x-robots-tag: noindex",
        b"referrer-policy: no-referrer",
    ):
        assert header in answer
    for known in (b'"tag-1"', b'W/"tag-1"'):
        asked = get(path).replace(
            b"\r\n\r\n", b"\r\nIf-None-Match: " + known + b"\r\nConnection: close\r\n\r\n"
        )
        unchanged = await house.send(asked)
        assert status_of(unchanged) == 304
        assert b"VCALENDAR" not in unchanged


@pytest.mark.parametrize("secret", ["x" * 24, "short", "..%2f..%2fetc", "x" * 200, "%00" * 20])
async def test_an_unknown_calendar_is_not_found(house: House, secret: str) -> None:
    assert await house.status(get(f"/calendar/{secret}.ics")) == 404
    assert await house.status(get(f"/calendar/{PICTURE_SECRET}")) == 404


async def test_shows_a_picture_to_who_knows_its_secret(house: House) -> None:
    answer = await house.send(get(f"/pictures/{PICTURE_SECRET}.png"))
    assert status_of(answer) == 200
    assert answer.endswith(PICTURE)
    for header in (
        b"content-type: image/png",
        b"cache-control: private, max-age=86400, immutable",
        b"x-content-type-options: nosniff",
    ):
        assert header in answer


async def test_hands_a_file_over_to_be_saved_and_never_shown(house: House) -> None:
    answer = await house.send(get(f"/files/{PICTURE_SECRET}"))
    assert status_of(answer) == 200
    assert answer.endswith(b"<b>x")
    for header in (
        b'content-disposition: attachment; filename="_rets__matrix___x__y.html"; '
        b"filename*=UTF-8''%C3%A5rets%20%22matrix%22%0D%0Ax%3A%20y.html\r\n",
        b"cache-control: no-store",
        b"x-content-type-options: nosniff",
        b"content-security-policy: default-src 'none'; sandbox",
    ):
        assert header in answer


@pytest.mark.parametrize("secret", ["fedcba9876543210", "short", "a" * 200])
async def test_knows_no_other_file(house: House, secret: str) -> None:
    assert await house.status(get(f"/files/{secret}")) == 404


@pytest.mark.parametrize("secret", ["fedcba9876543210", "short", "0123456789abcdef%2f", "a" * 200])
async def test_knows_no_other_picture(house: House, secret: str) -> None:
    assert await house.status(get(f"/pictures/{secret}.png")) == 404
    assert house.pictures.asked in ([], ["fedcba9876543210"])


async def test_only_the_demo_has_a_page_at_the_root(house: House, start: Start) -> None:
    assert await house.status(get("/")) == 404
    demo = await start(web=answer_ok)
    for path in ("/", "/demo/people"):
        assert await demo.status(get(path)) == 200
    assert await demo.status(post("/demo/say")) == 200
    assert await demo.status(post("/slack/events", headers=())) == 401
    assert body_of(await demo.send(get("/livez")))["alive"] is True


async def test_does_not_say_what_it_is_made_of(house: House) -> None:
    for raw in (get("/livez"), get("/nowhere"), post()):
        assert b"\r\nserver:" not in (await house.send(raw)).lower()


async def test_finishes_what_it_has_begun_before_it_stops(house: House) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope, receive, send):
        begun.set()
        await go_on.wait()
        await answer_ok(scope, receive, send)

    house.door.app = slow
    answering = asyncio.create_task(house.send(post()))
    await begun.wait()
    house.stop.set()
    await asyncio.sleep(0.3)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", house.port)
    go_on.set()
    assert status_of(await answering) == 200
    await asyncio.wait_for(house.served, 5)


async def test_does_not_wait_for_ever_for_who_will_not_finish(house: House) -> None:
    begun = asyncio.Event()

    async def endless(scope, receive, send):
        begun.set()
        await asyncio.Event().wait()

    house.door.app = endless
    answering = asyncio.create_task(house.send(post()))
    await begun.wait()
    house.stop.set()
    await asyncio.wait_for(house.served, 5)
    answering.cancel()


async def test_an_address_in_use_is_a_sentence(house: House) -> None:
    with pytest.raises(NotReady) as refused:
        await serve(answer_ok, "127.0.0.1", house.port, stop=asyncio.Event())
    assert refused.value.key == "server.address"
    for language in LANGUAGES:
        sentence = Texts(language)(f"error.{refused.value.key}", **refused.value.params)
        assert str(house.port) in sentence


def test_every_check_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        words = catalogue(language)
        for name in ("database", "schema", "tick"):
            assert {f"ready.{name}", f"ready.name.{name}"} <= set(words)
