"""A sifted Slack payload → a neutral request. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.request import (
    Actor,
    ButtonPress,
    Command,
    EmojiReaction,
    FormSubmit,
    HomeOpened,
    MessageShortcut,
    Place,
    PlaceKind,
    Request,
    SharedFile,
)
from bot.domain.people import Account
from bot.platforms.slack.fields import files_in, read_state
from bot.platforms.slack.spot import PLATFORM, Kept, from_metadata

Share = Callable[[Mapping[str, Any]], SharedFile]
"""Makes a file of a message readable."""

_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STAMP = re.compile(r"\d{1,12}\.\d{1,6}")
REACTION = "reaction_added"
_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})


@dataclass(frozen=True)
class Said:
    """A message's text as a person reads it, and whom it mentions."""

    text: str
    mentioned: tuple[Account, ...]


def to_request(
    body: Mapping[str, Any], bot_user: str | None = None, share: Share | None = None
) -> Request | None:
    """Return the request that a sifted payload makes, or None when there is nothing to answer.

    Args:
        body: from `payloads.decode` or `payloads.sift`.
        bot_user: the bot's own user id, to leave out its mention and ignore its own messages.
        share: makes the files of a message or a form readable; without it they are left out.
    """
    if "command" in body:
        return _command(body)
    match body.get("type"):
        case "block_actions":
            return _press(body)
        case "view_submission":
            return _submission(body, share)
        case "message_action":
            return _shortcut(body)
        case "event_callback":
            return _event(body, bot_user, share)
    return None


def delivery_key(body: Mapping[str, Any]) -> str:
    """Return what tells a repeated payload from a new one, "" when Slack gave nothing.

    A view that is shown again with its errors may keep its hash: the trigger tells its next
    submission from the one before.
    """
    trigger = body.get("trigger_id", "")
    match body.get("type"):
        case "block_actions":
            parts = _press_key(body, trigger)
        case "view_submission":
            parts = (body["view"]["id"], body["view"].get("hash", ""), trigger)
        case "message_action":
            told = body.get("action_ts", "") or trigger
            parts = (body["user"]["id"], body["callback_id"], _shortcut_message(body), told)
        case "event_callback" if body["event"]["type"] == REACTION:
            parts = _reaction_key(body["event"])
        case "event_callback":
            parts = (body.get("event_id", ""),)
        case _:
            parts = (trigger,)
    return ":".join((PLATFORM, _team(body), *parts)) if parts[-1] else ""


def kept_by(body: Mapping[str, Any]) -> Kept | None:
    """Return what the modal of a submission keeps, or None when it is not one of ours."""
    written = body["view"].get("private_metadata", "")
    return from_metadata(written, _team(body), body["user"]["id"])


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
        delivery=delivery_key(body),
    )


def _press(body: Mapping[str, Any]) -> ButtonPress:
    action = body["actions"][0]
    channel = body.get("channel", {})
    return ButtonPress(
        actor=_actor(body),
        place=_place(
            _team(body),
            channel.get("id") or body["user"]["id"],
            name=channel.get("name", "directmessage"),
            thread=body.get("message", {}).get("thread_ts"),
        ),
        action=action["action_id"].partition("#")[0],
        value=action.get("selected_option", {}).get("value") or action.get("value", ""),
        message_id=_pressed_message(body),
        delivery=delivery_key(body),
    )


def _press_key(body: Mapping[str, Any], trigger: str) -> tuple[str, ...]:
    action = body["actions"][0]
    where = body.get("channel", {}).get("id") or body.get("view", {}).get("id", "")
    message = _pressed_message(body) or ""
    return (
        body["user"]["id"],
        where,
        message,
        action["action_id"],
        action.get("action_ts") or trigger,
    )


def _pressed_message(body: Mapping[str, Any]) -> str | None:
    told = body.get("container", {}).get("message_ts") or body.get("message", {}).get("ts")
    return str(told) if told else None


def _submission(body: Mapping[str, Any], share: Share | None) -> FormSubmit | None:
    kept = kept_by(body)
    if kept is None:
        return None
    state = body["view"].get("state", {}).get("values", {})
    return FormSubmit(
        actor=_actor(body),
        place=kept.spot.place,
        action=kept.action,
        value=kept.value,
        values=read_state(state),
        message_id=kept.spot.message_id,
        delivery=delivery_key(body),
        files=tuple(map(share, files_in(state))) if share else (),
    )


