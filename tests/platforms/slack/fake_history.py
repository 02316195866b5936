"""The conversations of the Slack on loopback: what was posted, as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TRUE = {True, "1", "true"}


@dataclass
class History:
    """The messages of each conversation, oldest first.

    `page` is how many a page holds at most.
    """

    page: int = 200
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def post(self, arguments: Mapping[str, Any], ts: str) -> None:
        told = ("text", "blocks", "metadata", "thread_ts")
        kept = {name: arguments[name] for name in told if name in arguments}
        channel = str(arguments.get("channel", ""))
        self.posted.setdefault(channel, []).append({"type": "message", "ts": ts, **kept})

    def update(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether there is such a message; what is not said again stays, metadata too."""
        for message in self.posted.get(str(arguments.get("channel")), []):
            if message["ts"] == arguments.get("ts"):
                message.update(text=arguments.get("text"), blocks=arguments.get("blocks"))
                return True
        return False

    def tell(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer conversations.history, or conversations.replies when there is a `ts`.

        Newest first, without what was said in threads; metadata only when it is asked for. An
        answer in a thread is found by its own `ts` too.
        """
        thread = arguments.get("ts")
        oldest = float(arguments.get("oldest") or 0)
        latest = float(arguments.get("latest") or "inf")
        inclusive = arguments.get("inclusive") in TRUE
        found = [
            message
            for message in self.posted.get(str(arguments.get("channel")), [])
            if (message.get("thread_ts") == thread or thread == message["ts"])
            and (
                oldest < float(message["ts"]) < latest
                or (inclusive and float(message["ts"]) in (oldest, latest))
            )
        ]
        if arguments.get("include_all_metadata") not in TRUE:
            found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
        start = int(arguments.get("cursor") or 0)
        size = min(self.page, int(arguments.get("limit") or 100))
        rest = str(start + size) if start + size < len(found) else ""
        page = list(reversed(found))[start : start + size]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": rest}}
