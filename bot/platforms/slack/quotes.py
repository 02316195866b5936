"""Reads a message that somebody marked with an emoji, where the bot is a member.

Nothing of it is kept: it is shown to who marked it, who may register it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.ports import DeliveryError
from bot.chat.request import EmojiReaction
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.inbound import read
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)


async def quoted(calls: Calls, reaction: EmojiReaction, channel: str, stamp: str) -> EmojiReaction:
    """Return a reaction with what the marked message says, and its address.

    Args:
        calls: the Web API.
        reaction: as it came in.
        channel: where the message stands.
        stamp: the message's timestamp.
    """
    try:
        message = await _message(calls, channel, stamp)
    except DeliveryError as error:
        _log.info("slack.reaction_unreadable", reason=error.reason)
        return reaction
    if message is None:
        return reaction
    said = read(str(message.get("text") or ""), reaction.actor.account.tenant)
    return replace(
        reaction,
        text=said.text,
        mentioned=said.mentioned,
        link=await _link(calls, channel, stamp),
        readable=True,
    )


async def _message(calls: Calls, channel: str, stamp: str) -> Mapping[str, Any] | None:
    """Return a message of a channel, or of a thread in it; None when it is gone.

    Raises:
        DeliveryError: the bot may not read there.
    """
    exactly = {"channel": channel, "oldest": stamp, "latest": stamp, "inclusive": True, "limit": 2}
    found = await calls.read("conversations.history", _in_address(exactly))
    if message := _among(found, stamp):
        return message
    # A channel's history leaves out what is said in threads.
    found = await calls.read("conversations.replies", _in_address({**exactly, "ts": stamp}))
    return _among(found, stamp)


async def _link(calls: Calls, channel: str, stamp: str) -> str:
    try:
        asked = {"channel": channel, "message_ts": stamp}
        return str((await calls.read("chat.getPermalink", asked)).get("permalink", ""))
    except DeliveryError as error:
        _log.info("slack.no_permalink", reason=error.reason)
        return ""


def _among(found: Mapping[str, Any], stamp: str) -> Mapping[str, Any] | None:
    messages = found.get("messages")
    every = messages if isinstance(messages, list) else []
    return next((m for m in every if isinstance(m, dict) and m.get("ts") == stamp), None)


def _in_address(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as they stand in an address, where a truth is a word."""
    return {name: "true" if value is True else value for name, value in asked.items()}
