"""Drafts of forms: what someone has open, until it expires."""

from datetime import datetime

from sqlalchemy import JSON, Column, Table, Text, delete, select

from bot.services.ports import OpenForm
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction

OPEN_FORM = Table(
    "open_form",
    METADATA,
    identity(),
    Column("platform", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("form", JSON, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)


class SqlForms:
    """The open forms, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, form: OpenForm) -> None:
        """Keep an open form."""
        values = {
            "id": form.id,
            "platform": form.platform,
            "tenant": form.tenant,
            "account": form.account,
            "form": dict(form.form),
            "expires_at": form.expires_at,
        }
        await self._transaction.add(OPEN_FORM, [values])

    async def load(self, form_id: str) -> OpenForm | None:
        """Return an open form, expired or not."""
        statement = select(OPEN_FORM).where(OPEN_FORM.c.id == form_id)
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return OpenForm(row.id, row.platform, row.tenant, row.account, row.form, row.expires_at)

    async def forget(self, before: datetime) -> None:
        """Drop forms that expired before `before`."""
        await self._transaction.connection.execute(
            delete(OPEN_FORM).where(OPEN_FORM.c.expires_at < before)
        )
