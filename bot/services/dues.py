"""What is owed beside the wheel and the plan, read from the records that stand now.

Records come and go daily and are not part of the organisation's picture; only who tells of them,
and who asks what they owe themselves, reads them.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.asks import Ask
from bot.domain.assignments import Assignment
from bot.domain.deviations import Deviation
from bot.domain.due_rules import (
    ask_dues,
    assignment_dues,
    deviation_dues,
    input_dues,
    involvement_dues,
)
from bot.domain.dues import Due, DueBook, DueKind, record_of
from bot.domain.errors import BadInput
from bot.domain.inputs import Input
from bot.domain.involvement import Involvement
from bot.domain.letter_lines import Concern, ToldDue, told_dues
from bot.domain.organisation import Organisation
from bot.services.ports import Storage, UnitOfWork

Record = Input | Assignment | Ask | Deviation
Find = Callable[[str], Awaitable[Record | None]]

PREFIXES = ("input", "assignment", "ask", "deviation")
"""What the records of which something is owed are called, in the order in which they are locked."""

CASES = (*PREFIXES, "decision")
"""In these people are consulted."""


@dataclass(frozen=True)
class Dues:
    """Reads what is owed."""

    async def open(self, work: UnitOfWork, organisation: Organisation) -> tuple[Due, ...]:
        """Return all that is owed."""
        found: list[Due] = []
        for records in (work.inputs, work.assignments, work.asks, work.deviations):
            for record in await records.open():
                found += dues_of(record, organisation)
        for involvement in await work.involvements.open():
            found += await _consulted(work, involvement, organisation)
        return tuple(found)

    async def about(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        keys: Collection[str],
        *,
        lock: bool = False,
    ) -> DueBook:
        """Return what is still owed of all that is named.

        Args:
            work: the transaction.
            organisation: as it stands.
            keys: of what was owed once.
            lock: let nobody change the records until the transaction ends.
        """
        return await book_of(work, organisation, {record_of(key) for key in keys}, lock=lock)


@dataclass(frozen=True)
class DueDesk:
    """Answers what a person owes.

    Args:
        storage: where the records stand.
        dues: reads them.
    """

    storage: Storage
    dues: Dues

    async def owed_by(
        self, organisation: Organisation, person_id: str, on: date
    ) -> Sequence[ToldDue]:
        """Return what the person owes on the local date `on`, the most pressing first.

        What is late of others is told to whoever answers for it.
        """
        async with self.storage.read() as work:
            found = await self.dues.open(work, organisation)
        shown = [due for due in found if due.is_shown(on)]
        titles = {record_of(due.key): f"{due.number} {due.title}" for due in shown}
        book = DueBook({due.key: due for due in shown}, titles)
        told = told_dues(book.owed, person_id, organisation, on, book)
        return [one for one in told if _is_owed(one)]

    async def told(self, organisation: Organisation, key: str, person_id: str, on: date) -> ToldDue:
        """Return what something owed is to a person on the local date `on`.

        Raises:
            BadInput: there is no such record, or it is none of the person's business.
        """
        async with self.storage.read() as work:
            book = await self.dues.about(work, organisation, [key])
        told = told_dues([key], person_id, organisation, on, book)
        if not told or (key in book.owed and told[0].due is None):
            raise BadInput("lookup-gone")
        return told[0]


def _is_owed(told: ToldDue) -> bool:
    """Tell whether something waits for the reader: as R, as A of what is late, or without an R."""
    without = told.people is not None and not told.people.responsible
    late = told.concern in (Concern.LATE, Concern.SOON, Concern.OTHERS_LATE)
    return late or (without and told.concern is Concern.ACCOUNTABLE)


async def book_of(
    work: UnitOfWork, organisation: Organisation, subjects: Collection[str], *, lock: bool = False
) -> DueBook:
    """Return what is owed of records, and what they are called; see `Dues.about`."""
    owed: list[Due] = []
    titles: dict[str, str] = {}
    for subject in sorted(subjects, key=_in_order):
        record = await _record(work, subject, lock=lock)
        if record is not None:
            owed += dues_of(record, organisation)
            titles[subject] = _title(record)
        find = work.involvements.lock if lock else work.involvements.find
        involvement = await find(subject)
        if involvement is not None:
            titles[subject] = " ".join(filter(None, await _case(work, subject)))
            owed += await _consulted(work, involvement, organisation)
    return DueBook({due.key: due for due in owed}, titles)


def dues_of(record: Record, organisation: Organisation) -> Sequence[Due]:
    """Return what is owed of a record."""
    match record:
        case Input():
            return input_dues(record, organisation)
        case Assignment():
            return assignment_dues(record, organisation)
        case Ask():
            return ask_dues(record, organisation)
        case Deviation():
            return deviation_dues(record, organisation)


def keys_of(subject: str, record: Record | None, involvement: Involvement | None) -> Sequence[str]:
    """Return the keys of all that can ever be owed of a record.

    Args:
        subject: the record's.
        record: the record; None where only an involvement is known.
        involvement: who is consulted in it.
    """
    keys = [f"{kind.value}:{subject}" for kind in DueKind]
    if isinstance(record, Ask):
        keys += [f"{DueKind.ASK.value}:{subject}/{key}" for key in record.keys]
    if involvement is not None:
        people = (one.person_id for one in involvement.consulted)
        keys += [f"{DueKind.CONSULTATION.value}:{subject}/{person}" for person in people]
    return keys


async def all_keys(work: UnitOfWork, subject: str) -> Sequence[str]:
    """Return the keys of all that can ever be owed of what is called `subject`."""
    record = await _record(work, subject, lock=False)
    return keys_of(subject, record, await work.involvements.find(subject))


async def _record(work: UnitOfWork, subject: str, *, lock: bool) -> Record | None:
    prefix, _, record_id = subject.partition("/")
    finders: Mapping[str, tuple[Find, Find]] = {
        "input": (work.inputs.find, work.inputs.lock),
        "assignment": (work.assignments.find, work.assignments.lock),
        "ask": (work.asks.find, work.asks.lock),
        "deviation": (work.deviations.find, work.deviations.lock),
    }
    if prefix not in finders:
        return None
    find, locked = finders[prefix]
    return await (locked if lock else find)(record_id)


async def _consulted(
    work: UnitOfWork, involvement: Involvement, organisation: Organisation
) -> Sequence[Due]:
    number, title = await _case(work, involvement.subject)
    return involvement_dues(involvement, number, title, organisation)


async def _case(work: UnitOfWork, subject: str) -> tuple[str, str]:
    """Return the number and the title of a case."""
    prefix, _, record_id = subject.partition("/")
    if prefix == "decision":
        decision = await work.decisions.find(record_id)
        return (decision.number, decision.title) if decision else ("", subject)
    record = await _record(work, subject, lock=False)
    return (record.number, _words(record)) if record else ("", subject)


def _title(record: Record) -> str:
    return f"{record.number} {_words(record)}"


def _words(record: Record) -> str:
    return record.question if isinstance(record, Ask) else record.title


def _in_order(subject: str) -> tuple[int, str]:
    prefix = subject.partition("/")[0]
    return (PREFIXES.index(prefix) if prefix in PREFIXES else len(PREFIXES), subject)
