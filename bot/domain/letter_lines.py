"""What a line of a letter is to its reader, as things stand now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.dues import Due, DueBook, DueKind, record_of
from bot.domain.ladders import state_of
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_ladders import GIVEN, borne_until
from bot.domain.reminders import Letter, Line, Recipient, TaskLine
from bot.domain.wheel import WheelItem
from bot.domain.wheel_people import Actor, PartPeople, people_on


class Concern(StrEnum):
    """Why a line stands in somebody's letter, the most pressing first."""

    LATE = "late"
    EVIDENCE = "evidence"
    APPROVE = "approve"
    OTHERS_LATE = "others-late"
    COMMITTEE = "committee"
    RISK = "risk"
    SOON = "soon"
    NEW = "new"
    ACCOUNTABLE = "accountable"
    INFORMED = "informed"
    OVER = "over"


@dataclass(frozen=True)
class Told:
    """A line with what it is about.

    Args:
        concern: what it is to the reader.
        occurrence, item: what it is about.
        people: of the part, or of the first part for who reads of the whole.
        part: the part's key; "" for the whole.
        actor: the reader as R, with whom they stand in for; None in another letter of RACI.
    """

    concern: Concern
    occurrence: Occurrence
    item: WheelItem
    people: PartPeople
    part: str
    actor: Actor | None = None

    @property
    def deadline(self) -> date:
        """Return by when it is due."""
        return self.occurrence.due


@dataclass(frozen=True)
class ToldTask:
    """A line about a task of the plan; see `Told`."""

    concern: Concern
    task: PlanTask
    people: PartPeople
    actor: Actor | None = None

    @property
    def deadline(self) -> date:
        """Return by when it is due, or until when its risk is borne."""
        return borne_until(self.task) or self.task.deadline


@dataclass(frozen=True)
class ToldDue:
    """A line about something else that is owed; see `Told`.

    Args:
        concern: what it is to the reader.
        key: what it is.
        title: what its record is called.
        on: the local date today, which is as near as the deadline of what is owed no more.
        due: what is owed; None when it is owed no more.
        people: who owes it.
        actor: the reader as R.
        count: how many answers to one ask wait, for whoever hears of all of them.
        next: what the reader owes of the record now, where this is owed no more.
    """

    concern: Concern
    key: str
    title: str
    on: date
    due: Due | None = None
    people: PartPeople | None = None
    actor: Actor | None = None
    count: int = 1
    next: "ToldDue | None" = None

    @property
    def deadline(self) -> date:
        """Return by when it is owed."""
        return self.due.on if self.due else self.on


AnyTold = Told | ToldTask | ToldDue


def everything_in(
    letter: Letter, organisation: Organisation, on: date, dues: DueBook | None = None
) -> tuple[AnyTold, ...]:
    """Return all of a letter's lines as they are on the local date `on`, as `told_in` does.

    Args:
        letter: what was told.
        organisation: as it stands.
        on: the local date.
        dues: what is still owed of the letter's lines beside the wheel and the plan.
    """
    found: list[AnyTold] = [*told_in(letter, organisation, on)]
    found += tasks_in(letter, organisation, on)
    found += dues_in(letter, organisation, on, dues or DueBook())
    return tuple(sorted(found, key=_urgency))


def dues_in(
    letter: Letter, organisation: Organisation, on: date, dues: DueBook
) -> tuple[ToldDue, ...]:
    """Return a letter's lines about what else is owed, each once, as they are on `on`."""
    keys = (line.due_key for line in letter.dues)
    return told_dues(keys, letter.person_id, organisation, on, dues)


def told_dues(
    keys: Iterable[str], reader: str, organisation: Organisation, on: date, dues: DueBook
) -> tuple[ToldDue, ...]:
    """Return what several things owed are to a reader, the most pressing first.

    Who answers for an ask reads how many are silent, in one line.
    """
    found: dict[str, ToldDue] = {}
    for key in dict.fromkeys(keys):
        told = told_due(key, reader, organisation, on, dues)
        if told is None:
            continue
        one_of_many = told.due is not None and told.due.kind is DueKind.ASK and told.actor is None
        place = f"{told.concern}:{record_of(key)}" if one_of_many else key
        known = found.get(place)
        found[place] = replace(known, count=known.count + 1) if known else told
    owed = {record_of(told.key) for told in found.values() if told.due}
    # Of a record of which something is owed now it is not said that something else no more is.
    shown = (told for told in found.values() if told.due or record_of(told.key) not in owed)
    return tuple(sorted(shown, key=_urgency))


def told_due(
    key: str, reader: str, organisation: Organisation, on: date, dues: DueBook
) -> ToldDue | None:
    """Return what something owed is to its reader on the local date `on`, None if it is gone."""
    title, due = dues.titles.get(record_of(key)), dues.owed.get(key)
    if title is None:
        return None
    if due is None:
        others = (one for one in dues.owed.values() if record_of(one.key) == record_of(key))
        found = (_owed(one, title, reader, organisation, on) for one in others)
        following = next((one for one in found if one.actor is not None), None)
        return ToldDue(Concern.OVER, key, title, on, next=following)
    return _owed(due, title, reader, organisation, on)


