"""What was said between the Agents Playground and the app, from the Playground's own recording.

It is a text file of JSON objects with a line of dashes after each, one for each exchange:
``direction``, ``request {headers, body, url, method}`` and ``response {statusCode, body}``.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

FROM_APP = "User Application ->"
END = b"\n---\n"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class TeamsMessage:
    """A message of the app's as it reads now.

    Attributes:
        id: what it is updated by.
        conversation: where it stands, in a channel with its thread.
        activity: the activity last sent for it; its card is what a press last answered with.
        revisions: how often it has been changed.
    """

    id: str
    conversation: str
    activity: dict[str, Any]
    revisions: int = 0

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> dict[str, Any]:
        """Its one card; empty when it has none."""
        attachments = self.activity.get("attachments") or [{}]
        content: dict[str, Any] = attachments[0].get("content", {})
        return content

    def actions(self) -> list[dict[str, Any]]:
        """The card's actions in order, those inside its elements too; not the fallbacks."""
        return actions_in(self.card)

    def action(self, title: str) -> dict[str, Any]:
        """The action with that title.

        Raises:
            LookupError: there is none.
        """
        for action in self.actions():
            if action.get("title") == title:
                return action
        raise LookupError(f"no action {title!r} among {[a.get('title') for a in self.actions()]}")


def actions_in(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [action for inner in node for action in actions_in(inner)]
    if not isinstance(node, dict):
        return []
    own = [node] if str(node.get("type", "")).startswith("Action.") else []
    inside = [value for name, value in node.items() if name not in {"fallback", "refresh", "data"}]
    return own + actions_in(inside)


class Recording:
    """The recording as it grows: each exchange is read once."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet, and the file need not be there."""
        self._path = path
        self._read = 0
        self._exchanges: list[dict[str, Any]] = []
        self._messages: dict[str, TeamsMessage] = {}

    def exchanges(self) -> list[dict[str, Any]]:
        """The exchanges so far; the last is left out while it is being written."""
        self._read_on()
        return list(self._exchanges)

    def messages(self) -> list[TeamsMessage]:
        """The app's messages after all exchanges, in the order they were first sent."""
        self._read_on()
        return list(self._messages.values())

    def _read_on(self) -> None:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            # As bytes: what is being written may end within a letter.
            *whole, _ = file.read().split(END)
        for text in whole:
            self._read += len(text) + len(END)
            self._take(json.loads(text))

    def _take(self, exchange: dict[str, Any]) -> None:
        self._exchanges.append(exchange)
        by_app = exchange["direction"].startswith(FROM_APP)
        message = (sent if by_app else pressed)(exchange, self._messages)
        if message is not None:
            self._messages[message.id] = message


def sent(exchange: dict[str, Any], messages: dict[str, TeamsMessage]) -> TeamsMessage | None:
    """The message that the app sent or updated; None when it did something else."""
    request, answer = exchange["request"], body_of(exchange["response"])
    steps = [unquote(step) for step in request["url"].partition("/v3/")[2].split("/")]
    if exchange["response"]["statusCode"] >= 300 or "id" not in answer:
        return None
    if steps == ["conversations"] and "activityId" in answer:
        return TeamsMessage(answer["activityId"], answer["id"], request["body"]["activity"])
    if len(steps) < 3 or steps[2] != "activities":
        return None
    known = messages.get(answer["id"])
    return (
        changed(known, request["body"])
        if known
        else TeamsMessage(answer["id"], steps[1], request["body"])
    )


def pressed(exchange: dict[str, Any], messages: dict[str, TeamsMessage]) -> TeamsMessage | None:
    """The message whose card the app's answer to a press replaced; None when it did not."""
    request = exchange["request"].get("body") or {}
    answer = body_of(exchange["response"])
    message = messages.get(str(request.get("replyToId")))
    if message is None or request.get("type") != "invoke" or answer.get("type") != ADAPTIVE:
        return None
    attachment = {"contentType": ADAPTIVE, "content": answer["value"]}
    return changed(message, {**message.activity, "attachments": [attachment]})


def changed(message: TeamsMessage, activity: dict[str, Any]) -> TeamsMessage:
    return replace(message, activity=activity, revisions=message.revisions + 1)


def body_of(response: dict[str, Any]) -> dict[str, Any]:
    body = response.get("body")
    if isinstance(body, str) and body.startswith("{"):
        body = json.loads(body)
    return body if isinstance(body, dict) else {}
