"""What people do in Slack: receive it, ask the conversation, and see that the answer arrives."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards.elements import Card
from bot.chat.ports import Conversation, Directory
from bot.chat.reply import Receipt, Reply
from bot.chat.request import (
    ButtonPress,
    Command,
    EmojiReaction,
    FormSubmit,
    HomeOpened,
    MessageShortcut,
    Request,
)
from bot.platforms.slack.dialogs import Dialogs
from bot.platforms.slack.inbound import (
    Share,
    delivery_key,
    emoji_of,
    kept_by,
    marked_message,
    to_request,
)
from bot.platforms.slack.once import Once
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.spot import Kept, Spot, spot_of
from bot.platforms.slack.tasks import Tasks
from bot.telemetry.logs import get_logger
from bot.texts import Texts

PATIENCE = 1.5
"""Seconds after its arrival until a delivery is acknowledged without its answer; Slack's limit
is 3."""

TRIGGER_LASTS = 2.5
"""Seconds after its arrival in which a trigger may open a form; Slack's limit is 3 from the press.
"""

Spoken = TypeVar("Spoken", bound=Command | MessageShortcut | EmojiReaction)

Quote = Callable[[EmojiReaction, str, str], Awaitable[EmojiReaction]]
"""Reads the message on which an emoji was set, by its channel and timestamp."""

_log = get_logger(__name__)


class Receiver:
    """Bolt's listeners.

    Args:
        conversation: receives and answers requests.
        replies: delivers the answers.
        dialogs: opens forms and answers their submissions.
        directory: knows the people who are mentioned.
        texts: for what is said when answering fails.
        tasks: holds what goes on after an acknowledgement.
        bot_user: returns the bot's own user id, or None while it is unknown.
        share: makes the files of a message readable.
        quote: reads the message on which an emoji was set.
        emoji: the name of the emoji that marks a deviation.
    """

    def __init__(
        self,
        conversation: Conversation,
        replies: Replies,
        dialogs: Dialogs,
        directory: Directory,
        texts: Texts,
        tasks: Tasks,
        bot_user: Callable[[], str | None],
        share: Share,
        quote: Quote,
        emoji: str,
    ) -> None:
        self._conversation = conversation
        self._replies = replies
        self._dialogs = dialogs
        self._directory = directory
        self._texts = texts
        self._tasks = tasks
        self._bot_user = bot_user
        self._share = share
        self._quote = quote
        self._emoji = emoji
        self._once = Once()

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a slash command within its acknowledgement, or announce the answer."""
        arrived = _now()
        command = to_request(body)
        if not isinstance(command, Command):
            await ack()
            return
        receipt = await self._receive(command)
        if receipt is Receipt.AGAIN:
            await ack()
            return
        if receipt is Receipt.LATER:
            await ack(self._replies.notice("slack.later"))
            return
        spot = spot_of(command, body)
        answering = asyncio.ensure_future(self._answer(command))
        if not await _within_patience(answering, arrived if spot.url else None):
            await ack(self._replies.notice("slack.wait"))
            self._tasks.start(self._late(answering, command, spot.url))
            return
        await self._acknowledge_command(ack, answering.result(), command, spot, body, arrived)

    async def _acknowledge_command(
        self,
        ack: AsyncAck,
        reply: Reply,
        command: Command,
        spot: Spot,
        body: dict[str, Any],
        arrived: float,
    ) -> None:
        if reply.form is not None and spot.url:
            await ack()
            after = self._dialogs.open(reply, spot, _trigger(body, arrived))
        else:
            await ack(self._replies.acknowledgement(reply))
            after = self._replies.after_command(reply, command, spot.url)
        if self._once.first(command.delivery):
            self._tasks.start(after)
        else:
            after.close()

    async def _late(self, answering: asyncio.Future[Reply], command: Command, url: str) -> None:
        await self._replies.late(await answering, command, url)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge a press once it is received; its answer follows."""
        arrived = _now()
        press = to_request(body)
        if not isinstance(press, ButtonPress):
            await ack()
            return
        receipt = await self._receive(press)
        await ack()
        spot = spot_of(press, body)
        if receipt is Receipt.LATER:
            self._tasks.start(self._replies.to_spot(self._say("slack.later"), spot))
        elif receipt is Receipt.NEW and self._once.first(press.delivery):
            self._tasks.start(self._press(press, spot, body, arrived))

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge a shortcut on a message; its form follows."""
        arrived = _now()
        shortcut = to_request(body)
        await ack()
        if isinstance(shortcut, MessageShortcut) and self._once.first(shortcut.delivery):
            spot = spot_of(shortcut, body)
            self._tasks.start(self._press(shortcut, spot, body, arrived))

    async def _press(
        self, press: ButtonPress | MessageShortcut, spot: Spot, body: dict[str, Any], arrived: float
    ) -> None:
        answering = asyncio.ensure_future(self._answer(press))
        if not await _within_patience(answering, arrived):
            await self._replies.announce(spot)
        await self._dialogs.open(await answering, spot, _trigger(body, arrived))

    async def on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a submitted form within its acknowledgement, or have its modal wait."""
        arrived = _now()
        submit, kept = to_request(body, share=self._share), kept_by(body)
        if not isinstance(submit, FormSubmit) or kept is None:
            await ack()
            return
        receipt = await self._receive(submit)
        if receipt is Receipt.LATER:
            blocks = body["view"].get("state", {}).get("values", {})
            await ack(self._dialogs.later(next(iter(blocks), None)))
            return
        if receipt is Receipt.AGAIN or not self._once.first(submit.delivery):
            await ack()
            return
        answering = asyncio.ensure_future(self._answer(submit))
        if not await _within_patience(answering, arrived):
            await ack(self._dialogs.wait())
            self._tasks.start(self._late_form(answering, kept, body["view"]["id"]))
            return
        reply = answering.result()
        await ack(self._dialogs.response(reply, kept))
        self._tasks.start(self._dialogs.finish(reply, kept))

    async def _late_form(self, answering: asyncio.Future[Reply], kept: Kept, view: str) -> None:
        await self._dialogs.finish(await answering, kept, view)

    async def on_event(self, body: dict[str, Any]) -> None:
        """Receive an event; Bolt acknowledges it, and its answer follows."""
        request = to_request(body, self._bot_user(), self._share)
        if request is None or (
            isinstance(request, EmojiReaction) and emoji_of(body) != self._emoji
        ):
            return
        receipt = await self._receive(request)
        if receipt is Receipt.LATER and isinstance(request, Command):
            self._tasks.start(self._replies.to_message(self._say("slack.later"), request))
        elif receipt is Receipt.NEW and self._once.first(delivery_key(body)):
            if isinstance(request, EmojiReaction):
                self._tasks.start(self._reaction(request, *marked_message(body)))
            else:
                self._tasks.start(self._event(request))

    async def _event(self, request: Request) -> None:
        if isinstance(request, HomeOpened):
            await self._replies.to_home(await self._answer(request), request.actor.account.id)
        elif isinstance(request, Command):
            await self._replies.to_message(await self._answer(request), request)

    async def _reaction(self, reaction: EmojiReaction, channel: str, stamp: str) -> None:
        """Answer who marked a message, in their own conversation."""
        quoted = await self._quote(reaction, channel, stamp)
        await self._replies.to_person(await self._answer(quoted), reaction.actor.account.id)

    async def _with_names(self, command: Spoken) -> Spoken:
        """Slack may write people as mere ids; ask who they are."""
        text = command.text
        for account in command.mentioned:
            if f"@{account.id}" in text and (who := await self._directory.profile(account)):
                text = text.replace(f"@{account.id}", f"@{who.name}")
        return replace(command, text=text)

    async def _receive(self, request: Request) -> Receipt:
        try:
            return await self._conversation.receive(request)
        except Exception as error:
            _log.error("slack.receive_failed", exc_info=error)
            return Receipt.LATER

    async def _answer(self, request: Request) -> Reply:
        try:
            spoken = Command | MessageShortcut | EmojiReaction
            if isinstance(request, spoken) and request.mentioned:
                request = await self._with_names(request)
            return await self._conversation.answer(request)
        except Exception as error:
            _log.error("slack.answer_failed", exc_info=error)
            return self._say("slack.failed")

    def _say(self, key: str) -> Reply:
        return Reply(Card(self._texts(key)))


async def _within_patience(answering: asyncio.Future[Reply], arrived: float | None) -> bool:
    """Tell whether the answer is there in time; without an arrival it is waited for."""
    left = None if arrived is None else max(0.0, arrived + PATIENCE - _now())
    await asyncio.wait((answering,), timeout=left)
    return answering.done()


def _trigger(body: dict[str, Any], arrived: float) -> str:
    """Return what opens a form, "" when it is too old for that."""
    return str(body.get("trigger_id", "")) if _now() < arrived + TRIGGER_LASTS else ""


def _now() -> float:
    return asyncio.get_running_loop().time()
