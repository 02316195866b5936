"""Files that people send to the bot in the personal chat: fetched when somebody reads them.

Source: Microsoft, "Send and receive files from a bot".
"""

from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp

from bot.chat.request import PlaceKind, SharedFile
from bot.domain.errors import BadInput
from bot.platforms.teams.addresses import Addresses
from bot.platforms.teams.http import BodyTooLong, Http
from bot.platforms.teams.inbound import Incoming, clean, part

SENT_FILE = "application/vnd.microsoft.teams.file.download.info"
_MOST_FILES = 10
_LONGEST_NAME = 200
_FETCH_SECONDS = 15.0


class Downloads:
    """Fetches what people send.

    Args:
        addresses: where it may be fetched.
        http: the connection.
    """

    def __init__(self, addresses: Addresses, http: Http) -> None:
        self._addresses = addresses
        self._http = http

    def files(self, incoming: Incoming) -> tuple[SharedFile, ...]:
        """Return the files sent along with a message; Teams does not tell their sizes."""
        if incoming.kind is not PlaceKind.DIRECT:
            return ()
        return tuple(self._file(attachment) for attachment in _sent_files(incoming))

    def _file(self, attachment: Mapping[str, Any]) -> SharedFile:
        name, url = attachment.get("name"), part(attachment, "content").get("downloadUrl")

        async def read(limit: int) -> bytes:
            return await self._fetch(url if isinstance(url, str) else "", limit)

        return SharedFile(clean(name)[:_LONGEST_NAME] if isinstance(name, str) else "", 0, read)

    async def _fetch(self, url: str, limit: int) -> bytes:
        if not self._addresses.file_allowed(url):
            raise BadInput("file-unreadable")
        try:
            status, _, body = await self._http.request(
                "GET", url, seconds=_FETCH_SECONDS, most=limit
            )
        except BodyTooLong:
            raise BadInput("file-too-big") from None
        except (TimeoutError, aiohttp.ClientError):
            raise BadInput("file-unreadable") from None
        if status != 200:
            raise BadInput("file-unreadable")
        return body


def _sent_files(incoming: Incoming) -> Iterator[Mapping[str, Any]]:
    attachments = incoming.data.get("attachments")
    listed = attachments[:_MOST_FILES] if isinstance(attachments, list) else []
    for attachment in listed:
        if isinstance(attachment, dict) and attachment.get("contentType") == SENT_FILE:
            yield attachment