def _owed(due: Due, title: str, reader: str, organisation: Organisation, on: date) -> ToldDue:
    people = people_on(organisation, on).of_due(due)
    actor = _among(people.responsible, reader)
    if actor is not None:
        concern = Concern.LATE if due.is_late(on) else Concern.SOON
    elif _among(people.hearing(Recipient.ACCOUNTABLE), reader):
        concern = Concern.OTHERS_LATE if due.is_late(on) else Concern.ACCOUNTABLE
    else:
        return ToldDue(Concern.OVER, due.key, title, on)
    return ToldDue(concern, due.key, title, on, due, people, actor)


def tasks_in(letter: Letter, organisation: Organisation, on: date) -> tuple[ToldTask, ...]:
    """Return a letter's lines about tasks of the plan as they are on the local date `on`."""
    people_of, tasks = people_on(organisation, on).of_task, organisation.plan.task
    lines = {line.task_id: line for line in letter.tasks if line.task_id in tasks}
    found = (
        _of_task(line, letter.person_id, tasks[task_id], people_of(tasks[task_id]), on)
        for task_id, line in lines.items()
    )
    return tuple(sorted(found, key=_urgency))


def _of_task(line: TaskLine, reader: str, task: PlanTask, people: PartPeople, on: date) -> ToldTask:
    accountable = _among(people.hearing(Recipient.ACCOUNTABLE), reader)
    if borne_until(task) is not None and accountable:
        return ToldTask(Concern.RISK, task, people)
    if not task.is_open:
        return ToldTask(Concern.OVER, task, people)
    late = task.is_late(on)
    actor = _among(people.hearing(Recipient.RESPONSIBLE), reader)
    if actor is not None:
        new = Concern.NEW if line.stage.startswith(GIVEN) else Concern.SOON
        return ToldTask(Concern.LATE if late else new, task, people, actor)
    if line.stage.startswith(Recipient.COMMITTEE.value):
        return ToldTask(Concern.COMMITTEE, task, people)
    if accountable:
        return ToldTask(Concern.OTHERS_LATE if late else Concern.ACCOUNTABLE, task, people)
    return ToldTask(Concern.OVER, task, people)


def _urgency(told: AnyTold) -> tuple[int, date]:
    return list(Concern).index(told.concern), told.deadline


def told_in(letter: Letter, organisation: Organisation, on: date) -> tuple[Told, ...]:
    """Return a letter's lines as they are on the local date `on`, the most pressing first.

    Several stages of one part are one line; what was dropped from the wheel is left out.
    """
    found = {(told.occurrence.id, told.part): told for told in _told(letter, organisation, on)}
    return tuple(sorted(found.values(), key=_urgency))


def _told(letter: Letter, organisation: Organisation, on: date) -> Iterator[Told]:
    for line in letter.lines:
        occurrence = organisation.wheel.occurrence.get(line.occurrence_id)
        item = organisation.wheel.item.get(occurrence.item_id) if occurrence else None
        if occurrence is None or item is None:
            continue
        people = people_on(organisation, on).part_of(occurrence, line.part)
        part = line.part
        if people is None:
            # A reads of the whole, whatever its parts.
            parts = people_on(organisation, on).parts_of(occurrence)
            if not parts:
                continue
            people = parts[0]
            part = people.part.key if len(parts) == 1 else part
        yield _one(line, letter.person_id, Told(Concern.OVER, occurrence, item, people, part), on)


def _one(line: Line, reader: str, told: Told, on: date) -> Told:
    people, occurrence = told.people, told.occurrence
    whole = told.part != people.part.key
    state = occurrence.state if whole else state_of(occurrence, people.part)
    late = occurrence.due < on
    if not occurrence.is_open:
        return told
    if state is OccurrenceState.TO_APPROVE and _among(people.hearing(Recipient.APPROVER), reader):
        return _as(told, Concern.APPROVE)
    actor = None if whole else _among(people.hearing(Recipient.RESPONSIBLE), reader)
    if actor is not None and state not in DELIVERED:
        if late:
            return _as(told, Concern.LATE, actor)
        awaited = state is OccurrenceState.AWAITING_EVIDENCE
        return _as(told, Concern.EVIDENCE if awaited else Concern.SOON, actor)
    if state in DELIVERED:
        return told
    if line.stage.startswith("committee"):
        return _as(told, Concern.COMMITTEE)
    if _among(people.hearing(Recipient.ACCOUNTABLE), reader):
        return _as(told, Concern.OTHERS_LATE if late else Concern.ACCOUNTABLE)
    return _as(told, Concern.INFORMED) if not line.stage else told


def _as(told: Told, concern: Concern, actor: Actor | None = None) -> Told:
    return Told(concern, told.occurrence, told.item, told.people, told.part, actor)


def _among(actors: tuple[Actor, ...], reader: str) -> Actor | None:
    return next((actor for actor in actors if actor.person_id == reader), None)
