"""One person's accounts on several platforms, joined by a one-time code (interfaces.md)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import BadInput
from bot.domain.events import AccountBound, LinkCodeIssued
from bot.domain.people import Account, Person
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots

CODE_LIFETIME = timedelta(minutes=10)
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


@dataclass(frozen=True)
class Links:
    """Gives out codes and takes them back."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

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


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
