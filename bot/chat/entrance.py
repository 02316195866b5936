"""A door of the HTTP server: a path, who may pass, and what stands behind it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Refusal(Exception):
    """A request that is not let in.

    Args:
        status: 400, 401, 403, 404, 405, 413 or 429.
        reason: a short English code for the log line and the metrics; nothing of the request.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Foreign(Refusal):
    """A request whose sender is proved, and is not of this organisation: it is told so."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)


class Verifier(Protocol):
    """Checks a request's signature or token, and its shape, before any SDK sees it."""

    async def __call__(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return when the request may pass.

        Args:
            headers: lower-case names; the last value wins.
            body: the raw body, at most 256 kB.

        Raises:
            Refusal: the request may not pass.
        """
        ...


@dataclass(frozen=True)
class Entrance:
    """`POST path` → guard (size, rate) → `verify` → `app`."""

    path: str
    verify: Verifier
    app: AsgiApp
