"""Third parties, whom to reach there, and the agreements with them (domain.md rows 8-15, 19)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.holder_events import PartySaved
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, Contact, Party
from bot.services.identifiers import differences, new_id, still
from bot.services.journal import Cause, Journal
from bot.services.ports import Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class PartyRegister:
    """Changes of third parties. What has an empty id is new; `seen_then` is then not asked for.

    Every method raises `Overtaken` when somebody has changed what the form showed, `TooLate` when
    it is gone, and `FieldErrors` for what is wrong in the form.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal

    async def save_party(
        self, party: Party, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Party:
        """Add a third party, or change the one with `party`'s id."""
        async with self._changing() as (work, organisation):
            known = still(organisation.party.get(party.id), seen_then) if party.id else None
            wanted = replace(known or replace(party, id=new_id("party")), **changes)
            _require_own_name(organisation, wanted)
            if known is None or differences(known, wanted):
                await work.parties.save_parties([wanted])
                event = PartySaved(wanted.id, "party", wanted.id, known is None)
                await self.journal.record(work, event, cause)
        return wanted

    async def save_contact(
        self, contact: Contact, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Contact:
        """Add a contact at a third party, or change the one with `contact`'s id."""
        async with self._changing() as (work, organisation):
            known = still(organisation.contact.get(contact.id), seen_then) if contact.id else None
            wanted = replace(known or replace(contact, id=new_id("contact")), **changes)
            _require_party(organisation, wanted.party_id)
            if wanted.email and "@" not in wanted.email[1:-1]:
                raise FieldErrors({"email": BadInput("parties-email")})
            if known is None or differences(known, wanted):
                await work.parties.save_contacts([wanted])
                event = PartySaved(wanted.party_id, "contact", wanted.id, known is None)
                await self.journal.record(work, event, cause)
        return wanted

    async def save_agreement(
        self, agreement: Agreement, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> Agreement:
        """Add an agreement with a third party, or change the one with `agreement`'s id."""
        async with self._changing() as (work, organisation):
            found = next((a for a in organisation.agreements if a.id == agreement.id), None)
            known = still(found, seen_then) if agreement.id else None
            wanted = replace(known or replace(agreement, id=new_id("agreement")), **changes)
            _require_party(organisation, wanted.party_id)
            _require_order(wanted)
            if known is None or differences(known, wanted):
                await work.parties.save_agreements([wanted])
                event = PartySaved(wanted.party_id, "agreement", wanted.id, known is None)
                await self.journal.record(work, event, cause)
        return wanted

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        """Open a transaction in which nobody else changes what is decided on."""
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()
            await work.commit()
        await self.snapshots.refresh()


def _require_own_name(organisation: Organisation, party: Party) -> None:
    name = party.name.casefold()
    if any(p.id != party.id and p.name.casefold() == name for p in organisation.parties):
        raise FieldErrors({"name": BadInput("parties-named")})


def _require_party(organisation: Organisation, party_id: str) -> None:
    if party_id not in organisation.party:
        raise TooLate("lookup-gone")


def _require_order(agreement: Agreement) -> None:
    """Let no date of an agreement come before its first day."""
    errors = {
        name: BadInput("parties-before-start")
        for name in ("review_on", "expires_on", "terminated_on")
        if (day := getattr(agreement, name)) is not None and day < agreement.valid_from
    }
    if errors:
        raise FieldErrors(errors)
