"""Decisions as cards: one with all that was decided, and the register as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards.agendas import proposal_facts
from bot.cards.assignment_words import line_text, sums_text
from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.involvement import involve_button
from bot.cards.plan_words import fact
from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision, Outcome, Tally
from bot.domain.organisation import Organisation
from bot.texts import Texts

MOST = 10
"""Decisions of a list on one card."""
_MOST_OPTIONS = 25
_LONGEST_OPTION = 70


@dataclass(frozen=True)
class CarriedOut:
    """How far a decision is carried out.

    Args:
        assignments: what units were given to do, the oldest first.
        on: the local date.
        delegates: the reader may give more.
    """

    assignments: Sequence[Assignment]
    on: date
    delegates: bool = False


def decision_card(
    decision: Decision,
    organisation: Organisation,
    texts: Texts,
    carried_out: CarriedOut | None = None,
) -> Card:
    """Return a decision with what it rests on, how far it is carried out, and its evidence."""
    label = texts("button.evidence-pack")
    facts = [*decision_facts(decision, organisation, texts)]
    delegate: tuple[Button, ...] = ()
    silent: tuple[Button, ...] = ()
    if carried_out is not None:
        facts += _carried_out(carried_out, organisation, texts)
        if carried_out.assignments:
            silent = (Button(texts("assignments.button.list"), "assignments.list"),)
        if carried_out.delegates and decision.outcome is Outcome.ADOPTED:
            name, about = texts("assignments.button.delegate"), f"decision/{decision.id}"
            delegate = (
                Button(name, "assignments.give", about, Style.PRIMARY, opens=True),
                involve_button(about, texts),
            )
    return Card(
        decision_title(decision, texts),
        body=(Facts(tuple(facts)),),
        controls=(
            *delegate,
            Button(label, "decisions.evidence", decision.id),
            Button(texts("button.decisions"), "decisions.list"),
            *silent,
        ),
        footer=texts("decisions.footer", digest=decision.digest[:12]) if decision.digest else "",
    )


def decision_button(decision_id: str | None, texts: Texts) -> tuple[Button, ...]:
    """Return the button that shows a decision; none where there is none."""
    if decision_id is None:
        return ()
    return (Button(texts("button.see-decision"), "decisions.show", decision_id),)


def decision_title(decision: Decision, texts: Texts) -> str:
    """Return "Beslutning 2026-014: Indkøb af sikkerhedsnøgler"."""
    return texts("decisions.title", number=decision.number, title=decision.title)


def decision_facts(decision: Decision, organisation: Organisation, texts: Texts) -> Iterator[Fact]:
    """Iterate over what was decided, by whom and how, and what it rests on."""
    outcome = texts(f"meetings.outcome.{decision.outcome.value}")
    yield fact(texts("decisions.field.outcome"), outcome)
    yield fact(texts("decisions.field.mode"), texts(f"decisions.mode.{decision.mode.value}"))
    yield fact(texts("decisions.field.at"), texts.moment(decision.decided_at))
    committee = organisation.committee.get(decision.committee_id or "")
    if committee is not None:
        name = committee.name.in_language(texts.language)
        yield fact(texts("decisions.field.committee"), name)
    if decision.tally is not None:
        yield fact(texts("decisions.field.votes"), votes_text(decision.tally, texts))
    recorder = organisation.person.get(decision.recorded_by or "")
    if recorder is not None:
        yield fact(texts("decisions.field.recorded-by"), recorder.name)
    yield from proposal_facts(decision.proposal, decision.basis, organisation, texts)
    for paper in decision.basis.papers:
        label = texts("decisions.field.digest", file=paper.name)
        yield fact(label, paper.sha256)
    if decision.remarks:
        rows = tuple(plain(remark) for remark in decision.remarks)
        yield Fact(texts("decisions.field.remarks"), rows)
    if decision.digest:
        yield fact(texts("decisions.field.version"), decision.digest)


def _carried_out(
    carried_out: CarriedOut, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    """Yield the sums of a decision's assignments, and each of them; nothing without any."""
    if not carried_out.assignments:
        return
    on = carried_out.on
    rows = [sums_text(carried_out.assignments, texts, on)]
    rows += [line_text(one, organisation, texts, on) for one in carried_out.assignments]
    yield Fact(texts("assignments.field.sums"), tuple(plain(row) for row in rows))


def register_card(
    found: Sequence[Decision], organisation: Organisation, words: str, texts: Texts
) -> Card:
    """Return the register, the newest first, or what was found in it."""
    title = texts("decisions.found", words=words) if words else texts("decisions.register")
    if not found:
        key = "decisions.none-found" if words else "decisions.none"
        return Card(title, body=(Text(plain(texts(key)), Tone.MUTED),))
    zone = ZoneInfo(organisation.profile.timezone)
    rows = tuple(
        fact(
            one.number,
            texts(
                "decisions.row",
                title=one.title,
                outcome=texts(f"meetings.outcome.{one.outcome.value}"),
                date=texts.date_medium(one.decided_at.astimezone(zone).date()),
            ),
        )
        for one in found[:MOST]
    )
    options = tuple(
        Option(f"{one.number} {one.title}"[:_LONGEST_OPTION], one.id)
        for one in found[:_MOST_OPTIONS]
    )
    more = len(found) - len(rows)
    return Card(
        title,
        body=(Facts(rows),),
        controls=(Select(texts("decisions.choose"), "decisions.show", options),),
        footer=texts.plural("decisions.more", more) if more else "",
    )


def votes_text(tally: Tally, texts: Texts) -> str:
    """Return how many voted for and against, and how many took part."""
    return texts(
        "decisions.votes",
        favour=tally.for_,
        against=tally.against,
        abstained=tally.abstained,
        recused=tally.recused,
        n=tally.represented,
        m=tally.of,
    )
