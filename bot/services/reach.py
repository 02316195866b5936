"""Where a person is written to: once, on the platform they prefer (domain.md §2)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.delivery import Destination
from bot.domain.errors import BadInput
from bot.domain.holder_events import WritingPlaceChosen
from bot.domain.people import Account, Person
from bot.services.journal import Cause, Journal
from bot.services.ports import Storage
from bot.services.snapshots import Snapshots

PLATFORMS = ("slack", "teams", "web")
"""Every platform, in the order in which one is chosen for who has asked for none."""


@dataclass(frozen=True)
class WritingPlaces:
    """Remembers on which platform each person wants to be written to."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal

    async def choose(self, person_id: str, platform: str, cause: Cause) -> None:
        """Write to the person on `platform` from now on.

        Raises:
            BadInput: the person has no account there.
        """
        async with self.storage.begin() as work:
            await work.claim()
            person = (await work.organisation()).person[person_id]
            if person.account_on(platform) is None:
                raise BadInput("account-unbound")
            if person.writes_on != platform:
                await work.people.save_people([replace(person, writes_on=platform)])
                await self.journal.record(work, WritingPlaceChosen(person_id, platform), cause)
            await work.commit()
        await self.snapshots.refresh()


def preferred_account(person: Person, attached: Collection[str] = PLATFORMS) -> Account | None:
    """Return the account on which `person` gets messages; None when they can be reached nowhere.

    Args:
        person: the reader.
        attached: the platforms that are set up here; no other is chosen.
    """
    there = [account for account in person.accounts if account.platform in attached]
    return min(there, key=lambda account: _rank(person, account), default=None)


def where_to_write(
    person: Person, attached: Collection[str] = PLATFORMS, on: date | None = None
) -> Destination | None:
    """Return the person's private conversation with the bot, None when there is none.

    Who has left on the local date `on` is not written to.
    """
    account = preferred_account(person, attached)
    if account is None or (on is not None and person.has_left(on)):
        return None
    return Destination(account.platform, account.tenant, account.id, "direct")


def _rank(person: Person, account: Account) -> tuple[bool, int]:
    return account.platform != person.writes_on, PLATFORMS.index(account.platform)
