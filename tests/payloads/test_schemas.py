"""The schemas let through what the platforms take, and name what they do not."""

import re
from typing import Any

import pytest

from tests.payloads.schemas import PayloadError
from tests.payloads.slack import (
    validate_slack_api_call,
    validate_slack_blocks,
    validate_slack_manifest,
    validate_slack_received,
    validate_slack_view,
)
from tests.payloads.teams import validate_adaptive_card, validate_teams_manifest

PLAIN = {"type": "plain_text", "text": "Hej"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hej*"}}
BUTTON = {"type": "button", "action_id": "a", "text": PLAIN}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
MODAL = {"type": "modal", "title": PLAIN, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}
GOOD_BLOCKS: list[dict[str, Any]] = [
    SECTION,
    {"type": "header", "text": PLAIN},
    {"type": "divider", "block_id": "b"},
    {"type": "actions", "elements": [BUTTON]},
    {"type": "image", "image_url": "https://b.example/p.png", "alt_text": "x"},
    TABLE,
]


def test_slack_takes_good_blocks() -> None:
    validate_slack_blocks(GOOD_BLOCKS)


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ({"type": "sektion"}, "block 0 sektion"),
        ({}, "block 0 None"),
        ({**SECTION, "txt": "x"}, "at /: .*'txt' was unexpected"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "at /text/type"),
        ({"type": "actions", "elements": [{**BUTTON, "text": "x"}]}, "at /elements/0/text: 'x'"),
        ({"type": "image", "image_url": "https://b.example/p.png"}, "'alt_text' is a required"),
    ],
)
def test_slack_refuses_a_bad_block_and_the_complaint_names_the_place(
    block: Any, complaint: str
) -> None:
    with pytest.raises(PayloadError, match=complaint):
        validate_slack_blocks([block])


@pytest.mark.parametrize("surface", ["home", "modal"])
def test_a_table_stands_in_messages_only(surface: Any) -> None:
    with pytest.raises(PayloadError, match="table may stand in messages only"):
        validate_slack_blocks([TABLE], surface)


GOOD_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("auth.test", {}),
    ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": GOOD_BLOCKS}),
    ("chat.postMessage", {"channel": "C1", "text": "x", "team_id": "T1", "thread_ts": "1.2"}),
    ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "x", "blocks": [SECTION]}),
    ("chat.update", {"channel": "C1", "ts": "1.2", "text": "x", "blocks": [SECTION]}),
    ("views.publish", {"user_id": "U1", "view": HOME}),
    ("views.open", {"trigger_id": "1", "view": MODAL}),
    ("users.list", {"limit": "200", "cursor": "x"}),
    ("users.info", {"user": "U1"}),
    ("conversations.open", {"users": "U1", "return_im": "true"}),
    ("files.getUploadURLExternal", {"filename": "wheel.png", "length": "25000"}),
    ("files.completeUploadExternal", {"files": '[{"id": "F1"}]', "channel_id": "C1"}),
    ("response_url", {"response_type": "ephemeral", "text": "x", "blocks": [SECTION]}),
    ("response_url", {"delete_original": True}),
    ("view_response", {"response_action": "clear"}),
]


@pytest.mark.parametrize(("method", "arguments"), GOOD_CALLS)
def test_slack_takes_good_calls(method: str, arguments: dict[str, Any]) -> None:
    validate_slack_api_call(method, arguments)


def test_message_metadata_is_known() -> None:
    metadata = {"event_type": "tovholder", "event_payload": {"id": "1"}}
    good = {"channel": "C1", "text": "x", "metadata": metadata}
    validate_slack_api_call("chat.postMessage", good)
    with pytest.raises(PayloadError, match=re.escape("chat.postMessage")):
        validate_slack_api_call("chat.postMessage", {**good, "metadata": {"event_kind": "x"}})


