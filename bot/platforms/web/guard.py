"""Only this machine, and only this chat's own pages (reliability.md §5)."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import BadInput
from bot.texts import Texts

_SAFE_METHODS = ("GET", "HEAD")
_OWN_SITES = ("same-origin", "none")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A stricter referrer policy would make browsers send "Origin: null" with the chat's own forms.
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Tell whether `host` is "localhost" or a loopback address; names are not resolved."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_loopback(host: str) -> None:
    """Refuse to serve the local chat to other machines: anybody may be anybody in it.

    Raises:
        BadInput: `web-not-loopback`, `host` is not this machine alone.
    """
    if not is_loopback(host):
        raise BadInput("web-not-loopback", host=host)


def require_loopback_url(url: str) -> None:
    """Refuse a platform's address that is not on this machine: the demo's people are invented.

    Raises:
        BadInput: `web-platform-not-loopback`.
    """
    host = _host_of(url)
    if host is None or not is_loopback(host):
        raise BadInput("web-platform-not-loopback", host=host or "?")


class LoopbackGuard:
    """Stands before the chat's routes: its own Host, no foreign page's POST, strict headers.

    The Host check stops another site's name that resolves to this machine; the Origin and
    Sec-Fetch-Site checks stop another site's form. A script without a browser sends neither.
    """

    def __init__(self, app: ASGIApp, port: int, texts: Texts) -> None:
        """Guard `app`, served on `port`, with refusals in the language of `texts`."""
        self._app = app
        self._port = port
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer 403."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        answer = self._app if refusal is None else self._refused(refusal)
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, method: str, headers: Headers) -> str | None:
        if not self._own(headers.getlist("host")):
            return "web.problem.foreign-host"
        if method in _SAFE_METHODS:
            return None
        if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
            return "web.problem.foreign-origin"
        origins = headers.getlist("origin")
        own = [f"http://{host}" for host in headers.getlist("host")]
        return "web.problem.foreign-origin" if origins and origins != own else None

    def _own(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name, colon, port = hosts[0].rpartition(":")
        if not colon or port != str(self._port):
            return self._port == 80 and is_loopback(_unbracketed(hosts[0]))
        return is_loopback(_unbracketed(name))

    def _refused(self, key: str) -> PlainTextResponse:
        return PlainTextResponse(self._texts(key), status_code=403)


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return with_headers


def _unbracketed(host: str) -> str:
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def _host_of(url: str) -> str | None:
    """Return the host that every URL reader would see, or None where they might differ."""
    if any(character in url for character in "\\@") or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
