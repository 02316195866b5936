"""Several assignments on one card: those just given, and who has not answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.assignment_words import short, state_text, unit_name
from bot.cards.assignments import SHOW, sent_to
from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Heading,
    Option,
    Select,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_words import fact
from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision
from bot.domain.organisation import Organisation
from bot.texts import Texts

MOST = 10
"""Assignments under one heading."""
_MOST_OPTIONS = 25
_LONGEST_OPTION = 70


@dataclass(frozen=True)
class Group:
    """Assignments of a list under one heading ("silent", "waiting", "effects", "deviating")."""

    name: str
    assignments: Sequence[Assignment]


def given_card(
    assignments: Sequence[Assignment], organisation: Organisation, texts: Texts, on: date
) -> Card:
    """Return what whoever has given assignments is told: to whom they went."""
    rows = tuple(
        fact(
            f"{one.number} · {unit_name(one, organisation, texts)}",
            sent_to(one, organisation, texts, on),
        )
        for one in assignments
    )
    title = texts.plural("assignments.given", len(assignments))
    due = texts.date_medium(assignments[0].due)
    return Card(
        title,
        body=(Text(plain(short(assignments[0].title))), Facts(rows)),
        controls=(
            _choose(assignments, organisation, texts),
            Button(texts("assignments.button.list"), "assignments.list"),
        ),
        footer=texts("assignments.given-footer", date=due),
    )


def overview_card(
    groups: Sequence[Group],
    decisions: dict[str, Decision],
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    whole: bool,
) -> Card:
    """Return who has not answered, across units and decisions.

    Args:
        groups: the assignments by what they wait for.
        decisions: by id.
        organisation, texts, on: as for a card.
        whole: of every unit; else the reader's own.
    """
    title = texts("assignments.overview" if whole else "assignments.own")
    filled = [group for group in groups if group.assignments]
    if not filled:
        key = "assignments.none" if whole else "assignments.none-own"
        return Card(title, body=(Text(plain(texts(key)), Tone.MUTED),))
    body: list[Element] = []
    for group in filled:
        count = len(group.assignments)
        body.append(Heading(texts.plural(f"assignments.group.{group.name}", count)))
        rows = (
            _overview_row(one, decisions, organisation, texts, on)
            for one in group.assignments[:MOST]
        )
        body.append(Facts(tuple(rows)))
        if count > MOST:
            more = texts.plural("assignments.more", count - MOST)
            body.append(Text(plain(more), Tone.MUTED))
    every = {one.id: one for group in filled for one in group.assignments}
    return Card(
        title,
        body=tuple(body),
        controls=(_choose(list(every.values()), organisation, texts),),
        footer=texts("assignments.overview-footer") if whole else "",
    )


def _overview_row(
    one: Assignment,
    decisions: dict[str, Decision],
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Fact:
    decision = decisions.get(one.decision_id or "")
    said = [short(one.title), state_text(one, organisation, texts, on)]
    if decision is not None:
        said.append(texts("assignments.of-decision", number=decision.number))
    label = f"{one.number} · {unit_name(one, organisation, texts)}"
    return fact(label, " · ".join(said))


def _choose(assignments: Sequence[Assignment], organisation: Organisation, texts: Texts) -> Select:
    options = tuple(
        Option(
            f"{one.number} {unit_name(one, organisation, texts)}: {one.title}"[:_LONGEST_OPTION],
            one.id,
        )
        for one in assignments[:_MOST_OPTIONS]
    )
    return Select(texts("assignments.choose"), SHOW, options)
