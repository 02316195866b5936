"""What is owed beside the wheel and the plan, in people's messages of one morning."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.due_ladders import due_stages_between
from bot.domain.dues import Due
from bot.domain.involvement import LetterNote
from bot.domain.morning_piles import LETTER_DAYS, Morning, Piles
from bot.domain.organisation import Organisation
from bot.domain.reminders import DueLine, DueTold, Recipient, Stage
from bot.domain.wheel_people import people_on


class DueTelling:
    """Fills people's piles with what they owe, and with what they are only told.

    Args:
        organisation: as it stands.
        morning: which one.
        piles: filled.
        dues: all that is owed.
        notes: what no letter has told yet.
    """

    def __init__(
        self,
        organisation: Organisation,
        morning: Morning,
        piles: Piles,
        dues: Sequence[Due],
        notes: Sequence[LetterNote],
    ) -> None:
        self._organisation = organisation
        self._morning = morning
        self._piles = piles
        self._dues = dues
        self._notes = notes
        self._people = people_on(organisation, morning.on)

    def tell(self) -> None:
        """Put the stages that are due in the piles of those who hear them."""
        after, on = self._morning.after, self._morning.on
        for due in self._dues:
            stages = due_stages_between(due, self._organisation.wheel.calendar, after, on)
            told, missed = self._morning.chosen(stages)
            for stage in told:
                self._put(stage, due, missed=False)
            for stage in missed:
                self._put(stage, due, missed=True)

    def list(self) -> None:
        """Put what is near or late in the Monday letters of R, and what is told to those with I.

        Who is away reads a note in the first such letter after.
        """
        on = self._morning.on
        until = on + timedelta(days=LETTER_DAYS)
        for due in self._dues:
            if due.on <= until and due.is_shown(on):
                for actor in self._people.of_due(due).hearing(Recipient.RESPONSIBLE):
                    self._piles.of(actor.person_id).list_due(due)
        for note in self._notes:
            reader = self._organisation.person.get(note.person_id)
            away = self._organisation.absence_of(note.person_id, on)
            if reader is not None and not reader.has_left(on) and away is None:
                self._piles.of(note.person_id).note(note)

    def _put(self, stage: Stage, due: Due, *, missed: bool) -> None:
        on = self._morning.on
        for actor in self._people.of_due(due).hearing(stage.to):
            pile = self._piles.of(actor.person_id)
            told = DueTold(due.key, stage.name, actor.person_id, on, missed=missed)
            pile.told_dues[told] = None
            if not missed:
                pile.dues[DueLine(due.key, stage.name)] = due
