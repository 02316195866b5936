"""One activity, from what was received to what is answered."""

import asyncio
from dataclasses import replace
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.cards.elements import Text
from bot.cards.plaintext import card_text
from bot.chat.ports import Conversation, DeliveryError
from bot.chat.reply import Audience, Reply
from bot.chat.request import PlaceKind
from bot.platforms.teams import inbound
from bot.platforms.teams.adapter import post
from bot.platforms.teams.adaptive import CONTENT_TYPE
from bot.platforms.teams.conversations import Conversations, Reference
from bot.platforms.teams.directory import TeamsDirectory
from bot.platforms.teams.fitting import fitted
from bot.platforms.teams.inbound import Incoming, Move
from bot.platforms.teams.messages import card_message, text_message
from bot.platforms.teams.messenger import TeamsMessenger
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
_LONGEST_NOTICE = 400
_LONGEST_WAIT = 2.0  # seconds; an activity is to be answered well under ten


class Turns:
    """Answers what people say and press, and notes where the bot is."""

    def __init__(
        self,
        conversation: Conversation,
        texts: Texts,
        messenger: TeamsMessenger,
        directory: TeamsDirectory,
        conversations: Conversations,
    ) -> None:
        self._conversation = conversation
        self._texts = texts
        self._messenger = messenger
        self._directory = directory
        self._conversations = conversations
        self._arriving: set[tuple[str, str]] = set()

    async def take(self, context: TurnContext, incoming: Incoming) -> None:
        """Handle one activity. What is unknown to us is passed over.

        Raises:
            BadActivity: a part of it is malformed.
            DeliveryError: the answer was not, or perhaps not, posted.
        """
        self._directory.saw(incoming)
        moved = inbound.move(incoming)
        if moved is not None:
            await self._move(context, incoming, moved)
        elif inbound.is_press(incoming):
            await self._press(context, incoming)
        elif incoming.type == "message":
            await self._message(context, incoming)

    async def note(self, incoming: Incoming) -> None:
        """Remember the conversation a person spoke in, to be able to write there later."""
        if incoming.sender_account and incoming.type in ("message", "invoke"):
            await self._conversations.note(incoming.reference)

    async def fail(self, context: TurnContext, incoming: Incoming) -> None:
        """Tell the asker that something went wrong.

        Raises:
            DeliveryError: that was not posted either.
        """
        await self._tell(context, incoming, "teams.failed")

    async def _message(self, context: TurnContext, incoming: Incoming) -> None:
        if not incoming.sender_account:
            await self._tell(context, incoming, "teams.unknown_sender")
            return
        people = await self._directory.accounts(incoming, inbound.mentioned(incoming))
        reply = await self._conversation.answer(inbound.command(incoming, people))
        await self._show(context, incoming, reply)

    async def _press(self, context: TurnContext, incoming: Incoming) -> None:
        if not incoming.sender_account:
            await self._tell(context, incoming, "teams.unknown_sender")
            return
        request = inbound.press(incoming)
        if request is None:
            await self._tell(context, incoming, "teams.unreadable_press")
            return
        reply = await self._conversation.answer(request)
        if incoming.type == "invoke":
            await self._answer_invoke(context, incoming, reply)
        elif reply.replaces and incoming.reply_to:
            await self._replace(context, incoming, reply)
        else:
            await self._show(context, incoming, reply)

    async def _answer_invoke(self, context: TurnContext, incoming: Incoming, reply: Reply) -> None:
        if reply.replaces:
            shown = fitted(reply.card, self._messenger.frame(incoming.tenant, reply.language))
            await _respond(context, CONTENT_TYPE, shown)
            return
        notice = _notice(reply)
        if notice is None:
            notice = await self._show(context, incoming, reply) or reply.card.title
        await _respond(context, MESSAGE_TYPE, notice)

    async def _show(self, context: TurnContext, incoming: Incoming, reply: Reply) -> str | None:
        """Show a reply to whom it is for; return the sentence for the presser, if there is one."""
        elsewhere = incoming.kind is not PlaceKind.DIRECT
        if reply.audience is Audience.PERSONAL and elsewhere:
            key = await self._write_personally(incoming, reply)
            if incoming.type != "invoke":
                await self._tell(context, incoming, key)
            texts = replace(self._texts, language=reply.language or self._texts.language)
            return texts(key)
        await _post_patiently(context, self._rendered(incoming, reply))
        return None

    async def _write_personally(self, incoming: Incoming, reply: Reply) -> str:
        """Write to the asker's personal chat, and return the key of what to say in public."""
        # Before opening a chat it must be known where this tenant's chats are created.
        await self._conversations.note(incoming.reference)
        try:
            await self._messenger.send_personally(
                incoming.actor.account, incoming.sender_id, reply.card, reply.language
            )
        except DeliveryError as error:
            _log.warning("teams.personal_not_sent", reason=error.reason)
            return "teams.cannot_write_to_you"
        return "teams.written_to_you"

    def _rendered(self, incoming: Incoming, reply: Reply) -> Activity:
        return card_message(reply.card, self._messenger.frame(incoming.tenant, reply.language))

    async def _replace(self, context: TurnContext, incoming: Incoming, reply: Reply) -> None:
        """Show a reply instead of the message that an Action.Submit was pressed on."""
        message = self._rendered(incoming, reply)
        reference = TurnContext.get_conversation_reference(context.activity)
        update = TurnContext.apply_conversation_reference(message, reference)
        update.id = incoming.reply_to
        try:
            await context.adapter.update_activity(context, update)
        except DeliveryError as error:
            _log.warning("teams.card_not_replaced", reason=error.reason)
            await _post_patiently(context, message)

    async def _move(self, context: TurnContext, incoming: Incoming, moved: Move) -> None:
        reference = incoming.reference
        if moved is Move.REMOVED:
            await self._conversations.drop(reference)
            return
        if await self._is_new(reference) and incoming.sender_account:
            reply = await self._conversation.answer(inbound.arrival(incoming))
            await _post_patiently(context, self._rendered(incoming, reply))

    async def _is_new(self, reference: Reference) -> bool:
        """Remember a place the bot was added to; tell whether it was not known before.

        Teams tells of one installation twice, as conversationUpdate and as installationUpdate,
        and may do so at once.
        """
        place = (reference.tenant, reference.conversation_id)
        if place in self._arriving:
            return False
        self._arriving.add(place)
        try:
            known = await self._conversations.knows(reference)
            await self._conversations.note(reference)
        finally:
            self._arriving.discard(place)
        return not known

    async def _tell(self, context: TurnContext, incoming: Incoming, key: str) -> None:
        """Say a sentence of the catalogues: to the presser alone, or in the conversation."""
        if incoming.type == "invoke":
            await _respond(context, MESSAGE_TYPE, self._texts(key))
        elif incoming.type == "message":
            await _post_patiently(context, text_message(self._texts(key)))


async def _post_patiently(context: TurnContext, message: Activity) -> None:
    """Post, once more when Teams surely did not take it and asks for a short wait only."""
    try:
        await post(context, message)
    except DeliveryError as error:
        if error.retry_after is None or error.retry_after > _LONGEST_WAIT:
            raise
        await asyncio.sleep(error.retry_after)
        await post(context, message)


async def _respond(context: TurnContext, kind: str, value: Any) -> None:
    """Answer an invoke. Source: Microsoft, "Universal Actions for Adaptive Cards"."""
    body = {"statusCode": 200, "type": kind, "value": value}
    response = InvokeResponse(status=200, body=body)
    await context.adapter.send_activities(
        context, [Activity(type=ActivityTypes.invoke_response, value=response)]
    )


def _notice(reply: Reply) -> str | None:
    """Return a reply that is a sentence or two as text, which Teams shows to the presser alone."""
    card = reply.card
    short = not card.controls and all(isinstance(element, Text) for element in card.body)
    text = card_text(card)
    private = reply.audience is not Audience.PLACE
    return text if short and private and len(text) <= _LONGEST_NOTICE else None
