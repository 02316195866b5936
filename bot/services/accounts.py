"""Binding platform accounts to people at first sight, by the directory's e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.ports import DirectoryProfile
from bot.domain.events import AccountBound
from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots


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
