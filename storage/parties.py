"""Third parties, their contacts and agreements."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Row, Table, Text

from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from storage.tables import METADATA, identity, ordinal, reference
from storage.transaction import Transaction

PARTY = Table(
    "party",
    METADATA,
    identity(),
    ordinal(),
    Column("name", Text, nullable=False),
    reference("role_id", "role"),
    Column("risk_class", Text),
    Column("personal_data", Boolean, nullable=False),
    Column("ended_on", Date),
)
CONTACT = Table(
    "contact",
    METADATA,
    identity(),
    ordinal(),
    reference("party_id", "party", required=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("on_call", Boolean, nullable=False),
)
AGREEMENT = Table(
    "agreement",
    METADATA,
    identity(),
    ordinal(),
    reference("party_id", "party", required=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("review_on", Date),
    Column("expires_on", Date),
    Column("terminated_on", Date),
    CheckConstraint("kind IN ('sla', 'dpa', 'contract')", name="kind"),
)


class SqlParties:
    """Third parties with contacts and agreements. `save_*` inserts or updates by id."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_parties(self, parties: Sequence[Party]) -> None:
        """Write third parties."""
        await self._save(PARTY, parties)

    async def save_contacts(self, contacts: Sequence[Contact]) -> None:
        """Write contacts."""
        await self._save(CONTACT, contacts)

    async def save_agreements(self, agreements: Sequence[Agreement]) -> None:
        """Write agreements."""
        await self._save(AGREEMENT, agreements)

    async def _save(
        self, table: Table, items: Sequence[Party] | Sequence[Contact] | Sequence[Agreement]
    ) -> None:
        await self._transaction.touch()
        names = [column.name for column in table.c if column.name != "ordinal"]
        rows = [{name: getattr(item, name) for name in names} for item in items]
        await self._transaction.save(table, rows)


def parties_from(rows: Iterable[Row[Any]]) -> tuple[Party, ...]:
    """Build third parties from their rows."""
    return tuple(
        Party(
            id=row.id,
            name=row.name,
            role_id=row.role_id,
            risk_class=row.risk_class,
            personal_data=row.personal_data,
            ended_on=row.ended_on,
        )
        for row in rows
    )


def contacts_from(rows: Iterable[Row[Any]]) -> tuple[Contact, ...]:
    """Build contacts from their rows."""
    return tuple(
        Contact(
            id=row.id,
            party_id=row.party_id,
            name=row.name,
            email=row.email,
            phone=row.phone,
            on_call=row.on_call,
        )
        for row in rows
    )


def agreements_from(rows: Iterable[Row[Any]]) -> tuple[Agreement, ...]:
    """Build agreements from their rows."""
    return tuple(
        Agreement(
            id=row.id,
            party_id=row.party_id,
            kind=AgreementKind(row.kind),
            title=row.title,
            valid_from=row.valid_from,
            review_on=row.review_on,
            expires_on=row.expires_on,
            terminated_on=row.terminated_on,
        )
        for row in rows
    )
