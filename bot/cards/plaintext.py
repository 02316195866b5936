"""A card's whole meaning as plain text: notifications, screen readers, and the demo's scripts."""

from collections.abc import Iterator

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Facts,
    File,
    Heading,
    Line,
    Link,
    Picture,
    Select,
    Table,
    Text,
)


def card_text(card: Card) -> str:
    """Return everything `card` says, one element after the other; buttons stand in brackets."""
    return "\n".join(part for part in _parts(card) if part)


def line_text(line: Line) -> str:
    """Return a line without its formatting; a mention is the person's name."""
    return "".join(_inline_text(inline) for inline in line)


def _inline_text(inline: object) -> str:
    if isinstance(inline, Link):
        return f"{inline.label} ({inline.url})"
    return str(getattr(inline, "text", "") or getattr(inline, "name", ""))


def _parts(card: Card) -> Iterator[str]:
    yield card.title
    yield card.why
    for element in card.body:
        yield from _element_parts(element)
    for control in card.controls:
        if isinstance(control, Select):
            yield "\n".join((control.label, *(f"• {option.label}" for option in control.options)))
    yield " ".join(f"[{c.label}]" for c in card.controls if isinstance(c, Button))
    yield card.footer


def _element_parts(element: Element) -> Iterator[str]:
    match element:
        case Text(line=line):
            yield line_text(line)
        case Heading(text=text):
            yield text
        case Facts(rows=rows):
            for fact in rows:
                yield f"{fact.label}: " + "; ".join(line_text(line) for line in fact.lines)
        case File(name=name):
            yield name
        case Table(columns=columns, rows=table_rows):
            yield " | ".join(columns)
            for row in table_rows:
                yield " | ".join(line_text(cell) for cell in row)
        case Picture(alt=alt):
            yield alt
