"""What people must be sent in a year, worked out apart from the product's code.

Written from the design texts alone and on purpose naively: day by day, with holidays from a table
and the date rules read once more from the pack's YAML. Where the texts leave a choice, `CHOICES`
says which one was made here; the product must have made the same.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.reliability.plan_model import OF_THE_PLAN, PlanModel, Task

CHOICES = """
1. Day 0 is the day on which the wheel was set up: a date before it is never planned, and a stage
   that lies before it is not told.
2. A stage on a closed day moves first; the Monday letter that carries it is that of the week in
   which it then lies.
3. Every stage waits through quiet weeks unless the deadline is still ahead and falls before the
   first working day after them. One that is overdue already waits: it is not urgent.
4. "Every fifth working day after the ladder" counts from R's own last step: 1, 6, 11, 16 ... with
   no end, until R has delivered.
5. A stage of a role that nobody holds, or that everybody is away from without a deputy, goes to A,
   and when nobody acts for A either, to the information-security function, or else to the
   administrators: reminders never go silent. The doer is not asked for the approval instead.
6. A deputy who is away takes over nothing.
7. The committee's stage (+15) is told to its chair, as everything that is the committee's: what it
   has A for, approves or is informed of.
8. "Due within four weeks" is from the letter's day to 28 days after it, both included, of what one
   has R or A for, and as "only told" what one has I for. Late is what one has R for.
9. A quiet week has no letter; what cannot wait goes by itself.
10. A ladder without advance stages (a meeting held at another) has no last one either.
11. Who acts on a day acts after that morning's reminders.
12. A delivery ends the whole ladder: those of A and of the committee too.
13. Until the committee has agendas, who approves is late once the deadline has passed: asked on
    the same working days as R would have been, and named in each Monday letter meanwhile.
14. A deadline that is moved begins a ladder of its own; steps that lie before the move are over.
15. A snooze swallows R's steps up to its day, on which R is reminded instead; those of A stay.
"""

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
HOLIDAYS = ROOT / "tests" / "data" / "holidays-dk.tsv"


@dataclass(frozen=True, order=True)
class Stage:
    """One step of one ladder: of an item's date, and of a person's or a system's part of it."""

    item: str
    planned: date
    part: str
    name: str


@dataclass
class Message:
    """What one person is sent on one morning."""

    person: str
    day: date
    weekly: bool
    stages: set[Stage] = field(default_factory=set)
    listed: set[tuple[str, date]] = field(default_factory=set)


@dataclass(frozen=True)
class Away:
    """Somebody is away, both days included; `deputy` stands in where one was named."""

    person: str
    first: date
    last: date
    deputy: str | None = None


@dataclass(frozen=True)
class Due:
    """One date of an item."""

    item: str
    day: date


Part = tuple[str, date, str]
"""An item, the date that it was planned for, and which part."""


@dataclass
class Acts:
    """What people did, by day; always after that morning's reminders.

    Args:
        delivered: when each part was delivered.
        doer: who delivered it.
        approved: when each part was approved.
        lapsed: when an item's date lapsed.
        moved: when an item's date was moved, and to which.
        snoozed: when a part was snoozed, and until which day.
    """

    delivered: dict[Part, date] = field(default_factory=dict)
    doer: dict[Part, str] = field(default_factory=dict)
    approved: dict[Part, date] = field(default_factory=dict)
    lapsed: dict[tuple[str, date], date] = field(default_factory=dict)
    moved: dict[tuple[str, date], tuple[date, date]] = field(default_factory=dict)
    snoozed: dict[Part, tuple[date, date]] = field(default_factory=dict)


