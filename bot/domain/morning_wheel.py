"""What the annual wheel puts in people's messages of one morning."""

from collections.abc import Iterable, Iterator

from bot.domain.ladders import applies, is_snoozed, snooze_stage, stages_between, state_of
from bot.domain.morning_piles import LETTER_DAYS, Morning, Piles
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter as Raci
from bot.domain.reminders import Line, Recipient, Stage, Told
from bot.domain.wheel import ItemState, WheelItem
from bot.domain.wheel_people import Actor, PartPeople, people_on

_WAITING = frozenset({OccurrenceState.AWAITING_EVIDENCE, OccurrenceState.TO_APPROVE})


class WheelTelling:
    """Fills people's piles from the wheel.

    Args:
        organisation: as it stands.
        morning: which one.
        piles: filled.
    """

    def __init__(self, organisation: Organisation, morning: Morning, piles: Piles) -> None:
        self._organisation = organisation
        self._morning = morning
        self._piles = piles
        self._calendar = organisation.wheel.calendar
        self._people = people_on(organisation, morning.on)

    def tell(self) -> None:
        """Put the stages that are due in the piles of those who hear them."""
        for item, occurrence in self._open():
            self._tell(item, occurrence)

    def list(self) -> None:
        """Put what is near in the Monday letters of those whom it concerns."""
        for item, occurrence in self._open():
            self._list(item, occurrence)

    def _open(self) -> Iterator[tuple[WheelItem, Occurrence]]:
        wheel = self._organisation.wheel
        for occurrence in wheel.occurrences:
            item = wheel.item.get(occurrence.item_id)
            if item is not None and item.state is ItemState.ACTIVE and occurrence.is_open:
                yield item, occurrence

    def _tell(self, item: WheelItem, occurrence: Occurrence) -> None:
        after, on = self._morning.after, self._morning.on
        rungs = stages_between(occurrence, item.ladder, self._calendar, after, on)
        snoozed = any(part.snoozed_until for part in occurrence.parts.values())
        if not rungs and not snoozed:
            return
        for people in self._people.parts_of(occurrence):
            told, missed = self._morning.chosen(self._stages(rungs, occurrence, people))
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

    def _put(
        self, stage: Stage, occurrence: Occurrence, people: PartPeople, *, missed: bool
    ) -> None:
        key, on = people.part.key, self._morning.on
        # Who answers for all the parts reads one line; who does one reads that.
        own = stage.to in (Recipient.RESPONSIBLE, Recipient.APPROVER)
        line = Line(occurrence.id, key if own else "", stage.name)
        for actor in people.hearing(stage.to):
            pile = self._piles.of(actor.person_id)
            told = Told(occurrence.id, key, stage.name, actor.person_id, on, missed=missed)
            pile.told[told] = None
            if not missed:
                pile.lines[line] = occurrence
                if stage.to is Recipient.RESPONSIBLE:
                    pile.reminded.add(occurrence.id)

    def _list(self, item: WheelItem, occurrence: Occurrence) -> None:
        on = self._morning.on
        soon = (occurrence.due - on).days <= LETTER_DAYS
        if not soon and not any(state in _WAITING for state in self._states(occurrence)):
            return
        parts = self._people.parts_of(occurrence)
        concerned: set[str] = set()
        for people in parts:
            for actor in self._listed(occurrence, people, soon=soon):
                concerned.add(actor.person_id)
                line = Line(occurrence.id, people.part.key)
                self._piles.of(actor.person_id).list_line(line, occurrence)
        undone = [p for p in parts if state_of(occurrence, p.part) not in DELIVERED]
        if soon and undone and occurrence.due >= on:
            told = (*undone[0].hearing(Recipient.ACCOUNTABLE), *self._informed(item))
            for actor in told:
                if actor.person_id not in concerned:
                    concerned.add(actor.person_id)
                    self._piles.of(actor.person_id).list_line(Line(occurrence.id, ""), occurrence)

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
