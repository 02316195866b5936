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
   and when nobody acts for A either, to the administrators: reminders never go silent.
6. A deputy who is away takes over nothing.
7. The committee's stage (+15) is told to its chair, as everything that is the committee's.
8. "Due within four weeks" is from the letter's day to 28 days after it, both included, of what one
   has R or A for, and as "only told" what one has I for. Late is what one has R for.
9. A quiet week has no letter; what cannot wait goes by itself.
10. A ladder without advance stages (a meeting held at another) has no last one either.
11. Who acts on a day acts after that morning's reminders.
12. A delivery ends the whole ladder: those of A and of the committee too.
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


class YearModel:
    """The example organisation of a starter pack, and what it is told.

    Args:
        pack: "sme" or "public".
        set_up: day 0.
        away: who is away, and when.
        delivered: when each part (item, planned date, part) was delivered.
        systems: system id → owner's key, when the register has any.
    """

    def __init__(
        self,
        pack: str,
        set_up: date,
        away: Sequence[Away] = (),
        delivered: Mapping[tuple[str, date, str], date] | None = None,
        systems: Mapping[str, str] | None = None,
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
        self.delivered = delivered or {}
        self.systems = systems or {}
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
        role = item["accountable"]
        return self.acting(self.chair if role == self.committee else role, day) or set(self.admins)

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

    def informed(self, item: Any, day: date) -> set[str]:
        roles = [r for r, letters in self.raci[item["activity"]].items() if "I" in letters]
        return {person for role in roles for person in self.acting(role, day)}

    # The ladders.

    def ladder(self, due: Due, until: date) -> Iterator[tuple[str, str, date]]:
        """Each step's name, for whom it is, and on which day it is told."""
        item = self.items[due.item]
        before = item["reminders_days_before"]
        for days in before:
            day = self.on_or_before(due.day - days * DAY)
            told = day if days == min(before) else self.letter_day(day)
            waits = self.after_quiet(told)
            # Day 0 asks when a step was to be told, not when a quiet week lets it through.
            if told > self.set_up:
                yield f"before-{days}", "R", told if due.day < waits else waits
        pings = item["overdue_ping_days"]
        late = pings["responsible"]
        while (day := self.workdays_after(due.day, late)) <= until:
            yield f"late-{late}", "R", self.after_quiet(day)
            late += 5
        for name, to in (("accountable", "A"), ("committee", "U")):
            day = self.workdays_after(due.day, pings[name])
            yield f"{name}-{pings[name]}", to, self.after_quiet(day)

    def is_open(self, due: Due, part: str, day: date) -> bool:
        done = self.delivered.get((due.item, due.day, part))
        return done is None or done >= day

    # The year.

    def messages(self, first: date, last: date) -> dict[tuple[str, date], Message]:
        """What is sent from `first` to `last`, both included, by person and day."""
        sent: dict[tuple[str, date], Message] = {}
        planned = self.dates(first, last)
        steps = defaultdict(list)
        for due in planned:
            for name, to, day in self.ladder(due, last):
                steps[day].append((due, name, to))
        day = first
        while day <= last:
            for due, name, to in steps[day]:
                for part in self.parts(self.items[due.item]):
                    if self.is_open(due, part, day):
                        for person in self.told(due, part, to, day):
                            message = sent.setdefault((person, day), Message(person, day, False))
                            message.stages.add(Stage(due.item, due.day, part, name))
            if self.works(day) and day == self.letter_day(day) and not self.is_quiet(day):
                for person, due in self.lines(planned, day):
                    message = sent.setdefault((person, day), Message(person, day, True))
                    message.weekly = True
                    message.listed.add((due.item, due.day))
            day += DAY
        return sent

    def told(self, due: Due, part: str, to: str, day: date) -> set[str]:
        item = self.items[due.item]
        if to == "R":
            return self.responsible(item, part, day)
        if to == "A":
            return self.accountable(item, day)
        return self.acting(self.chair, day) or set(self.admins)

    def lines(self, planned: Sequence[Due], day: date) -> Iterator[tuple[str, Due]]:
        """What the Monday letter lists: what comes, what is late, what one is only told."""
        for due in planned:
            item = self.items[due.item]
            parts = [part for part in self.parts(item) if self.is_open(due, part, day)]
            if parts and due.day <= day + 28 * DAY:
                people = {p for part in parts for p in self.responsible(item, part, day)}
                if due.day >= day:
                    people |= self.accountable(item, day) | self.informed(item, day)
                for person in people:
                    yield person, due
