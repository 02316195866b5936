"""Minutes of meetings. A trigger made by the migration keeps approved ones as they are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import JSON, Column, Integer, Select, Table, Text, select, update

from bot.domain.errors import BadInput
from bot.domain.minutes import Minutes, MinutesState
from storage.codec import Shape
from storage.tables import METADATA, Moment, key_of
from storage.transaction import Transaction

MINUTES = Table(
    "minutes",
    METADATA,
    Column("meeting_id", Text, key_of("meeting"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("comments_until", Moment),
    Column("approved_at", Moment),
    Column("body", JSON, nullable=False),
    # What may still change once they are approved.
    Column("confirmed_in", Text),
    Column("case_number", Text, nullable=False),
    Column("filed_by", Text),
    Column("filed_at", Moment),
    Column("changed_at", Moment),
)
_LATER = ("state", "confirmed_in", "case_number", "filed_by", "filed_at", "changed_at")
# What becomes of approved ones.
_AFTER = {
    MinutesState.APPROVED: (MinutesState.APPROVED, MinutesState.REPLACED),
    MinutesState.REPLACED: (MinutesState.REPLACED,),
}
_MINUTES = Shape(
    Minutes,
    {
        name: name
        for name in (
            "meeting_id",
            "version",
            "digest",
            "comments_until",
            "approved_at",
            *_LATER,
        )
    },
)


class SqlMinutesBook:
    """Minutes, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, minutes: Minutes) -> None:
        """Insert or update a version of minutes with its comments.

        Approved ones may only be confirmed, filed, or replaced by a correction.

        Raises:
            BadInput: that version is approved, and what it says would change.
        """
        columns = MINUTES.c
        this = (columns.meeting_id == minutes.meeting_id) & (columns.version == minutes.version)
        before = await self._one(select(MINUTES).where(this).with_for_update())
        row = _MINUTES.row(minutes)
        if before is None or before.state not in _AFTER:
            await self._transaction.save(MINUTES, [row])
            return
        later: dict[str, Any] = {name: getattr(minutes, name) for name in _LATER}
        if minutes.state not in _AFTER[before.state] or replace(before, **later) != minutes:
            raise BadInput("minutes-approved")
        values = {name: row[name] for name in _LATER}
        await self._transaction.connection.execute(update(MINUTES).where(this).values(values))

    async def of(self, meeting_id: str) -> Sequence[Minutes]:
        """Return every version of a meeting's minutes, the newest first."""
        columns = MINUTES.c
        statement = select(MINUTES).where(columns.meeting_id == meeting_id)
        return await self._all(statement.order_by(columns.version.desc()))

    async def waiting(self) -> Sequence[Minutes]:
        """Return the minutes that are drafted or out for comments."""
        columns = MINUTES.c
        going = [state.value for state in MinutesState if state not in _AFTER]
        statement = select(MINUTES).where(columns.state.in_(going))
        return await self._all(statement.order_by(columns.meeting_id, columns.version))

    async def _one(self, statement: Select[Any]) -> Minutes | None:
        found = await self._all(statement)
        return found[0] if found else None

    async def _all(self, statement: Select[Any]) -> Sequence[Minutes]:
        rows = await self._transaction.connection.execute(statement)
        return [_MINUTES.value(row) for row in rows]
