"""The Bot Connector's REST interface, as much of it as we use.

botframework-connector's own client spends 3 ms on writing one card as JSON, sends it with a
blocking library in a thread, and never tells a 429 from a 403; this one does neither.
Source: Microsoft, "Bot Connector REST API reference" and "Optimize your bot with rate limiting".
"""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.chat.fence import came_too_late
from bot.chat.ports import DeliveryError
from bot.platforms.teams.addresses import Addresses
from bot.platforms.teams.http import Http, json_object
from bot.platforms.teams.tokens import OutboundTokens

_SEND_SECONDS = 5.0
_READ_SECONDS = 3.0
# Refused before it was taken, and worth another try.
_TRY_AGAIN = frozenset({408, 425})
# What Teams asks to be tried again after a while, and for how long when it does not say.
_WAITS = {412: 1.0, 429: 2.0}
# 403s that concern the bot in the whole tenant, not the place or the person.
_WHOLE_BOT = frozenset({"BotDisabledByAdmin", "BotNotRegistered", "InvalidBotApiHost"})
_LONGEST_WAIT = 3600.0
_PAGE = 500  # as many members as Teams gives at a time


class Connector:
    """Calls to a Bot Connector. Nothing is repeated or redirected here."""

    def __init__(self, addresses: Addresses, tokens: OutboundTokens, http: Http) -> None:
        self._addresses = addresses
        self._tokens = tokens
        self._http = http

    async def send(
        self, service_url: str, conversation_id: str, activity: Mapping[str, Any], reply_to: str
    ) -> str:
        """Post an activity and return its id.

        Args:
            service_url: the connector.
            conversation_id: where; with a channel's thread to write in that.
            activity: its JSON.
            reply_to: the activity it answers, or "".

        Raises:
            DeliveryError: it was not, or perhaps not, posted.
        """
        path = ["conversations", conversation_id, "activities", *([reply_to] if reply_to else [])]
        return str((await self._call("POST", service_url, path, activity)).get("id", ""))

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace a posted activity.

        Raises:
            DeliveryError: it was not, or perhaps not, replaced.
        """
        path = ["conversations", conversation_id, "activities", activity_id]
        await self._call("PUT", service_url, path, activity)

    async def create(self, service_url: str, parameters: Mapping[str, Any]) -> str:
        """Create a conversation, or find the personal one there is, and return its id.

        Raises:
            DeliveryError: there is none, and none could be made.
        """
        answer = await self._call("POST", service_url, ["conversations"], parameters)
        created = answer.get("id")
        if not isinstance(created, str) or not created:
            raise DeliveryError("conversation-without-id")
        return created

    async def member(
        self, service_url: str, conversation_id: str, member_id: str
    ) -> dict[str, Any]:
        """Return a member of a conversation by its id there or its directory object id.

        Raises:
            DeliveryError: unknown, or not to be had.
        """
        path = ["conversations", conversation_id, "members", member_id]
        return await self._call("GET", service_url, path, None)

    async def members(
        self, service_url: str, conversation_id: str, after: str
    ) -> tuple[list[dict[str, Any]], str]:
        """Return a page of a conversation's members, and where the next one begins, or "".

        Raises:
            DeliveryError: not to be had.
        """
        asked = f"pageSize={_PAGE}" + (
            f"&continuationToken={quote(after, safe='')}" if after else ""
        )
        path = ["conversations", conversation_id, "pagedmembers"]
        answer = await self._call("GET", service_url, path, None, asked)
        listed, following = answer.get("members"), answer.get("continuationToken")
        members = [m for m in listed if isinstance(m, dict)] if isinstance(listed, list) else []
        return members, following if isinstance(following, str) else ""

    async def _call(
        self,
        method: str,
        service_url: str,
        path: list[str],
        body: Mapping[str, Any] | None,
        query: str = "",
    ) -> dict[str, Any]:
        # Checked for each call: a stored reference may be older than the rules.
        if not self._addresses.service_allowed(service_url):
            raise DeliveryError("service-url", permanent=True)
        url = "/".join([service_url.rstrip("/"), "v3", *(quote(part, safe="") for part in path)])
        url = f"{url}?{query}" if query else url
        authorization = await self._tokens.header()
        options: dict[str, Any] = {"headers": {"Accept": "application/json", **authorization}}
        if body is not None:
            options["headers"]["Content-Type"] = "application/json; charset=utf-8"
            options["data"] = json.dumps(body).encode("ascii")
        seconds = _READ_SECONDS if body is None else _SEND_SECONDS
        status, headers, answer = await self._exchange(method, url, seconds, options)
        if 200 <= status < 300:
            self._tokens.accepted()
            return json_object(answer)
        failure = _failure(status, headers, answer)
        if failure.credentials:
            self._tokens.refused(authorization, failure.reason)
        raise failure

    async def _exchange(
        self, method: str, url: str, seconds: float, options: dict[str, Any]
    ) -> tuple[int, Mapping[str, str], bytes]:
        try:
            return await self._http.request(method, url, seconds=seconds, **options)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # No connection, so no byte of it was read.
            raise DeliveryError(type(error).__name__, not_sent=True) from None
        except TimeoutError:
            raise DeliveryError("timeout") from None
        except aiohttp.ClientError as error:
            raise came_too_late(error) or DeliveryError(type(error).__name__) from None


def _failure(status: int, headers: Mapping[str, str], answer: bytes) -> DeliveryError:
    """Return the error for a status: 4xx means that it was not posted, 5xx that nobody knows.

    Source: Microsoft, "Status codes from bot conversational APIs".
    """
    error = json_object(answer).get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    reason = f"{status}-{code}" if code.isalnum() and len(code) < 80 else str(status)
    if status == 401 or (status == 403 and code in _WHOLE_BOT):
        return DeliveryError(reason, credentials=True)
    if status in _WAITS or (status == 503 and "Retry-After" in headers):
        asked = _retry_after(headers.get("Retry-After", ""))
        return DeliveryError(reason, retry_after=_WAITS.get(status) if asked is None else asked)
    if status in _TRY_AGAIN:
        return DeliveryError(reason, not_sent=True)
    return DeliveryError(reason, permanent=status < 500)


def _retry_after(value: str) -> float | None:
    """Return the seconds of a `Retry-After` header; a date is as good as a minute."""
    try:
        return min(max(float(value), 0.0), _LONGEST_WAIT)
    except ValueError:
        pass
    try:
        parsedate_to_datetime(value)
    except ValueError:
        return None
    return 60.0
