"""Puts replies before people: in the conversation, in their own chat, or in place of a message."""

import asyncio
from dataclasses import replace

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.cards.elements import Button, Text
from bot.cards.plaintext import card_text
from bot.chat.ports import DeliveryError
from bot.chat.reply import Audience, Reply
from bot.chat.request import PlaceKind
from bot.platforms.teams.adapter import post
from bot.platforms.teams.adaptive import Frame
from bot.platforms.teams.conversations import Conversations
from bot.platforms.teams.formcards import Shown
from bot.platforms.teams.inbound import Incoming
from bot.platforms.teams.messages import card_message, form_message, text_message, typing
from bot.platforms.teams.messenger import TeamsMessenger
from bot.platforms.teams.pressed import opener
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)
_LONGEST_NOTICE = 400
_LONGEST_WAIT = 2.0  # seconds; an activity is to be answered well under ten


class Showing:
    """Posts and replaces messages in a turn, also after its activity was answered.

    Args:
        messenger: the way to personal chats, and how cards are rendered.
        conversations: where the bot has been spoken to.
        texts: the organisation's language.
    """

    def __init__(
        self, messenger: TeamsMessenger, conversations: Conversations, texts: Texts
    ) -> None:
        self._messenger = messenger
        self._conversations = conversations
        self.texts = texts

    async def show(self, context: TurnContext, incoming: Incoming, reply: Reply) -> str | None:
        """Show a reply to whom it is for; return the sentence for the asker, if there is one.

        Raises:
            DeliveryError: it was not, or perhaps not, posted.
        """
        if is_elsewhere(incoming, reply):
            key = await self._write_personally(incoming, reply)
            return replace(self.texts, language=reply.language or self.texts.language)(key)
        await post_patiently(context, self.message(incoming, reply))
        await self._offer_files(context, incoming, reply)
        return None

    async def replace(
        self, context: TurnContext, incoming: Incoming, message_id: str, reply: Reply
    ) -> bool:
        """Show a reply instead of a message of the conversation; False when that is not done."""
        update = self.message(incoming, reply)
        reference = TurnContext.get_conversation_reference(context.activity)
        TurnContext.apply_conversation_reference(update, reference)
        update.id = message_id
        try:
            await context.adapter.update_activity(context, update)
        except DeliveryError as error:
            _log.warning("teams.card_not_replaced", reason=error.reason)
            return False
        await self._offer_files(context, incoming, reply)
        return True

    async def tell(self, context: TurnContext, sentence: str) -> None:
        """Say a sentence in the conversation.

        Raises:
            DeliveryError: it was not, or perhaps not, posted.
        """
        await post_patiently(context, text_message(sentence))

    async def type(self, context: TurnContext) -> None:
        """Let the conversation see that an answer is being written."""
        try:
            await post(context, typing())
        except DeliveryError as error:
            _log.warning("teams.typing_not_shown", reason=error.reason)

    def message(self, incoming: Incoming, reply: Reply) -> Activity:
        """Return a reply as a message; its form, if it has one, as a card to fill in."""
        frame = self.frame(incoming, reply)
        if reply.form is not None:
            return form_message(reply.form, frame, Shown(reply.errors, opener(incoming)))
        return card_message(reply.card, frame)

    def frame(self, incoming: Incoming, reply: Reply) -> Frame:
        """Return how a reply is rendered."""
        return self._messenger.frame(incoming.tenant, reply.language)

    async def _offer_files(self, context: TurnContext, incoming: Incoming, reply: Reply) -> None:
        if incoming.kind is not PlaceKind.DIRECT or reply.form is not None:
            return
        account = incoming.actor.account
        for offer in await self._messenger.offers(account, reply.card, reply.language):
            try:
                await post_patiently(context, offer)
            except DeliveryError as error:
                # The card was shown, and has the link.
                _log.warning("teams.file_not_offered", reason=error.reason)

    async def _write_personally(self, incoming: Incoming, reply: Reply) -> str:
        """Write to the asker's personal chat, and return the key of what to say in public."""
        # Before opening a chat it must be known where this tenant's chats are created.
        await self._conversations.note(incoming.reference)
        account = incoming.actor.account
        messages = [
            self.message(incoming, reply),
            *await self._messenger.offers(account, reply.card, reply.language),
        ]
        try:
            await self._messenger.send_personally(account, incoming.sender_id, messages)
        except DeliveryError as error:
            _log.warning("teams.personal_not_sent", reason=error.reason)
            return "teams.cannot_write_to_you"
        return "teams.written_to_you"


def is_elsewhere(incoming: Incoming, reply: Reply) -> bool:
    """Tell whether the reply must not be seen where the asker is."""
    return reply.audience is Audience.PERSONAL and incoming.kind is not PlaceKind.DIRECT


def opens_a_form(reply: Reply) -> bool:
    """Tell whether the reply's card has the button that opens its form."""
    controls = reply.card.controls
    return any(isinstance(control, Button) and control.opens for control in controls)


def notice(reply: Reply) -> str | None:
    """Return a reply that is a sentence or two as text, which Teams shows to the presser alone."""
    card = reply.card
    short = not card.controls and all(isinstance(element, Text) for element in card.body)
    text = card_text(card)
    private = reply.audience is not Audience.PLACE
    return text if short and private and len(text) <= _LONGEST_NOTICE else None


async def post_patiently(context: TurnContext, message: Activity) -> None:
    """Post, once more when Teams surely did not take it and asks for a short wait only.

    Raises:
        DeliveryError: it was not, or perhaps not, posted.
    """
    try:
        await post(context, message)
    except DeliveryError as error:
        if error.retry_after is None or error.retry_after > _LONGEST_WAIT:
            raise
        await asyncio.sleep(error.retry_after)
        await post(context, message)
