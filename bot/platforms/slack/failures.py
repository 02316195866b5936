"""Slack's and the network's errors → DeliveryError (Slack, "Web API", errors of each method)."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError

from bot.chat.fence import came_too_late
from bot.chat.ports import DeliveryError

CALL_ERRORS = (
    SlackClientError,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    AttributeError,
    ValueError,
)
"""What a call through slack-sdk can raise; the last two when the answer is no object, or no text:
somebody else than Slack gave it."""

_REFUSED_TOKEN = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
_TAKEN_PERHAPS = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack: "It's possible some aspect of the operation succeeded before the error was raised"."""

_NOT_NOW = frozenset(
    {
        "accesslimited",
        "message_limit_exceeded",
        "request_timeout",
        "team_added_to_org",
    }
)
"""Refused, but not for good. `request_timeout`: what we posted came in cut off."""

_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
    SlackRequestError,
)
"""No byte of the request was sent: no address, no connection, no TLS, no time to connect."""

_CLIENT_ERROR = 400
_TIMED_OUT = 408
_TOO_MANY = 429
_SERVER_ERROR = 500


def delivery_error(error: Exception) -> DeliveryError:
    """Return what `error` means for a send.

    An error code of Slack's is permanent unless it is known to pass. A timeout, a broken connection
    or a 5xx is not: the message may or may not have been delivered.
    """
    if (late := came_too_late(error)) is not None:
        return late
    if isinstance(error, SlackApiError):
        status, headers, code = _answer(error)
        if status == _TOO_MANY or code in _RATE_LIMITED:
            return DeliveryError("ratelimited", retry_after=retry_after(headers))
        if code is None or status >= _SERVER_ERROR:
            return _without_code(status, code)
        return _with_code(code)
    if isinstance(error, _BEFORE_SENDING):
        return DeliveryError(type(error).__name__, not_sent=True)
    if isinstance(error, asyncio.TimeoutError):
        return DeliveryError("timeout")
    return DeliveryError(type(error).__name__)


def http_error(status: int, headers: Mapping[str, Any]) -> DeliveryError:
    """Return what a status other than 200 means for a post to an address Slack handed out."""
    if status == _TOO_MANY:
        return DeliveryError("ratelimited", retry_after=retry_after(headers))
    refused = status < _SERVER_ERROR and status != _TIMED_OUT
    return DeliveryError(f"http_{status}", permanent=refused)


def retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds that Slack asks us to wait; 1 when it does not say."""
    try:
        return max(0.0, float(headers.get("Retry-After", 1)))
    except (TypeError, ValueError):
        return 1.0


def _with_code(code: str) -> DeliveryError:
    if code in _REFUSED_TOKEN:
        return DeliveryError(code, credentials=True)
    if code in _TAKEN_PERHAPS:
        return DeliveryError(code)
    if code in _NOT_NOW:
        return DeliveryError(code, not_sent=True)
    return DeliveryError(code, permanent=True)


def _without_code(status: int, code: str | None) -> DeliveryError:
    """A refusal that is not Slack's own, such as a proxy's, is no word on the message."""
    refused = _CLIENT_ERROR <= status < _SERVER_ERROR and status != _TIMED_OUT
    return DeliveryError(code or f"http_{status}", not_sent=refused)


def _answer(error: SlackApiError) -> tuple[int, Mapping[str, Any], str | None]:
    """Read the response, which is slack-sdk's own or, for an unreadable body, aiohttp's."""
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):
        return response.status, response.headers, None
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    status = int(getattr(response, "status_code", 0) or 0)
    return status, getattr(response, "headers", None) or {}, code
