"""A sifted Slack payload → a neutral request. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.request import Actor, ButtonPress, Command, HomeOpened, Place, PlaceKind, Request
from bot.domain.people import Account

PLATFORM = "slack"
_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})


@dataclass(frozen=True)
class Said:
    """A message's text as a person reads it, and whom it mentions."""

    text: str
    mentioned: tuple[Account, ...]


def to_request(body: Mapping[str, Any], bot_user: str | None = None) -> Request | None:
    """Return the request that a sifted payload makes, or None when there is nothing to answer.

    Args:
        body: from `payloads.decode` or `payloads.sift`.
        bot_user: the bot's own user id, to leave out its mention and ignore its own messages.
    """
    if "command" in body:
        return _command(body)
    match body.get("type"):
        case "block_actions":
            return _press(body)
        case "event_callback":
            return _event(body, bot_user)
    return None


def once_key(body: Mapping[str, Any]) -> str | None:
    """Return what tells a repeated payload from a new one, or None when Slack gave nothing."""
    key = body.get("event_id") or body.get("trigger_id")
    return str(key) if key else None


def read(text: str, team: str, bot_user: str | None = None) -> Said:
    """Return `text` with Slack's tokens as words and its three entities as characters.

    With `should_escape` Slack writes people, channels and links as `<@U1|name>`, `<#C1|name>`,
    `<url|label>`, and a person's own `& < >` as entities.
    """
    mentioned: list[Account] = []

    def word(token: re.Match[str]) -> str:
        target, label = token[1], token[2]
        if target.startswith("@"):
            user = target[1:]
            if user == bot_user:
                return " "
            account = Account(PLATFORM, team, user)
            if user and account not in mentioned:
                mentioned.append(account)
            return f"@{label or user}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return f"@{(label or target[1:].partition('^')[0]).lstrip('@')}"
        return label or target.removeprefix("mailto:").removeprefix("tel:")

    said = _TOKEN.sub(word, text) if "<" in text else text
    if "&" in said:
        said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return Said(said.strip(), tuple(mentioned))


def _command(body: Mapping[str, Any]) -> Command:
    team = body["team_id"]
    said = read(body.get("text", ""), team)
    return Command(
        actor=Actor(Account(PLATFORM, team, body["user_id"]), body.get("user_name", "")),
        place=_place(team, body["channel_id"], name=body.get("channel_name", "")),
        word=body["command"].lstrip("/").lower(),
        text=said.text,
        mentioned=said.mentioned,
    )


def _press(body: Mapping[str, Any]) -> ButtonPress:
    action = body["actions"][0]
    user = body["user"]
    team = body.get("team", {}).get("id") or user.get("team_id", "")
    channel = body.get("channel", {})
    name = user.get("name") or user.get("username", "")
    return ButtonPress(
        actor=Actor(Account(PLATFORM, team, user["id"]), name),
        place=_place(
            team,
            channel.get("id") or user["id"],
            name=channel.get("name", "directmessage"),
            thread=body.get("message", {}).get("thread_ts"),
        ),
        action=action["action_id"].partition("#")[0],
        value=action.get("selected_option", {}).get("value") or action.get("value", ""),
        message_id=body.get("container", {}).get("message_ts") or body.get("message", {}).get("ts"),
    )


def _event(body: Mapping[str, Any], bot_user: str | None) -> Request | None:
    event = body["event"]
    user, channel = event.get("user"), event.get("channel")
    if not user or not channel or user == bot_user or event.get("bot_id"):
        return None
    actor = Actor(Account(PLATFORM, body["team_id"], user))
    match event["type"]:
        case "app_home_opened" if event.get("tab", "home") == "home":
            return HomeOpened(actor, _place(body["team_id"], channel))
        case "app_mention" if event.get("subtype") is None:
            return _message(body, actor, bot_user or _own_user(body))
        case "message" if event.get("channel_type") == "im" and event.get("subtype") in _SPOKEN:
            return _message(body, actor, bot_user or _own_user(body))
    return None


def _message(body: Mapping[str, Any], actor: Actor, bot_user: str | None) -> Command:
    event = body["event"]
    said = read(event.get("text", ""), body["team_id"], bot_user)
    place = _place(body["team_id"], event["channel"], thread=event.get("thread_ts"))
    return Command(actor, place, "", said.text, said.mentioned)


def _own_user(body: Mapping[str, Any]) -> str | None:
    bots = (a.get("user_id") for a in body.get("authorizations", ()) if a.get("is_bot"))
    return next(bots, None)


def _place(team: str, channel: str, name: str = "", thread: str | None = None) -> Place:
    """Slack's channel ids begin with D for direct messages; group messages are named `mpdm-…`."""
    kind = PlaceKind.CHANNEL
    if channel.startswith(("D", "U", "W")) or name == "directmessage":
        kind = PlaceKind.DIRECT
    elif name.startswith("mpdm-"):
        kind = PlaceKind.GROUP
    return Place(PLATFORM, team, channel, kind, thread)
