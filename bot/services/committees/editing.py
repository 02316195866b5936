"""Changes of committees, of their seats and of where they are told things."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.committee_events import CommitteeClosed, CommitteeSaved, PlaceBound, SeatSaved
from bot.domain.committees import BoundPlace, Committee, CommitteeSeat, Terms
from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.holder_events import RoleSaved
from bot.domain.organisation import Organisation
from bot.domain.seat_rules import seat_errors, with_seat
from bot.domain.wheel import ItemState
from bot.domain.wheel_events import WheelItemSaved, WheelItemTurned
from bot.services.committees.founding import Founded, Founding, founded, is_named
from bot.services.identifiers import differences, new_id, still
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class CommitteeEditing:
    """Changes of committees, each judged by what stands there at that moment."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def versions(self, committee_id: str) -> tuple[Terms, ...]:
        """Return every version of a committee's terms of reference, the newest first."""
        async with self.storage.read() as work:
            return tuple(await work.committees.terms_of(committee_id))

    async def found(self, wanted: Founding, cause: Cause) -> Committee:
        """Set a committee up, with its role, its meetings and a draft of its terms.

        Raises:
            FieldErrors: what stands in its way, by the form's fields.
        """
        async with self._changing() as (work, organisation):
            made: Founded = founded(organisation, wanted, self._today(organisation))
            if made.role:
                await work.people.save_roles([made.role])
                await self.journal.record(work, RoleSaved(made.role.id, ("added",)), cause)
            if made.item:
                await work.wheel.save_items([made.item])
                await self.journal.record(work, WheelItemSaved(made.item.id, ("added",)), cause)
            await work.committees.save(made.committee)
            await work.committees.save_terms(made.terms)
            event = CommitteeSaved(made.committee.id, ("added",))
            await self.journal.record(work, event, cause)
        return made.committee

    async def save(
        self, committee_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Committee:
        """Change a committee's rules or its meetings.

        Args:
            committee_id: the committee.
            seen_then: `seen(committee)` when the form was opened.
            changes: new values by the committee's own field names.
            cause: who does it.

        Raises:
            Overtaken: somebody has changed it since.
            FieldErrors: another committee has the name.
        """
        async with self._changing() as (work, organisation):
            known = still(organisation.committee.get(committee_id), seen_then)
            wanted = replace(known, **changes)
            today = self._today(organisation)
            if not wanted.name.variants():
                raise FieldErrors({"name": BadInput("form-required")})
            if is_named(organisation, wanted.name, today, but=committee_id):
                raise FieldErrors({"name": BadInput("committee-name")})
            if changed := differences(known, wanted):
                await work.committees.save(wanted)
                await self.journal.record(work, CommitteeSaved(committee_id, changed), cause)
        return wanted

    async def save_seat(
        self,
        committee_id: str,
        seat_id: str,
        seen_then: str,
        changes: Mapping[str, Any],
        cause: Cause,
    ) -> CommitteeSeat:
        """Add a seat, with an empty `seat_id`, or change the one that a form showed.

        Only one seat is the chair's: the newest one that is said to be.

        Raises:
            TooLate: the committee or the seat is gone.
            Overtaken: somebody has changed the seat since.
            FieldErrors: what is wrong, by field.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            known = still(committee.seat.get(seat_id), seen_then) if seat_id else None
            wanted = replace(known or CommitteeSeat(new_id("seat"), ""), **changes)
            if errors := seat_errors(organisation, committee, wanted, self._today(organisation)):
                raise FieldErrors(errors)
            changed = differences(known, wanted) if known else ("added",)
            if changed:
                await work.committees.save(replace(committee, seats=with_seat(committee, wanted)))
                event = SeatSaved(
                    committee_id, wanted.id, wanted.person_id, wanted.deputy_id, changed
                )
                await self.journal.record(work, event, cause)
        return wanted

    async def remove_seat(self, committee_id: str, seat_id: str, cause: Cause) -> None:
        """Take a seat away.

        Raises:
            TooLate: it is gone already.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            if seat_id not in committee.seat:
                raise TooLate("lookup-gone")
            seats = tuple(seat for seat in committee.seats if seat.id != seat_id)
            await work.committees.save(replace(committee, seats=seats))
            event = SeatSaved(committee_id, seat_id, fields=("removed",))
            await self.journal.record(work, event, cause)

    async def bind(self, committee_id: str, place: BoundPlace, cause: Cause) -> None:
        """Let the committee be told things in `place`, in place of any other on its platform."""
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            if place in committee.places:
                return
            others = (one for one in committee.places if one.platform != place.platform)
            await work.committees.save(replace(committee, places=(*others, place)))
            event = PlaceBound(committee_id, place.platform, place.place_id)
            await self.journal.record(work, event, cause)

    async def unbind(self, committee_id: str, platform: str, cause: Cause) -> None:
        """Let the committee be told things on a platform no longer.

        Raises:
            TooLate: it has no place there.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            place = next((one for one in committee.places if one.platform == platform), None)
            if place is None:
                raise TooLate("lookup-gone")
            rest = tuple(one for one in committee.places if one is not place)
            await work.committees.save(replace(committee, places=rest))
            event = PlaceBound(committee_id, platform, place.place_id, bound=False)
            await self.journal.record(work, event, cause)

    async def close(self, committee_id: str, cause: Cause) -> None:
        """Let today be the committee's last day; its meetings are paused.

        Raises:
            TooLate: it is closed already.
            BadInput: requests for its decision are open, which nobody could decide afterwards.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            if committee.closed_on is not None:
                raise TooLate("committee-closed")
            going = [one for one in await work.approvals.open() if one.committee_id == committee_id]
            if going:
                numbers = ", ".join(one.number for one in going)
                raise BadInput("committee-approvals-open", numbers=numbers)
            today = self._today(organisation)
            await work.committees.save(replace(committee, closed_on=today))
            event = CommitteeClosed(committee_id, today.isoformat())
            await self.journal.record(work, event, cause)
            await self._turn_meetings(work, organisation, committee, ItemState.PAUSED, cause)

    async def reopen(self, committee_id: str, cause: Cause) -> None:
        """Let a closed committee work again, with its meetings.

        Raises:
            TooLate: it works already.
            BadInput: another committee has its name by now.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            if committee.closed_on is None:
                raise TooLate("committee-works")
            today = self._today(organisation)
            if is_named(organisation, committee.name, today, but=committee_id):
                raise BadInput("committee-name")
            await work.committees.save(replace(committee, closed_on=None))
            await self.journal.record(work, CommitteeClosed(committee_id), cause)
            await self._turn_meetings(work, organisation, committee, ItemState.ACTIVE, cause)

    async def _turn_meetings(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        committee: Committee,
        state: ItemState,
        cause: Cause,
    ) -> None:
        """Pause or resume the committee's item of the wheel; what is so already stays."""
        item = organisation.wheel.item.get(committee.series.item_id or "")
        if item is None or item.state in (state, ItemState.RETIRED):
            return
        await work.wheel.save_items([replace(item, state=state)])
        event = WheelItemTurned(item.id, item.state.value, state.value)
        await self.journal.record(work, event, cause)

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


def _committee(organisation: Organisation, committee_id: str) -> Committee:
    committee = organisation.committee.get(committee_id)
    if committee is None:
        raise TooLate("lookup-gone")
    return committee
