"""What people were told of the annual wheel and plan: stages, letters and mornings."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    select,
)

from bot.domain.reminders import Letter, Line, TaskLine, TaskTold, Told
from storage.tables import METADATA, identity, key_of, only_row
from storage.transaction import Transaction

_AT_ONCE = 500

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
LETTER = Table(
    "letter",
    METADATA,
    identity(),
    Column("person_id", Text, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("weekly", Boolean, nullable=False),
    UniqueConstraint("person_id", "on_date"),
)
LETTER_LINE = Table(
    "letter_line",
    METADATA,
    Column("letter_id", Text, key_of("letter"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("occurrence_id", Text, nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("stage", Text, nullable=False),
)
LETTER_TASK = Table(
    "letter_task",
    METADATA,
    Column("letter_id", Text, key_of("letter"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("task_id", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
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
LETTER_DUE = Table(
    "letter_due",
    METADATA,
    Column("letter_id", Text, key_of("letter"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("due_key", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
)
WHEEL_MORNING = Table(
    "wheel_morning",
    METADATA,
    *only_row(),
    Column("on_date", Date, nullable=False),
)


class SqlReminders:
    """What people were told, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

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

    async def _added(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[tuple[str, ...]]:
        """Insert rows; return the keys of those that were not there yet."""
        keys = tuple(table.primary_key)
        unique = [key.name for key in keys]
        return {tuple(row) for row in await self._transaction.add_new(table, rows, unique, keys)}

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

    async def _told(
        self, table: Table, about: Column[str], ids: Collection[str], on: date | None
    ) -> Sequence[Row[Any]]:
        ordered, found = sorted(set(ids)), list[Row[Any]]()
        for start in range(0, len(ordered), _AT_ONCE):
            chosen = select(table).where(about.in_(ordered[start : start + _AT_ONCE]))
            if on is not None:
                chosen = chosen.where(table.c.on_date == on)
            found.extend(await self._transaction.connection.execute(chosen))
        return found

    async def add_letters(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        """Keep letters; return those whose reader had none of that day yet."""
        if not letters:
            return ()
        rows = [_letter_row(letter) for letter in letters]
        unique = ["person_id", "on_date"]
        found = await self._transaction.add_new(LETTER, rows, unique, [LETTER.c.id])
        added = {row.id for row in found}
        new = [letter for letter in letters if letter.id in added]
        lines = (
            {
                "letter_id": letter.id,
                "place": place,
                "occurrence_id": line.occurrence_id,
                "part": line.part,
                "stage": line.stage,
            }
            for letter in new
            for place, line in enumerate(letter.lines)
        )
        await self._added(LETTER_LINE, list(lines))
        tasks = (
            {
                "letter_id": letter.id,
                "place": place,
                "task_id": line.task_id,
                "stage": line.stage,
            }
            for letter in new
            for place, line in enumerate(letter.tasks)
        )
        await self._added(LETTER_TASK, list(tasks))
        return new

    async def letter(self, letter_id: str) -> Letter | None:
        """Return a letter."""
        return next(iter(await self._letters(LETTER.c.id == letter_id)), None)

    async def letters_about(self, occurrence_id: str) -> Sequence[Letter]:
        """Return the letters in which an occurrence has a line, the newest first."""
        columns = LETTER_LINE.c
        about = select(columns.letter_id).where(columns.occurrence_id == occurrence_id)
        return await self._letters(LETTER.c.id.in_(about))

    async def letters_about_task(self, task_id: str) -> Sequence[Letter]:
        """Return the letters in which a task of the plan has a line, the newest first."""
        columns = LETTER_TASK.c
        about = select(columns.letter_id).where(columns.task_id == task_id)
        return await self._letters(LETTER.c.id.in_(about))

    async def _letters(self, chosen: ColumnElement[bool]) -> Sequence[Letter]:
        connection = self._transaction.connection
        newest = (LETTER.c.on_date.desc(), LETTER.c.person_id)
        letters = list(await connection.execute(select(LETTER).where(chosen).order_by(*newest)))
        if not letters:
            return ()
        ids = select(LETTER.c.id).where(chosen)
        of: dict[str, list[Line]] = defaultdict(list)
        tasks: dict[str, list[TaskLine]] = defaultdict(list)
        columns = LETTER_LINE.c
        lines = select(LETTER_LINE).where(columns.letter_id.in_(ids)).order_by(columns.place)
        for row in await connection.execute(lines):
            of[row.letter_id].append(Line(row.occurrence_id, row.part, row.stage))
        columns = LETTER_TASK.c
        plan = select(LETTER_TASK).where(columns.letter_id.in_(ids)).order_by(columns.place)
        for row in await connection.execute(plan):
            tasks[row.letter_id].append(TaskLine(row.task_id, row.stage))
        return [
            Letter(
                row.id,
                row.person_id,
                row.on_date,
                tuple(of[row.id]),
                row.weekly,
                tuple(tasks[row.id]),
            )
            for row in letters
        ]

    async def readers_on(self, on: date) -> frozenset[str]:
        """Return the ids of the people who have a letter of the local date `on`."""
        statement = select(LETTER.c.person_id).where(LETTER.c.on_date == on)
        return frozenset(await self._transaction.connection.scalars(statement))

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


def _letter_row(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "person_id": letter.person_id,
        "on_date": letter.on,
        "weekly": letter.weekly,
    }


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
