"""Slack's limits that its types do not hold: lengths, numbers, uniqueness, accessibility.

Source: Slack's Block Kit reference, each block's and element's own page, unless said otherwise.
Lengths are in characters.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.payloads.findings import Finding, Node, is_absolute, walk
from tests.payloads.slack import Surface

BLOCKS: dict[Surface, int] = {"message": 50, "home": 100, "modal": 100}
TABLE_COLUMNS = 20
MESSAGE_TEXT = 40_000

# Undocumented: chat.postMessage answers msg_blocks_too_long. One markdown block passed with
# 13 297 characters and no more; with a divider beside it the text had to be 125 shorter
# (slackapi/bolt-js issue 2509). So each block counts as 125 characters of a common allowance.
ALLOWANCE = 13_422
ALLOWANCE_PER_BLOCK = 125

LENGTHS: dict[str, dict[str, int]] = {
    "section": {"text": 3000},
    "header": {"text": 150},
    "image": {"alt_text": 2000, "title": 2000, "image_url": 3000},
    "markdown": {"text": 12_000},
    "input": {"label": 2000, "hint": 2000},
    "button": {"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
    "plain_text_input": {"initial_value": 3000},
    "modal": {"title": 24, "submit": 24, "close": 24, "private_metadata": 3000, "callback_id": 255},
    "home": {"private_metadata": 3000, "callback_id": 255},
}
LENGTHS_ANYWHERE = {"action_id": 255, "block_id": 255, "placeholder": 150}
LENGTHS_OF_OPTION = {"text": 75, "value": 150, "description": 75}
GROUP_LABEL = 75
VIEW_BYTES = 250_000
LENGTHS_OF_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
FIELD_LENGTH = 2000

NUMBERS: dict[str, dict[str, int]] = {
    "section": {"fields": 10},
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "static_select": {"options": 100, "option_groups": 100},
    "multi_static_select": {"options": 100, "option_groups": 100},
    "radio_buttons": {"options": 10},
    "checkboxes": {"options": 10},
    "overflow": {"options": 5},
    "table": {"rows": 100, "column_settings": TABLE_COLUMNS},
}


def lint_slack_blocks(blocks: list[Node], surface: Surface = "message") -> list[Finding]:
    """What is beyond Slack's limits in blocks that have the right shape; empty when all is well."""
    nodes = list(walk(blocks, "/blocks"))
    return [
        *too_many_blocks(blocks, surface),
        *(too_many_characters(blocks) if surface == "message" else ()),
        *too_many_tables(blocks),
        *repeated(nodes, "action_id"),
        *repeated(nodes, "block_id"),
        *(finding for where, node in nodes for finding in lint_node(where, node)),
    ]


def lint_slack_view(view: Node) -> list[Finding]:
    """What is beyond Slack's limits in a modal or Home view; empty when all is well."""
    surface: Surface = "home" if view.get("type") == "home" else "modal"
    frame = {name: value for name, value in view.items() if name != "blocks"}
    blocks = view.get("blocks", [])
    found = [*lint_slack_blocks(blocks, surface), *too_long("", frame, LENGTHS[surface], surface)]
    inputs = any(block.get("type") == "input" for block in blocks)
    if surface == "modal" and inputs and not text_of(view.get("submit")):
        found.append(Finding("modal.submit", "/submit", "inputs without a submit button"))
    size = len(json.dumps(view))
    if size > VIEW_BYTES:
        found.append(Finding("view.size", "", f"{size} > {VIEW_BYTES}"))
    return found


def lint_slack_message(arguments: Node) -> list[Finding]:
    """What is beyond Slack's limits in a call that posts or updates a message.

    The message's ``text`` is what notifications and screen readers read, so blocks do not excuse
    it from being there.
    """
    found = lint_slack_blocks(arguments.get("blocks", []))
    text = arguments.get("text", "")
    if not text.strip():
        found.append(Finding("message.text", "/text", "missing"))
    return [*found, *too_long("", {"text": text}, {"text": MESSAGE_TEXT}, "message")]


