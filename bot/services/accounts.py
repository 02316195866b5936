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
        await self.bind_members([(account, profile)])
        return self.snapshots.current.organisation.bound_to.get(account)

    async def bind_members(self, members: Sequence[tuple[Account, DirectoryProfile]]) -> None:
        """Bind every account that is not bound yet, by the same rule, in one transaction."""
        organisation = self.snapshots.current.organisation
        owned = [
            (account, person)
            for account, profile in members
            if account not in organisation.bound_to
            and (person := _owner(organisation, profile)) is not None
        ]
        if not owned:
            return
        async with self.storage.begin() as work:
            for account, person in owned:
                if await work.accounts.bind(account, person.id, self.clock.now()):
                    event = AccountBound(person.id, account.platform, "directory")
                    await self.journal.record(work, event, person.id)
            await work.commit()
        await self.snapshots.refresh()


def _owner(organisation: Organisation, profile: DirectoryProfile) -> Person | None:
    """Return the one person with the profile's address, None for guests and doubtful addresses."""
    if not profile.member or not profile.email:
        return None
    wanted = profile.email.strip().casefold()
    owners = [person for person in organisation.people if person.email.casefold() == wanted]
    return owners[0] if len(owners) == 1 else None
