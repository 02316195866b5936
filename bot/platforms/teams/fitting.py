"""Keeps an Adaptive Card under the size that Teams refuses, losing as little as it can."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.cards.elements import (
    Card,
    Element,
    Fact,
    Facts,
    File,
    Heading,
    Line,
    Link,
    Mention,
    Picture,
    Plain,
    Strong,
    Table,
    Text,
    Tone,
    plain,
)
from bot.cards.plaintext import card_text
from bot.platforms.teams.adaptive import Frame, clip, render, without_options
from bot.platforms.teams.wording import Json

# Teams refuses messages above 28 kB; the rest is for the activity around the card.
LARGEST_CARD = 27_000
_LONGEST_PART = 1000
_OPTIONS_KEPT = 25
_SHORT_FALLBACK = 500
_MOST_PARTS = 600  # the least part takes 45 bytes


def fitted(card: Card, frame: Frame) -> Json:
    """Return `card` as an Adaptive Card of at most `LARGEST_CARD` bytes.

    What is tried, in this order: less fallback text; tables as lines; long texts cut; the end of
    the body left out, with a line that says how much.
    """
    if len(card_text(card)) <= LARGEST_CARD:
        for shown in _whole(card, frame):
            if size(shown) <= LARGEST_CARD:
                return shown
    return _shortened_or_cut(card, _compact(frame))


def _whole(card: Card, frame: Frame) -> Iterator[Json]:
    """Iterate over the card with all its body, ever smaller."""
    shown = render(card, frame)
    yield shown
    yield {**shown, "fallbackText": clip(shown["fallbackText"], _SHORT_FALLBACK)}
    yield render(card, _compact(frame))


def _compact(frame: Frame) -> Frame:
    return replace(frame, compact=True, fallback=_SHORT_FALLBACK)


def size(shown: Json) -> int:
    """Return the bytes it takes as it is sent, letters outside ASCII as six."""
    return len(json.dumps(shown))


def _shortened_or_cut(card: Card, frame: Frame) -> Json:
    parts = sum(_parts(element) for element in card.body)
    short = _shortened(replace(card, body=_first(card.body, _MOST_PARTS)))
    if parts <= _MOST_PARTS and len(card_text(short)) <= LARGEST_CARD:
        shown = render(short, frame)
        if size(shown) <= LARGEST_CARD:
            return shown
    return _cut(short, parts, frame)


def _cut(card: Card, parts: int, frame: Frame) -> Json:
    """Keep as many of the body's parts as fit, from the top; `parts` is how many there were."""

    def kept(count: int) -> Card:
        more = Text(plain(frame.texts.plural("teams.more", parts - count)), Tone.MUTED)
        return replace(card, body=(*_first(card.body, count), more))

    def fits(count: int) -> bool:
        return size(render(kept(count), frame)) <= LARGEST_CARD

    most = min(parts, _MOST_PARTS)
    best = _most(most, fits)
    if best is None:
        few = tuple(without_options(control, _OPTIONS_KEPT) for control in card.controls)
        card = replace(card, controls=few)
        best = _most(most, fits)
    if best is None:
        card = replace(card, controls=())
    return render(kept(best or 0), frame)


def _most(parts: int, fits: Callable[[int], bool]) -> int | None:
    """Return the largest count below `parts` that fits, or None when not even none does.

    From few to many: what a card can hold is small beside what a list can be.
    """
    low, high = -1, 0
    while high < parts and fits(high):
        low, high = high, max(high * 2, 8)
    high = min(high, max(parts, 1))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low if low >= 0 else None


def _parts(element: Element) -> int:
    """Count what can be left out of an element; a heading goes with what follows it."""
    match element:
        case Facts(rows=facts):
            return len(facts)
        case Table(rows=rows):
            return len(rows)
        case Heading():
            return 0
        case _:
            return 1


def _first(body: tuple[Element, ...], count: int) -> tuple[Element, ...]:
    """Return the first `count` parts of a body."""
    kept: list[Element] = []
    for element in body:
        parts = _parts(element)
        if count <= 0:
            break
        match element:
            case Facts(rows=facts):
                kept.append(Facts(facts[:count]))
            case Table(rows=rows):
                kept.append(replace(element, rows=rows[:count]))
            case _:
                kept.append(element)
        count -= parts
    return tuple(kept)


def _shortened(card: Card) -> Card:
    """Return `card` with each long text cut."""
    return replace(
        card,
        title=clip(card.title, 200),
        why=clip(card.why, _LONGEST_PART),
        body=tuple(_short_element(element) for element in card.body),
        controls=tuple(replace(c, label=clip(c.label, 80)) for c in card.controls),
        footer=clip(card.footer, _LONGEST_PART),
    )


def _short_element(element: Element) -> Element:
    match element:
        case Text(line=line):
            return replace(element, line=_short_line(line))
        case Heading(text=text):
            return Heading(clip(text, 200))
        case Facts(rows=facts):
            return Facts(tuple(_short_fact(fact) for fact in facts))
        case Table(rows=rows):
            short = tuple(tuple(_short_line(cell) for cell in row) for row in rows)
            columns = tuple(clip(column, 80) for column in element.columns)
            return Table(columns, short)
        case File(name=name):
            return replace(element, name=clip(name, 200))
        case Picture(alt=alt):
            return replace(element, title=clip(element.title, 200), alt=clip(alt, _LONGEST_PART))


def _short_fact(fact: Fact) -> Fact:
    lines = tuple(_short_line(line) for line in fact.lines[:20])
    return Fact(clip(fact.label, 80), lines)


def _short_line(line: Line) -> Line:
    """Return a line of at most some `_LONGEST_PART` characters."""
    left = _LONGEST_PART
    kept: Line = ()
    for inline in line:
        if left <= 0:
            break
        match inline:
            case Plain(text=text) | Strong(text=text):
                kept += (type(inline)(clip(text, left)),)
                left -= len(text)
            case Mention(name=name):
                kept += (replace(inline, name=clip(name, 80)),)
                left -= len(name)
            case Link(label=label, url=url):
                kept += (replace(inline, label=clip(label, 80)),)
                left -= len(label) + len(url)
    return kept
