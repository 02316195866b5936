"""What Teams asks of a card beyond the Adaptive Card schema.

Source: Microsoft's Teams documentation on cards, Universal Actions and bot message limits.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.payloads.findings import Finding, Node, is_absolute, walk

CARD_BYTES = 28 * 1024
VERSION = "1.5"
ACTIONS_SHOWN = 6
REFRESH_USERS = 60
MENTION = re.compile(r"<at>.*?</at>", re.DOTALL)
TEXTS = ("text", "title", "value", "label")


def lint_adaptive_card(card: Node) -> list[Finding]:
    """What Teams would refuse, cut or misread in a card of the right shape; empty when well.

    Args:
        card: the whole card, with its top-level ``msteams``.
    """
    plain = {name: value for name, value in card.items() if name != "msteams"}
    nodes = list(walk(plain, ""))
    return [
        *too_big(card),
        *other_version(card),
        *too_many_refreshed(card),
        *mentions_apart(plain, card.get("msteams", {})),
        *(finding for where, node in nodes for finding in lint_node(where, node)),
    ]


def too_big(card: Node) -> Iterator[Finding]:
    size = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
    if size > CARD_BYTES:
        yield Finding("card.bytes", "/", f"{size} > {CARD_BYTES}")


def other_version(card: Node) -> Iterator[Finding]:
    if card.get("version") != VERSION:
        yield Finding("card.version", "/version", f"{card.get('version')} is not {VERSION}")


def too_many_refreshed(card: Node) -> Iterator[Finding]:
    refreshed = len(card.get("refresh", {}).get("userIds", []))
    if refreshed > REFRESH_USERS:
        yield Finding("refresh.userIds", "/refresh/userIds", f"{refreshed} > {REFRESH_USERS}")


def mentions_apart(plain: Node, teams: Node) -> Iterator[Finding]:
    """Each ``<at>`` needs its entity, or it is shown as markup, and each entity its ``<at>``."""
    written = {mention for text in texts(plain) for mention in MENTION.findall(text)}
    entities = teams.get("entities", [])
    declared = {entity.get("text") for entity in entities if entity.get("type") == "mention"}
    for mention in sorted(written - declared):
        yield Finding("mention.entity", "/msteams/entities", f"none for {mention}")
    for mention in sorted(declared - written, key=str):
        yield Finding("mention.text", "/body", f"no {mention}")


def texts(plain: Node) -> Iterator[str]:
    for _, node in walk(plain, ""):
        # What stands in a field is the person's own, and shown as it was typed.
        field = str(node.get("type", "")).startswith("Input.")
        names = (name for name in TEXTS if not (field and name == "value"))
        yield from (node[name] for name in names if isinstance(node.get(name), str))


def lint_node(where: str, node: Node) -> Iterator[Finding]:
    if node.get("type") == "Action.Execute" and not is_refresh(where):
        yield from lint_execute(where, node)
    if node.get("type") == "Image":
        yield from lint_image(where, node)
    if node.get("type") in {"AdaptiveCard", "ActionSet"}:
        yield from lint_actions(where, node)
    if "choices.data" in node:
        yield Finding("choices.data", where, "not in version 1.5")


def is_refresh(where: str) -> bool:
    """A refresh is sent by the client itself; an old one leaves it out, so no fallback."""
    return where == "/refresh/action"


def lint_execute(where: str, node: Node) -> Iterator[Finding]:
    fallback: Any = node.get("fallback")
    if not isinstance(fallback, dict) or fallback.get("type") != "Action.Submit":
        yield Finding("execute.fallback", where, "an old client shows no button")


def lint_image(where: str, node: Node) -> Iterator[Finding]:
    if not node.get("altText", "").strip():
        yield Finding("image.altText", where, "a screen reader has nothing to say")
    if not is_absolute(str(node.get("url"))):
        yield Finding("image.url", where, str(node.get("url")))


def lint_actions(where: str, node: Node) -> Iterator[Finding]:
    shown = [a for a in node.get("actions", []) if a.get("mode", "primary") == "primary"]
    if len(shown) > ACTIONS_SHOWN:
        yield Finding("actions", f"{where}/actions", f"{len(shown)} > {ACTIONS_SHOWN}")
