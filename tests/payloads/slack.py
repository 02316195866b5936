"""Check what we send to Slack, and what our fakes pretend that Slack sends, by Slack's types.

The types catch wrong names, kinds and nesting; ``slack_limits`` catches lengths and numbers.
"""

import json
from typing import Any, Literal

from tests.payloads.schemas import PayloadError, document, refuse

Surface = Literal["message", "home", "modal"]

# In Slack's documentation of each block: where it may stand. The types do not say.
MESSAGE_ONLY = {
    "alert",
    "card",
    "carousel",
    "container",
    "context_actions",
    "data_table",
    "file",
    "markdown",
    "plan",
    "table",
    "task_card",
}
STRUCTURED = {"blocks", "files", "metadata", "view"}
YES_OR_NO = {"1": True, "0": False, "true": True, "false": False}
BOOLEANS = {
    "as_user",
    "delete_original",
    "exclude_archived",
    "include_all_metadata",
    "include_locale",
    "include_num_members",
    "inclusive",
    "link_names",
    "mrkdwn",
    "prevent_creation",
    "replace_original",
    "reply_broadcast",
    "return_im",
    "unfurl_links",
    "unfurl_media",
}
NUMBERS = {"length", "limit"}
# Slack's reference and slack-sdk have the first, the types the second.
MISSPELT = {"alt_txt": "alt_text"}


def validate_slack_blocks(blocks: list[dict[str, Any]], surface: Surface = "message") -> None:
    """Raise for blocks that Slack would refuse by their shape.

    Raises:
        PayloadError: a block is unknown, malformed, or not allowed on the surface.
    """
    for index, block in enumerate(blocks):
        kind = block.get("type")
        refuse("slack-messages", f"/definitions/{block_type(kind)}", block, f"block {index} {kind}")
        if surface != "message" and kind in MESSAGE_ONLY:
            raise PayloadError(f"block {index}: {kind} may stand in messages only")


def block_type(kind: object) -> str:
    """The definition of the block with that ``type``; the union of all when there is none."""
    definitions = document("slack-messages")["definitions"]
    for member in definitions["KnownBlock"]["anyOf"]:
        name = str(member["$ref"]).rpartition("/")[2]
        shapes = definitions[name].get("anyOf", [definitions[name]])
        if shapes[0]["properties"]["type"]["const"] == kind:
            return name
    return "KnownBlock"


def validate_slack_view(view: dict[str, Any]) -> None:
    """Raise for a modal or Home view that Slack would refuse by its shape.

    Raises:
        PayloadError: the view or a block in it is malformed.
    """
    surface: Surface = "home" if view.get("type") == "home" else "modal"
    validate_slack_blocks(view.get("blocks", []), surface)
    pointer = "/definitions/HomeView" if surface == "home" else "/definitions/ModalView"
    refuse("slack-messages", pointer, {**view, "blocks": []}, f"{surface} view")


def validate_slack_api_call(method: str, arguments: dict[str, Any]) -> None:
    """Raise for a Web API call that Slack's types do not allow.

    Args:
        method: such as ``chat.postMessage``; also ``response_url`` and ``view_response`` for the
            bodies that go without one.
        arguments: as decoded from the request, either JSON or a form: structures may still be
            JSON text, and yes-or-no and numbers text. ``team_id``, which the SDK adds by itself,
            is disregarded.

    Raises:
        PayloadError: an argument is unknown, missing or malformed.
        KeyError: no schema for the method; add it to ``tools/schemas``.
    """
    named = {MISSPELT.get(name, name): value for name, value in arguments.items()}
    given = {name: decoded(name, value) for name, value in named.items() if name != "team_id"}
    if isinstance(given.get("blocks"), list):
        validate_slack_blocks(given["blocks"])
        given["blocks"] = []
    if isinstance(given.get("view"), dict):
        validate_slack_view(given["view"])
        given["view"] = {**given["view"], "blocks": []}
    name, root = schema_of_call(method)
    refuse(name, f"/definitions/{root}/properties/{method}", given, method)


def schema_of_call(method: str) -> tuple[str, str]:
    messages = document("slack-messages")["definitions"]["SlackMessages"]["properties"]
    if method in messages:
        return "slack-messages", "SlackMessages"
    return "slack-lookups", "SlackLookups"


def decoded(name: str, value: Any) -> Any:
    """A form's text as what it stands for; anything else unchanged."""
    if not isinstance(value, str):
        return value
    if name in STRUCTURED:
        return json.loads(value)
    if name in NUMBERS:
        return int(value)
    return YES_OR_NO[value] if name in BOOLEANS else value


def validate_slack_received(kind: str, body: dict[str, Any]) -> None:
    """Raise for a body that Slack's types say it would not send; for our fakes.

    Args:
        kind: ``command``, the ``type`` of an interaction (``block_actions``) or of an event
            (``app_mention``), where a message that was edited or deleted is
            ``message_changed`` or ``message_deleted``.
        body: decoded; for an event the whole envelope.

    Raises:
        PayloadError: a field is missing or malformed. Unknown ones are allowed.
        KeyError: no such kind.
    """
    refuse("slack-received", f"/definitions/SlackReceived/properties/{kind}", body, kind)


def validate_slack_manifest(manifest: dict[str, Any]) -> None:
    """Raise for an app manifest that Slack's types do not allow.

    Raises:
        PayloadError: a setting is unknown or malformed; a misspelt scope or event too.
    """
    refuse("slack-manifest", "/definitions/SlackManifest", manifest, "Slack manifest")
