"""The guard that stands before the platforms' SDKs (reliability.md §5).

Both SDKs answer some unauthenticated input with 500, and one logs a whole refused body. So no byte
of a request reaches them before its path, method, size and form are right and its entrance's
verifier has let it in. Whatever is refused gets 400, 401, 403, 404, 405, 413 or 429 and one short
log line that holds nothing of the request; no body, unless its sender is proved and is told that
the bot belongs to another organisation.

Two decisions:

- *An SDK that fails is answered for with 400, never 5xx.* From here a body that breaks an SDK and a
  fault of ours look the same. Slack delivers an event again after any status but 2xx, and Teams
  shows the same failure to the sender, so nothing is lost by it; but proxies take a server that
  answers 5xx out of service, and one poisoned request, delivered again to each replica, would take
  all of them out. The operator sees the fault in the log (level error) and in the metrics.
- *A source is never kept out before its request is verified.* Behind a proxy, and from Slack and
  Teams themselves, good and forged requests come from the same few addresses: whoever forges could
  keep the platform out. An address with too many refusals is answered 429 when it is refused again.
"""

import time
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from bot.chat.entrance import AsgiApp, Entrance, Foreign, Receive, Refusal, Scope, Send
from bot.server.limits import Bucket, Limits, RefusalsBySource
from bot.server.reading import Allowance, Disconnected, Incoming, Patience, checked_headers
from bot.telemetry.correlation import new_correlation
from bot.telemetry.logs import get_logger
from bot.telemetry.metrics import Metrics

_log = get_logger(__name__)
_Message = MutableMapping[str, Any]
_STATUSES = frozenset({400, 401, 403, 404, 405, 413, 429})
_LONGEST_REASON = 60
_NOWHERE = "-"
_ELSEWHERE_REASONS = {404: "path", 405: "method"}
_FAILED = 400


class Guard:
    """Lets verified requests through to their entrance, and every other path to `elsewhere`.

    Args:
        entrances: by exact path.
        elsewhere: answers every other path; it must not trust the request.
        clock: monotonic seconds.
        stranger: what a proved sender of another organisation is told.
    """

    def __init__(
        self,
        entrances: Sequence[Entrance],
        elsewhere: AsgiApp,
        metrics: Metrics,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        stranger: str = "",
    ) -> None:
        self._stranger = stranger.encode()
        self._entrances = {entrance.path.encode("ascii"): entrance for entrance in entrances}
        self._elsewhere = elsewhere
        self._metrics = metrics
        self._limits = limits
        self._clock = clock
        self._allowance = Allowance(limits.waiting)
        self._patience = Patience(limits.seconds)
        self._ceiling = Bucket(limits.requests_per_second, limits.requests_per_second, clock)
        self._refusals = RefusalsBySource(limits, clock)
        self._lines = Bucket(1.0, 1.0, clock)
        self._suppressed = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._elsewhere(scope, receive, send)
            return
        new_correlation()
        # The raw path, because `/slack/%65vents` is not the entrance.
        entrance = self._entrances.get(scope["raw_path"])
        incoming = Incoming(receive)
        if entrance is None:
            await self._pass_on(scope, incoming, send)
            return
        started = self._clock()
        try:
            body = await self._verified(entrance, scope, incoming)
        except Refusal as refusal:
            status = await self._refuse(entrance.path, refusal, scope, incoming, send)
        except Disconnected:
            self._metrics.refused(entrance.path, "disconnected")
            return
        else:
            answer = _Answer(send)
            await self._let_in(entrance, scope, body, receive, answer)
            status = answer.status
        self._metrics.requested(entrance.path, status, self._clock() - started)

    async def _verified(self, entrance: Entrance, scope: Scope, incoming: Incoming) -> bytes:
        headers = checked_headers(scope, self._limits)
        if not self._ceiling.take():
            raise Refusal(429, "ceiling")
        body = await incoming.read(self._limits, self._allowance, self._patience)
        try:
            await entrance.verify(headers, body)
        except Refusal:
            raise
        except Exception:
            # A verifier that stumbles over its input has not let it in.
            _log.exception("guard.verifier_failed", entrance=entrance.path)
            raise Refusal(_FAILED, "verifier_failed") from None
        return body

    async def _let_in(
        self, entrance: Entrance, scope: Scope, body: bytes, receive: Receive, answer: "_Answer"
    ) -> None:
        replayed = False

        async def replay() -> _Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await entrance.app(scope, replay, answer.send)
        except Exception:
            _log.exception("guard.app_failed", entrance=entrance.path)
            self._metrics.refused(entrance.path, "app_failed")
        else:
            if answer.status < 500:
                return
            _log.error("guard.app_failed", entrance=entrance.path, status=answer.status)
            self._metrics.refused(entrance.path, "app_failed")
        await answer.fail()

    async def _refuse(
        self, path: str, refusal: Refusal, scope: Scope, incoming: Incoming, send: Send
    ) -> int:
        """Send the refusal, write its line, and return the status it was answered with."""
        status = refusal.status if refusal.status in _STATUSES else _FAILED
        status = self._note(path, status, refusal.reason, scope)
        told = self._stranger if isinstance(refusal, Foreign) and status == 403 else b""
        headers = [(b"content-length", str(len(told)).encode())]
        if told:
            headers.append((b"content-type", b"text/plain; charset=utf-8"))
        if status == 405:
            headers.append((b"allow", b"POST"))
        if status == 429:
            headers.append((b"retry-after", b"1"))
        slow = refusal.reason == "slow"
        if slow:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if not (slow or incoming.complete):
            # Sent before the rest is read: who listens while writing can stop.
            await send({"type": "http.response.body", "body": b"", "more_body": True})
            await incoming.drain()
        await send({"type": "http.response.body", "body": told})
        return status

    async def _pass_on(self, scope: Scope, incoming: Incoming, send: Send) -> None:
        """Let `elsewhere` answer, note what it does not have, and read to the end of the body."""

        async def last(message: _Message) -> None:
            if message["type"] == "http.response.start":
                reason = _ELSEWHERE_REASONS.get(message["status"])
                if reason is not None:
                    self._note(_NOWHERE, message["status"], reason, scope)
            elif not message.get("more_body", False) and not incoming.complete:
                await send({**message, "more_body": True})
                await incoming.drain()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._elsewhere(scope, incoming.receive, last)

    def _note(self, path: str, status: int, reason: str, scope: Scope) -> int:
        """Count a refusal and write its line; return 429 when its source had too many."""
        source = scope["client"][0] if scope.get("client") else ""
        reason = reason[:_LONGEST_REASON]
        self._metrics.refused(path, reason)
        patient = self._refusals.take(source)
        if not patient and not self._lines.take():
            # A flood of forged requests must not become a flood of lines.
            self._suppressed += 1
            return 429
        status = status if patient else 429
        _log.warning(
            "guard.refused",
            entrance=path,
            status=status,
            reason=reason,
            source=source,
            suppressed=self._suppressed or None,
        )
        self._suppressed = 0
        return status


class _Answer:
    """What an entrance's app answers, with anything above 499 held back."""

    __slots__ = ("_send", "_started", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._started = False
        self.status = 500

    async def send(self, message: _Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        if self.status >= 500:
            return
        self._started = True
        await self._send(message)

    async def fail(self) -> None:
        """Answer in the app's stead, if it has not begun to."""
        if self._started:
            return
        self.status = _FAILED
        head = [(b"content-length", b"0")]
        await self._send({"type": "http.response.start", "status": _FAILED, "headers": head})
        await self._send({"type": "http.response.body", "body": b""})
