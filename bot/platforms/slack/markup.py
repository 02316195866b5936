"""Lines → Slack's text objects, without letting a person's text become markup.

Only what we add ourselves is markup: bold, mentions, links. Slack has no way to write a formatting
character as itself, so a line in which a person's text holds one is sent as plain text, whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.cards.elements import Inline, Line, Link, Mention, Plain, Strong
from bot.cards.plaintext import line_text
from bot.domain.people import Account
from bot.platforms.slack.limits import LINE, cut

Json = dict[str, Any]
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_URL = re.compile(r"https?://[^\s<>|]+")
_WILD = re.compile(
    r"[*~`@]"  # bold, struck out, code, people and addresses
    r"|(?<![^\W_])_|_(?![^\W_])"  # italic; an underscore within a word is only itself
    r"|:[^\s:]+:"  # emoji
    r"|\#\w|://|\bwww\."  # channels and addresses
    r"|(?:^|\n)\s*>",  # quotations
    re.IGNORECASE,
)
_SUSPECT = re.compile(r"[*~`@_#>/]|:\S|[wW]{3}")
"""In all that is wild and little else: most lines need no closer look."""

_SUSPECT = re.compile(r"[*~`@_:#>]|[wW]{3}\.")
"""What every match of `_WILD` holds; most lines hold none of it, and this is soon seen."""

_GAP = "\u200b"


@dataclass(frozen=True)
class Words:
    """What a line says; `marked` when it holds markup of ours."""

    text: str
    marked: bool = False


def words(line: Line, teams: frozenset[str]) -> Words:
    """Return a line for Slack.

    Args:
        line: what to say.
        teams: the workspaces in which a person's account becomes a mention.
    """
    if not is_plain(line) and _may_be_marked(line):
        text = _join(line, teams)
        if len(text) <= LINE:
            return Words(text, marked=True)
    return Words(cut(line_text(line), LINE))


def marked_up(said: Words) -> Words:
    """Return plain text so that it can stand beside markup of ours; as it is when it cannot."""
    text = escape(said.text)
    return Words(text, marked=True) if len(text) <= LINE and is_tame(said.text) else said


def text_object(said: Words) -> Json:
    """Return Slack's text object, in which nothing but our own markup is turned into anything."""
    if said.marked:
        return {"type": "mrkdwn", "text": said.text, "verbatim": True}
    return {"type": "plain_text", "text": said.text, "emoji": False}


def is_plain(line: Line) -> bool:
    """Tell whether the line says no more than its text."""
    return all(isinstance(inline, Plain) for inline in line)


def is_tame(text: str) -> bool:
    """Tell whether Slack would read nothing but text in `text`, once it is escaped."""
    return _SUSPECT.search(text) is None or _WILD.search(text) is None


def escape(text: str) -> str:
    """Return `text` with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def _may_be_marked(line: Line) -> bool:
    """Each part alone and the whole are tame: `:a` and `b:` side by side would be an emoji."""
    if any(isinstance(inline, Link) and not _is_usable(inline) for inline in line):
        return False
    parts = [_said(inline) for inline in line]
    whole = "".join(parts)
    return _SUSPECT.search(whole) is None or all(map(is_tame, (whole, *parts)))


def _is_usable(link: Link) -> bool:
    return "\n" not in link.label and _URL.fullmatch(link.url) is not None


def _said(inline: Inline) -> str:
    if isinstance(inline, Mention):
        return inline.name
    return inline.label if isinstance(inline, Link) else inline.text


def _join(line: Line, teams: frozenset[str]) -> str:
    """Slack sees bold only between spaces, or zero-width spaces."""
    joined, after_bold = "", False
    for inline in line:
        part = _marked(inline, teams)
        bold = isinstance(inline, Strong)
        touching = joined and part and not (joined[-1].isspace() or part[0].isspace())
        if touching and (bold or after_bold):
            joined += _GAP
        joined += part
        after_bold = bold
    return joined


def _marked(inline: Inline, teams: frozenset[str]) -> str:
    if isinstance(inline, Plain):
        return escape(inline.text)
    if isinstance(inline, Strong):
        return _bold(inline.text)
    if isinstance(inline, Mention):
        user = slack_user(inline.accounts, teams)
        return f"<@{user}>" if user else escape(inline.name)
    address = inline.url.replace("&", "&amp;")
    label = escape(inline.label.replace("|", "/"))
    return f"<{address}|{label}>" if label else f"<{address}>"


def _bold(text: str) -> str:
    """Bold neither begins nor ends with a space, and does not run over lines."""
    inner = " ".join(text.split())
    if not inner:
        return text
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}*{escape(inner)}*{text[len(text.rstrip()) :]}"
