"""A form → a modal; and the modals that say how a slow answer fares. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards.elements import Card, Element, Form
from bot.platforms.slack import limits
from bot.platforms.slack.blocks import Surface, blocks
from bot.platforms.slack.body import Body
from bot.platforms.slack.fields import Fields, block_id, plain
from bot.platforms.slack.limits import cut
from bot.platforms.slack.markup import Json
from bot.platforms.slack.spot import Kept, Spot, to_metadata
from bot.texts import Texts

_WARNING_SIGN = "⚠️"
_UNSENDABLE = "none"


def modal(
    form: Form,
    spot: Spot,
    texts: Texts,
    teams: frozenset[str],
    errors: Mapping[str, str] | None = None,
) -> Json:
    """Return the form as a modal.

    Args:
        form: what to fill in.
        spot: where its answer goes.
        texts: in the person's language.
        teams: workspaces whose accounts become mentions.
        errors: what is wrong with it, a sentence by field name, to stand at the top.
    """
    inputs = Fields(form, texts).blocks()
    top = _errors(form, errors or {}, texts)
    room = max(0, limits.BLOCKS_IN_MODAL - len(inputs) - len(top) - 1)
    kept = Kept(form.action, form.value, spot, told=bool(top))
    return {
        "type": "modal",
        "callback_id": (form.action or _UNSENDABLE)[: limits.CALLBACK_ID],
        "private_metadata": to_metadata(kept),
        "title": _label(form.title),
        "submit": _label(form.submit or texts("slack.form.submit")),
        "close": _label(texts("slack.form.cancel")),
        "blocks": [*top, *_intro(form.intro, room, texts, teams), *inputs] or [_note("…")],
    }


def field_errors(form: Form, errors: Mapping[str, str], view: Json) -> dict[str, str] | None:
    """Return the errors by block, or None when one of them has no block to stand at."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    placed = {block_id(form, name): cut(said, limits.LINE) for name, said in errors.items()}
    return placed if placed and inputs.issuperset(placed) else None


def waiting(texts: Texts) -> Json:
    """Return the modal that stands until the answer is there."""
    return _notice(texts("slack.form.wait"), [_note(texts("slack.wait"))], texts)


def apology(texts: Texts) -> Json:
    """Return the modal for a form that could not be received."""
    return _notice(texts("slack.form.later"), [_note(texts("slack.later"))], texts)


def outcome(card: Card, texts: Texts, teams: frozenset[str]) -> Json:
    """Return the modal that shows an answer which came late; its buttons stand on the message."""
    surface = Surface(blocks=limits.BLOCKS_IN_MODAL, picture=None)
    shown = blocks(replace(card, controls=()), texts, teams, surface)
    return _notice(card.title, shown, texts)


def _notice(title: str, shown: Sequence[Json], texts: Texts) -> Json:
    return {
        "type": "modal",
        "callback_id": _UNSENDABLE,
        "title": _label(title),
        "close": _label(texts("slack.form.close")),
        "blocks": list(shown),
    }


def _errors(form: Form, errors: Mapping[str, str], texts: Texts) -> list[Json]:
    """Say first what concerns the whole form, then each field's by its label."""
    labels = {field.name: field.label for field in form.fields}
    said = [errors[""]] if "" in errors else []
    said += [f"{labels.get(name, name)}: {text}" for name, text in errors.items() if name]
    if not said:
        return []
    text = "\n".join((f"{_WARNING_SIGN} {texts('slack.warning')}", *said))
    return [{"type": "section", "text": plain(cut(text, limits.SECTION))}]


def _intro(
    elements: Sequence[Element], room: int, texts: Texts, teams: frozenset[str]
) -> list[Json]:
    body = Body(room, limits.CHARACTERS_OVER_ALL, teams, texts, None)
    for element in elements:
        body.add(element)
    shown, left_out = body.finish()
    return [*shown, _note(texts.plural("slack.more", left_out))] if left_out else shown


def _note(text: str) -> Json:
    return {"type": "context", "elements": [plain(cut(text, limits.CONTEXT))]}


def _label(text: str) -> Json:
    return plain(cut(" ".join(text.split()) or "…", limits.MODAL_TITLE))
