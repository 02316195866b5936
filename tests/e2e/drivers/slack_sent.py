"""Everything that the app sent to local-slack, checked by Slack's types and our lint."""

import json
from collections.abc import Iterator
from typing import Any

from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.slack_workspace import BOT
from tests.payloads.slack import validate_slack_api_call, validate_slack_blocks
from tests.payloads.slack_limits import lint_slack_message, lint_slack_view

LOG_HOLDS = 1000
ANSWERS = {"slash_commands", "interactive", "ack"}
UNTYPED = {"apps.connections.open", "chat.getPermalink"}
"""Methods of which Slack's types say nothing."""


async def check_sent(slack: LocalSlack) -> int:
    """Check each call and each message; return how many there were.

    What goes through a ``response_url`` is in no log, but it is a message afterwards.

    Raises:
        AssertionError: Slack would refuse one, or the log no longer holds all.
    """
    log = await slack.log()
    assert len(log) < LOG_HOLDS, "the log is full: check earlier"
    calls = list(calls_in(log))
    for method, arguments in calls:
        validate_slack_api_call(method, arguments)
        if method.startswith("chat."):
            assert lint_slack_message(arguments) == []
        if "view" in arguments:
            assert lint_slack_view(arguments["view"]) == []
    shown = [message async for message in messages_of(slack)]
    for message in shown:
        validate_slack_blocks(message["blocks"])
        assert lint_slack_message(message) == []
    return len(calls) + len(shown)


def calls_in(log: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each Web API call, and each body that answered a command, with its arguments."""
    for entry in log:
        detail = entry.get("detail")
        if entry["direction"] != "from_bot":
            continue
        if entry["kind"] == "web_api" and entry["summary"] not in UNTYPED:
            yield entry["summary"], detail
        elif entry["kind"] in ANSWERS and detail:
            body = json.loads(detail) if isinstance(detail, str) else detail
            yield "view_response" if "response_action" in body else "response_url", body


async def messages_of(slack: LocalSlack) -> Any:
    """What the bot has written and still stands, files left out."""
    for channel in (await slack.state())["channels"]:
        for message in await slack.messages(channel["id"]):
            if message["user"] == BOT and not message.get("files"):
                yield message
