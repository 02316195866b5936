"""What each person is told of the annual wheel on one morning, in one message.

The rules are in experience.md, "Reminder and escalation defaults". Pure, so that a year can be
looked at in advance.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.ladders import applies, is_snoozed, snooze_stage, stages_between, state_of
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter as Raci
from bot.domain.reminders import Letter, Line, Recipient, Stage, Told
from bot.domain.schedules import (
    CatchingUp,
    CatchUp,
    Daily,
    is_of_use,
    latest_only,
)
from bot.domain.wheel import ItemState, WheelItem
from bot.domain.wheel_people import Actor, PartPeople, people_on
from bot.domain.workdays import WorkCalendar

LETTER_DAYS = 28
"""The Monday letter tells what is due within so many days."""

_WAITING = frozenset({OccurrenceState.AWAITING_EVIDENCE, OccurrenceState.TO_APPROVE})


@dataclass(frozen=True)
class Morning:
    """One morning's reminders.

    Args:
        on: the local date on which they are told.
        after: the last date whose reminders are told already.
        catching_up: what to do with the days between.
    """

    on: date
    after: date
    catching_up: CatchingUp = field(default_factory=CatchingUp)

    def is_told(self, day: date) -> bool:
        """Tell whether what falls on `day` is of this morning, and still of use."""
        return self.after < day <= self.on and is_of_use(day, self.on, self.catching_up)


@dataclass(frozen=True)
class Mail:
    """What one person is told on a morning.

    Args:
        person_id: the reader.
        letter: the message; None when all there is was missed.
        told: what is told in it, and what was missed, to be noted once.
        reminded: ids of the occurrences of which R is reminded.
    """

    person_id: str
    letter: Letter | None
    told: tuple[Told, ...]
    reminded: frozenset[str] = frozenset()


def reminder_time(calendar: WorkCalendar) -> time:
    """Return when a day's reminders go: never outside working hours."""
    if calendar.reminder_time >= calendar.closes:
        return calendar.opens
    return max(calendar.reminder_time, calendar.opens)


