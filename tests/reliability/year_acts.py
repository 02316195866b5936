"""People who act at random through a year: drawn first, then done through the services."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.domain.occurrence_answers import Answer, PlanState
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrences import Evidence, Occurrence
from bot.domain.people import Absence
from bot.domain.plan_rules import Step
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.occurrences import Given
from tests.reliability.year import Year, at
from tests.reliability.year_model import DAY, Away, Due, YearModel

ANSWER = Given(Answer("Gjort", PlanState.UPDATED, reviewed=20, removed=1), text="Notat")


@dataclass(frozen=True)
class Act:
    """One person does one thing to one part."""

    kind: str
    person: str
    due: Due
    part: str = ""
    until: date | None = None


def absences(random: Random, model: YearModel, first: date, last: date) -> list[Away]:
    """Return one or two absences a person, some with a stand-in, none at the same time."""
    found = []
    for person in model.people:
        day = first + DAY * random.randrange(120)
        while day < last:
            ends = day + DAY * random.randrange(1, 25)
            others = [p for p in model.people if p != person]
            found.append(Away(person, day, ends, random.choice([None, *others])))
            day = ends + DAY * random.randrange(60, 200)
    return found


def draw(random: Random, model: YearModel, first: date, last: date) -> dict[date, list[Act]]:
    """Draw what becomes of each date of the year, and note it in the model's acts."""
    found: dict[date, list[Act]] = defaultdict(list)
    for due in model.dates(first, last):
        if first < due.day <= last:
            for day, act in _drawn(random, model, due, first, last):
                found[day].append(act)
    return found


def _drawn(
    random: Random, model: YearModel, due: Due, first: date, last: date
) -> Iterator[tuple[date, Act]]:
    item, acts = model.items[due.item], model.acts
    fate = random.choice(["deliver", "deliver", "deliver", "snooze", "move", "lapse", "never"])
    if item.get("kind") == "meeting" and fate == "move":
        # What is held at a meeting moves with it; that has tests of its own.
        fate = "deliver"
    day = model.on_or_before(due.day - DAY * random.randrange(2, 20))
    if fate == "never" or not first < day <= last:
        return
    if fate == "lapse":
        if boss := model.acting(_accountable(model, item), day):
            acts.lapsed[due.item, due.day] = day
            yield day, Act("lapse", min(boss), due)
        return
    if fate == "move" and (doers := model.doers(item, model.parts(item)[0], day)):
        to = model.on_or_before(due.day + DAY * random.randrange(4, 14))
        acts.moved[due.item, due.day] = (day, to)
        yield day, Act("move", min(doers), due, model.parts(item)[0], to)
    for part in model.parts(item):
        if fate == "snooze" and (doers := model.doers(item, part, day)):
            until = min(due.day, day + DAY * random.randrange(1, 9))
            acts.snoozed[due.item, due.day, part] = (day, until)
            yield day, Act("snooze", min(doers), due, part, until)
        done = model.workdays_after(day, random.randrange(1, 40))
        doers = model.doers(item, part, done)
        if done <= last and doers and random.random() < 0.8:
            acts.delivered[due.item, due.day, part] = done
            acts.doer[due.item, due.day, part] = min(doers)
            yield done, Act("deliver", min(doers), due, part)
            agreed = model.workdays_after(done, random.randrange(1, 15))
            others = model.approvers(item, agreed) - {min(doers)}
            if others and agreed <= last and random.random() < 0.7:
                acts.approved[due.item, due.day, part] = agreed
                yield agreed, Act("approve", min(others), due, part)


def _accountable(model: YearModel, item: dict[str, str]) -> str:
    role = item["accountable"]
    return model.chair if role == model.committee else role


@dataclass(frozen=True)
class TaskAct:
    """One person does one thing to one task of the plan."""

    step: Step
    person: str
    task: str
    until: date | None = None


def draw_tasks(
    random: Random, model: YearModel, first: date, last: date
) -> dict[date, list[TaskAct]]:
    """Draw what becomes of each task of the plan, and note it in the model."""
    found: dict[date, list[TaskAct]] = defaultdict(list)
    plan = model.plan
    for task in plan.tasks:
        fate = random.choice(["done", "done", "move", "never"])
        due = task.accepted_until or task.due
        day = model.workdays_after(due - DAY * random.randrange(20), random.randrange(1, 15))
        bearer = task.accountable if task.accepted_until else task.responsible
        doers = plan.bearing(model, bearer, day, whole=not task.accepted_until)
        if fate == "never" or not doers or not first < day <= last:
            continue
        if fate == "move" and not task.accepted_until:
            to = max(due, day) + DAY * random.randrange(4, 20)
            plan.moved[task.id] = (day, to)
            found[day].append(TaskAct(Step.POSTPONE, min(doers), task.id, to))
        else:
            plan.done[task.id] = day
            step = Step.CANCEL if task.accepted_until else Step.DONE
            found[day].append(TaskAct(step, min(doers), task.id))
    return found


async def do_task(year: Year, act: TaskAct, day: date) -> None:
    """Do one thing to a task at eleven o'clock."""
    year.clock.moment = at(day, 11)
    people = {p.email.split("@")[0]: p.id for p in year.example.organisation.people}
    cause, shown = Cause(actor=people[act.person]), Evidence("Notat")
    await year.example.house.services.plan.move(
        act.task, act.step, cause, reason="Travlt", due=act.until, evidence=shown
    )


async def send_away(year: Year, away: Sequence[Away]) -> None:
    """Register absences."""
    people = {p.email.split("@")[0]: p.id for p in year.example.organisation.people}
    rows = [
        Absence(new_id("absence"), people[a.person], a.first, a.last, people.get(a.deputy or ""))
        for a in away
    ]
    async with year.example.house.store.storage.begin() as work:
        await work.people.save_absences(rows)
        await work.commit()
    await year.example.house.snapshots.refresh()


async def do(year: Year, act: Act, day: date) -> None:
    """Do one thing at ten o'clock."""
    year.clock.moment = at(day, 10)
    organisation = year.example.organisation
    occurrence = _occurrence(year, act.due)
    people = {p.email.split("@")[0]: p.id for p in organisation.people}
    reference = reference_to(occurrence, people.get(act.part, act.part))
    cause, desk = Cause(actor=people[act.person]), year.example.house.services.occurrences
    match act.kind:
        case "deliver":
            await desk.deliver(reference, ANSWER, cause)
        case "approve":
            await desk.approve(reference, "", "", cause)
        case "lapse":
            await desk.lapse(reference, "Sparet væk", cause)
        case "move":
            assert act.until
            await desk.postpone(reference, act.until, "Travlt", cause)
        case "snooze":
            assert act.until
            await desk.snooze(reference, act.until, "Senere", cause)
    await year.example.house.snapshots.refresh()


def _occurrence(year: Year, due: Due) -> Occurrence:
    found = year.example.organisation.wheel.occurrences
    return next(o for o in found if (o.item_id, o.planned) == (due.item, due.day))