def text_of(value: Any) -> str:
    """The characters of a text object or of plain text; "" for anything else."""
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def lint_node(where: str, node: Node) -> Iterator[Finding]:
    kind = str(node.get("type"))
    yield from too_long(where, node, LENGTHS.get(kind, {}), kind)
    yield from too_long(where, node, LENGTHS_ANYWHERE, "any")
    yield from too_many(where, node, NUMBERS.get(kind, {}), kind)
    yield from lint_inner(where, node)
    if kind == "section":
        yield from lint_section(where, node)
    if kind == "image":
        yield from lint_image(where, node)
    if kind == "table":
        yield from lint_table(where, node)
    if kind in {"plain_text", "mrkdwn"} and not node.get("text"):
        yield Finding("text.empty", where, kind)


def lint_inner(where: str, node: Node) -> Iterator[Finding]:
    """Options and confirmations, which have no ``type`` of their own."""
    for index, option in enumerate(node.get("options", [])):
        yield from too_long(f"{where}/options/{index}", option, LENGTHS_OF_OPTION, "option")
        if not option.get("value"):
            yield Finding("option.value.empty", f"{where}/options/{index}", "")
    for index, group in enumerate(node.get("option_groups", [])):
        place = f"{where}/option_groups/{index}"
        yield from too_long(place, group, {"label": GROUP_LABEL}, "option_group")
        yield from too_many(place, group, {"options": 100}, "option_group")
    if isinstance(node.get("confirm"), dict) and "action_id" in node:
        yield from too_long(f"{where}/confirm", node["confirm"], LENGTHS_OF_CONFIRM, "confirm")


def lint_section(where: str, node: Node) -> Iterator[Finding]:
    if not node.get("text") and not node.get("fields"):
        yield Finding("section.empty", where, "neither text nor fields")
    for index, field in enumerate(node.get("fields", [])):
        limits = {"text": FIELD_LENGTH}
        yield from too_long(f"{where}/fields/{index}", field, limits, "section.fields")


def lint_image(where: str, node: Node) -> Iterator[Finding]:
    if not node.get("alt_text", "").strip():
        yield Finding("image.alt_text.missing", where, "a screen reader has nothing to say")
    if "image_url" in node and not is_absolute(node["image_url"]):
        yield Finding("image.image_url.absolute", where, str(node["image_url"]))


def lint_table(where: str, node: Node) -> Iterator[Finding]:
    for index, row in enumerate(node.get("rows", [])):
        if len(row) > TABLE_COLUMNS:
            yield Finding("table.columns", f"{where}/rows/{index}", f"{len(row)} > {TABLE_COLUMNS}")


def too_long(where: str, node: Node, limits: dict[str, int], kind: str) -> Iterator[Finding]:
    for name, limit in limits.items():
        length = len(text_of(node.get(name)))
        if length > limit:
            yield Finding(f"{kind}.{name}", f"{where}/{name}", f"{length} > {limit}")


def too_many(where: str, node: Node, limits: dict[str, int], kind: str) -> Iterator[Finding]:
    for name, limit in limits.items():
        number = len(node.get(name) or [])
        if number > limit:
            yield Finding(f"{kind}.{name}", f"{where}/{name}", f"{number} > {limit}")


def too_many_blocks(blocks: list[Node], surface: Surface) -> Iterator[Finding]:
    if len(blocks) > BLOCKS[surface]:
        yield Finding("blocks", "/blocks", f"{len(blocks)} > {BLOCKS[surface]}")


def too_many_characters(blocks: list[Node]) -> Iterator[Finding]:
    own = (node.get("text") for _, node in walk(blocks, ""))
    characters = sum(len(text) for text in own if isinstance(text, str))
    characters += ALLOWANCE_PER_BLOCK * len(blocks)
    if characters > ALLOWANCE:
        yield Finding("characters", "/blocks", f"{characters} > {ALLOWANCE}")


def too_many_tables(blocks: list[Node]) -> Iterator[Finding]:
    tables = sum(block.get("type") == "table" for block in blocks)
    if tables > 1:
        yield Finding("tables", "/blocks", f"{tables} > 1")


def repeated(nodes: list[tuple[str, Node]], name: str) -> Iterator[Finding]:
    """Identifiers that occur twice: a press would be told apart by neither Slack nor us."""
    counts = Counter(node[name] for _, node in nodes if isinstance(node.get(name), str))
    for value, count in counts.items():
        if count > 1:
            yield Finding(f"{name}.repeated", "/blocks", f"{value} {count} times")
