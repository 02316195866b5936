"""Keeps an Adaptive Card under the size that Teams refuses, losing as little as it can."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.cards.elements import (
    Card,
    Element,
    Fact,
    Facts,
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
from bot.platforms.teams.adaptive import Frame, clip, render, without_options
from bot.platforms.teams.wording import Json

# Teams refuses messages above 28 kB; the rest is for the activity around the card.
LARGEST_CARD = 27_000
_LONGEST_PART = 1000
_OPTIONS_KEPT = 25


def fitted(card: Card, frame: Frame) -> Json:
    """Return `card` as an Adaptive Card of at most `LARGEST_CARD` bytes.

    What is tried, in this order: less fallback text; tables as lines; long texts cut; the end of
    the body left out, with a line that says how much.
    """
    for attempt, with_frame in _attempts(card, frame):
        shown = render(attempt, with_frame)
        if size(shown) <= LARGEST_CARD:
            return shown
    return _cut(_shortened(card), replace(frame, compact=True, fallback=500))


def size(shown: Json) -> int:
    """Return the bytes it takes as it is sent, letters outside ASCII as six."""
    return len(json.dumps(shown))


def _attempts(card: Card, frame: Frame) -> Iterator[tuple[Card, Frame]]:
    yield card, frame
    yield card, replace(frame, fallback=500)
    yield card, replace(frame, fallback=500, compact=True)
    yield _shortened(card), replace(frame, fallback=500, compact=True)


def _cut(card: Card, frame: Frame) -> Json:
    """Keep as many of the body's parts as fit, from the top."""
    parts = sum(_parts(element) for element in card.body)

    def kept(count: int) -> Card:
        more = Text(plain(frame.texts.plural("teams.more", parts - count)), Tone.MUTED)
        return replace(card, body=(*_first(card.body, count), more))

    best = _most(parts, lambda count: size(render(kept(count), frame)) <= LARGEST_CARD)
    if best is None:
        few = tuple(without_options(control, _OPTIONS_KEPT) for control in card.controls)
        card = replace(card, controls=few)
        best = _most(parts, lambda count: size(render(kept(count), frame)) <= LARGEST_CARD)
    if best is None:
        card = replace(card, controls=())
    return render(kept(best or 0), frame)


def _most(parts: int, fits: Callable[[int], bool]) -> int | None:
    """Return the largest count below `parts` that fits, or None when not even none does."""
    low, high = -1, max(parts, 1)
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
