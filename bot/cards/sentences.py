"""Whole sentences from the catalogues with people and emphasis in their placeholders."""

from string import Formatter

from bot.cards.elements import Inline, Line, Plain
from bot.texts import Texts


def sentence(texts: Texts, key: str, **parts: Inline | str) -> Line:
    """Return the sentence `key` as a line, each placeholder replaced by its inline or text."""
    line: list[Inline] = []
    for literal, name, _, _ in Formatter().parse(texts.template(key)):
        if literal:
            line.append(Plain(literal))
        if name:
            part = parts[name]
            line.append(Plain(part) if isinstance(part, str) else part)
    return tuple(line)
