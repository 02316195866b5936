"""Files that people send to the bot (Slack, "Working with files": `url_private` and the token)."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.chat.ports import DeliveryError
from bot.chat.request import SharedFile
from bot.domain.errors import BadInput
from bot.platforms.slack.calls import Calls
from bot.telemetry.logs import get_logger

_SECONDS = 60.0
_CONNECTING_SECONDS = 5.0
_CHUNK = 65_536
_OK = 200
_log = get_logger(__name__)


class Files:
    """Reads what was shared.

    Args:
        calls: knows the token, and to whom it may be shown.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def shared(self, file: Mapping[str, Any]) -> SharedFile:
        """Return a file of a sifted message, to be read when it is wanted."""
        size = int(file.get("size", 0))

        async def read(limit: int) -> bytes:
            if size > limit:
                raise BadInput("file-too-big")
            return await self._read(str(file.get("url_private", "")), limit)

        return SharedFile(str(file.get("name", "")), size, read)

    async def _read(self, url: str, limit: int) -> bytes:
        """Fetch the content; the token is for Slack's hosts alone, so nothing is followed."""
        if not self._calls.trusts(url):
            _log.warning("slack.file_failed", reason="foreign_file_url")
            raise BadInput("file-unreadable")
        headers = {"Authorization": f"Bearer {self._calls.client.token}"}
        timeout = aiohttp.ClientTimeout(total=_SECONDS, connect=_CONNECTING_SECONDS)
        asked: dict[str, Any] = {"headers": headers, "timeout": timeout, "allow_redirects": False}
        try:
            async with self._calls.session.get(url, **asked) as answer:
                if answer.status != _OK:
                    _log.warning("slack.file_failed", reason=f"http_{answer.status}")
                    raise BadInput("file-unreadable")
                return await _at_most(answer.content, limit)
        except (aiohttp.ClientError, TimeoutError, DeliveryError) as error:
            _log.warning("slack.file_failed", reason=type(error).__name__)
            raise BadInput("file-unreadable") from error


async def _at_most(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Read to the end; the platform's word on the size is not taken."""
    found = bytearray()
    async for part in content.iter_chunked(_CHUNK):
        found += part
        if len(found) > limit:
            raise BadInput("file-too-big")
    return bytes(found)
