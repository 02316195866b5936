"""A card as an Adaptive Card 1.5. Pure; `fitting` keeps it under Teams' limit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    File,
    Heading,
    Line,
    Link,
    Picture,
    Plain,
    Select,
    Strong,
    Style,
    Table,
    Text,
    plain,
)
from bot.cards.plaintext import card_text, line_text
from bot.platforms.teams.pressed import VERB, button_data
from bot.platforms.teams.wording import (
    TONES,
    Json,
    Look,
    Mentions,
    blocks,
    heading,
    literal,
    unmarked,
)
from bot.texts import Texts

LONGEST_LABEL = 200
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
_ACTIONS_SHOWN = 6  # in one row; Teams drops the rest
_LONGEST_WORD = 13  # letters of a label beside its values
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}
SMALL = Look(size="Small", subtle=True)


@dataclass(frozen=True)
class Frame:
    """What rendering needs besides the card.

    Args:
        texts: the language of our own words.
        tenant: whose people may be mentioned.
        public_url: where pictures are fetched, without a trailing slash.
        compact: write tables as lines, at a tenth of the bytes.
        dialogs: the client opens dialogs; Microsoft's emulator does not, and gets forms as cards.
        fallback: characters of the whole card's text that go along for clients without cards.
    """

    texts: Texts
    tenant: str
    public_url: str
    compact: bool = False
    dialogs: bool = True
    fallback: int = 4000


def render(card: Card, frame: Frame) -> Json:
    """Return `card` as Adaptive Card JSON, mentions in its `msteams`, however long it gets."""
    mentions = Mentions(frame.tenant)
    body = [*heading(card.title, "Large"), *blocks(plain(card.why), mentions, Look(subtle=True))]
    stacked = _has_long_label(card)
    for element in card.body:
        body += element_blocks(element, mentions, frame, stacked=stacked)
    selects = [control for control in card.controls if isinstance(control, Select)]
    for number, select in enumerate(selects):
        body += _select(select, f"choice{number}", frame.texts)
    buttons = [_button(control, frame) for control in card.controls if isinstance(control, Button)]
    rows = [buttons[i : i + _ACTIONS_SHOWN] for i in range(0, len(buttons), _ACTIONS_SHOWN)]
    if len(rows) > 1:
        body += [{"type": "ActionSet", "actions": row} for row in rows]
    body += _separated(blocks(plain(card.footer), mentions, SMALL))
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": unmarked(clip(card_text(card), frame.fallback)),
        "body": body,
        **({"actions": rows[0]} if len(rows) == 1 else {}),
        **_teams(card, mentions),
    }


def clip(text: str, longest: int) -> str:
    """Return `text`, cut with an ellipsis when it is longer than `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _teams(card: Card, mentions: Mentions) -> Json:
    wide = any(isinstance(element, Table | Picture) for element in card.body)
    entities = mentions.entities()
    teams = {**({"width": "Full"} if wide else {}), **({"entities": entities} if entities else {})}
    return {"msteams": teams} if teams else {}


def element_blocks(
    element: Element, mentions: Mentions, frame: Frame, *, stacked: bool
) -> list[Json]:
    """Return an element of a body; `stacked` puts labels above their values."""
    match element:
        case Text(line=line, tone=tone):
            return blocks(line, mentions, TONES[tone])
        case Heading(text=text):
            return heading(text, "Medium")
        case Facts(rows=rows):
            return [_fact(fact, mentions, stacked=stacked) for fact in rows]
        case Table() if frame.compact:
            return [block for line in _lines(element, frame) for block in blocks(line, mentions)]
        case Table():
            return _table(element, mentions)
        case File(name=name, url=url):
            return blocks((Link(name, url),), mentions)
        case Picture():
            return _picture(element, mentions, frame.public_url)


def _fact(fact: Fact, mentions: Mentions, *, stacked: bool) -> Json:
    """Return the label beside its values; above them when `stacked`."""
    values = [block for line in fact.lines for block in _tight(blocks(line, mentions))]
    label = blocks((Strong(fact.label),), mentions)
    if stacked:
        return {"type": "Container", "spacing": "Small", "items": [*label, *values]}
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            {"type": "Column", "width": 1, "items": label},
            {"type": "Column", "width": 2, "items": values},
        ],
    }


def _has_long_label(card: Card) -> bool:
    """Tell whether a label would be broken within a word in a third of a chat's card."""
    facts = (fact for element in card.body if isinstance(element, Facts) for fact in element.rows)
    return any(len(word) > _LONGEST_WORD for fact in facts for word in fact.label.split())


def _tight(found: list[Json]) -> list[Json]:
    return [{**block, "spacing": "Small"} for block in found]


def _separated(found: list[Json]) -> list[Json]:
    return [{**found[0], "separator": True}, *found[1:]] if found else []


def _table(table: Table, mentions: Mentions) -> list[Json]:
    if not table.rows:
        return []
    head = [_cell((Strong(column),), mentions) for column in table.columns]
    rows = [[_cell(line, mentions) for line in row] for row in table.rows]
    return [
        {
            "type": "Table",
            "columns": [{"width": width} for width in _widths(table)],
            "rows": [{"type": "TableRow", "cells": cells} for cells in [head, *rows]],
        }
    ]


def _cell(line: Line, mentions: Mentions) -> Json:
    return {"type": "TableCell", "items": blocks(line, mentions)}


def _widths(table: Table) -> list[int]:
    """Return the columns' weights, from 1 for letters to 5 for sentences."""
    longest = [len(column) for column in table.columns]
    for row in table.rows:
        longest = [max(was, len(line_text(cell))) for was, cell in zip(longest, row, strict=False)]
    return [min(max(length // 8, 1), 5) for length in longest]


def _lines(table: Table, frame: Frame) -> Iterator[Line]:
    """Yield each row as one line: its first cell, then the cells that say something."""
    for row in table.rows:
        line: Line = tuple(Strong(line_text((i,))) if isinstance(i, Plain) else i for i in row[0])
        for column, cell in zip(table.columns[1:], row[1:], strict=False):
            if line_text(cell).strip():
                line += (Plain(frame.texts("teams.cell", column=column)), *cell)
        yield line


def _picture(picture: Picture, mentions: Mentions, public_url: str) -> list[Json]:
    url = f"{public_url}/pictures/{picture.secret}.png"
    image = {
        "type": "Image",
        "url": url,
        "altText": clip(literal(picture.alt or picture.title), 300),
        "size": "Stretch",
        "selectAction": {"type": "Action.OpenUrl", "url": url},
    }
    return [
        *heading(picture.title, "Medium"),
        image,
        *_tight(blocks(plain(picture.alt), mentions, SMALL)),
    ]


def _button(button: Button, frame: Frame) -> Json:
    dialog = button.opens and frame.dialogs
    data = button_data(button.action, button.value, opens=dialog)
    style = _STYLES.get(button.style)
    if dialog:
        # Only an Action.Submit can open a dialog.
        return submit(button.label, data, style, inputs="None")
    return execute(button.label, data, style, inputs="None")


def _select(select: Select, name: str, texts: Texts) -> list[Json]:
    options = [
        {"title": clip(literal(option.label), LONGEST_LABEL), "value": option.value}
        for option in select.options
    ]
    choices = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": clip(literal(select.label), LONGEST_LABEL),
        "style": "compact",
        "choices": options,
    }
    if options:
        choices["value"] = options[0]["value"]
    data = {"action": select.action, "select": name}
    choose = execute(texts("teams.choose"), data, None, inputs="Auto")
    return [choices, {"type": "ActionSet", "spacing": "Small", "actions": [choose]}]


def execute(label: str, data: Json, style: str | None, *, inputs: str) -> Json:
    """Return an Action.Execute with the same button for clients that know only Action.Submit."""
    fallback = submit(label, data, style, inputs=inputs)
    return {**fallback, "type": "Action.Execute", "verb": VERB, "fallback": fallback}


def submit(label: str, data: Json, style: str | None, *, inputs: str) -> Json:
    """Return an Action.Submit."""
    return {
        "type": "Action.Submit",
        "title": clip(literal(label), LONGEST_LABEL),
        "data": data,
        "associatedInputs": inputs,
        **({"style": style} if style else {}),
    }


def without_options(control: Control, kept: int) -> Control:
    """Return a control with at most `kept` options, each of at most a line."""
    if isinstance(control, Button):
        return control
    options = tuple(replace(o, label=clip(o.label, 80)) for o in control.options[:kept])
    return replace(control, options=options)
