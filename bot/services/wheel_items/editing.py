"""Changes of the wheel's items and of the systems register, each judged by what stands there."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemState, System, WheelItem
from bot.domain.wheel_events import SystemSaved, WheelItemSaved, WheelItemTurned
from bot.domain.wheel_rules import interval_of, is_weekly, item_errors
from bot.services.identifiers import differences, new_id, still
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots
from bot.services.wheel_items.plans import WheelPlans

_ALREADY = {ItemState.ACTIVE: "wheel-item-active", ItemState.PAUSED: "wheel-item-paused"}
_NEW = WheelItem("", "", Localized(), "", "", (), "last_workday")


@dataclass(frozen=True)
class WheelItems:
    """The wheel's items and the systems register. The dates follow at once.

    What has an empty id is new; `seen_then` is then not asked for.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    plans: WheelPlans

    async def save_item(
        self, item_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> WheelItem:
        """Add an item, or change the one with `item_id`.

        Args:
            item_id: the item, "" for a new one.
            seen_then: `seen(item)` when the form was opened.
            changes: new values by the item's own field names.
            cause: who does it.

        Raises:
            Overtaken: somebody has changed it since.
            TooLate: it was retired.
            FieldErrors: what is wrong, by field.
        """
        async with self._changing() as (work, organisation):
            known = still(organisation.wheel.item.get(item_id), seen_then) if item_id else None
            if known and known.state is ItemState.RETIRED:
                raise TooLate("wheel-item-retired")
            wanted = self._wanted(organisation, known, changes)
            if errors := item_errors(organisation, wanted):
                raise FieldErrors(errors)
            changed = differences(known, wanted) if known else ("added",)
            if changed:
                await work.wheel.save_items([wanted])
                await self.journal.record(work, WheelItemSaved(wanted.id, changed), cause)
        await self.plans.materialise()
        return wanted

    async def turn(self, item_id: str, state: ItemState, cause: Cause) -> WheelItem:
        """Pause, resume or retire an item. Dates that somebody was told of stay.

        Raises:
            TooLate: it is so already, or was retired.
        """
        async with self._changing() as (work, organisation):
            item = organisation.wheel.item.get(item_id)
            if item is None:
                raise TooLate("lookup-gone")
            if item.state is ItemState.RETIRED:
                raise TooLate("wheel-item-retired")
            if item.state is state:
                raise TooLate(_ALREADY[state])
            wanted = replace(item, state=state)
            await work.wheel.save_items([wanted])
            event = WheelItemTurned(item_id, item.state.value, state.value)
            await self.journal.record(work, event, cause)
        await self.plans.materialise()
        return wanted

    async def save_system(
        self, system_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> System:
        """Add a system to the register, or change the one with `system_id`.

        Raises:
            Overtaken: somebody has changed it since.
            FieldErrors: it has no name, or another system has it.
        """
        async with self._changing() as (work, organisation):
            systems = {one.id: one for one in organisation.wheel.systems}
            known = still(systems.get(system_id), seen_then) if system_id else None
            wanted = replace(known or System(new_id("system"), ""), **changes)
            _require_own_name(organisation, wanted)
            changed = differences(known, wanted) if known else ("added",)
            if changed:
                await work.wheel.save_systems([wanted])
                await self.journal.record(work, SystemSaved(wanted.id, changed), cause)
        return wanted

    def _wanted(
        self, organisation: Organisation, known: WheelItem | None, changes: Mapping[str, Any]
    ) -> WheelItem:
        """Return the item as it is wished for, with what follows from it."""
        begun = known or replace(_NEW, id=new_id("wheel-item"), position=_last(organisation) + 1)
        item = replace(begun, **changes)
        if is_weekly(item.due_rule):
            today = self._today(organisation)
            return replace(item, interval="weekly", starts_on=item.starts_on or today)
        same = known and (known.months, known.due_rule) == (item.months, item.due_rule)
        interval = item.interval if same else interval_of(item.months, item.due_rule)
        return replace(item, interval=interval, starts_on=None)

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


def _last(organisation: Organisation) -> int:
    return max((item.position for item in organisation.wheel.items), default=-1)


def _require_own_name(organisation: Organisation, system: System) -> None:
    if not system.name.strip():
        raise FieldErrors({"name": BadInput("form-required")})
    for other in organisation.wheel.systems:
        same = other.name.casefold() == system.name.casefold()
        if same and other.id != system.id and other.retired_on is None:
            raise FieldErrors({"name": BadInput("wheel-system-name")})
