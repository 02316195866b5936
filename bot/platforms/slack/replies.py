"""How a reply reaches the asker: by the acknowledgement, the response address, or a message."""

from dataclasses import replace
from typing import Any

from bot.cards.elements import Card, Picture
from bot.chat.ports import DeliveryError
from bot.chat.reply import Audience, Reply
from bot.chat.request import Command, Place, PlaceKind
from bot.platforms.slack.blocks import HOME, PRIVATE, SHARED, Surface
from bot.platforms.slack.messenger import SlackMessenger
from bot.platforms.slack.spot import Spot
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)


class Replies:
    """Delivers replies.

    Args:
        messenger: sends.
        texts: for what is said when a delivery fails.
    """

    def __init__(self, messenger: SlackMessenger, texts: Texts) -> None:
        self._messenger = messenger
        self._texts = texts

    def acknowledgement(self, reply: Reply) -> dict[str, Any]:
        """Return the body that answers a slash command within its own acknowledgement."""
        shared = reply.audience is Audience.PLACE
        body = self._messenger.message(reply.card, _surface(reply))
        return {"response_type": "in_channel" if shared else "ephemeral", **body}

    def notice(self, key: str) -> dict[str, Any]:
        """Return a short private answer."""
        return self.acknowledgement(Reply(Card(self._texts(key))))

    async def after_command(self, reply: Reply, command: Command, url: str | None) -> None:
        """Deliver what the acknowledgement of a command cannot hold: its pictures."""
        await self._pictures(reply, command.place, command.actor.account.id, url)

    async def late(self, reply: Reply, command: Command, url: str) -> None:
        """Answer a command that took too long for its acknowledgement."""
        try:
            await self._messenger.respond(url, self.acknowledgement(reply))
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="command", reason=error.reason)
            return
        await self.after_command(reply, command, url)

    async def announce(self, spot: Spot) -> None:
        """Tell the person that the answer to a press is on its way; Home has no way to say it."""
        if not spot.url:
            return
        notice = {"replace_original": False, **self.notice("slack.wait")}
        if spot.place.thread:
            notice["thread_ts"] = spot.place.thread
        try:
            await self._messenger.respond(spot.url, notice)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="notice", reason=error.reason)

    async def to_spot(self, reply: Reply, spot: Spot) -> None:
        """Answer a press, or a form, where it was pressed or opened."""
        try:
            if not spot.url:
                await self._without_address(reply, spot)
            elif reply.audience is Audience.PLACE and not reply.replaces:
                await self._share(reply, spot)
            elif reply.replaces and spot.message_id:
                await self._replace(reply, spot)
            else:
                await self._aside(reply, spot)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="press", reason=error.reason)
            return
        await self._pictures(reply, spot.place, spot.user, spot.url)

    async def to_message(self, reply: Reply, command: Command) -> None:
        """Answer a message to the bot: in its direct conversation, or privately in the channel."""
        user = command.actor.account.id
        private = reply.audience is not Audience.PLACE
        try:
            if private and command.place.kind is not PlaceKind.DIRECT:
                surface = _in_language(PRIVATE, reply)
                await self._messenger.whisper(command.place, user, reply.card, surface)
            else:
                surface = _in_language(SHARED, reply)
                await self._messenger.post(command.place, reply.card, surface)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="message", reason=error.reason)
            return
        await self._pictures(reply, command.place, user, None)

    async def to_person(self, reply: Reply, user: str) -> None:
        """Write to the person, in their conversation with the bot."""
        try:
            await self._write(reply, user)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="reaction", reason=error.reason)

    async def to_home(self, reply: Reply, user: str) -> None:
        """Show the reply as the person's Home tab."""
        try:
            await self._messenger.publish_home(user, reply.card, _in_language(HOME, reply))
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="home", reason=error.reason)

    async def _without_address(self, reply: Reply, spot: Spot) -> None:
        """Show the reply on the Home tab, which has no response address, or write to the person."""
        if reply.replaces and not spot.message_id:
            await self._messenger.publish_home(spot.user, reply.card, _in_language(HOME, reply))
        elif not await self._updated(reply, spot):
            await self._write(reply, spot.user)

    async def _updated(self, reply: Reply, spot: Spot) -> bool:
        """Tell whether the reply now stands instead of the message, where that can be."""
        if not reply.replaces or spot.message_id is None or spot.ephemeral:
            return False
        try:
            await self._messenger.update(spot.place, spot.message_id, reply.card, reply.language)
        except DeliveryError as error:
            if not error.permanent:
                raise
            return False
        return True

    async def _write(self, reply: Reply, user: str) -> None:
        place = await self._direct(user)
        await self._messenger.post(place, reply.card, _in_language(SHARED, reply))

    async def _share(self, reply: Reply, spot: Spot) -> None:
        """Post for everyone as the bot; where the bot is no member, through the response address.

        The private message that was shared goes away, so that it is not shared twice.
        """
        try:
            await self._messenger.post(spot.place, reply.card, _surface(reply))
        except DeliveryError as error:
            if not error.permanent:
                raise
            card = self._messenger.message(reply.card, _surface(reply))
            answer = {"response_type": "in_channel", "replace_original": False, **card}
            await self._messenger.respond(spot.url, answer)
        if spot.ephemeral:
            await self._messenger.respond(spot.url, {"delete_original": True})

    async def _replace(self, reply: Reply, spot: Spot) -> None:
        """Show the reply instead of the message; a form may stand open longer than the address."""
        card = self._messenger.message(reply.card, _surface(reply))
        try:
            await self._messenger.respond(spot.url, {"replace_original": True, **card})
        except DeliveryError as error:
            if not error.permanent:
                raise
            await self._without_address(reply, spot)

    async def _aside(self, reply: Reply, spot: Spot) -> None:
        """Answer the person alone; in their direct conversation for good."""
        card = self._messenger.message(reply.card, _surface(reply))
        lasting = spot.place.kind is PlaceKind.DIRECT and not spot.ephemeral
        answer = {"response_type": "in_channel" if lasting else "ephemeral", **card}
        if spot.place.thread:
            answer["thread_ts"] = spot.place.thread
        try:
            await self._messenger.respond(spot.url, {"replace_original": False, **answer})
        except DeliveryError as error:
            if not error.permanent:
                raise
            await self._write(reply, spot.user)

    async def _pictures(self, reply: Reply, place: Place, user: str, url: str | None) -> None:
        """Send the card's pictures as files: where it was shared, else to the person."""
        if not any(isinstance(element, Picture) for element in reply.card.body):
            return
        try:
            shared = reply.audience is Audience.PLACE
            target = place if shared else await self._direct(user)
            await self._messenger.upload(reply.card, target.id, target.thread, reply.language)
        except DeliveryError as error:
            _log.warning("slack.picture_failed", reason=error.reason)
            await self._tell(place, user, url)

    async def _tell(self, place: Place, user: str, url: str | None) -> None:
        notice = self.notice("slack.picture.failed")
        try:
            if url:
                await self._messenger.respond(url, {"replace_original": False, **notice})
            else:
                card = Card(self._texts("slack.picture.failed"))
                await self._messenger.whisper(place, user, card, PRIVATE)
        except DeliveryError as error:
            _log.warning("slack.reply_failed", kind="notice", reason=error.reason)

    async def _direct(self, user: str) -> Place:
        channel = await self._messenger.open_direct(user)
        return Place("slack", "", channel, PlaceKind.DIRECT)


def _surface(reply: Reply) -> Surface:
    return _in_language(SHARED if reply.audience is Audience.PLACE else PRIVATE, reply)


def _in_language(surface: Surface, reply: Reply) -> Surface:
    return replace(surface, language=reply.language)
