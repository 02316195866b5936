"""What we send to Slack: messages, private answers, the Home tab and files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.elements import Card, Picture
from bot.chat.ports import DeliveryError, PictureStore
from bot.chat.request import Place
from bot.platforms.slack.admission import Admission
from bot.platforms.slack.blocks import HOME, SHARED, Surface, blocks, message
from bot.platforms.slack.failures import CALL_ERRORS, delivery_error, retry_after
from bot.platforms.slack.limits import FILE_ALT, HEADER, cut
from bot.texts import Texts

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SLACK_DOMAINS = (".slack.com", ".slack-gov.com")
_QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False}
_OK = 200
_TOO_MANY = 429
_SERVER_ERROR = 500


class SlackMessenger:
    """Sends cards. Nothing is retried here: a second try may be a second message.

    Args:
        client: without retry handlers, with the shared session.
        admission: knows the workspaces in which accounts become mentions.
        pictures: where the pictures of cards wait.
        texts: the organisation's language.
    """

    reads_back = False

    def __init__(
        self, client: AsyncWebClient, admission: Admission, pictures: PictureStore, texts: Texts
    ) -> None:
        self._client = client
        self._admission = admission
        self._pictures = pictures
        self._texts = texts

    def message(self, card: Card, surface: Surface = SHARED) -> dict[str, Any]:
        """Return the card as a message's `text` and `blocks`."""
        return message(card, self._texts, self._admission.teams, surface)

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Send `card` and its pictures to `place`; see `bot.chat.ports.Messenger`."""
        sent = await self.post(place, card, replace(SHARED, language=language))
        await self.upload(card, place.id, place.thread)
        return sent

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Show `card` instead of a message; see `bot.chat.ports.Messenger`."""
        body = {**self.message(card, replace(SHARED, language=language)), **_QUIET}
        await self._call("chat.update", {**body, "channel": place.id, "ts": message_id})

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Return the id of the message with `marker`; see `bot.chat.ports.Messenger`."""
        raise DeliveryError("not-readable", permanent=True)

    async def post(self, place: Place, card: Card, surface: Surface) -> str:
        """Post `card` without its pictures and return the message's timestamp.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        body = {**self.message(card, surface), **_QUIET, "channel": place.id}
        if place.thread:
            body["thread_ts"] = place.thread
        return str((await self._call("chat.postMessage", body)).get("ts", ""))

    async def whisper(self, place: Place, user: str, card: Card, surface: Surface) -> None:
        """Show `card` in `place` to `user` alone.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        body = {**self.message(card, surface), "channel": place.id, "user": user}
        if place.thread:
            body["thread_ts"] = place.thread
        await self._call("chat.postEphemeral", {**body, "link_names": False})

    async def publish_home(self, user: str, card: Card, surface: Surface = HOME) -> None:
        """Show `card` as the person's Home tab.

        Raises:
            DeliveryError: it was not, or perhaps not, published.
        """
        shown = blocks(card, self._texts, self._admission.teams, surface)
        view = {"type": "home", "blocks": shown}
        await self._call("views.publish", {"user_id": user, "view": view})

    async def open_direct(self, user: str) -> str:
        """Return the id of the bot's direct conversation with `user`.

        Raises:
            DeliveryError: there is none.
        """
        answer = await self._call("conversations.open", {"users": user})
        channel = answer.get("channel")
        if not isinstance(channel, dict) or not isinstance(channel.get("id"), str):
            raise DeliveryError("no_channel")
        return str(channel["id"])

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer through the `response_url` of a command or a press.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        if not self._trusts(url):
            raise DeliveryError("foreign_response_url", permanent=True)
        try:
            async with self._session().post(url, json=dict(body), allow_redirects=False) as answer:
                _raise_for(answer)
        except CALL_ERRORS as error:
            raise delivery_error(error) from error

    async def upload(self, card: Card, channel: str, thread: str | None = None) -> None:
        """Share the card's pictures as files in `channel`.

        Raises:
            DeliveryError: one of them was not, or perhaps not, shared.
        """
        for picture in card.body:
            if isinstance(picture, Picture):
                await self._share(picture, channel, thread)

    async def _share(self, picture: Picture, channel: str, thread: str | None) -> None:
        png = await self._pictures.picture(picture.secret)
        if png is None:
            raise DeliveryError("picture_expired", permanent=True)
        title = cut(picture.title or "…", HEADER)
        ticket = await self._call(
            "files.getUploadURLExternal",
            {
                "filename": f"{_file_name(title)}.png",
                "length": len(png),
                "alt_txt": cut(picture.alt, FILE_ALT),
            },
            form=True,
        )
        url, file = str(ticket.get("upload_url", "")), str(ticket.get("file_id", ""))
        if not self._trusts(url):
            raise DeliveryError("foreign_upload_url", permanent=True)
        try:
            async with self._session().post(url, data=png, allow_redirects=False) as answer:
                _raise_for(answer)
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
        body: dict[str, Any] = {"files": [{"id": file, "title": title}], "channel_id": channel}
        if thread:
            body["thread_ts"] = thread
        await self._call("files.completeUploadExternal", body)

    async def _call(
        self, method: str, body: dict[str, Any], *, form: bool = False
    ) -> dict[str, Any]:
        """Call a method; some take only a form and no JSON."""
        try:
            if form:
                answer = await self._client.api_call(method, data=body)
            else:
                answer = await self._client.api_call(method, json=body)
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
        return answer.data if isinstance(answer.data, dict) else {}

    def _session(self) -> aiohttp.ClientSession:
        if self._client.session is None:
            raise DeliveryError("not_started")
        return self._client.session

    def _trusts(self, url: str) -> bool:
        """Only Slack's own hosts; beside a Web API on loopback, loopback too."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if urlsplit(self._client.base_url).hostname in _LOOPBACK:
            return parts.scheme in {"http", "https"} and host in _LOOPBACK
        return parts.scheme == "https" and host.endswith(_SLACK_DOMAINS)


def is_loopback(url: str) -> bool:
    """Tell whether `url` names this machine itself."""
    return urlsplit(url).hostname in _LOOPBACK


def _raise_for(answer: aiohttp.ClientResponse) -> None:
    if answer.status == _OK:
        return
    if answer.status == _TOO_MANY:
        raise DeliveryError("ratelimited", retry_after=retry_after(answer.headers))
    permanent = answer.status < _SERVER_ERROR
    raise DeliveryError(f"http_{answer.status}", permanent=permanent)


def _file_name(title: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in title)
    return kept.strip("-")[:80] or "tovholder"
