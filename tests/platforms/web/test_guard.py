"""Only this machine, and only the chat's own pages."""

import pytest

from bot.domain.errors import BadInput
from bot.platforms.web.guard import require_loopback, require_loopback_url
from bot.texts import Texts
from tests.platforms.web.asking import ask
from tests.platforms.web.house import House

SAID = {"person": "mette", "place": "general", "text": "hej"}
UPLOAD = "/demo/upload?person=mette&place=general&name=matrix.xlsx"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LOCALHOST"])
def test_loopback_hosts_are_allowed(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.5", "example.dk", "127.0.0.1.example.dk", "2130706433", ""]
)
def test_any_other_host_is_refused_in_a_sentence(host: str) -> None:
    with pytest.raises(BadInput) as refused:
        require_loopback(host)
    for language in ("da", "en"):
        assert Texts(language)(f"error.{refused.value.key}", **refused.value.params)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:3000/api/", "http://localhost:56150", "https://[::1]:8443/x"]
)
def test_platform_addresses_on_this_machine_are_allowed(url: str) -> None:
    require_loopback_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.com/api/",
        "http://127.0.0.1@example.dk/",
        "http://example.dk\\@127.0.0.1/",
        "http://127.0.0.1\\@example.dk/",
        "http://127.0.0.1.example.dk/",
        "http://example.dk#@127.0.0.1/",
        "http://0.0.0.0:3000/",
        "http://[::1",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "127.0.0.1:3000",
        "http://127.0.0.1 /",
        "http://127.0.0.1\n/",
        "",
    ],
)
def test_any_other_platform_address_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        require_loopback_url(url)
    for language in ("da", "en"):
        assert Texts(language)(f"error.{refused.value.key}", **refused.value.params)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
async def test_the_chat_answers_to_this_machines_names(host: str) -> None:
    answer = await ask(House().web.app, "GET", "/", headers={"host": host})
    assert answer.status == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.dk:8080",
        "127.0.0.1",
        "127.0.0.1:9090",
        "127.0.0.1.example.dk:8080",
        "::1:8080x",
        "",
        ":8080",
        "10.0.0.5:8080",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/form?person=mette&value=form-1"),
        ("GET", "/demo/messages"),
        ("GET", "/static/chat.js"),
        ("POST", "/demo/say"),
        ("POST", "/demo/submit"),
        ("POST", UPLOAD),
    ],
)
async def test_a_foreign_host_is_refused(host: str, method: str, path: str) -> None:
    house = House()
    answer = await ask(house.web.app, method, path, SAID, headers={"host": host})
    assert answer.status == 403
    assert answer.text == Texts("da")("web.problem.foreign-host")
    assert not house.conversation.asked


async def test_port_80_needs_no_port_in_the_host() -> None:
    house = House(port=80)
    assert (await ask(house.web.app, "GET", "/", headers={"host": "localhost"})).status == 200
    assert (await ask(house.web.app, "GET", "/", headers={"host": "example.dk"})).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.dk"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9090"},
        {"origin": "https://127.0.0.1:8080"},
        {"origin": "http://localhost:8080"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8080"},
    ],
)
@pytest.mark.parametrize(
    "path", ["/demo/say", "/demo/press", "/demo/submit", UPLOAD, "/demo/clock", "/"]
)
async def test_a_post_from_a_foreign_page_is_refused(headers: dict[str, str], path: str) -> None:
    house = House()
    answer = await ask(house.web.app, "POST", path, SAID, headers=headers)
    assert answer.status == 403
    assert answer.text == Texts("da")("web.problem.foreign-origin")
    assert not house.conversation.asked
    assert not (await ask(house.web.app, "GET", "/demo/messages")).json()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8080"},
        {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_a_post_from_its_own_page_or_a_script_is_let_in(headers: dict[str, str]) -> None:
    answer = await ask(House().web.app, "POST", "/demo/say", SAID, headers=headers)
    assert answer.status == 200


@pytest.mark.parametrize(
    "path", ["/", "/home", "/form", "/static/chat.css", "/demo/people", "/nowhere"]
)
async def test_every_answer_carries_the_strict_headers(path: str) -> None:
    headers = (await ask(House().web.app, "GET", path)).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_a_websocket_is_closed() -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    await House().web.app({"type": "websocket", "path": "/", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]
