"""What we send to Slack: messages, private answers, the Home tab, modals and files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.elements import Card, Picture
from bot.chat.ports import DeliveryError, PictureStore
from bot.chat.request import Place, PlaceKind
from bot.platforms.slack.admission import Admission
from bot.platforms.slack.blocks import HOME, SHARED, Surface, blocks, message
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.limits import FILE_ALT, HEADER, cut
from bot.platforms.slack.readback import find_marked, metadata
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False}
_MOST_DIRECT = 20_000
_log = get_logger(__name__)


class SlackMessenger:
    """Sends cards. Nothing is retried here: a second try may be a second message.

    Args:
        client: without retry handlers, with the shared session.
        admission: knows the workspaces in which accounts become mentions.
        pictures: where the pictures of cards wait.
        texts: the organisation's language.
    """

    reads_back = True

    def __init__(
        self, client: AsyncWebClient, admission: Admission, pictures: PictureStore, texts: Texts
    ) -> None:
        self.calls = Calls(client)
        self._admission = admission
        self._pictures = pictures
        self._texts = texts
        self._direct: dict[str, str] = {}

    @property
    def teams(self) -> frozenset[str]:
        """The workspaces in which accounts become mentions."""
        return self._admission.teams

    def message(self, card: Card, surface: Surface = SHARED) -> dict[str, Any]:
        """Return the card as a message's `text` and `blocks`."""
        return message(card, self._texts, self._admission.teams, surface)

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Send `card` and its pictures to `place`; see `bot.chat.ports.Messenger`.

        The message is sent once it is posted: a picture that fails is told below it.
        """
        surface = replace(SHARED, language=language)
        place = await self._found(place)
        sent = await self.post(place, card, surface, marker)
        try:
            await self.upload(card, place.id, place.thread, language)
        except DeliveryError as error:
            _log.warning("slack.picture_failed", reason=error.reason)
            await self._own_up(place, surface)
        return sent

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Show `card` instead of a message; see `bot.chat.ports.Messenger`."""
        place = await self._found(place)
        body = {**self.message(card, replace(SHARED, language=language)), "link_names": False}
        await self.calls.call("chat.update", {**body, "channel": place.id, "ts": message_id})

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Return the id of the message with `marker`; see `bot.chat.ports.Messenger`."""
        place = await self._found(place)
        return await find_marked(self.calls, place.id, place.thread, marker, since)

    async def post(self, place: Place, card: Card, surface: Surface, marker: str = "") -> str:
        """Post `card` without its pictures and return the message's timestamp.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        body = {**self.message(card, surface), **_QUIET, "channel": place.id}
        if place.thread:
            body["thread_ts"] = place.thread
        if marker:
            body["metadata"] = metadata(marker)
        return str((await self.calls.call("chat.postMessage", body)).get("ts", ""))

    async def whisper(self, place: Place, user: str, card: Card, surface: Surface) -> None:
        """Show `card` in `place` to `user` alone.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        body = {**self.message(card, surface), "channel": place.id, "user": user}
        if place.thread:
            body["thread_ts"] = place.thread
        await self.calls.call("chat.postEphemeral", {**body, "link_names": False})

    async def publish_home(self, user: str, card: Card, surface: Surface = HOME) -> None:
        """Show `card` as the person's Home tab.

        Raises:
            DeliveryError: it was not, or perhaps not, published.
        """
        shown = blocks(card, self._texts, self._admission.teams, surface)
        view = {"type": "home", "blocks": shown}
        await self.calls.call("views.publish", {"user_id": user, "view": view})

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal with the trigger of a press or a command, which lasts three seconds.

        Raises:
            DeliveryError: it was not, or perhaps not, opened.
        """
        await self.calls.call("views.open", {"trigger_id": trigger, "view": dict(view)})

    async def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Show `view` instead of a modal that is open.

        Raises:
            DeliveryError: it was not, or perhaps not, shown.
        """
        await self.calls.call("views.update", {"view_id": view_id, "view": dict(view)})

    async def open_direct(self, user: str) -> str:
        """Return the id of the bot's direct conversation with `user`, which never changes.

        Raises:
            DeliveryError: there is none.
        """
        if user in self._direct:
            return self._direct[user]
        answer = await self.calls.call("conversations.open", {"users": user})
        channel = answer.get("channel")
        if not isinstance(channel, dict) or not isinstance(channel.get("id"), str):
            raise DeliveryError("no_channel")
        if len(self._direct) >= _MOST_DIRECT:
            self._direct.clear()
        self._direct[user] = channel["id"]
        return self._direct[user]

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer through the `response_url` of a command or a press.

        Raises:
            DeliveryError: it was not, or perhaps not, delivered.
        """
        await self.calls.respond(url, body)

    async def upload(
        self, card: Card, channel: str, thread: str | None = None, language: str = ""
    ) -> None:
        """Share the card's pictures as files in `channel`; `language` is the card's.

        Raises:
            DeliveryError: one of them was not, or perhaps not, shared.
        """
        for picture in card.body:
            if isinstance(picture, Picture):
                texts = replace(self._texts, language=language or self._texts.language)
                await self._share(picture, channel, thread, texts)

    async def _found(self, place: Place) -> Place:
        """Return the conversation of a direct place that is named by the person's id.

        Without one nothing was sent, whatever went wrong.
        """
        if place.kind is not PlaceKind.DIRECT or not place.id.startswith(("U", "W")):
            return place
        try:
            return replace(place, id=await self.open_direct(place.id))
        except DeliveryError as error:
            raise DeliveryError(
                error.reason,
                permanent=error.permanent,
                retry_after=error.retry_after,
                not_sent=True,
                credentials=error.credentials,
            ) from error

    async def _own_up(self, place: Place, surface: Surface) -> None:
        """Say that a picture is missing, as well as can be."""
        texts = replace(self._texts, language=surface.language or self._texts.language)
        try:
            await self.post(place, Card(texts("slack.picture.failed")), surface)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="notice", reason=error.reason)

    async def _share(
        self, picture: Picture, channel: str, thread: str | None, texts: Texts
    ) -> None:
        png = await self._pictures.picture(picture.secret)
        if png is None:
            raise DeliveryError("picture_expired", permanent=True)
        title = cut(picture.title or "…", HEADER)
        ticket = await self.calls.call(
            "files.getUploadURLExternal",
            {
                "filename": f"{_file_name(title)}.png",
                "length": len(png),
                "alt_txt": _alternative(picture.alt, texts),
            },
            form=True,
        )
        await self.calls.upload(str(ticket.get("upload_url", "")), png)
        file = {"id": str(ticket.get("file_id", "")), "title": title}
        body: dict[str, Any] = {"files": [file], "channel_id": channel}
        if thread:
            body["thread_ts"] = thread
        await self.calls.call("files.completeUploadExternal", body)


def _alternative(alt: str, texts: Texts) -> str:
    """Return a picture's alternative text; of one that is too long, where the rest of it stands."""
    if len(alt) <= FILE_ALT:
        return alt
    rest = f" {texts('slack.picture.rest')}"
    kept = alt[: FILE_ALT - len(rest)]
    # It ends with a whole fact, not within a word or a date.
    end = max(kept.rfind(mark) for mark in (". ", "; "))
    return (kept[: end + 1] if end > 0 else kept[:-1].rstrip() + "…") + rest


def _file_name(title: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in title)
    return kept.strip("-")[:80] or "tovholder"
