"""How far the work on an occurrence has come: what was done, by whom, and what shows it."""

from collections.abc import Iterator
from datetime import date

from bot.cards.elements import Fact, Line, plain
from bot.domain.occurrence_answers import Answer, PlanState, read_answer
from bot.domain.occurrences import (
    ENDED,
    Evidence,
    Occurrence,
    OccurrenceState,
    Part,
    Request,
    Wish,
)
from bot.domain.organisation import Organisation
from bot.domain.wheel import WheelItem
from bot.domain.wheel_people import PartPeople, people_on
from bot.texts import Texts


def progress_facts(
    occurrence: Occurrence,
    item: WheelItem,
    people: PartPeople,
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    acted: bool,
    shown: bool,
) -> Iterator[Fact]:
    """Iterate over what is known of a part's progress, and of the whole's.

    Args:
        acted: who has done what, unless it is said already.
        shown: the answer and the evidence too.
    """
    part = people.part
    yield Fact(texts("occurrences.status"), (plain(status_text(occurrence, part, texts, on)),))
    done, total = people_on(organisation, on).progress_of(occurrence)
    if total > 1:
        told = texts("occurrences.parts", done=done, total=total)
        yield Fact(texts("occurrences.whole"), (plain(told),))
    if occurrence.request:
        lines = tuple(request_lines(occurrence.request, organisation, texts))
        yield Fact(texts("occurrences.request"), lines)
    if part.snoozed_until and part.snoozed_until > on:
        until = texts.date_medium(part.snoozed_until)
        yield Fact(texts("occurrences.snoozed"), (plain(until),))
    if acted and (lines := tuple(_acted(part, organisation, texts))):
        yield Fact(texts("occurrences.acted"), lines)
    if occurrence.reason:
        yield Fact(texts("occurrences.reason"), (plain(occurrence.reason),))
    if part.remark:
        yield Fact(texts("occurrences.remark"), (plain(part.remark),))
    if shown:
        yield from _shown(item, part, texts)


def status_text(occurrence: Occurrence, part: Part, texts: Texts, on: date) -> str:
    """Return where a part is, and that it is late or was postponed."""
    state = occurrence.state if occurrence.state in ENDED else part.state
    if state is OccurrenceState.PLANNED and occurrence.state is OccurrenceState.REMINDED:
        state = occurrence.state
    words = [texts(f"occurrences.state.{state.value}")]
    if occurrence.is_late(on) and state not in (OccurrenceState.TO_APPROVE, OccurrenceState.DONE):
        words.append(texts("occurrences.late"))
    if occurrence.due > occurrence.planned and occurrence.is_open:
        words.append(texts("occurrences.postponed"))
    return " · ".join(words)


def request_lines(request: Request, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    """Iterate over what R asks A for, and why."""
    key = "postpone" if request.wish is Wish.POSTPONE else "lapse"
    due = texts.date_medium(request.due) if request.due else ""
    person = organisation.person[request.by].name
    yield plain(texts(f"occurrences.asks-{key}", person=person, date=due))
    yield plain(request.reason)


def _acted(part: Part, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    """Iterate over who has done what, and when."""
    if part.done_by and part.done_at and part.done_by in organisation.person:
        name = organisation.person[part.done_by].name
        yield plain(texts("occurrences.did", person=name, date=texts.moment(part.done_at)))
    if part.approved_by and part.approved_at and part.approved_by in organisation.person:
        name = organisation.person[part.approved_by].name
        lapsed = part.state is OccurrenceState.LAPSED
        key = "let-lapse" if lapsed else "approved"
        yield plain(texts(f"occurrences.{key}", person=name, date=texts.moment(part.approved_at)))


def _shown(item: WheelItem, part: Part, texts: Texts) -> Iterator[Fact]:
    """Iterate over the answer and what shows it; a file is offered by the details alone."""
    if part.answer:
        answer = read_answer(item.activity_id, part.answer)
        lines = tuple(plain(line) for line in answer_lines(answer, texts))
        yield Fact(texts("occurrences.answer"), lines)
    if part.evidence:
        yield Fact(texts("occurrences.evidence"), tuple(_evidence(part.evidence, texts)))


def answer_lines(answer: Answer, texts: Texts) -> Iterator[str]:
    """Iterate over an answer in words, without the question."""
    if answer.reviewed is not None:
        counts = {"reviewed": answer.reviewed, "removed": answer.removed}
        yield texts("occurrences.counted", **counts)
    if answer.plan is not None:
        updated = answer.plan is PlanState.UPDATED
        yield texts("occurrences.plan.updated" if updated else "occurrences.plan.sufficient")
    if answer.text:
        yield answer.text


def _evidence(evidence: Evidence, texts: Texts) -> Iterator[Line]:
    # A link that somebody typed is shown as text: only our own become links.
    for shown in (evidence.text, evidence.link):
        if shown:
            yield plain(shown)
    if evidence.file_id:
        yield plain(texts("occurrences.evidence-file"))
