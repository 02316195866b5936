"""Who holds a role, who deputises, and what the role's texts say (domain.md §2)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.appointment_rules import appointment_errors
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.holder_events import HolderAppointed, HolderChanged, HolderEnded, RoleSaved
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role
from bot.services.identifiers import differences, new_id, still
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class Holders:
    """Changes of roles and of who holds them, each judged by what stands there at that moment."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def add_role(self, role: Role, cause: Cause) -> Role:
        """Add a role.

        Raises:
            FieldErrors: it has no name, or another role has it.
        """
        added = replace(role, id=new_id("role"))
        async with self._changing() as (work, organisation):
            _require_name(organisation, added)
            await work.people.save_roles([added])
            await self.journal.record(work, RoleSaved(added.id, ("added",)), cause)
        return added

    async def save_role(
        self, role_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Role:
        """Change a role's texts and rules.

        Args:
            role_id: the role.
            seen_then: `seen(role)` when the form was opened.
            changes: new values by the role's own field names.
            cause: who does it.

        Raises:
            Overtaken: somebody has changed it since.
            FieldErrors: it would have no name, or another role's.
        """
        async with self._changing() as (work, organisation):
            role = still(organisation.role.get(role_id), seen_then)
            wanted = replace(role, **changes)
            _require_name(organisation, wanted)
            if changed := differences(role, wanted):
                await work.people.save_roles([wanted])
                await self.journal.record(work, RoleSaved(role_id, changed), cause)
        return wanted

    async def appoint(self, wanted: Assignment, cause: Cause) -> Assignment:
        """Give a role to a person or to a third party's contact.

        Raises:
            FieldErrors: a rule stands in the way, by the form's fields.
        """
        added = replace(wanted, id=new_id("assignment"))
        async with self._changing() as (work, organisation):
            _refuse(appointment_errors(organisation, added, self._today(organisation)))
            await work.people.save_assignments([added])
            event = HolderAppointed(*_named(added), on=self._today(organisation).isoformat())
            await self.journal.record(work, event, cause)
        return added

    async def change(
        self, assignment_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Assignment:
        """Change an assignment's deputy, dates or unit; its holder stays.

        Raises:
            Overtaken: somebody has changed it since.
            FieldErrors: a rule stands in the way, by the form's fields.
        """
        async with self._changing() as (work, organisation):
            held = still(_assignment(organisation, assignment_id), seen_then)
            wanted = replace(held, **changes)
            _refuse(_errors_of_change(organisation, wanted, self._today(organisation)))
            if changed := differences(held, wanted):
                await work.people.save_assignments([wanted])
                event = HolderChanged(*_named(wanted), fields=changed)
                await self.journal.record(work, event, cause)
        return wanted

    async def end(
        self, assignment_id: str, seen_then: str, last_day: date, cause: Cause
    ) -> Assignment:
        """Let `last_day` be the holder's last in the role, whoever else has left.

        The day before the first takes back an appointment that was a mistake.

        Raises:
            Overtaken: somebody has changed it since.
            FieldErrors: it is an earlier day than that.
        """
        async with self._changing() as (work, organisation):
            held = still(_assignment(organisation, assignment_id), seen_then)
            if last_day < held.starts - timedelta(days=1):
                raise FieldErrors({"ends": BadInput("holders-ends-before")})
            ended = replace(held, ends=last_day)
            await work.people.save_assignments([ended])
            event = HolderEnded(*_named(ended), ends=last_day.isoformat())
            await self.journal.record(work, event, cause)
        return ended

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


def _assignment(organisation: Organisation, assignment_id: str) -> Assignment | None:
    return next((a for a in organisation.assignments if a.id == assignment_id), None)


def _errors_of_change(
    organisation: Organisation, wanted: Assignment, today: date
) -> Mapping[str, TovholderError]:
    """Judge what the form of a change shows; its holder is only judged when appointed."""
    errors = dict(appointment_errors(organisation, wanted, today))
    about_holder = errors.pop("holder", None)
    if about_holder is not None and about_holder.key == "holders-holds-it":
        errors["starts"] = about_holder
    return errors


def _refuse(errors: Mapping[str, TovholderError]) -> None:
    if errors:
        raise FieldErrors(errors)


def _require_name(organisation: Organisation, role: Role) -> None:
    """Let a role have a name of its own, in one language at least."""
    own = {name.casefold() for name in role.name.variants()}
    if not own:
        raise FieldErrors({"name_da": BadInput("form-required")})
    for other in organisation.roles:
        if other.id != role.id and own & {name.casefold() for name in other.name.variants()}:
            raise FieldErrors({"name_da": BadInput("holders-role-named")})


def _named(assignment: Assignment) -> tuple[str, str, str | None, str | None]:
    return assignment.id, assignment.role_id, assignment.person_id, assignment.contact_id
