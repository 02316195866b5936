"""What a deviation may come from, and what the form of a new one says of it to begin with."""

from dataclasses import dataclass

from bot.domain.asks import Ask
from bot.domain.assignments import Assignment
from bot.domain.deviation_people import FUNCTION
from bot.domain.deviations import Deviation
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.inputs import Input
from bot.domain.plan import Bearer
from bot.domain.plan_rules import bears
from bot.services.permissions import Standing
from bot.services.ports import UnitOfWork
from bot.texts import Texts


@dataclass(frozen=True)
class Source:
    """Where a deviation comes from.

    Args:
        text: what is said of it there.
        unit_id: where it is known to have happened.
        link: the address of a message.
        subject: a record ("assignment/<id>").
        once: tells one mark on a message from any other, so that it is registered once.
    """

    text: str = ""
    unit_id: str | None = None
    link: str = ""
    subject: str = ""
    once: str = ""


async def source_of(work: UnitOfWork, subject: str, texts: Texts, standing: Standing) -> Source:
    """Return what is known of the record that a deviation comes from; nothing of no record.

    Raises:
        BadInput: the record is gone.
        NotAllowed: it doesn't concern the reader.
    """
    kind, _, id_ = subject.partition("/")
    if kind == "assignment":
        return _of_assignment(await work.assignments.find(id_), texts, standing)
    if kind == "input":
        return _of_input(await work.inputs.find(id_), standing)
    occurrence = standing.organisation.wheel.occurrence.get(id_)
    if kind == "occurrence" and occurrence is not None:
        item = standing.organisation.wheel.item.get(occurrence.item_id)
        label = item.label.in_language(texts.language) if item else ""
        return Source(f"{label}: " if label else "", subject=subject)
    return Source()


async def ask_of(work: UnitOfWork, deviation: Deviation | None) -> Ask | None:
    """Return what everybody was asked because of a deviation."""
    ask_id = deviation.ask_id if deviation else None
    return await work.asks.find(ask_id) if ask_id else None


def _of_assignment(found: Assignment | None, texts: Texts, standing: Standing) -> Source:
    if found is None:
        raise BadInput("lookup-gone")
    unit = standing.organisation.unit.get(found.unit_id)
    head = Bearer(person_id=unit.head_id) if unit and unit.head_id else None
    if not (
        _is(FUNCTION, standing) or (head and _is(head, standing)) or _works_in(found, standing)
    ):
        raise NotAllowed("not-allowed.see-deviation")
    comment = found.feedback[-1].comment if found.feedback else ""
    said = texts("deviations.from-assignment", number=found.number, title=found.title)
    return Source(f"{said}\n{comment}".strip(), found.unit_id, subject=found.subject)


def _of_input(found: Input | None, standing: Standing) -> Source:
    if found is None:
        raise BadInput("lookup-gone")
    mine = standing.person is not None and standing.person.id == found.received_by
    if not (mine or _is(FUNCTION, standing)):
        raise NotAllowed("not-allowed.see-deviation")
    return Source(f"{found.title}\n{found.text}".strip(), subject=found.subject)


def _works_in(found: Assignment, standing: Standing) -> bool:
    return standing.person is not None and standing.person.unit_id == found.unit_id


def _is(bearer: Bearer, standing: Standing) -> bool:
    person = standing.person
    return person is not None and bears(
        standing.organisation, bearer, person.id, standing.on, accountable=False
    )
