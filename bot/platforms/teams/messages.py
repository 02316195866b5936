"""Activities that we send, as botbuilder's `Activity` and as the JSON of the Bot Connector."""

from typing import Any

from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
)

from bot.cards.elements import Card, Form
from bot.platforms.teams.adaptive import CONTENT_TYPE, Frame, clip
from bot.platforms.teams.conversations import Reference
from bot.platforms.teams.fitting import fitted
from bot.platforms.teams.formcards import Shown, form_card
from bot.platforms.teams.inbound import Incoming
from bot.platforms.teams.wording import unmarked

_LONGEST_SUMMARY = 250


def card_message(card: Card, frame: Frame) -> Activity:
    """Return a message that shows `card`, its title as the notification's text."""
    return Activity(
        type=ActivityTypes.message,
        summary=clip(unmarked(" ".join(card.title.split())), _LONGEST_SUMMARY),
        attachments=[Attachment(content_type=CONTENT_TYPE, content=fitted(card, frame))],
    )


def form_message(form: Form, frame: Frame, shown: Shown) -> Activity:
    """Return a message with `form` as a card, for where no dialog can be opened."""
    return Activity(
        type=ActivityTypes.message,
        summary=clip(unmarked(" ".join(form.title.split())), _LONGEST_SUMMARY),
        attachments=[Attachment(content_type=CONTENT_TYPE, content=form_card(form, frame, shown))],
    )


def typing() -> Activity:
    """Return what shows that an answer is being written."""
    return Activity(type=ActivityTypes.typing)


def text_message(sentence: str) -> Activity:
    """Return a message with a sentence of the catalogues."""
    return Activity(type=ActivityTypes.message, text=sentence, text_format="plain")


def received(incoming: Incoming) -> Activity:
    """Return what botbuilder's turn needs to know of a received activity."""
    return Activity(
        type=incoming.type,
        name=incoming.name,
        id=incoming.id,
        channel_id=incoming.channel,
        service_url=incoming.service_url,
        from_property=ChannelAccount(
            id=incoming.sender_id,
            name=incoming.sender_name,
            aad_object_id=incoming.sender_account,
        ),
        conversation=ConversationAccount(id=incoming.conversation_id, tenant_id=incoming.tenant),
        recipient=ChannelAccount(id=incoming.bot_id),
        reply_to_id=incoming.reply_to,
    )


def continuing(reference: Reference) -> Activity:
    """Return the activity that opens a turn of our own in a known conversation."""
    return Activity(
        type=ActivityTypes.event,
        name="ContinueConversation",
        channel_id="msteams",
        service_url=reference.service_url,
        from_property=ChannelAccount(
            id=reference.user_id, aad_object_id=reference.account_id or None
        ),
        conversation=ConversationAccount(id=reference.conversation_id, tenant_id=reference.tenant),
        recipient=ChannelAccount(id=reference.bot_id),
    )


def to_json(activity: Activity) -> dict[str, Any]:
    """Return an outgoing message's JSON; `Activity.serialize` takes 3 ms for a card."""
    sent = {
        "type": activity.type,
        "channelId": activity.channel_id,
        "serviceUrl": activity.service_url,
        "from": _account(activity.from_property),
        "recipient": _account(activity.recipient),
        "conversation": {"id": activity.conversation.id},
        "replyToId": activity.reply_to_id,
        "text": activity.text,
        "textFormat": activity.text_format,
        "summary": activity.summary,
        "attachments": [_attachment(attachment) for attachment in activity.attachments or ()],
    }
    return {name: value for name, value in sent.items() if value}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    sent = {
        "contentType": attachment.content_type,
        "content": attachment.content,
        "contentUrl": attachment.content_url,
        "name": attachment.name,
    }
    return {name: value for name, value in sent.items() if value}


def _account(account: ChannelAccount | None) -> dict[str, str] | None:
    return {"id": account.id} if account is not None and account.id else None
