"""Text on an Adaptive Card: nothing a person wrote becomes a mention, a link or markup.

`TextRun` takes text literally, so it carries nearly everything. Mentions exist in `TextBlock` only,
which reads Markdown; escapes by backslash are read differently by Teams' clients, so beside a
mention the few characters that Markdown acts on are written with their look-alikes.
Source: Microsoft, "Format cards in Teams" and "Text features" of Adaptive Cards.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.cards.elements import Inline, Line, Link, Mention, Plain, Strong, Tone

_JOINER = "\u2060"
# Controls, halves of surrogate pairs, and marks that reverse the order of what follows.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_AT = re.compile(r"<(?=\s*(?:/\s*)?at\b)", re.IGNORECASE)
_DATE = re.compile(r"\{(?=\{)")
_LOOKALIKES = str.maketrans(
    {
        "*": "∗",
        "_": "ˍ",
        "[": "［",
        "]": "］",
        "<": "‹",
        ">": "›",
        "`": "ˋ",
        "~": "∼",
        "\\": "∖",
    }
)
_STARTS = re.compile(r"^([^\S\n]*)([-+=#])(?=[-=#\s]|$)", re.MULTILINE)
_START_LOOKALIKES = {"-": "‐", "+": "＋", "=": "＝", "#": "＃"}
_INDENT = re.compile(r"^ {4,}", re.MULTILINE)
_NUMBER = re.compile(r"^([^\S\n]*\d+)[.)](?=\s|$)", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r":(?=//|$)|(?<=www)\.|(?<=mailto):", re.IGNORECASE)

Json = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How a line is shown: the Adaptive Card properties that are not the default."""

    size: str = ""
    strong: bool = False
    subtle: bool = False
    color: str = ""

    def properties(self, *, strong: bool = False) -> Json:
        """Return the properties for a `TextRun` or `TextBlock`."""
        return {
            **({"size": self.size} if self.size else {}),
            **({"weight": "Bolder"} if self.strong or strong else {}),
            **({"isSubtle": True} if self.subtle else {}),
            **({"color": self.color} if self.color else {}),
        }


PLAIN = Look()
TONES = {
    Tone.NORMAL: PLAIN,
    Tone.MUTED: Look(subtle=True),
    Tone.WARNING: Look(strong=True, color="Attention"),
}


@dataclass
class Mentions:
    """The people mentioned on one card, of one tenant."""

    tenant: str
    _texts: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def account(self, mention: Mention) -> str | None:
        """Return the directory object id to mention, or None when the person is only named."""
        own = (a.id for a in mention.accounts if (a.platform, a.tenant) == ("teams", self.tenant))
        return next((account for account in own if account), None)

    def text(self, mention: Mention, account: str) -> str:
        """Return the `<at>` text that stands for the person; two of one name get two texts."""
        if account not in self._texts:
            name = unmarked(" ".join(mention.name.split())).strip() or "‐"
            same = sum(known == name for known in self._names.values())
            self._names[account] = name
            self._texts[account] = f"<at>{name}{f'({same + 1})' if same else ''}</at>"
        return self._texts[account]

    def entities(self) -> list[Json]:
        """Return what `msteams.entities` says of them."""
        return [
            {
                "type": "mention",
                "text": text,
                "mentioned": {"id": account, "name": self._names[account]},
            }
            for account, text in self._texts.items()
        ]


def literal(text: str) -> str:
    """Return `text` for a place that reads no Markdown: a `TextRun`, a title, a choice."""
    seen = _UNSEEN.sub("", text).replace("\t", " ")
    return _DATE.sub("{" + _JOINER, _AT.sub("<" + _JOINER, seen))


def unmarked(text: str) -> str:
    """Return `text` for a place that reads Markdown, so that it is shown as it was written."""
    plain = _ENTITY.sub("＆", literal(text).translate(_LOOKALIKES))
    return _ADDRESS.sub(lambda m: m[0] + _JOINER, _unstarted(plain))


