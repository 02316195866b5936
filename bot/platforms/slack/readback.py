"""Finding a message that may have been posted, by the random id it carries (reliability.md §1).

The id travels in the message's metadata, which no person sees (Slack, "Message metadata").
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.slack.calls import Calls

_EVENT_TYPE = "tovholder_message"
_SLACK_CLOCK = timedelta(minutes=2)
"""How far Slack's clock, which dates messages, may be behind ours."""

_PAGE = 200


def metadata(marker: str) -> dict[str, Any]:
    """Return the metadata that carries `marker`."""
    return {"event_type": _EVENT_TYPE, "event_payload": {"id": marker}}


async def find_marked(
    calls: Calls, channel: str, thread: str | None, marker: str, since: datetime
) -> str | None:
    """Return the timestamp of the message with `marker`, or None when there is none.

    Args:
        calls: the Web API.
        channel: the conversation's id.
        thread: the thread it was posted in, if any: a channel's history leaves those out.
        marker: as it was sent.
        since: UTC; no older message is looked at.

    Raises:
        DeliveryError: the history cannot be read.
    """
    async for message in _posted(calls, channel, thread, since - _SLACK_CLOCK):
        if _marker_of(message) == marker:
            return str(message.get("ts", ""))
    return None


async def _posted(
    calls: Calls, channel: str, thread: str | None, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    method = "conversations.replies" if thread else "conversations.history"
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp():.6f}",
        "include_all_metadata": True,
        "limit": _PAGE,
        **({"ts": thread} if thread else {}),
    }
    cursor: str | None = ""
    while cursor is not None:
        page = await calls.read(method, {**asked, **({"cursor": cursor} if cursor else {})})
        messages = page.get("messages")
        for message in messages if isinstance(messages, list) else ():
            if isinstance(message, dict):
                yield message
        cursor = next_cursor(page.get("response_metadata"))


def next_cursor(told: Any) -> str | None:
    """Return where the next page begins, by a page's `response_metadata`."""
    cursor = told.get("next_cursor") if isinstance(told, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None


def _marker_of(message: Mapping[str, Any]) -> str | None:
    carried = message.get("metadata")
    if not isinstance(carried, dict) or carried.get("event_type") != _EVENT_TYPE:
        return None
    payload = carried.get("event_payload")
    marker = payload.get("id") if isinstance(payload, dict) else None
    return marker if isinstance(marker, str) else None
