"""Slack's and the network's errors → DeliveryError."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.chat.ports import DeliveryError

CALL_ERRORS = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError)
"""What a call through slack-sdk can raise."""

_PASSING = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "accesslimited",
    }
)
_SERVER_ERROR = 500
_TOO_MANY = 429


def delivery_error(error: Exception) -> DeliveryError:
    """Return what `error` means for a send.

    An error code of Slack's is permanent unless it is known to pass. A timeout, a broken connection
    or a 5xx is not: the message may or may not have been delivered.
    """
    if isinstance(error, SlackApiError):
        status, headers, code = _answer(error)
        if status == _TOO_MANY or code in {"ratelimited", "rate_limited"}:
            return DeliveryError("ratelimited", retry_after=retry_after(headers))
        if code is None or status >= _SERVER_ERROR:
            return DeliveryError(code or f"http_{status}")
        return DeliveryError(code, permanent=code not in _PASSING)
    if isinstance(error, asyncio.TimeoutError):
        return DeliveryError("timeout")
    return DeliveryError(type(error).__name__)


def retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds that Slack asks us to wait; 1 when it does not say."""
    try:
        return max(0.0, float(headers.get("Retry-After", 1)))
    except (TypeError, ValueError):
        return 1.0


def _answer(error: SlackApiError) -> tuple[int, Mapping[str, Any], str | None]:
    """Read the response, which is slack-sdk's own or, for an unreadable body, aiohttp's."""
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):
        return response.status, response.headers, None
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    status = int(getattr(response, "status_code", 0) or 0)
    return status, getattr(response, "headers", None) or {}, code
