"""What people do in Slack: ask the conversation, and see that the answer reaches them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards.elements import Card, Picture
from bot.chat.ports import Conversation, Directory
from bot.chat.reply import Reply
from bot.chat.request import ButtonPress, Command, HomeOpened, Request
from bot.platforms.slack.inbound import once_key, to_request
from bot.platforms.slack.once import Once
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.tasks import Tasks
from bot.telemetry.logs import get_logger
from bot.texts import Texts

PATIENCE = 1.5
"""Seconds a command may take before it is acknowledged without its answer; Slack's limit is 3."""

_log = get_logger(__name__)


class Receiver:
    """Bolt's listeners.

    Args:
        conversation: answers requests.
        replies: delivers the answers.
        directory: knows the people who are mentioned.
        texts: for what is said when answering fails.
        tasks: holds what goes on after an acknowledgement.
        bot_user: returns the bot's own user id, or None while it is unknown.
    """

    def __init__(
        self,
        conversation: Conversation,
        replies: Replies,
        directory: Directory,
        texts: Texts,
        tasks: Tasks,
        bot_user: Callable[[], str | None],
    ) -> None:
        self._conversation = conversation
        self._replies = replies
        self._directory = directory
        self._texts = texts
        self._tasks = tasks
        self._bot_user = bot_user
        self._once = Once()

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a slash command within its acknowledgement, or announce the answer."""
        command = to_request(body)
        if not isinstance(command, Command):
            await ack()
            return
        url = body.get("response_url")
        answering = asyncio.ensure_future(self._answer(command))
        await asyncio.wait((answering,), timeout=PATIENCE if url else None)
        if not answering.done():
            await ack(self._replies.notice("slack.wait"))
            self._tasks.start(self._late(answering, command, str(url)))
            return
        reply = answering.result()
        await ack(self._replies.acknowledgement(reply))
        if _has_pictures(reply) and self._once.first(once_key(body)):
            self._tasks.start(self._replies.after_command(reply, command, url))

    async def _late(self, answering: asyncio.Future[Reply], command: Command, url: str) -> None:
        await self._replies.late(await answering, command, url)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge a press; its answer follows."""
        await ack()
        press = to_request(body)
        if isinstance(press, ButtonPress) and self._once.first(once_key(body)):
            self._tasks.start(self._press(press, body))

    async def _press(self, press: ButtonPress, body: Mapping[str, Any]) -> None:
        await self._replies.to_press(await self._answer(press), press, body)

    async def on_event(self, body: dict[str, Any]) -> None:
        """Take an event; Bolt acknowledges it, and its answer follows."""
        request = to_request(body, self._bot_user())
        if request is not None and self._once.first(once_key(body)):
            self._tasks.start(self._event(request))

    async def _event(self, request: Request) -> None:
        if isinstance(request, HomeOpened):
            await self._replies.to_home(await self._answer(request), request.actor.account.id)
        elif isinstance(request, Command):
            await self._replies.to_message(await self._answer(request), request)

    async def _with_names(self, command: Command) -> Command:
        """Slack may write people as mere ids; ask who they are."""
        text = command.text
        for account in command.mentioned:
            if f"@{account.id}" in text and (who := await self._directory.profile(account)):
                text = text.replace(f"@{account.id}", f"@{who.name}")
        return replace(command, text=text)

    async def _answer(self, request: Request) -> Reply:
        try:
            if isinstance(request, Command) and request.mentioned:
                request = await self._with_names(request)
            return await self._conversation.answer(request)
        except Exception as error:
            _log.error("slack.answer_failed", exc_info=error)
            return Reply(Card(self._texts("slack.failed")))


def _has_pictures(reply: Reply) -> bool:
    return any(isinstance(element, Picture) for element in reply.card.body)