def is_open(moment: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> bool:
    """Tell whether a morning's reminders may be told at `moment` (UTC), late in the day or not."""
    local = moment.astimezone(zone)
    if not calendar.is_workday(local.date()):
        return False
    begun = Daily(reminder_time(calendar), zone).moment_of(local.date()) <= moment
    return begun and local.time() < calendar.closes


def is_letter_day(day: date, calendar: WorkCalendar) -> bool:
    """Tell whether the Monday letter goes on `day`: the week's first working day.

    A quiet week has none; the next one comes with the first working day after.
    """
    return not calendar.is_quiet(day) and calendar.first_workday_of_week(day) == day


def mail_of(
    organisation: Organisation, morning: Morning, new_id: Callable[[], str]
) -> tuple[Mail, ...]:
    """Return what each person is told on `morning`, one message each, by person.

    Args:
        organisation: as it stands.
        morning: which one.
        new_id: makes a letter's id.
    """
    return _Composer(organisation, morning).mail(new_id)


@dataclass
class _Pile:
    """What one person's message is made of; entries keep the order in which they are found."""

    lines: dict[Line, Occurrence] = field(default_factory=dict)
    told: dict[Told, None] = field(default_factory=dict)
    reminded: set[str] = field(default_factory=set)
    listed: bool = False


class _Composer:
    """Makes one morning's messages."""

    def __init__(self, organisation: Organisation, morning: Morning) -> None:
        self._organisation = organisation
        self._morning = morning
        self._calendar = organisation.wheel.calendar
        self._people = people_on(organisation, morning.on)
        self._piles: dict[str, _Pile] = defaultdict(_Pile)

    def mail(self, new_id: Callable[[], str]) -> tuple[Mail, ...]:
        for item, occurrence in self._open():
            self._tell(item, occurrence)
        if self._has_letter:
            for item, occurrence in self._open():
                self._list(item, occurrence)
        piles = sorted(self._piles.items())
        return tuple(self._mail(person_id, pile, new_id) for person_id, pile in piles)

    @property
    def _has_letter(self) -> bool:
        day, days = self._morning.on, []
        while day > self._morning.after:
            days.append(day)
            day -= timedelta(days=1)
        return any(is_letter_day(d, self._calendar) and self._morning.is_told(d) for d in days)

    def _open(self) -> Iterator[tuple[WheelItem, Occurrence]]:
        wheel = self._organisation.wheel
        for occurrence in wheel.occurrences:
            item = wheel.item.get(occurrence.item_id)
            if item is not None and item.state is ItemState.ACTIVE and occurrence.is_open:
                yield item, occurrence

    def _tell(self, item: WheelItem, occurrence: Occurrence) -> None:
        """Put the stages that are due in the piles of those who hear them."""
        after, on = self._morning.after, self._morning.on
        rungs = stages_between(occurrence, item.ladder, self._calendar, after, on)
        snoozed = any(part.snoozed_until for part in occurrence.parts.values())
        if not rungs and not snoozed:
            return
        for people in self._people.parts_of(occurrence):
            told, missed = self._chosen(self._stages(rungs, occurrence, people))
            for stage in told:
                self._put(stage, occurrence, people, missed=False)
            for stage in missed:
                self._put(stage, occurrence, people, missed=True)

    def _stages(
        self, rungs: Iterable[Stage], occurrence: Occurrence, people: PartPeople
    ) -> Iterator[Stage]:
        part = people.part
        snooze = snooze_stage(occurrence, part, self._calendar)
        if snooze and self._morning.after < snooze.on <= self._morning.on:
            rungs = (*rungs, snooze)
        return (stage for stage in rungs if applies(stage, occurrence, part))

    def _chosen(self, stages: Iterator[Stage]) -> tuple[Sequence[Stage], Sequence[Stage]]:
        """Return the stages that are told, and those that are passed over."""
        due = list(stages)
        told = [stage for stage in due if self._morning.is_told(stage.on)]
        missed = [stage for stage in due if not self._morning.is_told(stage.on)]
        if self._morning.catching_up.policy is CatchUp.LATEST:
            told, pointless = latest_only(told, lambda s: s.to, lambda s: s.on)
            missed += pointless
        return told, missed

    def _put(
        self, stage: Stage, occurrence: Occurrence, people: PartPeople, *, missed: bool
    ) -> None:
        key = people.part.key
        # Who answers for all the parts reads one line; who does one reads that.
        own = stage.to in (Recipient.RESPONSIBLE, Recipient.APPROVER)
        line = Line(occurrence.id, key if own else "", stage.name)
        for actor in people.hearing(stage.to):
            pile = self._piles[actor.person_id]
            pile.told[
                Told(
                    occurrence.id,
                    key,
                    stage.name,
                    actor.person_id,
                    self._morning.on,
                    missed=missed,
                )
            ] = None
            if not missed:
                pile.lines[line] = occurrence
                if stage.to is Recipient.RESPONSIBLE:
                    pile.reminded.add(occurrence.id)

    def _list(self, item: WheelItem, occurrence: Occurrence) -> None:
        """Put an occurrence in the Monday letters of those whom it concerns."""
        on = self._morning.on
        soon = occurrence.due <= on + timedelta(days=LETTER_DAYS)
        if not soon and not any(state in _WAITING for state in self._states(occurrence)):
            return
        parts = self._people.parts_of(occurrence)
        concerned: set[str] = set()
        for people in parts:
            for actor in self._listed(occurrence, people, soon=soon):
                concerned.add(actor.person_id)
                self._add_line(actor, Line(occurrence.id, people.part.key), occurrence)
        undone = [p for p in parts if state_of(occurrence, p.part) not in DELIVERED]
        if soon and undone and occurrence.due >= on:
            told = (*undone[0].hearing(Recipient.ACCOUNTABLE), *self._informed(item))
            for actor in told:
                if actor.person_id not in concerned:
                    concerned.add(actor.person_id)
                    self._add_line(actor, Line(occurrence.id, ""), occurrence)

    def _states(self, occurrence: Occurrence) -> Iterator[OccurrenceState]:
        return (state_of(occurrence, part) for part in occurrence.parts.values())

    def _listed(
        self, occurrence: Occurrence, people: PartPeople, *, soon: bool
    ) -> tuple[Actor, ...]:
        """Return whose letter lists a part: R's while it is to be done, then the approver's."""
        state = state_of(occurrence, people.part)
        if state is OccurrenceState.TO_APPROVE:
            return people.hearing(Recipient.APPROVER)
        owed = soon or state is OccurrenceState.AWAITING_EVIDENCE
        if state in DELIVERED or not owed or is_snoozed(people.part, self._morning.on):
            return ()
        return people.hearing(Recipient.RESPONSIBLE)

    def _informed(self, item: WheelItem) -> Iterator[Actor]:
        roles = self._organisation.matrix.roles_with(item.activity_id, Raci.INFORMED)
        return (actor for role in roles for actor in self._people.acting_as(role))

    def _add_line(self, actor: Actor, line: Line, occurrence: Occurrence) -> None:
        pile = self._piles[actor.person_id]
        pile.listed = True
        known = {(one.occurrence_id, one.part) for one in pile.lines}
        if (line.occurrence_id, line.part) not in known:
            pile.lines[line] = occurrence

    def _mail(self, person_id: str, pile: _Pile, new_id: Callable[[], str]) -> Mail:
        if not pile.lines:
            return Mail(person_id, None, tuple(pile.told))
        items = self._organisation.wheel.item
        ordered = sorted(
            pile.lines.items(),
            key=lambda one: (one[1].due, items[one[1].item_id].position, one[0].part),
        )
        lines = tuple(line for line, _ in ordered)
        weekly = self._has_letter and pile.listed
        letter = Letter(new_id(), person_id, self._morning.on, lines, weekly)
        told = (one if one.missed else replace(one, letter_id=letter.id) for one in pile.told)
        return Mail(person_id, letter, tuple(told), frozenset(pile.reminded))
