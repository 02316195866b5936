"""Calls of the Web API and of the addresses it hands out, each made once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.ports import DeliveryError
from bot.platforms.slack.failures import CALL_ERRORS, delivery_error, http_error

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SLACK_DOMAINS = (".slack.com", ".slack-gov.com")
_OK = 200


class Calls:
    """What the messenger and the files are sent and fetched with.

    Args:
        client: without retry handlers, with the shared session.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session.

        Raises:
            DeliveryError: the platform has not been started.
        """
        if self.client.session is None:
            raise DeliveryError("not_started", not_sent=True)
        return self.client.session

    async def call(
        self, method: str, body: Mapping[str, Any], *, form: bool = False
    ) -> dict[str, Any]:
        """Call a method and return its answer; some take only a form and no JSON.

        Raises:
            DeliveryError: it failed, or perhaps not.
        """
        try:
            if form:
                answer = await self.client.api_call(method, data=dict(body))
            else:
                answer = await self.client.api_call(method, json=dict(body))
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def read(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Ask a method that changes nothing; these take their arguments in the address.

        Raises:
            DeliveryError: it did not tell.
        """
        try:
            answer = await self.client.api_call(method, http_verb="GET", params=dict(arguments))
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer through the `response_url` of a command or a press.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        await self._post(url, "foreign_response_url", json=dict(body))

    async def upload(self, url: str, content: bytes) -> None:
        """Put a file's bytes where Slack has said.

        Raises:
            DeliveryError: they did not, or perhaps not, arrive.
        """
        await self._post(url, "foreign_upload_url", data=content)

    def trusts(self, url: str) -> bool:
        """Only Slack's own hosts and the Web API's; beside one on loopback, loopback too."""
        parts, api = urlsplit(url), urlsplit(self.client.base_url)
        host = parts.hostname or ""
        if api.hostname in _LOOPBACK:
            return parts.scheme in {"http", "https"} and host in _LOOPBACK
        return parts.scheme == "https" and (host.endswith(_SLACK_DOMAINS) or host == api.hostname)

    async def _post(self, url: str, distrusted: str, **body: Any) -> None:
        if not self.trusts(url):
            raise DeliveryError(distrusted, permanent=True)
        try:
            async with self.session.post(url, allow_redirects=False, **body) as answer:
                if answer.status != _OK:
                    raise http_error(answer.status, answer.headers)
        except CALL_ERRORS as error:
            raise delivery_error(error) from error


def is_loopback(url: str) -> bool:
    """Tell whether `url` names this machine itself."""
    return urlsplit(url).hostname in _LOOPBACK
