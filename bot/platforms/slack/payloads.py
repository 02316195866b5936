"""What Slack posts to us → a dict of known fields with checked types.

Bolt's own parser is not used: it loses a slash command whose text holds the word "payload", raises
on malformed JSON, and reads nested fields without looking at their types.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
LONGEST_ID = 200
LONGEST_KEY = 255
LONGEST_TEXT = 4000
MOST_ENTRIES = 200
_LONG_FIELDS = frozenset(
    {"text", "value", "challenge", "response_url", "private_metadata", "name", "url_private"}
)


class Malformed(ValueError):
    """The body is not what Slack sends. The message is a short code, nothing of the body."""


@dataclass(frozen=True)
class Shape:
    """The fields of an object that we read; every other field is dropped.

    A kind is a type, a `Shape`, a one-element tuple of a `Shape` for a list of such objects, or
    `Each` for an object whose keys may be any.
    """

    required: Mapping[str, Any] = field(default_factory=dict)
    optional: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Each:
    """An object whose every value is of one kind."""

    kind: Any


_COMMAND = Shape(
    {"command": str, "team_id": str, "user_id": str, "channel_id": str},
    {
        "text": str,
        "user_name": str,
        "channel_name": str,
        "api_app_id": str,
        "response_url": str,
        "trigger_id": str,
        "enterprise_id": str,
    },
)
_ACTION = Shape(
    {"action_id": str},
    {
        "type": str,
        "block_id": str,
        "value": str,
        "action_ts": str,
        "selected_option": Shape({"value": str}),
    },
)
_ACTIONS = Shape(
    {
        "type": str,
        "user": Shape({"id": str}, {"username": str, "name": str, "team_id": str}),
        "actions": (_ACTION,),
    },
    {
        "team": Shape({"id": str}),
        "api_app_id": str,
        "channel": Shape({"id": str}, {"name": str}),
        "container": Shape({"type": str}, {"message_ts": str, "is_ephemeral": bool}),
        "message": Shape({}, {"ts": str, "thread_ts": str}),
        "view": Shape({}, {"type": str, "id": str}),
        "response_url": str,
        "trigger_id": str,
    },
)
_SHORTCUT = Shape(
    {
        "type": str,
        "callback_id": str,
        "user": Shape({"id": str}, {"username": str, "name": str, "team_id": str}),
        "channel": Shape({"id": str}, {"name": str}),
        "message": Shape({}, {"text": str, "ts": str, "thread_ts": str}),
    },
    {
        "team": Shape({"id": str}, {"domain": str}),
        "api_app_id": str,
        "action_ts": str,
        "message_ts": str,
        "response_url": str,
        "trigger_id": str,
    },
)
_FILE = Shape({"id": str}, {"name": str, "size": int, "url_private": str})
_INPUT = Shape(
    {},
    {
        "value": str,
        "selected_date": str,
        "selected_option": Shape({"value": str}),
        "selected_options": (Shape({"value": str}),),
        "files": (_FILE,),
    },
)
_SUBMISSION = Shape(
    {
        "type": str,
        "user": Shape({"id": str}, {"username": str, "name": str, "team_id": str}),
        "view": Shape(
            {"id": str, "callback_id": str},
            {
                "type": str,
                "hash": str,
                "private_metadata": str,
                "state": Shape({}, {"values": Each(Each(_INPUT))}),
            },
        ),
    },
    {"team": Shape({"id": str}), "api_app_id": str, "trigger_id": str},
)
_BARE_EVENT = Shape({"type": str})
_EVENTS = {
    "app_mention": Shape(
        {"type": str},
        {
            "user": str,
            "bot_id": str,
            "text": str,
            "channel": str,
            "ts": str,
            "thread_ts": str,
            "team": str,
            "user_team": str,
            "files": (_FILE,),
        },
    ),
    "message": Shape(
        {"type": str},
        {
            "subtype": str,
            "user": str,
            "bot_id": str,
            "text": str,
            "channel": str,
            "channel_type": str,
            "ts": str,
            "thread_ts": str,
            "team": str,
            "user_team": str,
            "files": (_FILE,),
        },
    ),
    "reaction_added": Shape(
        {"type": str, "reaction": str, "item": Shape({"type": str}, {"channel": str, "ts": str})},
        {"user": str},
    ),
    "app_home_opened": Shape({"type": str}, {"user": str, "channel": str, "tab": str}),
}
_AUTHORIZATION = Shape({}, {"team_id": str, "user_id": str, "is_bot": bool})


@lru_cache(maxsize=16)
def decode(content_type: str, raw: bytes) -> dict[str, Any]:
    """Return the known fields of a request's body.

    The verifier and then the application ask for the same bytes, hence the small cache; the
    result must not be changed.

    Args:
        content_type: the header's value.
        raw: the body.

    Raises:
        Malformed: the body is not what Slack sends.
    """
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = raw.decode()
        if kind == JSON:
            return sift(json.loads(text))
        if kind != FORM:
            raise Malformed("content-type")
        fields: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
        return sift(json.loads(fields["payload"]) if "payload" in fields else fields)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("unreadable") from error


def sift(body: object) -> dict[str, Any]:
    """Return the known fields of a parsed body, over HTTP or Socket Mode.

    What we have no use for comes back as its bare type, to be acknowledged and dropped.

    Raises:
        Malformed: a required field is missing or a field has the wrong type.
    """
    if not isinstance(body, dict):
        raise Malformed("not-an-object")
    if "command" in body:
        return _object(body, _COMMAND)
    if "ssl_check" in body:
        return _object(body, Shape({"ssl_check": str}))
    match body.get("type"):
        case "url_verification":
            return _object(body, Shape({"type": str, "challenge": str}))
        case "block_actions":
            return _press(body)
        case "view_submission":
            return _object(body, _SUBMISSION)
        case "message_action":
            return _object(body, _SHORTCUT)
        case "event_callback":
            return _event(body)
        case str():
            team = Shape({"id": str})
            known = Shape({"type": str}, {"team_id": str, "team": team, "api_app_id": str})
            return _object(body, known)
    raise Malformed("no-type")


def _press(body: dict[str, Any]) -> dict[str, Any]:
    press = _object(body, _ACTIONS)
    if not press["actions"]:
        raise Malformed("no-actions")
    return press


def _event(body: dict[str, Any]) -> dict[str, Any]:
    event = body.get("event")
    kind = event.get("type") if isinstance(event, dict) else None
    shape = _EVENTS.get(kind, _BARE_EVENT) if isinstance(kind, str) else _BARE_EVENT
    envelope = Shape(
        {"type": str, "team_id": str, "event": shape},
        {"api_app_id": str, "event_id": str, "authorizations": (_AUTHORIZATION,)},
    )
    return _object(body, envelope)


def _object(value: object, shape: Shape) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("not-an-object")
    kept: dict[str, Any] = {}
    for name, kind in shape.required.items():
        if value.get(name) is None:
            raise Malformed(f"no-{name}")
        kept[name] = _value(name, value[name], kind)
    for name, kind in shape.optional.items():
        if value.get(name) is not None:
            kept[name] = _value(name, value[name], kind)
    return kept


def _value(name: str, value: object, kind: Any) -> Any:
    if isinstance(kind, Shape):
        return _object(value, kind)
    if isinstance(kind, tuple):
        if not isinstance(value, list):
            raise Malformed(f"bad-{name}")
        return [_object(item, kind[0]) for item in value]
    if isinstance(kind, Each):
        return _each(name, value, kind)
    if not isinstance(value, kind):
        raise Malformed(f"bad-{name}")
    return _text(name, value) if isinstance(value, str) else value


def _each(name: str, value: object, kind: Each) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        raise Malformed(f"bad-{name}")
    if any(not isinstance(key, str) or len(key) > LONGEST_KEY for key in value):
        raise Malformed(f"bad-{name}")
    return {_text("text", key): _value(name, item, kind.kind) for key, item in value.items()}


def _text(name: str, value: str) -> str:
    """Return `value` without NUL and lone surrogates, which no database keeps."""
    if name in _LONG_FIELDS:
        value = value[:LONGEST_TEXT]
    elif len(value) > LONGEST_ID:
        raise Malformed(f"long-{name}")
    if not value.isascii():
        value = value.encode(errors="replace").decode()
    return value.replace("\0", "")
