"""How an assignment, its answers and the sums of several are written: card, agenda, register."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.assignment_sums import Sums, sums_of
from bot.domain.assignments import Assignment, AssignmentState, EffectCheck, Feedback
from bot.domain.occurrence_dates import workdays_between
from bot.domain.organisation import Organisation
from bot.texts import Texts

_SHORT = 160


def unit_name(assignment: Assignment, organisation: Organisation, texts: Texts) -> str:
    """Return what the unit is called; of one that is gone, its id."""
    unit = organisation.unit.get(assignment.unit_id)
    return unit.name.in_language(texts.language) if unit else assignment.unit_id


def person_name(person_id: str | None, organisation: Organisation, texts: Texts) -> str:
    """Return somebody's name; of somebody who is gone, that they are."""
    person = organisation.person.get(person_id or "")
    return person.name if person else texts("assignments.somebody-gone")


def answers_text(feedback: Feedback, texts: Texts) -> str:
    """Return "Anvisning fulgt: ja · Gennemført med succes: nej"."""
    return texts(
        "assignments.answers",
        followed=texts(f"assignments.answer.{feedback.followed.value}").lower(),
        successful=texts(f"assignments.answer.{feedback.successful.value}").lower(),
    )


def effect_text(effect: EffectCheck, texts: Texts) -> str:
    """Return whether it worked, or when that is asked."""
    if effect.verdict is None:
        return texts("assignments.effect-due", date=texts.date_medium(effect.due))
    answer = texts(f"assignments.answer.{effect.verdict.value}").lower()
    return texts("assignments.effect-said", answer=answer)


def state_text(assignment: Assignment, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return where an assignment is, in a few words: for a line of a list."""
    due = texts.date_medium(assignment.due)
    if assignment.is_late(on):
        calendar = organisation.wheel.calendar
        days = workdays_between(calendar, assignment.due, on)
        return texts.plural("assignments.line.late", days, date=due)
    match assignment.state:
        case AssignmentState.SENT_BACK | AssignmentState.WITHDRAWN:
            reason = short(assignment.reason)
            return texts(f"assignments.line.{assignment.state.value}", reason=reason)
        case AssignmentState.REPORTED | AssignmentState.ACCEPTED | AssignmentState.CLOSED:
            return " · ".join(_reported(assignment, texts))
    return texts(f"assignments.line.{assignment.state.value}", date=due)


def line_text(
    assignment: Assignment,
    organisation: Organisation,
    texts: Texts,
    on: date,
    deviation: str = "",
) -> str:
    """Return an assignment as a line of the agenda or of a decision.

    Args:
        assignment, organisation, texts: the assignment, and for whom it is written.
        on: the local date.
        deviation: the number of the deviation that follows it up, or "".
    """
    said = texts(
        "assignments.line",
        number=assignment.number,
        unit=unit_name(assignment, organisation, texts),
        title=short(assignment.title),
        state=state_text(assignment, organisation, texts, on),
    )
    if deviation:
        said = f"{said} · {texts('assignments.line.deviation', number=deviation)}"
    return said


def sums_text(assignments: Sequence[Assignment], texts: Texts, on: date) -> str:
    """Return "4 opgaver: 1 fulgt og gennemført, 1 nej, 1 sendt tilbage, 1 uden svar"."""
    sums = sums_of(assignments, on)
    said = ", ".join(_sums(sums, texts))
    total = texts.plural("assignments.sum.total", sums.total)
    return texts("assignments.sums", total=total, said=said) if said else total


def short(text: str) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"


def _sums(sums: Sums, texts: Texts) -> Iterator[str]:
    for name in ("yes", "partly", "no", "sent_back", "silent", "late", "withdrawn"):
        if count := getattr(sums, name):
            yield texts.plural(f"assignments.sum.{name.replace('_', '-')}", count)


def _reported(assignment: Assignment, texts: Texts) -> Iterator[str]:
    if assignment.feedback:
        last = assignment.feedback[-1]
        yield answers_text(last, texts)
        if last.comment:
            yield texts("assignments.line.comment", text=short(last.comment))
    yield texts(f"assignments.line.{assignment.state.value}")
    if assignment.effect is not None:
        yield effect_text(assignment.effect, texts)
