"""Binding platform accounts to people: by the directory's e-mail, or by a one-time code."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.ports import DirectoryProfile
from bot.domain.errors import BadInput
from bot.domain.events import AccountBound, LanguageChosen, LinkCodeIssued
from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots

CODE_LIFETIME = timedelta(minutes=10)
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


@dataclass(frozen=True)
class Accounts:
    """Who an account belongs to (interfaces.md: "A platform account is bound at first sight")."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def bind_at_first_sight(
        self, account: Account, profile: DirectoryProfile
    ) -> Person | None:
        """Bind `account` if its directory e-mail is exactly one person's; never a guest's.

        Returns:
            The person, or None when the account stays unbound.
        """
        organisation = self.snapshots.current.organisation
        person = _owner_of_email(organisation, profile.email) if profile.member else None
        if person is None:
            return None
        return await self._bind(account, person, "directory")

    async def bind_members(self, members: Sequence[tuple[Account, DirectoryProfile]]) -> None:
        """Bind every listed account that is not bound yet, as `bind_at_first_sight` would."""
        bound = self.snapshots.current.organisation.bound_to
        for account, profile in members:
            if account not in bound:
                await self.bind_at_first_sight(account, profile)

    async def issue_code(self, person: Person) -> str:
        """Return a new one-time code that binds another account to `person` for ten minutes."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        async with self.storage.begin() as work:
            expires_at = self.clock.now() + CODE_LIFETIME
            await work.accounts.add_code(_digest(code), person.id, expires_at)
            await self.journal.record(work, LinkCodeIssued(person.id), person.id)
            await work.commit()
        return code

    async def use_code(self, account: Account, code: str) -> Person:
        """Bind `account` to the person whose code this is.

        Raises:
            BadInput: the code is unknown, used or older than ten minutes, or the person has
                another account on this platform already.
        """
        async with self.storage.begin() as work:
            person_id = await work.accounts.use_code(_digest(code), self.clock.now())
            person = self.snapshots.current.organisation.person.get(person_id or "")
            if person is None:
                raise BadInput("link-code-unknown")
            if not await work.accounts.bind(account, person.id, self.clock.now()):
                raise BadInput("link-already-bound")
            await self.journal.record(
                work, AccountBound(person.id, account.platform, "code"), person.id
            )
            await work.commit()
        snapshot = await self.snapshots.refresh()
        return snapshot.organisation.person[person.id]

    async def choose_language(self, person: Person, language: str) -> None:
        """Answer `person` in `language` ("da" or "en") from now on."""
        async with self.storage.begin() as work:
            await work.people.save_people([replace(person, language=language)])
            await self.journal.record(work, LanguageChosen(person.id, language), person.id)
            await work.commit()
        await self.snapshots.refresh()

    async def _bind(self, account: Account, person: Person, by: str) -> Person | None:
        async with self.storage.begin() as work:
            if not await work.accounts.bind(account, person.id, self.clock.now()):
                return None
            await self.journal.record(
                work, AccountBound(person.id, account.platform, by), person.id
            )
            await work.commit()
        snapshot = await self.snapshots.refresh()
        return snapshot.organisation.person.get(person.id)


def _owner_of_email(organisation: Organisation, email: str | None) -> Person | None:
    """Return the one person with this address, None when there is none or more than one."""
    if not email:
        return None
    wanted = email.strip().casefold()
    owners = [person for person in organisation.people if person.email.casefold() == wanted]
    return owners[0] if len(owners) == 1 else None


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
