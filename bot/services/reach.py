"""Where a person is written to: once, on the platform they prefer (domain.md §2)."""

from bot.domain.delivery import Destination
from bot.domain.people import Account, Person

_ORDER = ("slack", "teams", "web")


def preferred_account(person: Person) -> Account | None:
    """Return the account on which `person` gets messages; None when they can be reached nowhere."""
    return min(person.accounts, key=lambda account: _ORDER.index(account.platform), default=None)


def where_to_write(person: Person) -> Destination | None:
    """Return the person's private conversation with the bot, None when there is none."""
    account = preferred_account(person)
    if account is None:
        return None
    return Destination(account.platform, account.tenant, account.id, "direct")