def _shortcut(body: Mapping[str, Any]) -> MessageShortcut:
    team, channel, message = _team(body), body["channel"], body["message"]
    said = read(message.get("text", ""), team)
    return MessageShortcut(
        actor=_actor(body),
        place=_place(team, channel["id"], channel.get("name", ""), message.get("thread_ts")),
        shortcut=body["callback_id"],
        text=said.text,
        link=_permalink(body),
        mentioned=said.mentioned,
        delivery=delivery_key(body),
    )


def _permalink(body: Mapping[str, Any]) -> str:
    """Return the message's address as Slack writes it, "" when the payload tells too little."""
    domain, stamp = body.get("team", {}).get("domain", ""), _shortcut_message(body)
    channel, thread = body["channel"]["id"], body["message"].get("thread_ts", "")
    if not (_DOMAIN.fullmatch(domain) and _STAMP.fullmatch(stamp) and channel.isalnum()):
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{stamp.replace('.', '')}"
    in_thread = thread != stamp and _STAMP.fullmatch(thread)
    return f"{link}?thread_ts={thread}&cid={channel}" if in_thread else link


def _shortcut_message(body: Mapping[str, Any]) -> str:
    return str(body["message"].get("ts") or body.get("message_ts", ""))


def _actor(body: Mapping[str, Any]) -> Actor:
    user = body["user"]
    name = user.get("name") or user.get("username", "")
    return Actor(Account(PLATFORM, _team(body), user["id"]), name)


def _team(body: Mapping[str, Any]) -> str:
    told = body.get("team_id") or body.get("team", {}).get("id")
    return str(told or body.get("user", {}).get("team_id", ""))


def _event(body: Mapping[str, Any], bot_user: str | None, share: Share | None) -> Request | None:
    event = body["event"]
    if event["type"] == REACTION:
        return _reaction(body, bot_user)
    user, channel = event.get("user"), event.get("channel")
    if not user or not channel or user == bot_user or event.get("bot_id"):
        return None
    actor = Actor(Account(PLATFORM, body["team_id"], user))
    match event["type"]:
        case "app_home_opened" if event.get("tab", "home") == "home":
            return HomeOpened(actor, _place(body["team_id"], channel))
        case "app_mention":
            return _message(body, actor, bot_user or _own_user(body), share)
        case "message" if event.get("channel_type") == "im" and event.get("subtype") in _SPOKEN:
            return _message(body, actor, bot_user or _own_user(body), share)
    return None


def marked_message(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the channel and the timestamp of the message that an emoji was set on."""
    item = body["event"]["item"]
    return item.get("channel", ""), item.get("ts", "")


def emoji_of(body: Mapping[str, Any]) -> str:
    """Return the name of an emoji without its skin tone."""
    return str(body["event"]["reaction"]).partition("::")[0]


def _reaction(body: Mapping[str, Any], bot_user: str | None) -> EmojiReaction | None:
    """Return who is to be answered, in their own conversation; what is said is read later."""
    user, team = body["event"].get("user"), body["team_id"]
    if not user or user == bot_user or not all(marked_message(body)):
        return None
    return EmojiReaction(
        actor=Actor(Account(PLATFORM, team, user)),
        place=Place(PLATFORM, team, user, PlaceKind.DIRECT),
        delivery=delivery_key(body),
    )


def _reaction_key(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells one person's emoji on one message from any other."""
    item = event["item"]
    emoji = event["reaction"].partition("::")[0]
    return ("reaction", emoji, event.get("user", ""), item.get("channel", ""), item.get("ts", ""))


def _message(
    body: Mapping[str, Any], actor: Actor, bot_user: str | None, share: Share | None
) -> Command:
    event = body["event"]
    said = read(event.get("text", ""), body["team_id"], bot_user)
    return Command(
        actor=actor,
        place=_place(body["team_id"], event["channel"], thread=event.get("thread_ts")),
        word="",
        text=said.text,
        mentioned=said.mentioned,
        delivery=delivery_key(body),
        files=tuple(map(share, event.get("files", ()))) if share else (),
    )


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