@pytest.mark.parametrize(
    ("method", "arguments", "complaint"),
    [
        ("chat.postMessage", {"chanel": "C1", "text": "x"}, "'chanel' was unexpected"),
        ("chat.postMessage", {"channel": "C1", "text": 3}, "at /text: 3 is not"),
        ("chat.postMessage", {"channel": "C1", "blocks": [{"type": "x"}]}, "block 0 x"),
        ("chat.postEphemeral", {"channel": "C1", "text": "x"}, "'user' is a required"),
        ("views.open", {"view": MODAL, "trigger": "1"}, "'trigger_id' is a required"),
        ("views.publish", {"user_id": "U1", "view": {**HOME, "title": PLAIN}}, "'title' was un"),
        ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": [TABLE]}}, "table"),
        ("response_url", {"response_type": "everyone"}, "at /response_type"),
        ("users.info", {"id": "U1"}, "'user' is a required"),
    ],
)
def test_slack_refuses_bad_calls(method: str, arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(PayloadError, match=complaint):
        validate_slack_api_call(method, arguments)


def test_a_method_without_a_schema_is_an_error_and_no_pass() -> None:
    with pytest.raises(KeyError):
        validate_slack_api_call("admin.users.list", {})


def test_a_modal_has_a_title() -> None:
    validate_slack_view(MODAL)
    with pytest.raises(PayloadError, match="'title' is a required"):
        validate_slack_view({"type": "modal", "blocks": []})


COMMAND = {
    "token": "t",
    "command": "/raci",
    "text": "backup",
    "response_url": "https://hooks.example/1",
    "trigger_id": "1",
    "user_id": "U1",
    "user_name": "mette",
    "team_id": "T1",
    "team_domain": "virksomheden",
    "channel_id": "C1",
    "channel_name": "general",
    "api_app_id": "A1",
}
PRESS = {
    "type": "block_actions",
    "actions": [{**BUTTON, "block_id": "b", "action_ts": "1.2", "value": "1"}],
    "team": {"id": "T1", "domain": "virksomheden"},
    "user": {"id": "U1", "username": "mette"},
    "token": "t",
    "response_url": "https://hooks.example/1",
    "trigger_id": "1",
    "api_app_id": "A1",
    "container": {"type": "message"},
}
MENTION = {
    "token": "t",
    "team_id": "T1",
    "api_app_id": "A1",
    "event": {
        "type": "app_mention",
        "user": "U1",
        "text": "<@UBOT> backup",
        "ts": "1.2",
        "channel": "C1",
        "event_ts": "1.2",
    },
    "type": "event_callback",
    "event_id": "E1",
    "event_time": 1,
}


@pytest.mark.parametrize(
    ("kind", "body", "needed"),
    [
        ("command", COMMAND, "response_url"),
        ("block_actions", PRESS, "container"),
        ("app_mention", MENTION, "event_id"),
    ],
)
def test_a_fake_sends_what_slack_sends(kind: str, body: dict[str, Any], needed: str) -> None:
    validate_slack_received(kind, {**body, "unknown_to_the_types": True})
    with pytest.raises(PayloadError, match=f"'{needed}' is a required"):
        validate_slack_received(kind, {name: body[name] for name in body if name != needed})


SLACK_MANIFEST = {
    "display_information": {"name": "Tovholder"},
    "features": {"slash_commands": [{"command": "/isms", "description": "x"}]},
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {
        "socket_mode_enabled": True,
        "event_subscriptions": {"bot_events": ["message.im"]},
    },
}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"oauth_config": {"scopes": {"bot": ["chat:wrote"]}}},
        {"settings": {"event_subscriptions": {"bot_events": ["message.dm"]}}},
        {"features": {"slash_commands": [{"command": "/isms"}]}},
        {"setings": {}},
    ],
)
def test_a_slack_manifest_is_checked_down_to_its_scopes(spoilt: dict[str, Any]) -> None:
    validate_slack_manifest(SLACK_MANIFEST)
    with pytest.raises(PayloadError):
        validate_slack_manifest({**SLACK_MANIFEST, **spoilt})


def adaptive(*body: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **parts}


def test_teams_takes_a_good_card_with_its_own_addition() -> None:
    refresh = {"action": {"type": "Action.Execute", "verb": "r"}, "userIds": ["a"]}
    body = {"type": "TextBlock", "text": "Hej", "wrap": True}
    validate_adaptive_card(adaptive(body, refresh=refresh, msteams={"width": "Full"}))


@pytest.mark.parametrize(
    ("element", "complaint"),
    [
        ({"type": "TextBlok", "text": "x"}, "at /body/0"),
        ({"type": "TextBlock", "text": "x", "colour": "good"}, "'colour' was unexpected"),
        ({"type": "Image"}, "'url' is a required"),
        ({"type": "Input.ChoiceSet", "id": "x", "choices.data": {}}, "'choices.data' was unexp"),
        ({"type": "Container", "items": [{"type": "TextBlock"}]}, "at /body/0/items/0"),
    ],
)
def test_teams_refuses_a_bad_element_and_the_complaint_names_the_place(
    element: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(PayloadError, match=complaint):
        validate_adaptive_card(adaptive(element))


TEAMS_MANIFEST: dict[str, Any] = {
    "manifestVersion": "1.29",
    "version": "1.0.0",
    "id": "00000000-0000-0000-0000-000000000001",
    "developer": {
        "name": "Tovholder",
        "websiteUrl": "https://example.dk",
        "privacyUrl": "https://example.dk/privacy",
        "termsOfUseUrl": "https://example.dk/terms",
    },
    "name": {"short": "Tovholder", "full": "Tovholder"},
    "description": {"short": "x", "full": "x"},
    "icons": {"color": "color.png", "outline": "outline.png"},
    "accentColor": "#1B4965",
    "bots": [
        {
            "botId": "00000000-0000-0000-0000-000000000001",
            "scopes": ["personal", "team", "groupChat"],
            "commandLists": [
                {"scopes": ["personal"], "commands": [{"title": "raci", "description": "x"}]}
            ],
        }
    ],
}


@pytest.mark.parametrize("version", ["1.29", "1.30"])
def test_teams_takes_a_bots_manifest(version: str) -> None:
    validate_teams_manifest({**TEAMS_MANIFEST, "manifestVersion": version})


@pytest.mark.parametrize(
    "spoilt",
    [
        {"manifestVersion": "1.5"},
        {"accentColor": "blue"},
        {"bots": [{"botId": "x", "scopes": ["personal"]}]},
        {"bots": [{**TEAMS_MANIFEST["bots"][0], "scopes": ["channel"]}]},
        {"extensions": []},
    ],
)
def test_teams_refuses_a_bad_manifest(spoilt: dict[str, Any]) -> None:
    with pytest.raises(PayloadError):
        validate_teams_manifest({**TEAMS_MANIFEST, **spoilt})
