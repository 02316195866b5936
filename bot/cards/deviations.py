"""A deviation as people see it, and the list of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.asks import NEW as NEW_ASK
from bot.cards.asks import SHOW as SHOW_ASK
from bot.cards.asks import result_text
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Line,
    Link,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.involvement import involve_button
from bot.cards.plan_words import bearer_line, bearer_name, due_text, fact, state_text, title_of
from bot.domain.asks import Ask, AskState
from bot.domain.deviation_rules import NEXT, Step, actions
from bot.domain.deviations import Deviation, DeviationState
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.texts import Texts

SHOW, LIST, NEW = "deviations.show", "deviations.list", "deviations.new"
MOST = 10
"""Deviations of a list on one card."""
_MOST_OPTIONS = 25
_LONGEST_OPTION = 70


@dataclass(frozen=True)
class View:
    """How a reader sees deviations.

    Args:
        organisation: the data.
        texts: the reader's language.
        on: the local date.
        ask: what everybody was asked because of the deviation.
    """

    organisation: Organisation
    texts: Texts
    on: date
    ask: Ask | None = None


def deviation_card(
    deviation: Deviation,
    view: View,
    can: Sequence[Step] = (),
    *,
    notice: str = "",
    why: str = "",
) -> Card:
    """Return a deviation with everything that is known of it.

    Args:
        deviation: as it stands.
        view: the reader's.
        can: what there are buttons for.
        notice: said first: what was just done to it.
        why: why the reader gets it.
    """
    texts = view.texts
    body: list[Element] = [Text(plain(notice))] if notice else []
    if deviation.text:
        body.append(Text(plain(deviation.text)))
    body.append(Facts(tuple(_facts(deviation, view))))
    return Card(
        deviation_title(deviation, texts),
        why=why,
        body=tuple(body),
        controls=_controls(deviation, can, view),
        footer=_footer(deviation, texts),
    )


def deviation_title(deviation: Deviation, texts: Texts) -> str:
    """Return "Afvigelse AFV-3: Døren stod åben"."""
    return texts("deviations.title", number=deviation.number, title=deviation.title)


def state_of(deviation: Deviation, texts: Texts) -> str:
    """Return where a deviation is, in a few words; that it was opened again goes with it."""
    state = texts(f"deviations.state.{deviation.state.value}")
    if deviation.is_open and deviation.reopened:
        return texts.plural("deviations.state.reopened", deviation.reopened, state=state)
    return state


def list_card(found: Sequence[Deviation], view: View, *, closed: bool) -> Card:
    """Return the open deviations that the reader may see, or the closed ones."""
    texts = view.texts
    title = texts("deviations.closed-list" if closed else "deviations.open-list")
    other = Button(
        texts("button.deviations-open" if closed else "button.deviations-closed"),
        LIST,
        "" if closed else "closed",
    )
    new = Button(texts("button.register-deviation"), NEW, style=Style.PRIMARY, opens=True)
    if not found:
        key = "deviations.none-closed" if closed else "deviations.none-open"
        nothing = Text(plain(texts(key)), Tone.MUTED)
        return Card(title, body=(nothing,), controls=(new, other))
    rows = tuple(fact(one.number, _row(one, texts)) for one in found[:MOST])
    options = tuple(
        Option(f"{one.number} {one.title}"[:_LONGEST_OPTION], one.id)
        for one in found[:_MOST_OPTIONS]
    )
    more = len(found) - len(rows)
    return Card(
        title,
        body=(Facts(rows),),
        controls=(Select(texts("deviations.choose"), SHOW, options), new, other),
        footer=texts.plural("deviations.more", more) if more else "",
    )


def unreadable_card(texts: Texts) -> Card:
    """Return what is said to who marks a message in a place that the bot cannot read."""
    return Card(
        texts("deviations.unreadable-title"),
        why=texts("deviations.why-reaction"),
        body=(Text(plain(texts("deviations.unreadable")), Tone.WARNING),),
        controls=(_registers("", texts),),
    )


def offer_card(text: str, link: str, value: str, texts: Texts) -> Card:
    """Return the question whether a marked message is a deviation, with what the message says."""
    body: list[Element] = [Text(plain(text))] if text else []
    if link:
        body.append(Text((Link(texts("deviations.message"), link),)))
    return Card(
        texts("deviations.offer-title"),
        why=texts("deviations.why-reaction"),
        body=tuple(body),
        controls=(_registers(value, texts),),
        footer=texts("deviations.offer-footer"),
    )


def _registers(value: str, texts: Texts) -> Button:
    return Button(texts("button.register-deviation"), NEW, value, style=Style.PRIMARY, opens=True)


def _row(deviation: Deviation, texts: Texts) -> str:
    if deviation.due is not None and deviation.is_open:
        return texts(
            "deviations.row-due",
            title=deviation.title,
            state=state_of(deviation, texts),
            date=texts.date_medium(deviation.due),
        )
    return texts("deviations.row", title=deviation.title, state=state_of(deviation, texts))


def _facts(deviation: Deviation, view: View) -> Iterator[Fact]:
    texts, organisation = view.texts, view.organisation
    yield fact(texts("deviations.field.state"), state_of(deviation, texts))
    if deviation.severity is not None:
        severity = texts(f"deviations.severity.{deviation.severity.value}")
        yield fact(texts("deviations.field.severity"), severity)
    unit = organisation.unit.get(deviation.unit_id or "")
    if unit is not None:
        yield fact(texts("deviations.field.unit"), unit.name.in_language(texts.language))
    yield _registered(deviation, view)
    if deviation.origin.link:
        link = (Link(texts("deviations.message"), deviation.origin.link),)
        yield Fact(texts("deviations.field.origin"), (link,))
    owner = bearer_line(deviation.owner, organisation, texts, view.on, accountable=False)
    yield Fact(texts("deviations.field.owner"), (owner,))
    for name in ("correction", "cause"):
        if said := getattr(deviation, name):
            yield fact(texts(f"deviations.field.{name}"), said)
    if deviation.elsewhere is not None:
        answer = texts("answer.yes" if deviation.elsewhere else "answer.no")
        yield fact(texts("deviations.field.elsewhere"), answer)
    if view.ask is not None:
        yield fact(texts("deviations.field.ask"), result_text(view.ask, texts))
    if found := actions(deviation, organisation.plan):
        lines = tuple(_action(task, view) for task in found)
        yield Fact(texts("deviations.field.actions"), lines)
    yield from _effect(deviation, view)
    if deviation.reason:
        yield fact(texts("deviations.field.reason"), deviation.reason)
    if deviation.closed_at is not None:
        yield _moment("closed", deviation.closed_by, texts.moment(deviation.closed_at), view)


def _registered(deviation: Deviation, view: View) -> Fact:
    moment = view.texts.moment(deviation.registered_at)
    return _moment("registered", deviation.registered_by, moment, view)


def _moment(name: str, person_id: str | None, moment: str, view: View) -> Fact:
    person = view.organisation.person.get(person_id or "")
    label = view.texts(f"deviations.field.{name}")
    return fact(label, f"{person.name}, {moment}" if person else moment)


def _action(task: PlanTask, view: View) -> Line:
    """Return one corrective action with its R, where it is, and its deadline."""
    return plain(
        view.texts(
            "deviations.action",
            title=title_of(task, view.texts),
            person=bearer_name(task.responsible, view.organisation, view.texts),
            state=state_text(task, view.texts, view.on),
            date=due_text(task, view.texts),
        )
    )


def _effect(deviation: Deviation, view: View) -> Iterator[Fact]:
    """Yield when and of whom it is asked whether the actions worked, and what was answered."""
    texts, effect = view.texts, deviation.effect
    if effect is None:
        return
    lines = [
        plain(
            texts(
                "deviations.effect-answer",
                answer=texts(f"deviations.effect.{said.answer.value}"),
                person=_name(said.by, view),
                moment=texts.moment(said.at),
            )
            + (f" {said.comment}" if said.comment else "")
        )
        for said in effect.answers
    ]
    if effect.verdict is None:
        asked = bearer_name(effect.asked, view.organisation, texts)
        day = texts.date_medium(effect.due)
        lines.append(plain(texts("deviations.effect-due", person=asked, date=day)))
    yield Fact(texts("deviations.field.effect"), tuple(lines))


def _name(person_id: str | None, view: View) -> str:
    person = view.organisation.person.get(person_id or "")
    return person.name if person else view.texts("plan.somebody-gone")


def _controls(deviation: Deviation, can: Sequence[Step], view: View) -> tuple[Control, ...]:
    texts = view.texts
    leading = NEXT.get(deviation.state)
    order = sorted(can, key=lambda step: step is not leading)
    buttons = [
        Button(
            texts(f"button.deviation-{step.value}"),
            f"deviations.{step.value}",
            deviation.id,
            Style.PRIMARY if step is leading else Style.NORMAL,
            opens=True,
        )
        for step in order
    ]
    for task in actions(deviation, view.organisation.plan):
        if task.is_open:
            buttons.append(Button(texts("button.show-task"), "plan.task", task.id))
            break
    if can:
        buttons += _asking(deviation, view)
        buttons.append(involve_button(deviation.subject, texts))
    buttons.append(Button(texts("button.deviations-open"), LIST))
    return tuple(buttons)


def _asking(deviation: Deviation, view: View) -> Iterator[Button]:
    """Yield what shows the answers from elsewhere, or asks for them."""
    if view.ask is not None:
        yield Button(view.texts("asks.button.show"), SHOW_ASK, view.ask.id)
    running = view.ask is not None and view.ask.state is AskState.OPEN
    if deviation.elsewhere and deviation.is_open and not running:
        yield Button(view.texts("asks.button.new"), NEW_ASK, deviation.subject, opens=True)


def _footer(deviation: Deviation, texts: Texts) -> str:
    """Return by when something is to be done."""
    if deviation.state is DeviationState.DONE and deviation.effect is not None:
        day = texts.date_medium(deviation.effect.due)
        return texts("deviations.footer-effect", date=day)
    if deviation.due is not None and deviation.is_open:
        return texts("deviations.footer-due", date=texts.date_medium(deviation.due))
    return ""
