"""A Teams activity, read into what the rest of the house understands. Pure; no SDK.

Source: Microsoft, "Bot Framework Activity schema" and "Conversation events in your Teams bot".
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from bot.chat.request import (
    Actor,
    BotAdded,
    Command,
    HomeOpened,
    Place,
    PlaceKind,
    SharedFile,
)
from bot.domain.people import Account
from bot.platforms.teams.conversations import Reference

LONGEST_ID = 1024
LONGEST_TEXT = 2000
_LONGEST_MARKUP = 28_000  # characters, tags included; as much as Teams lets a person send
_MOST_MENTIONS = 20
_KINDS = {"groupChat": PlaceKind.GROUP, "channel": PlaceKind.CHANNEL}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TAG = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[ \t\xa0]+")


class BadActivity(Exception):
    """The body is not an activity that can be used.

    Args:
        reason: a short English code; nothing of the body.
    """


class Move(StrEnum):
    """The bot comes to a conversation or leaves it."""

    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Mentioned:
    """A person mentioned in a message, by the id Teams uses in the conversation."""

    user_id: str
    account_id: str


@dataclass(frozen=True)
class Incoming:
    """An activity's envelope, with every part of the type it should have.

    Args:
        type, name, id: what happened; `name` for invokes.
        channel: "msteams" for Teams.
        service_url: where it can be answered.
        tenants: every tenant it names.
        conversation_id: the conversation, with a channel's thread.
        conversation: the conversation without it.
        thread: the thread's first message, in a channel.
        kind: personal, group or channel.
        roster: the conversation whose members can be asked for: the team, in a channel.
        sender_id, sender_account, sender_name: who acts; `sender_account` is the directory
            object id, the only identity, and empty when Teams tells none.
        bot_id: whom it is for.
        reply_to: the message that was pressed or replied to.
        data: the activity as it came.
    """

    type: str
    name: str
    id: str
    channel: str
    service_url: str
    tenants: frozenset[str]
    conversation_id: str
    conversation: str
    thread: str | None
    kind: PlaceKind
    roster: str
    sender_id: str
    sender_account: str
    sender_name: str
    bot_id: str
    reply_to: str | None
    data: Mapping[str, Any] = field(repr=False)

    @property
    def tenant(self) -> str:
        """The tenant it comes from."""
        return min(self.tenants, default="")

    @property
    def place(self) -> Place:
        """Where it was said."""
        return Place("teams", self.tenant, self.conversation, self.kind, self.thread)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(Account("teams", self.tenant, self.sender_account), self.sender_name)

    @property
    def reference(self) -> Reference:
        """What is needed to write here again."""
        personal = self.kind is PlaceKind.DIRECT
        return Reference(
            service_url=self.service_url,
            tenant=self.tenant,
            conversation_id=self.conversation,
            kind=self.kind,
            bot_id=self.bot_id,
            roster=self.roster,
            user_id=self.sender_id if personal else "",
            account_id=self.sender_account if personal else "",
        )


def read(data: object) -> Incoming:
    """Read an activity's envelope.

    Raises:
        BadActivity: a part is missing or of the wrong type.
    """
    if not isinstance(data, dict):
        raise BadActivity("not-an-object")
    sender, recipient = part(data, "from"), part(data, "recipient")
    conversation = part(data, "conversation")
    channel_data = part(data, "channelData")
    full = _id(conversation, "id", required=True)
    base, _, thread = full.partition(";messageid=")
    kind = _kind(conversation)
    team = _id(part(channel_data, "team"), "id")
    return Incoming(
        type=_id(data, "type", required=True),
        name=_id(data, "name"),
        id=_id(data, "id"),
        channel=_id(data, "channelId", required=True),
        service_url=_id(data, "serviceUrl", required=True),
        tenants=_tenants(conversation, channel_data),
        conversation_id=full,
        conversation=base,
        thread=thread or None,
        kind=kind,
        roster=team or base if kind is PlaceKind.CHANNEL else base,
        sender_id=_id(sender, "id"),
        sender_account=_id(sender, "aadObjectId"),
        sender_name=clean(_text(sender, "name"))[:200],
        bot_id=_id(recipient, "id", required=True),
        reply_to=_id(data, "replyToId") or None,
        data=data,
    )


def mentioned(incoming: Incoming) -> tuple[Mentioned, ...]:
    """Return the people mentioned, without the bot, in the order they stand in the text."""
    text = _text(incoming.data, "text")
    placed = []
    for entity in _mentions(incoming):
        who = part(entity, "mentioned")
        person = Mentioned(_id(who, "id"), _id(who, "aadObjectId"))
        if person.user_id != incoming.bot_id:
            placed.append((text.find(_text(entity, "text")), person))
    placed.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(person for _, person in placed))


def command(
    incoming: Incoming, accounts: tuple[str, ...] = (), files: tuple[SharedFile, ...] = ()
) -> Command:
    """Return what is typed in a message.

    Args:
        incoming: a message.
        accounts: the directory object ids of the people mentioned, in order.
        files: sent along.
    """
    found = tuple(Account("teams", incoming.tenant, account) for account in accounts)
    key = delivery_key(incoming)
    return Command(incoming.actor, incoming.place, "", _spoken(incoming), found, key, files)


def delivery_key(incoming: Incoming, *further: str) -> str:
    """Return what tells a repeated delivery from a new one; "" when Teams gave no id.

    Args:
        incoming: the activity.
        further: what tells presses apart should their activities have one id.
    """
    if not incoming.id:
        return ""
    return ":".join(("teams", incoming.tenant, incoming.conversation_id, incoming.id, *further))


def move(incoming: Incoming) -> Move | None:
    """Tell whether the bot was added to the conversation or removed from it."""
    if incoming.type == "installationUpdate":
        moves = {"add": Move.ADDED, "remove": Move.REMOVED}
        return moves.get(_id(incoming.data, "action"))
    if incoming.type == "conversationUpdate":
        if incoming.bot_id in _members(incoming, "membersAdded"):
            return Move.ADDED
        if incoming.bot_id in _members(incoming, "membersRemoved"):
            return Move.REMOVED
    return None


def arrival(incoming: Incoming) -> HomeOpened | BotAdded:
    """Return the request for a place that the bot was added to."""
    if incoming.kind is PlaceKind.DIRECT:
        return HomeOpened(incoming.actor, incoming.place)
    return BotAdded(incoming.actor, incoming.place)


def clean(text: str) -> str:
    """Return `text` without control characters and halves of surrogate pairs."""
    return _CONTROLS.sub("", text)


def written(message: Mapping[str, Any]) -> str:
    """Return what a message says on which a shortcut was chosen, its markup taken away."""
    body = part(message, "body")
    text = clean(_text(body, "content")[:_LONGEST_MARKUP])
    if body.get("contentType") != "text":
        text = html.unescape(_MARKUP.sub("", _BREAK.sub("\n", text)))
    return _SPACES.sub(" ", text).strip()[:LONGEST_TEXT]


def _spoken(incoming: Incoming) -> str:
    """Return the text with the bot's mention removed, people's as "@Name", entities decoded."""
    text = clean(_text(incoming.data, "text")[:_LONGEST_MARKUP])
    for entity in _mentions(incoming):
        written = clean(_text(entity, "text"))
        bot = _id(part(entity, "mentioned"), "id") == incoming.bot_id
        name = _TAG.sub("", written).strip()
        if written:
            text = text.replace(written, " " if bot else f"@{name}", 1)
    text = _SPACES.sub(" ", html.unescape(_TAG.sub("", text))).strip()
    # A habit from Slack: "/raci backup" means the same as "raci backup".
    return text.removeprefix("/")[:LONGEST_TEXT]


def _mentions(incoming: Incoming) -> tuple[Mapping[str, Any], ...]:
    entities = incoming.data.get("entities")
    found = entities if isinstance(entities, list) else []
    mentions = (e for e in found if isinstance(e, dict) and e.get("type") == "mention")
    return tuple(islice(mentions, _MOST_MENTIONS))


def _members(incoming: Incoming, name: str) -> frozenset[str]:
    members = incoming.data.get(name)
    found = members if isinstance(members, list) else []
    return frozenset(str(member.get("id")) for member in found if isinstance(member, dict))


def _tenants(conversation: Mapping[str, Any], channel_data: Mapping[str, Any]) -> frozenset[str]:
    named = (_id(conversation, "tenantId"), _id(part(channel_data, "tenant"), "id"))
    return frozenset(tenant.lower() for tenant in named if tenant)


def _kind(conversation: Mapping[str, Any]) -> PlaceKind:
    told = conversation.get("conversationType")
    if isinstance(told, str) and told:
        return _KINDS.get(told, PlaceKind.DIRECT)
    return PlaceKind.GROUP if conversation.get("isGroup") is True else PlaceKind.DIRECT


def part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object under `name`, or an empty one."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _id(data: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    """Return a short string that is stored and sent on as it is.

    Raises:
        BadActivity: it is missing though required, of another type, too long or unprintable.
    """
    value = data.get(name)
    if value is None or value == "":
        if required:
            raise BadActivity(f"{name}-missing")
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_ID or not _plain(value):
        raise BadActivity(f"{name}-malformed")
    return value


def _plain(value: str) -> bool:
    return not _CONTROLS.search(value) and "\n" not in value and "\t" not in value
