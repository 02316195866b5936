"""A card → Block Kit. Pure.

Only lines that need a mention, a link or bold are of type mrkdwn (see `markup`); all other text is
plain text, which Slack does not parse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.cards.elements import Button, Card, Control, Option, Select, Style
from bot.cards.plaintext import card_text
from bot.platforms.slack import limits
from bot.platforms.slack.body import Body
from bot.platforms.slack.limits import cut
from bot.platforms.slack.markup import Json, Words, escape, text_object
from bot.texts import Texts

_CONTROL = 150
_OPTION = 80
"""Characters of a control's and an option's own JSON, roughly."""


@dataclass(frozen=True)
class Surface:
    """Where a card is shown.

    Args:
        blocks: how many blocks it may have.
        picture: catalogue key of the line that says where a card's picture is, or None.
        language: of what the renderer itself says; empty is the organisation's.
    """

    blocks: int = limits.BLOCKS_IN_MESSAGE
    picture: str | None = "slack.picture.here"
    language: str = ""


PRIVATE = Surface(picture="slack.picture.direct")
SHARED = Surface()
HOME = Surface(blocks=limits.BLOCKS_IN_HOME, picture=None)


def message(
    card: Card, texts: Texts, teams: frozenset[str], surface: Surface = SHARED
) -> dict[str, object]:
    """Return a message's `text` and `blocks`."""
    return {"text": fallback(card), "blocks": blocks(card, texts, teams, surface)}


def fallback(card: Card) -> str:
    """Return the card in words, for notifications and screen readers; Slack refuses none."""
    return escape(cut(card_text(card).strip(), limits.FALLBACK)) or "…"


def blocks(
    card: Card, texts: Texts, teams: frozenset[str], surface: Surface = SHARED
) -> list[Json]:
    """Return the card's blocks.

    Args:
        card: what to show.
        texts: the organisation's language.
        teams: workspaces whose accounts become mentions.
        surface: where it is shown.
    """
    if surface.language:
        texts = replace(texts, language=surface.language)
    above = [*_header(card.title), *_context(card.why)]
    below = [*_controls(card.controls), *_context(card.footer)]
    room = surface.blocks - len(above) - len(below) - 1
    characters = limits.CHARACTERS_OVER_ALL - _taken(card, len(above) + len(below) + 1)
    body = Body(room, characters, teams, texts, surface.picture)
    for element in card.body:
        body.add(element)
    middle, left_out = body.finish()
    if left_out:
        middle.extend(_context(texts.plural("slack.more", left_out)))
    return [*above, *middle, *below] or _context("…")


def _header(title: str) -> list[Json]:
    title = " ".join(title.split())
    if not title:
        return []
    return [{"type": "header", "text": _plain(cut(title, limits.HEADER))}]


def _context(text: str) -> list[Json]:
    if not text.strip():
        return []
    return [{"type": "context", "elements": [_plain(cut(text, limits.CONTEXT))]}]


def _plain(text: str) -> Json:
    return text_object(Words(text))


def _controls(controls: Sequence[Control]) -> list[Json]:
    shown = [json for json in _control_elements(controls) if json]
    step = limits.CONTROLS_IN_BLOCK
    parts = (shown[start : start + step] for start in range(0, len(shown), step))
    return [{"type": "actions", "elements": part} for part in parts]


def _control_elements(controls: Sequence[Control]) -> Iterator[Json | None]:
    taken: set[str] = set()
    for number, control in enumerate(controls, start=1):
        # Slack refuses two controls with one action_id; inbound drops what follows the "#".
        action = control.action if control.action not in taken else f"{control.action}#{number}"
        taken.add(action)
        yield _button(control, action) if isinstance(control, Button) else _select(control, action)


def _button(button: Button, action: str) -> Json:
    json: Json = {
        "type": "button",
        "text": _plain(cut(button.label or "…", limits.BUTTON_LABEL)),
        "action_id": action[: limits.ACTION_ID],
    }
    if button.value:
        json["value"] = button.value[: limits.BUTTON_VALUE]
    if button.style is not Style.NORMAL:
        json["style"] = button.style.value
    return json


def _select(select: Select, action: str) -> Json | None:
    usable = [o for o in select.options if 0 < len(o.value) <= limits.OPTION_VALUE]
    options = usable[: limits.OPTIONS]
    while _options_size(options) > limits.OPTION_CHARACTERS:
        options.pop()
    if not options:
        return None
    return {
        "type": "static_select",
        "placeholder": _plain(cut(select.label or "…", limits.PLACEHOLDER)),
        "action_id": action[: limits.ACTION_ID],
        "options": [
            {"text": _plain(cut(o.label or "…", limits.OPTION_LABEL)), "value": o.value}
            for o in options
        ],
    }


def _taken(card: Card, shown: int) -> int:
    """Return the characters of everything but the body, its containers included, or a few more."""
    texts = min(len(card.title), limits.HEADER) + min(len(card.why), limits.CONTEXT)
    texts += min(len(card.footer), limits.CONTEXT) + limits.BLOCK_OVERHEAD * shown
    for control in card.controls:
        if isinstance(control, Button):
            texts += len(control.label) + len(control.value) + _CONTROL
        else:
            texts += min(_CONTROL + _options_size(control.options), limits.OPTION_CHARACTERS)
    return texts


def _options_size(options: Sequence[Option]) -> int:
    return sum(len(o.label) + len(o.value) + _OPTION for o in options)