def _unstarted(text: str) -> str:
    """Return `text` without what makes a list, a heading, a rule or code at a row's start."""
    text = _INDENT.sub(" ", text)
    text = _STARTS.sub(lambda m: m[1] + _START_LOOKALIKES[m[2]], text)
    return _NUMBER.sub(lambda m: f"{m[1]}․", text)


def blocks(line: Line, mentions: Mentions, look: Look = PLAIN) -> list[Json]:
    """Return `line` as card elements, one for each row of text in it; none for an empty line."""
    return [
        block
        for row in _rows(line)
        if (block := _mixed(row, mentions, look) or _literal(row, look)) is not None
    ]


def heading(text: str, size: str) -> list[Json]:
    """Return a heading. It is one for screen readers too, unless Markdown would misread it."""
    shown = literal(text).replace("\n", " ").strip()
    if not shown:
        return []
    look = Look(size=size, strong=True)
    if unmarked(shown) != shown:
        return [{"type": "RichTextBlock", "inlines": [_run(shown, look)]}]
    block = {"type": "TextBlock", "text": shown, "wrap": True, "style": "heading"}
    return [{**block, **look.properties()}]


def _literal(row: Line, look: Look) -> Json | None:
    runs: list[Json | str] = []
    for inline in row:
        run = _inline_run(inline, look)
        if isinstance(run, str) and runs and isinstance(runs[-1], str):
            runs[-1] = literal(runs[-1] + run)
        elif run is not None:
            runs.append(run)
    return {"type": "RichTextBlock", "inlines": runs} if runs else None


def _inline_run(inline: Inline, look: Look) -> Json | str | None:
    match inline:
        case Plain(text=text):
            return _run(literal(text), look) if text else None
        case Strong(text=text):
            return _run(literal(text), look, strong=True) if text else None
        case Mention(name=name):
            return _run(literal(name), look) if name else None
        case Link(label=label, url=url):
            opened = {"type": "Action.OpenUrl", "url": url}
            run = _run(literal(label), look, strong=False)
            run = {"type": "TextRun", "text": run} if isinstance(run, str) else run
            return {**run, "selectAction": opened}


def _run(text: str, look: Look, *, strong: bool = False) -> Json | str:
    properties = look.properties(strong=strong)
    # A bare string is a run without properties, at a third of the bytes.
    return {"type": "TextRun", "text": text, **properties} if properties else text


def _mixed(row: Line, mentions: Mentions, look: Look) -> Json | None:
    """Return the row as a `TextBlock` when somebody is really mentioned in it."""
    if not any(isinstance(i, Mention) and mentions.account(i) for i in row):
        return None
    text = "".join(_marked(inline, mentions) for inline in row).strip()
    # Once more over the whole row: two parts must not make up a list between them.
    return {"type": "TextBlock", "text": _unstarted(text), "wrap": True, **look.properties()}


def _marked(inline: Inline, mentions: Mentions) -> str:
    match inline:
        case Plain(text=text):
            return unmarked(text)
        case Strong(text=text):
            return _bold(unmarked(text))
        case Link(label=label, url=url):
            return f"[{unmarked(label)}]({url.replace('(', '%28').replace(')', '%29')})"
        case Mention(name=name):
            account = mentions.account(inline)
            return mentions.text(inline, account) if account else unmarked(name)


def _bold(text: str) -> str:
    """Return `text` in bold where Markdown surely reads it so, else as it is."""
    inner = text.strip()
    sure = inner and inner[0].isalnum() and (inner[-1].isalnum() or inner[-1] == ":")
    return text.replace(inner, f"**{inner}**", 1) if sure else text


def _rows(line: Line) -> list[Line]:
    """Split a line at the newlines in its text, which a card would run together."""
    rows: list[list[Inline]] = [[]]
    for inline in line:
        if isinstance(inline, Plain | Strong) and "\n" in inline.text:
            first, *others = inline.text.split("\n")
            rows[-1].append(type(inline)(first))
            rows.extend([type(inline)(other)] for other in others)
        else:
            rows[-1].append(inline)
    return [tuple(row) for row in rows]