class YearModel:
    """The example organisation of a starter pack, and what it is told.

    Args:
        pack: "sme" or "public".
        set_up: day 0.
        away: who is away, and when.
        acts: what people did.
        systems: system id → owner's key, when the register has any.
        more_tasks: of the plan, beside the pack's.
    """

    def __init__(
        self,
        pack: str,
        set_up: date,
        away: Sequence[Away] = (),
        acts: Acts | None = None,
        systems: Mapping[str, str] | None = None,
        more_tasks: Sequence[Task] = (),
    ) -> None:
        read = yaml.safe_load((ROOT / "bot" / "packs" / f"{pack}.da.yaml").read_text("utf-8"))
        cast = yaml.safe_load((ROOT / "bot" / "packs" / "example.yaml").read_text("utf-8"))
        self.items: dict[str, Any] = {i["id"]: i for i in read["annual_wheel"]["items"]}
        self.raci = {a["id"]: a["raci"] for a in read["activities"]}
        self.quiet = set(read["calendar"]["quiet_weeks"])
        self.chair = read["committee"]["chair_role"]
        self.committee = read["committee"]["role"]
        self.assignments = cast["assignments"]
        self.people = [p["key"] for p in cast["people"]]
        self.admins = [p["key"] for p in cast["people"] if "admin" in p.get("grants", [])]
        self.set_up = set_up
        self.away = away
        self.acts = acts or Acts()
        self.systems = systems or {}
        tasks = (
            Task(t["id"], t["responsible"], t["accountable"], date(max(t["years"]), 12, 31), set_up)
            for t in read["annual_plan"]
        )
        self.plan = PlanModel([*tasks, *more_tasks])
        with HOLIDAYS.open(encoding="utf-8") as table:
            rows = csv.DictReader(table, delimiter="\t")
            self.closed = {date.fromisoformat(r["date"]) for r in rows if r["kind"] != "partial"}

    # The calendar.

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def is_quiet(self, day: date) -> bool:
        return day.isocalendar().week in self.quiet

    def on_or_before(self, day: date) -> date:
        while not self.works(day):
            day -= DAY
        return day

    def workdays_after(self, day: date, count: int) -> date:
        while count:
            day += DAY
            count -= self.works(day)
        return day

    def letter_day(self, day: date) -> date:
        monday = day - DAY * day.weekday()
        return next(d for d in (monday + DAY * n for n in range(7)) if self.works(d))

    def after_quiet(self, day: date) -> date:
        while self.is_quiet(day) or not self.works(day):
            day += DAY
        return day

    # The dates of the items.

    def dates(self, first: date, last: date) -> list[Due]:
        found = [
            Due(item["id"], self.date_of(item, year, month))
            for item in self.items.values()
            if item.get("state", "active") == "active"
            for year in range(first.year - 1, last.year + 2)
            for month in item["months"]
        ]
        return [one for one in found if one.day >= self.set_up]

    def date_of(self, item: Any, year: int, month: int) -> date:
        if host := item.get("held_at"):
            return self.date_of(self.items[host], year, month)
        month_days = [date(year, month, 1) + DAY * n for n in range(31)]
        month_days = [d for d in month_days if d.month == month]
        place, _, what = item["due_rule"].partition("_")
        if what == "workday":
            working = [d for d in month_days if self.works(d)]
            return working[0] if place == "first" else working[-1]
        same = [d for d in month_days if d.weekday() == WEEKDAYS.index(what)]
        day = (
            same[["first", "second", "third", "fourth"].index(place)]
            if place != "last"
            else same[-1]
        )
        if item.get("kind") == "meeting":
            while not self.works(day):
                day += 7 * DAY
            return day
        return self.on_or_before(day)

    # The people.

    def is_away(self, person: str, day: date) -> bool:
        return any(a.person == person and a.first <= day <= a.last for a in self.away)

    def acts_for(self, assignment: Any, day: date) -> str | None:
        """The holder; while away, who stands in."""
        holder = assignment["holder"]
        if not self.is_away(holder, day):
            return str(holder)
        named = [
            a.deputy
            for a in self.away
            if a.person == holder and a.first <= day <= a.last and a.deputy
        ]
        deputy = named[0] if named else assignment.get("deputy")
        return deputy if deputy and not self.is_away(deputy, day) else None

    def acting(self, role: str, day: date) -> set[str]:
        found = {self.acts_for(a, day) for a in self.assignments if a["role"] == role}
        return {person for person in found if person}

    def accountable(self, item: Any, day: date) -> set[str]:
        return self.answering(item["accountable"], day) or self.caretakers(day)

    def answering(self, role: str, day: date) -> set[str]:
        """Who acts in a role: a committee is its chair, and whoever sits for it without one."""
        chair = self.acting(self.chair, day) if role == self.committee else set()
        return chair or self.acting(role, day)

    def caretakers(self, day: date) -> set[str]:
        admins = {person for person in self.admins if not self.is_away(person, day)}
        return self.acting("infosec-function", day) or admins

    def parts(self, item: Any) -> list[str]:
        """Part keys: the systems of an access check, else each holder where each does a part."""
        if item["activity"] == "access-review" and self.systems:
            return list(self.systems)
        if item["responsible"] in ("system-owner", "business-units"):
            return list(
                dict.fromkeys(
                    a["holder"] for a in self.assignments if a["role"] == item["responsible"]
                )
            )
        return [""]

    def responsible(self, item: Any, part: str, day: date) -> set[str]:
        owner = self.systems.get(part, part)
        found = {
            self.acts_for(a, day)
            for a in self.assignments
            if a["role"] == item["responsible"] and owner in ("", a["holder"])
        }
        return {person for person in found if person} or self.accountable(item, day)

    def doers(self, item: Any, part: str, day: date) -> set[str]:
        """Who may do a part: R, and not A where R has nobody."""
        role = item["responsible"]
        return self.responsible(item, part, day) if self.acting(role, day) else set()

    def informed(self, item: Any, day: date) -> set[str]:
        roles = [r for r, letters in self.raci[item["activity"]].items() if "I" in letters]
        return {person for role in roles for person in self.answering(role, day)}

    def approvers(self, item: Any, day: date) -> set[str]:
        return self.answering(item["approval_by"], day) if item["approval_by"] else set()

    def asked_to_approve(self, due: Due, part: str, day: date) -> set[str]:
        """Who hears that something awaits approval: not who did it, while others can."""
        item, doer = self.items[due.item], {self.acts.doer.get((due.item, due.day, part), "")}
        approvers = self.approvers(item, day)
        return (approvers - doer) or approvers or (self.accountable(item, day) - doer)

    # What was done.

    def deadline(self, due: Due, day: date) -> date:
        """The deadline as it is on the morning of a day."""
        moved, to = self.acts.moved.get((due.item, due.day), (day, due.day))
        return to if moved < day else due.day

    def state(self, due: Due, part: str, day: date) -> str:
        """Where a part is on the morning of a day: "open", "to approve" or "over"."""
        key = (due.item, due.day, part)
        if self.acts.lapsed.get((due.item, due.day), day) < day:
            return "over"
        if self.acts.delivered.get(key, day) >= day:
            return "open"
        if self.items[due.item]["approval_by"] and self.acts.approved.get(key, day) >= day:
            return "to approve"
        return "over"

    def is_snoozed(self, due: Due, part: str, day: date) -> bool:
        begun, until = self.acts.snoozed.get((due.item, due.day, part), (day, day))
        return begun < day < until

    # The ladders.

    def steps(self, due: Due, until: date) -> Iterator[tuple[str, str, date]]:
        """Each step's name, for whom it is, and on which day it is told: of every deadline."""
        _, to = self.acts.moved.get((due.item, due.day), (due.day, due.day))
        for deadline in dict.fromkeys((due.day, to)):
            mark = f"/{deadline}" if deadline != due.day else ""
            for name, whom, day in self.ladder(self.items[due.item], deadline, until):
                if self.deadline(due, day) == deadline:
                    yield name + mark, whom, day

    def ladder(self, item: Any, due: date, until: date) -> Iterator[tuple[str, str, date]]:
        before = item["reminders_days_before"]
        for days in before:
            day = self.on_or_before(due - days * DAY)
            told = day if days == min(before) else self.letter_day(day)
            waits = self.after_quiet(told)
            # Day 0 asks when a step was to be told, not when a quiet week lets it through.
            if told > self.set_up:
                yield f"before-{days}", "R", told if due < waits else waits
        pings = item["overdue_ping_days"]
        late = pings["responsible"]
        while (day := self.workdays_after(due, late)) <= until:
            yield f"late-{late}", "R", self.after_quiet(day)
            yield f"approve-{late}", "approver", self.after_quiet(day)
            late += 5
        for name, to in (("accountable", "A"), ("committee", "U")):
            day = self.workdays_after(due, pings[name])
            yield f"{name}-{pings[name]}", to, self.after_quiet(day)

    # The year.

    def messages(self, first: date, last: date) -> dict[tuple[str, date], Message]:
        """What is sent from `first` to `last`, both included, by person and day."""
        sent: dict[tuple[str, date], Message] = {}
        planned = self.dates(first, last)
        steps = defaultdict(list)
        for due in planned:
            for name, to, day in self.steps(due, last):
                for part in self.parts(self.items[due.item]):
                    steps[day].append((due, part, name, to))
        for (item, at, part), (_, until) in self.acts.snoozed.items():
            day = until
            while not self.works(day):
                day += DAY
            steps[self.after_quiet(day)].append((Due(item, at), part, f"snooze-{until}", "R"))
        for person, day, task, name in self.plan.told(self, first, last):
            message = sent.setdefault((person, day), Message(person, day, weekly=False))
            message.stages.add(Stage(task, OF_THE_PLAN, "", name))
        day = first
        while day <= last:
            for due, part, name, to in steps[day]:
                for person in self.told(due, part, to, day):
                    message = sent.setdefault((person, day), Message(person, day, weekly=False))
                    message.stages.add(Stage(due.item, due.day, part, name))
            if self.works(day) and day == self.letter_day(day) and not self.is_quiet(day):
                listed = [(who, (due.item, due.day)) for who, due in self.lines(planned, day)]
                listed += [(who, (t, OF_THE_PLAN)) for who, t in self.plan.lines(self, day)]
                for person, what in listed:
                    message = sent.setdefault((person, day), Message(person, day, weekly=True))
                    message.weekly = True
                    message.listed.add(what)
            day += DAY
        return sent

    def told(self, due: Due, part: str, to: str, day: date) -> set[str]:
        """Who is told of a step: nobody who has acted."""
        item, state = self.items[due.item], self.state(due, part, day)
        if to == "approver":
            return self.asked_to_approve(due, part, day) if state == "to approve" else set()
        if state != "open":
            return set()
        if to == "R":
            snoozed = self.is_snoozed(due, part, day)
            return set() if snoozed else self.responsible(item, part, day)
        if to == "A":
            return self.accountable(item, day)
        return self.answering(self.committee, day) or self.caretakers(day)

    def lines(self, planned: Sequence[Due], day: date) -> Iterator[tuple[str, Due]]:
        """What the Monday letter lists: what comes, what is late, what one is only told."""
        for due in planned:
            item, deadline = self.items[due.item], self.deadline(due, day)
            people: set[str] = set()
            for part in self.parts(item):
                state = self.state(due, part, day)
                if state == "to approve":
                    people |= self.asked_to_approve(due, part, day)
                if state == "open" and deadline <= day + 28 * DAY:
                    if not self.is_snoozed(due, part, day):
                        people |= self.responsible(item, part, day)
                    if deadline >= day:
                        people |= self.accountable(item, day) | self.informed(item, day)
            for person in people:
                yield person, due
