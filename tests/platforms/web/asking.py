"""HTTP requests to the chat's ASGI application, and a look at the HTML that comes back."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.text)


async def ask(
    app: ASGIApp,
    method: str,
    target: str,
    body: object = None,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request. `body`: bytes as they are, anything else as JSON; `form`: a page's form."""
    path, _, query = target.partition("?")
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    kind = "application/json"
    if form is not None:
        sent, kind = urlencode(form).encode(), _FORM
    all_headers = {"host": "127.0.0.1:8080", "content-type": kind} | (headers or {})
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (name.encode(), value.encode("latin-1")) for name, value in all_headers.items()
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8080),
    }
    received: list[Message] = []
    waiting = [{"type": "http.request", "body": sent, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        received.append(message)

    await app(scope, receive, send)
    start = next(one for one in received if one["type"] == "http.response.start")
    got = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    content = b"".join(one.get("body", b"") for one in received)
    return Answer(start["status"], got, content.decode())


class Seen(HTMLParser):
    """The tags of a page in order, and its text."""

    def __init__(self, html: str) -> None:
        """Read `html`."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Keep a comment as if it were a tag: none is expected."""
        self.tags.append(("!--", {}))

    def attributes(self, name: str) -> list[str | None]:
        """Return every value of the attribute `name`."""
        return [attrs[name] for _, attrs in self.tags if name in attrs]

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the tags with the names of their attributes."""
        return [(tag, tuple(attrs)) for tag, attrs in self.tags]
