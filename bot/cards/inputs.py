"""An input with where it is in its flow, and what its reader may do with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Option,
    Picture,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.flows import lane_name, lane_word, step_lines
from bot.cards.input_steps import step_controls
from bot.cards.involvement import involve_button
from bot.cards.plan_words import fact
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.committees import Committee
from bot.domain.decisions import Decision
from bot.domain.flow_rules import current
from bot.domain.flows import FlowStep, InputType, Urgency
from bot.domain.inputs import Input, InputState
from bot.domain.organisation import Organisation
from bot.texts import Texts

MOST = 12
"""Inputs of a list on one card."""
_MOST_OPTIONS = 25
_LONGEST_OPTION = 70
_UNTRIAGED = frozenset({InputState.RECEIVED, InputState.TRIAGE})
_REPORTED = frozenset({AssignmentState.REPORTED, AssignmentState.ACCEPTED, AssignmentState.CLOSED})


@dataclass(frozen=True)
class Shown:
    """An input and its reader.

    Args:
        item: the input.
        kind: its type; None when it is gone.
        organisation: as it stands.
        on: the local date.
        handles: the reader is of the function.
        marks: the current steps that the reader may mark.
        decisions, assignments: what belongs to it.
        reader: the reader's id.
    """

    item: Input
    kind: InputType | None
    organisation: Organisation
    on: date
    handles: bool = False
    marks: Sequence[FlowStep] = ()
    decisions: Sequence[Decision] = ()
    assignments: Sequence[Assignment] = field(default_factory=tuple)
    reader: str = ""


def input_title(item: Input, texts: Texts) -> str:
    """Return "IN-12: Hul i fjernadgangen"."""
    return texts("inputs.title", number=item.number, title=item.title)


def input_card(
    shown: Shown,
    texts: Texts,
    *,
    why: str = "",
    notice: str = "",
    picture: Picture | None = None,
    whole: bool = False,
) -> Card:
    """Return an input.

    Args:
        shown: the input and its reader.
        texts: the reader's language.
        why: why the reader gets it; "" for an answer.
        notice: what was just done.
        picture: of its flow.
        whole: list every step of the flow; the picture says the same.
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
    if shown.item.text:
        body.append(Text(plain(shown.item.text)))
    body.append(Facts(tuple(_facts(shown, texts))))
    if picture is not None:
        body.append(picture)
    if whole:
        body.append(Facts(step_lines(shown.item, shown.organisation, texts)))
    return Card(
        input_title(shown.item, texts),
        why=why,
        body=tuple(body),
        controls=tuple(_controls(shown, texts, whole=whole)),
        footer=_footer(shown, texts),
    )


def told_card(shown: Shown, texts: Texts, why: str) -> Card:
    """Return what whoever brought an input is told of it: what was decided, or that it is over."""
    item = shown.item
    body: list[Element] = [Text(plain(texts(f"inputs.told.{item.state.value}")))]
    facts = [fact(texts("inputs.field.type"), type_name(shown, texts))]
    if item.reason:
        facts.append(fact(texts("inputs.field.reason"), item.reason))
    facts += _decided(shown, texts)
    body.append(Facts(tuple(facts)))
    show = Button(texts("button.show-input"), "inputs.show", item.id)
    return Card(input_title(item, texts), why=why, body=tuple(body), controls=(show,))


def list_card(
    found: Sequence[Shown], organisation: Organisation, texts: Texts, *, start: int, handles: bool
) -> Card:
    """Return the open inputs, each with its current step.

    Args:
        found: all of them, the most urgent first.
        organisation: for the lanes' names.
        texts: the reader's language.
        start: how many were shown before.
        handles: the reader is of the function.
    """
    shown = found[start : start + MOST]
    rows = tuple(fact(one.item.number, _row(one, texts)) for one in shown)
    body: tuple[Element, ...] = (Facts(rows),)
    if not rows:
        body = (Text(plain(texts("inputs.none")), Tone.MUTED),)
    controls: list[Control] = [
        Button(texts("button.new-input"), "inputs.new", style=Style.PRIMARY, opens=True)
    ]
    if options := _options(shown, texts):
        controls.append(Select(texts("inputs.choose"), "inputs.show", options))
    more = len(found) - start - len(shown)
    if more > 0:
        controls.append(Button(texts("button.more"), "inputs.list", str(start + MOST)))
    if handles:
        controls.append(Button(texts("button.input-types"), "inputs.types"))
    footer = texts.plural("inputs.more", more) if more > 0 else ""
    return Card(texts("inputs.list"), body=body, controls=tuple(controls), footer=footer)


def type_name(shown: Shown, texts: Texts) -> str:
    """Return the name of the input's type; of one that is gone, its flow's."""
    named = shown.kind.name if shown.kind else shown.item.flow.name
    return named.in_language(texts.language)


def _facts(shown: Shown, texts: Texts) -> Iterator[Fact]:
    item = shown.item
    yield fact(texts("inputs.field.state"), texts(f"inputs.state.{item.state.value}"))
    yield fact(texts("inputs.field.type"), type_name(shown, texts))
    yield fact(texts("inputs.field.urgency"), texts(f"inputs.urgency.{item.urgency.value}"))
    yield fact(texts("inputs.field.received"), _received(shown, texts))
    if origin := _origin(item, texts):
        yield fact(texts("inputs.field.origin"), origin)
    if item.basis.links:
        yield Fact(texts("inputs.field.links"), tuple(plain(link) for link in item.basis.links))
    if item.reason:
        yield fact(texts("inputs.field.reason"), item.reason)
    yield from _decided(shown, texts)
    if shown.assignments:
        yield fact(texts("inputs.field.assignments"), _sums(shown.assignments, texts))
    if item.state not in _UNTRIAGED:
        for step in current(item):
            yield fact(texts("inputs.field.now"), _current(step, shown.organisation, texts))


