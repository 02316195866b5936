"""Lines → Slack's rich text, whose text elements Slack never reads as markup."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.cards.elements import Inline, Line, Link, Mention, Plain, Strong
from bot.cards.plaintext import line_text
from bot.domain.people import Account
from bot.platforms.slack.limits import LINE, cut

Json = dict[str, Any]
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_URL = re.compile(r"https?://[^\s<>]+")
CONTAINER = 30
"""Characters that an element's own JSON adds, roughly; Slack counts them too."""


def elements(line: Line, teams: frozenset[str], **style: bool) -> list[Json]:
    """Return a line's rich text elements.

    Args:
        line: what to show.
        teams: the workspaces in which a person's account becomes a mention.
        style: "bold" or "italic" for the whole line.
    """
    shown = [e for inline in line if (e := _element(inline, teams, style)) is not None]
    if cost(shown) > LINE:
        return [_text(cut(line_text(line), LINE), style)]
    return shown


def cost(parts: Sequence[Json]) -> int:
    """Return how much of the message's characters the elements take."""
    taken = CONTAINER * len(parts)
    for part in parts:
        kind = part["type"]
        if kind == "text":
            taken += len(part["text"])
        elif kind == "link":
            taken += len(part["text"]) + len(part["url"])
    return taken


def is_plain(line: Line) -> bool:
    """Tell whether the line says no more than its text."""
    return all(isinstance(inline, Plain) for inline in line)


def section(lines: Iterable[list[Json]]) -> Json:
    """Return a section that shows the lines below each other."""
    joined: list[Json] = []
    for line in lines:
        if joined:
            joined.append(_text("\n", {}))
        joined.extend(line)
    return {"type": "rich_text_section", "elements": joined}


def bullets(lines: Iterable[list[Json]]) -> Json:
    """Return a bulleted list."""
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [{"type": "rich_text_section", "elements": line} for line in lines],
    }


def slack_user(accounts: Iterable[Account], teams: frozenset[str]) -> str | None:
    """Return the user id among `accounts` that can be mentioned in one of `teams`."""
    for account in accounts:
        if (
            account.platform == "slack"
            and account.tenant in teams
            and _USER_ID.fullmatch(account.id)
        ):
            return account.id
    return None


def _element(inline: Inline, teams: frozenset[str], style: dict[str, bool]) -> Json | None:
    match inline:
        case Mention(name=name, accounts=accounts):
            user = slack_user(accounts, teams)
            if user is not None:
                return {"type": "user", "user_id": user}
            return _text(name, style) if name else None
        case Link(label=label, url=url):
            if _URL.fullmatch(url):
                return {"type": "link", "url": url, "text": label or url}
            return _text(line_text((inline,)), style)
        case Strong(text=text):
            return _text(text, {**style, "bold": True}) if text else None
        case Plain(text=text):
            return _text(text, style) if text else None


def _text(text: str, style: dict[str, bool]) -> Json:
    if style:
        return {"type": "text", "text": text, "style": dict(style)}
    return {"type": "text", "text": text}
