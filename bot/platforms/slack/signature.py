"""Slack's request signature, checked before anything is parsed, then shape, workspace and app."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.chat.entrance import Foreign, Refusal
from bot.platforms.slack.admission import Admission, origin_of
from bot.platforms.slack.payloads import FORM, Malformed, decode

TOLERANCE = 300
"""Seconds a request's timestamp may differ from our clock (Slack's own advice)."""

_UNSIGNED_LIMIT = 300


class SlackVerifier:
    """Lets in what Slack signed for our app in an allowed workspace.

    Args:
        secret: the app's signing secret; with an empty one nothing is let in.
        admission: the workspace and app check.
        refused: told of the workspace and app of a foreign, signed payload, for the audit log.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        secret: str,
        admission: Admission,
        refused: Callable[[str, str], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._secret = secret.encode()
        self._admission = admission
        self._refused = refused
        self._clock = clock

    async def __call__(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return when the request may pass; see `bot.chat.entrance.Verifier`."""
        content_type = headers.get("content-type", "")
        if not self._secret:
            raise Refusal(404, "no-http-mode")
        if _is_certificate_check(content_type, body):
            return
        self._check_signature(headers, body)
        try:
            payload = decode(content_type, body)
        except Malformed as error:
            raise Refusal(400, str(error)) from error
        await self._check_origin(payload)

    def _check_signature(self, headers: Mapping[str, str], body: bytes) -> None:
        stamp = headers.get("x-slack-request-timestamp", "")
        given = headers.get("x-slack-signature", "")
        if not stamp or not given:
            raise Refusal(401, "unsigned")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            raise Refusal(401, "bad-timestamp")
        if abs(self._clock() - int(stamp)) > TOLERANCE:
            raise Refusal(401, "stale")
        digest = hmac.digest(self._secret, b"v0:" + stamp.encode() + b":" + body, "sha256")
        if not hmac.compare_digest(b"v0=" + digest.hex().encode(), given.encode()):
            raise Refusal(401, "bad-signature")

    async def _check_origin(self, payload: dict[str, Any]) -> None:
        if payload.get("type") == "url_verification" or "ssl_check" in payload:
            return
        origin = origin_of(payload)
        if not origin.teams:
            raise Refusal(400, "no-workspace")
        if not self._admission.teams:
            raise Refusal(429, "workspace-not-known-yet")
        if not self._admission.admits(origin):
            await self._refused(self._admission.stranger(origin), origin.app or "")
            raise Foreign("foreign")


def _is_certificate_check(content_type: str, body: bytes) -> bool:
    """Tell whether this is Slack's unsigned certificate check and nothing else besides."""
    if b"ssl_check=1" not in body or len(body) > _UNSIGNED_LIMIT:
        return False
    if content_type.partition(";")[0].strip().lower() != FORM:
        return False
    fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    names = [name for name, _ in fields]
    return (
        len(names) == len(set(names))
        and set(names) <= {"ssl_check", "token"}
        and dict(fields).get("ssl_check") == "1"
    )