def _received(shown: Shown, texts: Texts) -> str:
    person = shown.organisation.person.get(shown.item.received_by or "")
    moment = texts.moment(shown.item.received_at)
    if person is None:
        return moment
    return texts("inputs.received-by", moment=moment, person=person.name)


def _origin(item: Input, texts: Texts) -> str:
    words = item.origin.words.in_language(texts.language)
    link = "" if item.origin.link in item.basis.links else item.origin.link
    return " ".join(part for part in (words, link) if part)


def _decided(shown: Shown, texts: Texts) -> Iterator[Fact]:
    for decision in shown.decisions:
        outcome = texts(f"meetings.outcome.{decision.outcome.value}")
        said = texts("inputs.decision", number=decision.number, outcome=outcome)
        yield fact(texts("inputs.field.decision"), said)


def _sums(assignments: Sequence[Assignment], texts: Texts) -> str:
    live = [one for one in assignments if one.state is not AssignmentState.WITHDRAWN]
    reported = sum(one.state in _REPORTED for one in live)
    return texts.plural("inputs.assignments", len(live), reported=reported)


def _current(step: FlowStep, organisation: Organisation, texts: Texts) -> str:
    said = texts(
        "inputs.step",
        step=step.n,
        role=lane_name(step.role_id, organisation, texts),
        text=step.text.in_language(texts.language),
    )
    when = step.when.in_language(texts.language)
    return texts("inputs.step-when", said=said, when=when) if when else said


def _controls(shown: Shown, texts: Texts, *, whole: bool) -> Iterator[Control]:
    item = shown.item
    if item.state in _UNTRIAGED:
        if shown.handles:
            yield from _triage_controls(shown, texts)
    elif not item.is_over:
        yield from step_controls(
            item, shown.marks, shown.organisation, texts, handles=shown.handles
        )
    if not whole:
        yield Button(texts("button.show-flow"), "inputs.show", item.id)
    if shown.handles and item.state not in _UNTRIAGED:
        yield involve_button(item.subject, texts)
    if shown.handles and not item.is_over:
        yield Button(texts("asks.button.new"), "asks.new", item.subject, opens=True)
    if shown.handles and item.state not in _UNTRIAGED and not item.is_over:
        yield Button(texts("button.close-input"), "inputs.close", item.id, opens=True)
    yield Button(texts("button.inputs"), "inputs.list")


def _triage_controls(shown: Shown, texts: Texts) -> Iterator[Control]:
    """Iterate over the three ways, and what is done before one is chosen."""
    item = shown.item
    open_ = [one for one in shown.organisation.committees if not one.is_closed(shown.on)]
    for committee in open_:
        yield _present(item, committee, texts, alone=len(open_) == 1)
    handle = texts("button.handle-operationally")
    yield Button(handle, "inputs.handle", item.id, opens=True)
    yield Button(texts("button.not-relevant"), "inputs.not-relevant", item.id, opens=True)
    if item.state is InputState.RECEIVED:
        yield Button(texts("button.take-over"), "inputs.take", item.id)
    urgencies = tuple(
        Option(texts(f"inputs.urgency.{one.value}"), f"{item.id} {one.value}")
        for one in Urgency
        if one is not item.urgency
    )
    yield Select(texts("inputs.change-urgency"), "inputs.urgency", urgencies)


def _present(item: Input, committee: Committee, texts: Texts, *, alone: bool) -> Button:
    name = committee.name.in_language(texts.language)
    if alone:
        name = name[:1].lower() + name[1:]
    label = texts("button.bring-to-committee", committee=name)
    return Button(
        label,
        "inputs.present",
        f"{item.id} {committee.id}",
        Style.PRIMARY if alone else Style.NORMAL,
    )


def _footer(shown: Shown, texts: Texts) -> str:
    item = shown.item
    if item.state in _UNTRIAGED and item.triage_by is not None:
        day = texts.date_long(item.triage_by)
        late = item.triage_by < shown.on
        return texts("inputs.triage-late" if late else "inputs.triage-by", date=day)
    if item.closed_at is not None:
        return texts("inputs.over-at", moment=texts.moment(item.closed_at))
    return texts("inputs.function-follows")


def _row(one: Shown, texts: Texts) -> str:
    item = one.item
    parts = [item.title]
    if item.urgency is not Urgency.NORMAL:
        parts.append(texts(f"inputs.urgency.{item.urgency.value}"))
    parts.append(type_name(one, texts))
    parts.append(_where(one, texts))
    return " · ".join(parts)


def _where(one: Shown, texts: Texts) -> str:
    """Return the current step, or by when it is decided what becomes of the input."""
    item = one.item
    if item.state in _UNTRIAGED:
        if item.triage_by is None:
            return texts(f"inputs.state.{item.state.value}")
        return texts("inputs.to-triage", date=texts.date_day(item.triage_by))
    step = current(item)[0]
    lane = lane_word(step.role_id, one.organisation, texts)
    return texts("inputs.at-step", step=step.n, of=item.flow.steps[-1].n, role=lane)


def _options(shown: Sequence[Shown], texts: Texts) -> tuple[Option, ...]:
    return tuple(
        Option(input_title(one.item, texts)[:_LONGEST_OPTION], one.item.id)
        for one in shown[:_MOST_OPTIONS]
    )
