"""Who is away when, and who stands in (domain.md §2; own absence: everyone)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.appointment_rules import stand_in_errors
from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.holder_events import AbsenceRemoved, AbsenceSaved
from bot.domain.organisation import Organisation
from bot.domain.people import Absence
from bot.services.identifiers import new_id
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Standing, require
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Absences:
    """Registers absences and takes them back. Others' are the function's affair."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def register(self, wanted: Absence, cause: Cause) -> Absence:
        """Register that a person is away, perhaps with a stand-in for that time.

        A stand-in for the very days of an absence that is there already is added to it.

        Args:
            wanted: with an empty id.
            cause: who does it.

        Raises:
            NotAllowed: another's absence, and not the function.
            FieldErrors: the days are past, the wrong way round, too many or taken, or the
                stand-in cannot be one.
        """
        async with self._changing() as (work, organisation):
            today = self._today(organisation)
            _require_right(organisation, wanted.person_id, cause, today)
            _require_days(wanted, today)
            saved = _merged(organisation, wanted)
            if errors := stand_in_errors(organisation, saved, today):
                raise FieldErrors(errors)
            await work.people.save_absences([saved])
            await self.journal.record(work, _saved(saved), cause)
        return saved

    async def remove(self, absence_id: str, cause: Cause) -> Absence:
        """Take an absence back.

        Raises:
            TooLate: it was removed already.
            NotAllowed: another's absence, and not the function.
        """
        async with self._changing() as (work, organisation):
            found = next((a for a in organisation.absences if a.id == absence_id), None)
            if found is None:
                raise TooLate("absence-gone")
            _require_right(organisation, found.person_id, cause, self._today(organisation))
            await work.people.remove_absence(absence_id)
            await self.journal.record(work, AbsenceRemoved(found.id, found.person_id), cause)
        return found

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        """Open a transaction in which nobody else changes what is decided on."""
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()
            await work.commit()
        await self.snapshots.refresh()


def _require_right(organisation: Organisation, person_id: str, cause: Cause, today: date) -> None:
    if cause.actor != person_id:
        actor = organisation.person.get(cause.actor)
        require(Standing(organisation, actor, today), Ability.EDIT_ABSENCES)


def _require_days(wanted: Absence, today: date) -> None:
    """Let an absence be of days that are not all over, in order, and at most a year."""
    if wanted.last < wanted.first:
        raise FieldErrors({"last": BadInput("absence-backwards")})
    if wanted.last < today:
        raise FieldErrors({"last": BadInput("absence-past")})
    if (wanted.last - wanted.first).days >= LONGEST_DAYS:
        raise FieldErrors({"last": BadInput("absence-too-long")})


def _merged(organisation: Organisation, wanted: Absence) -> Absence:
    """Return what to save: the absence of the very same days with the stand-in, or a new one.

    Raises:
        FieldErrors: the days are taken by an absence that says the same, or by another stand-in.
    """
    new = replace(wanted, id=new_id("absence"))
    named = bool(wanted.deputy_id or wanted.deputy_contact_id)
    for other in organisation.absences_of(wanted.person_id):
        if other.last < wanted.first or wanted.last < other.first:
            continue
        if named and (other.first, other.last) == (wanted.first, wanted.last):
            return replace(wanted, id=other.id)
        if not named or other.deputy_id or other.deputy_contact_id:
            raise FieldErrors({"first": BadInput("absence-taken")})
    return new


def _saved(absence: Absence) -> AbsenceSaved:
    return AbsenceSaved(
        absence_id=absence.id,
        person_id=absence.person_id,
        first=absence.first.isoformat(),
        last=absence.last.isoformat(),
        deputy_id=absence.deputy_id,
        deputy_contact_id=absence.deputy_contact_id,
    )
