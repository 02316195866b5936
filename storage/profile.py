"""The organisation's own settings."""

from sqlalchemy import Column, Table, Text, select

from bot.domain.organisation import Profile
from storage.tables import METADATA, only_row
from storage.transaction import Transaction

PROFILE = Table(
    "profile",
    METADATA,
    *only_row(),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("pack", Text),
    Column("committee_channel", Text),
)


class SqlProfiles:
    """The profile's single row."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, profile: Profile) -> None:
        """Write the organisation's profile."""
        await self._transaction.touch()
        row = {
            "id": 1,
            "name": profile.name,
            "language": profile.language,
            "timezone": profile.timezone,
            "pack": profile.pack,
            "committee_channel": profile.committee_channel,
        }
        await self._transaction.save(PROFILE, [row])

    async def load(self) -> Profile:
        """Read the profile, the defaults before there is one."""
        found = (await self._transaction.connection.execute(select(PROFILE))).one_or_none()
        if found is None:
            return Profile()
        return Profile(
            name=found.name,
            language=found.language,
            timezone=found.timezone,
            pack=found.pack,
            committee_channel=found.committee_channel,
        )
