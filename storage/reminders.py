"""What people were told of the wheel, the plan and all else: stages and mornings."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Row, Table, Text, select

from bot.domain.reminders import DueTold, TaskTold, Told
from storage.reminder_letters import SqlReminderLetters, chosen_by
from storage.tables import METADATA, key_of, only_row

# One row for each stage and person, whichever replica came first.
TOLD = Table(
    "told",
    METADATA,
    Column("occurrence_id", Text, key_of("occurrence"), primary_key=True),
    Column("part", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("on_date", Date, nullable=False),
    Column("letter_id", Text),
    Column("missed", Boolean, nullable=False),
)
PLAN_TOLD = Table(
    "plan_told",
    METADATA,
    Column("task_id", Text, key_of("plan_task"), primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("on_date", Date, nullable=False),
    Column("letter_id", Text),
    Column("missed", Boolean, nullable=False),
)
DUE_TOLD = Table(
    "due_told",
    METADATA,
    Column("due_key", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("on_date", Date, nullable=False),
    Column("letter_id", Text),
    Column("missed", Boolean, nullable=False),
)
WHEEL_MORNING = Table(
    "wheel_morning",
    METADATA,
    *only_row(),
    Column("on_date", Date, nullable=False),
)


class SqlReminders(SqlReminderLetters):
    """What people were told, in one transaction."""

    async def tell(self, told: Sequence[Told]) -> Sequence[Told]:
        """Note that people are told of stages; return those that nobody had noted before.

        Of replicas that note the same at once one gets it back; the other waits for its commit.
        """
        by_key = {item.key: item for item in told}
        added = await self._added(TOLD, [_told_row(item) for item in by_key.values()])
        return [item for key, item in by_key.items() if key in added]

    async def tell_tasks(self, told: Sequence[TaskTold]) -> Sequence[TaskTold]:
        """As `tell`, of the plan's tasks."""
        by_key = {item.key: item for item in told}
        added = await self._added(PLAN_TOLD, [_task_told_row(item) for item in by_key.values()])
        return [item for key, item in by_key.items() if key in added]

    async def tell_dues(self, told: Sequence[DueTold]) -> Sequence[DueTold]:
        """As `tell`, of what else is owed."""
        by_key = {item.key: item for item in told}
        added = await self._added(DUE_TOLD, [_due_told_row(item) for item in by_key.values()])
        return [item for key, item in by_key.items() if key in added]

    async def told(self, occurrence_ids: Collection[str], on: date | None = None) -> Sequence[Told]:
        """Return what was told, or passed over, of these occurrences, ever or on a local date."""
        rows = await self._told(TOLD, TOLD.c.occurrence_id, occurrence_ids, on)
        return [_told(row) for row in rows]

    async def told_tasks(
        self, task_ids: Collection[str], on: date | None = None
    ) -> Sequence[TaskTold]:
        """As `told`, of the plan's tasks."""
        rows = await self._told(PLAN_TOLD, PLAN_TOLD.c.task_id, task_ids, on)
        return [_task_told(row) for row in rows]

    async def told_dues(
        self, due_keys: Collection[str], on: date | None = None
    ) -> Sequence[DueTold]:
        """As `told`, of what else is owed."""
        rows = await self._told(DUE_TOLD, DUE_TOLD.c.due_key, due_keys, on)
        return [_due_told(row) for row in rows]

    async def _told(
        self, table: Table, about: Column[str], ids: Collection[str], on: date | None
    ) -> Sequence[Row[Any]]:
        found = list[Row[Any]]()
        for named in chosen_by(about, ids):
            chosen = select(table).where(named)
            if on is not None:
                chosen = chosen.where(table.c.on_date == on)
            found.extend(await self._transaction.connection.execute(chosen))
        return found

    async def last_morning(self) -> date | None:
        """Return the last local date whose reminders are all told, None before the first."""
        found: date | None = await self._transaction.connection.scalar(
            select(WHEEL_MORNING.c.on_date)
        )
        return found

    async def morning_done(self, on: date) -> None:
        """Note that the reminders of the local date `on`, and of all before it, are told.

        It never goes back: what was told of a later day stays told when the clock is set back.
        """
        statement = self._transaction.insert(WHEEL_MORNING).values(id=1, on_date=on)
        newer = statement.excluded.on_date
        await self._transaction.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={"on_date": newer},
                where=WHEEL_MORNING.c.on_date < newer,
            )
        )


def _told_row(told: Told) -> dict[str, Any]:
    return {
        "occurrence_id": told.occurrence_id,
        "part": told.part,
        "stage": told.stage,
        "person_id": told.person_id,
        "on_date": told.on,
        "letter_id": told.letter_id,
        "missed": told.missed,
    }


def _told(row: Row[Any]) -> Told:
    return Told(
        occurrence_id=row.occurrence_id,
        part=row.part,
        stage=row.stage,
        person_id=row.person_id,
        on=row.on_date,
        letter_id=row.letter_id,
        missed=row.missed,
    )


def _task_told_row(told: TaskTold) -> dict[str, Any]:
    return {
        "task_id": told.task_id,
        "stage": told.stage,
        "person_id": told.person_id,
        "on_date": told.on,
        "letter_id": told.letter_id,
        "missed": told.missed,
    }


def _task_told(row: Row[Any]) -> TaskTold:
    return TaskTold(
        task_id=row.task_id,
        stage=row.stage,
        person_id=row.person_id,
        on=row.on_date,
        letter_id=row.letter_id,
        missed=row.missed,
    )


def _due_told_row(told: DueTold) -> dict[str, Any]:
    return {
        "due_key": told.due_key,
        "stage": told.stage,
        "person_id": told.person_id,
        "on_date": told.on,
        "letter_id": told.letter_id,
        "missed": told.missed,
    }


def _due_told(row: Row[Any]) -> DueTold:
    return DueTold(
        due_key=row.due_key,
        stage=row.stage,
        person_id=row.person_id,
        on=row.on_date,
        letter_id=row.letter_id,
        missed=row.missed,
    )
