"""Meetings with their agenda items, and which steps of their timeline were taken."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, Select, Table, Text, select

from bot.domain.meetings import AgendaItem, Meeting
from storage.codec import Shape
from storage.tables import METADATA, Moment, identity, key_of, ordinal, reference
from storage.transaction import Transaction

MEETING = Table(
    "meeting",
    METADATA,
    identity(),
    reference("committee_id", "committee", required=True),
    # No key: a date that nobody has touched is dropped when its rule changes.
    Column("occurrence_id", Text, unique=True),
    Column("on_date", Date, nullable=False, index=True),
    Column("starts_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("agenda_state", Text, nullable=False),
    Column("body", JSON, nullable=False),
)
AGENDA_ITEM = Table(
    "agenda_item",
    METADATA,
    identity(),
    ordinal(),
    Column("meeting_id", Text, key_of("meeting"), nullable=False, index=True),
    Column("section_id", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decision_id", Text),
    Column("body", JSON, nullable=False),
)
# One row for each step, whichever replica came first.
MEETING_STEP = Table(
    "meeting_step",
    METADATA,
    Column("meeting_id", Text, key_of("meeting"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
_MEETING = Shape(
    Meeting,
    {
        "id": "id",
        "committee_id": "committee_id",
        "occurrence_id": "occurrence_id",
        "on": "on_date",
        "starts_at": "starts_at",
        "state": "state",
        "agenda_state": "agenda_state",
    },
)
_ITEM = Shape(
    AgendaItem,
    {
        "id": "id",
        "meeting_id": "meeting_id",
        "section_id": "section_id",
        "ordinal": "place",
        "title": "title",
        "kind": "kind",
        "state": "state",
        "decision_id": "decision_id",
    },
)


class SqlMeetings:
    """Meetings, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def plan(self, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
        """Write meetings whose occurrence has none yet, and return those."""
        if not meetings:
            return ()
        statement = (
            self._transaction.insert(MEETING).on_conflict_do_nothing().returning(MEETING.c.id)
        )
        # In one order, so that replicas which plan the same never wait for each other in a ring.
        ordered = sorted(meetings, key=lambda meeting: (meeting.occurrence_id or "", meeting.id))
        rows = [_MEETING.row(meeting) for meeting in ordered]
        added = set(await self._transaction.connection.scalars(statement, rows))
        return [meeting for meeting in meetings if meeting.id in added]

    async def save(self, meeting: Meeting) -> None:
        """Insert or update a meeting with its attendance."""
        await self._transaction.save(MEETING, [_MEETING.row(meeting)])

    async def find(self, meeting_id: str) -> Meeting | None:
        """Return a meeting by its id."""
        return await self._one(select(MEETING).where(MEETING.c.id == meeting_id))

    async def lock(self, meeting_id: str) -> Meeting | None:
        """Return a meeting, letting nobody else change it until this transaction ends.

        SQLite has one writer at a time as it is.
        """
        statement = select(MEETING).where(MEETING.c.id == meeting_id)
        return await self._one(statement.with_for_update())

    async def of(self, committee_id: str) -> Sequence[Meeting]:
        """Return a committee's meetings, the earliest first."""
        return await self._all(select(MEETING).where(MEETING.c.committee_id == committee_id))

    async def around(self, first: date, last: date) -> Sequence[Meeting]:
        """Return every committee's meetings from `first` to `last`, both inclusive."""
        return await self._all(select(MEETING).where(MEETING.c.on_date.between(first, last)))

    async def items(self, meeting_id: str) -> Sequence[AgendaItem]:
        """Return a meeting's agenda items, proposed and refused ones too, in their order.

        It is the order within each section, and that in which they first came.
        """
        columns = AGENDA_ITEM.c
        statement = select(AGENDA_ITEM).where(columns.meeting_id == meeting_id)
        ordered = statement.order_by(columns.place, columns.ordinal)
        rows = await self._transaction.connection.execute(ordered)
        return [_ITEM.value(row) for row in rows]

    async def save_items(self, items: Sequence[AgendaItem]) -> None:
        """Insert or update agenda items by id."""
        await self._transaction.save(AGENDA_ITEM, [_ITEM.row(item) for item in items])

    async def item(self, item_id: str) -> AgendaItem | None:
        """Return an agenda item by its id."""
        statement = select(AGENDA_ITEM).where(AGENDA_ITEM.c.id == item_id)
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else _ITEM.value(row)

    async def note(self, meeting_id: str, step: str, at: datetime) -> bool:
        """Note that a step of a meeting's timeline was taken; False when it was taken before."""
        statement = (
            self._transaction.insert(MEETING_STEP)
            .values(meeting_id=meeting_id, step=step, at=at)
            .on_conflict_do_nothing()
            .returning(MEETING_STEP.c.step)
        )
        return await self._transaction.connection.scalar(statement) is not None

    async def _one(self, statement: Select[Any]) -> Meeting | None:
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else _MEETING.value(row)

    async def _all(self, statement: Select[Any]) -> Sequence[Meeting]:
        columns = MEETING.c
        ordered = statement.order_by(columns.on_date, columns.starts_at, columns.id)
        rows = await self._transaction.connection.execute(ordered)
        return [_MEETING.value(row) for row in rows]
