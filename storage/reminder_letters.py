"""Letters: what each person was told on a day, line by line."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    update,
)

from bot.domain.involvement import LetterNote
from bot.domain.reminders import SETTLED, DueLine, Letter, Line, TaskLine
from storage.involvement import LETTER_NOTE
from storage.tables import METADATA, identity, key_of
from storage.transaction import Transaction

_AT_ONCE = 500

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
LETTER_DUE = Table(
    "letter_due",
    METADATA,
    Column("letter_id", Text, key_of("letter"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("due_key", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
)


class SqlReminderLetters:
    """Letters, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

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
        dues = (
            {
                "letter_id": letter.id,
                "place": place,
                "due_key": line.due_key,
                "stage": line.stage,
            }
            for letter in new
            for place, line in enumerate(letter.dues)
        )
        await self._added(LETTER_DUE, list(dues))
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

    async def letters_about_dues(self, due_keys: Collection[str]) -> Sequence[Letter]:
        """Return the letters with a line about any of these that is not settled, newest first."""
        ids: set[str] = set()
        for chosen in chosen_by(LETTER_DUE.c.due_key, due_keys):
            unsettled = chosen & (LETTER_DUE.c.stage != SETTLED)
            ids.update(
                await self._transaction.connection.scalars(
                    select(LETTER_DUE.c.letter_id).where(unsettled)
                )
            )
        return await self._letters(LETTER.c.id.in_(sorted(ids))) if ids else ()

    async def settle_dues(self, due_keys: Collection[str]) -> None:
        """Note that the letters show that the work is done."""
        for chosen in chosen_by(LETTER_DUE.c.due_key, due_keys):
            statement = update(LETTER_DUE).where(chosen).values(stage=SETTLED)
            await self._transaction.connection.execute(statement)

    async def _letters(self, chosen: ColumnElement[bool]) -> Sequence[Letter]:
        connection = self._transaction.connection
        newest = (LETTER.c.on_date.desc(), LETTER.c.person_id)
        letters = list(await connection.execute(select(LETTER).where(chosen).order_by(*newest)))
        if not letters:
            return ()
        ids = [row.id for row in letters]
        lines = await self._lines(LETTER_LINE, ids)
        tasks = await self._lines(LETTER_TASK, ids)
        dues = await self._lines(LETTER_DUE, ids)
        notes = await self._notes(ids)
        return [
            Letter(
                row.id,
                row.person_id,
                row.on_date,
                tuple(Line(one.occurrence_id, one.part, one.stage) for one in lines[row.id]),
                row.weekly,
                tuple(TaskLine(one.task_id, one.stage) for one in tasks[row.id]),
                tuple(DueLine(one.due_key, one.stage) for one in dues[row.id]),
                tuple(notes[row.id]),
            )
            for row in letters
        ]

    async def _lines(
        self, table: Table, letter_ids: Sequence[str]
    ) -> Mapping[str, Sequence[Row[Any]]]:
        """Return letters' lines of one kind, in the order shown, by letter."""
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        for chosen in chosen_by(table.c.letter_id, letter_ids):
            statement = select(table).where(chosen).order_by(table.c.place)
            for row in await self._transaction.connection.execute(statement):
                found[row.letter_id].append(row)
        return found

    async def _notes(self, letter_ids: Sequence[str]) -> Mapping[str, Sequence[LetterNote]]:
        found: dict[str, list[LetterNote]] = defaultdict(list)
        columns = LETTER_NOTE.c
        for chosen in chosen_by(columns.letter_id, letter_ids):
            statement = select(LETTER_NOTE).where(chosen).order_by(columns.at, columns.id)
            for row in await self._transaction.connection.execute(statement):
                found[row.letter_id].append(LetterNote(**row._mapping))
        return found

    async def readers_on(self, on: date) -> frozenset[str]:
        """Return the ids of the people who have a letter of the local date `on`."""
        statement = select(LETTER.c.person_id).where(LETTER.c.on_date == on)
        return frozenset(await self._transaction.connection.scalars(statement))

    async def _added(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[tuple[str, ...]]:
        """Insert rows; return the keys of those that were not there yet."""
        keys = tuple(table.primary_key)
        unique = [key.name for key in keys]
        return {tuple(row) for row in await self._transaction.add_new(table, rows, unique, keys)}


def chosen_by(column: Column[Any], values: Collection[str]) -> Iterable[ColumnElement[bool]]:
    """Yield conditions that together choose all of `values`: a statement takes only so many."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _AT_ONCE):
        yield column.in_(ordered[start : start + _AT_ONCE])


def _letter_row(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "person_id": letter.person_id,
        "on_date": letter.on,
        "weekly": letter.weekly,
    }
