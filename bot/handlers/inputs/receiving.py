"""A new input: from words, from a button on a date or a task, from somebody's message."""

import json
import re

from bot.cards import input_forms as forms
from bot.cards import inputs as cards
from bot.cards.elements import Form
from bot.cards.inputs import Shown
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.flow_rules import current
from bot.domain.language import Localized, localized
from bot.domain.organisation import Organisation
from bot.domain.plan import Origin
from bot.domain.plan_rules import message_link
from bot.handlers.inputs.opening import opened
from bot.handlers.turn import Services, Turn
from bot.services.inputs import NewInput
from bot.services.inputs.receiving import open_types

_LONGEST_TITLE = 200
_LONGEST_VALUE = 1800
_MOST_LINKS = 10
_RECORD = re.compile(r"[a-z-]+/\S+")


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new input.

    A button may carry the record it comes from ("occurrence/<id>"), or, where no dialog could be
    opened at once, what stands in the form.

    Raises:
        BadInput: the account is bound to nobody, or there are no types of input.
    """
    given = turn.argument.strip()
    if given.startswith("{"):
        return await _form(turn, services, json.loads(given))
    if _RECORD.fullmatch(given):
        return await _form(turn, services, {"subject": given, "title": _called(turn, given)})
    return await _form(turn, services, {"title": " ".join(given.split())[:_LONGEST_TITLE]})


async def from_message(turn: Turn, services: Services) -> Reply:
    """Open the form with a message's text in it and a link to the message."""
    assert turn.quoted is not None
    words = " ".join(turn.quoted.text.split())
    given = {"title": words[:_LONGEST_TITLE], "link": message_link(turn.quoted.link)}
    if len(words) > _LONGEST_TITLE:
        given["text"] = turn.quoted.text.strip()[: _LONGEST_VALUE - 2 * _LONGEST_TITLE]
    return await _form(turn, services, given)


async def received(turn: Turn, services: Services) -> Reply:
    """Take a new input, and show it.

    Raises:
        FieldErrors: it has no title, its type is gone, or a link is none.
    """
    kept = json.loads(turn.argument) if turn.argument else {}
    item = await services.inputs.receive(_wanted(turn, kept), turn.cause)
    rights = services.inputs.rights(turn.organisation, turn.cause)
    view = await services.inputs.view(item.id, turn.organisation, turn.cause)
    shown = Shown(
        item,
        view.kind,
        turn.organisation,
        turn.today,
        rights.handles,
        tuple(step for step in current(item) if rights.marks(step)),
        reader=turn.cause.actor,
    )
    key = "inputs.received-judge" if rights.handles else "inputs.received-now"
    notice = turn.texts(key, number=item.number)
    return Reply(cards.input_card(shown, turn.texts, notice=notice), Audience.PERSONAL)


async def _form(turn: Turn, services: Services, given: dict[str, str]) -> Reply:
    if turn.person is None:
        raise BadInput("account-unbound")
    kinds = open_types(await services.inputs.book(), turn.today)
    if not kinds:
        raise BadInput("input-no-types")
    carried = {name: text for name, text in given.items() if name in ("subject", "link") and text}
    form = forms.new_form(
        kinds,
        json.dumps(carried) if carried else "",
        turn.texts,
        title=given.get("title", ""),
        text=given.get("text", ""),
        link=given.get("link", ""),
    )
    return _opened(turn, form, given)


def _opened(turn: Turn, form: Form, given: dict[str, str]) -> Reply:
    value = json.dumps({name: text for name, text in given.items() if text}, ensure_ascii=False)
    if len(value) > _LONGEST_VALUE:
        shorter = {name: text for name, text in given.items() if name != "text" and text}
        value = json.dumps(shorter, ensure_ascii=False)
    return opened(turn, form, "inputs.new", value)


def _wanted(turn: Turn, kept: dict[str, str]) -> NewInput:
    links = tuple(dict.fromkeys(turn.value("links").split()))
    wrong = [link for link in links if not link.startswith(("https://", "http://"))]
    if wrong or len(links) > _MOST_LINKS:
        raise FieldErrors({"links": BadInput("meetings-links")})
    subject = kept.get("subject", "")
    words = turn.value("from").strip()
    named = localized(turn.texts.language, words) if words else _words(turn, subject)
    return NewInput(
        type_id=turn.value("type"),
        title=turn.value("title"),
        text=turn.value("text"),
        urgency=forms.urgency_from(turn.value("urgency")),
        links=links,
        origin=Origin(named, kept.get("link", ""), subject),
    )


def _called(turn: Turn, subject: str) -> str:
    return _words(turn, subject).in_language(turn.texts.language)[:_LONGEST_TITLE]


def _words(turn: Turn, subject: str) -> Localized:
    """Return what people call the record that an input comes from, as far as it is known here."""
    organisation: Organisation = turn.organisation
    kind, _, id_ = subject.partition("/")
    if kind == "occurrence":
        occurrence = organisation.wheel.occurrence.get(id_)
        item = organisation.wheel.item.get(occurrence.item_id) if occurrence else None
        return item.label if item else Localized()
    if kind == "plan":
        task = organisation.plan.task.get(id_)
        return task.title if task else Localized()
    return Localized()
