"""Activities and the versions of the RACI matrix."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    case,
    func,
    literal,
    select,
    update,
)

from bot.domain.language import Localized
from bot.domain.raci import (
    Activity,
    Category,
    Letter,
    Letters,
    Matrix,
    MatrixStatus,
)
from storage.drafts import MATRIX_DRAFT
from storage.tables import (
    METADATA,
    Moment,
    identity,
    list_from,
    list_values,
    localized_columns,
    localized_values,
    ordinal,
    reference,
)
from storage.transaction import DATA_VERSION, Transaction

CATEGORY = Table(
    "category",
    METADATA,
    identity(),
    ordinal(),
    *localized_columns("name"),
    Column("position", Integer, nullable=False),
)
ACTIVITY = Table(
    "activity",
    METADATA,
    identity(),
    ordinal(),
    *localized_columns("name"),
    *localized_columns("short"),
    reference("category_id", "category"),
    *localized_columns("description"),
    Column("evidence", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("references", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("retired_on", Date),
)
MATRIX_VERSION = Table(
    "matrix_version",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("used_from", Moment),
    Column("used_to", Moment),
    Column("control", Text),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(
        "used_to IS NULL OR (used_from IS NOT NULL AND used_from <= used_to)", name="used"
    ),
)
MATRIX_CELL = Table(
    "matrix_cell",
    METADATA,
    Column("version", Integer, ForeignKey("matrix_version.version"), primary_key=True),
    # The cell's place in its version: activities and each row's roles keep their order.
    Column("place", Integer, primary_key=True, autoincrement=False),
    reference("activity_id", "activity", required=True),
    reference("role_id", "role", required=True),
    Column("letters", Text, nullable=False),
    UniqueConstraint("version", "activity_id", "role_id"),
    CheckConstraint("letters <> ''", name="letters"),
)


class SqlActivities:
    """Activities and the matrix's versions."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_categories(self, categories: Sequence[Category]) -> None:
        """Write categories."""
        await self._transaction.touch()
        rows = [
            {"id": item.id, **localized_values("name", item.name), "position": item.position}
            for item in categories
        ]
        await self._transaction.save(CATEGORY, rows)

    async def save_activities(self, activities: Sequence[Activity]) -> None:
        """Write activities."""
        await self._transaction.touch()
        await self._transaction.save(ACTIVITY, [_activity_row(item) for item in activities])

    async def add_matrix(self, matrix: Matrix) -> None:
        """Write a new version and close the one in use at its `used_from`.

        An approved version is then superseded. One that was only imported keeps its status, so
        that a look-up as of its time still says that nobody had approved it. A version without
        `used_from` (a draft) closes nothing. Cells without letters are not kept.
        """
        await self._transaction.touch()
        if matrix.used_from is not None:
            await self._close_current(matrix.used_from)
        values = {
            "version": matrix.version,
            "status": matrix.status.value,
            "source": matrix.source,
            "used_from": matrix.used_from,
            "used_to": matrix.used_to,
            "control": matrix.control or None,
        }
        await self._transaction.add(MATRIX_VERSION, [values])
        await self._transaction.add(MATRIX_CELL, _cell_rows(matrix))

    async def matrix_at(self, moment: datetime) -> Matrix | None:
        """Return the version that look-ups read at `moment` (UTC), or None before the first.

        A version is read from its `used_from` until just before its `used_to`.
        """
        columns = MATRIX_VERSION.c
        statement = (
            select(MATRIX_VERSION)
            .where(columns.used_from <= moment)
            .where((columns.used_to.is_(None)) | (columns.used_to > moment))
            .order_by(columns.version.desc())
            .limit(1)
        )
        connection = self._transaction.connection
        found = (await connection.execute(statement)).one_or_none()
        if found is None:
            return None
        cells = await connection.execute(cells_of(found.version))
        return matrix_from(found, cells.all())

    async def row_in_use(self, activity_id: str) -> tuple[int, Mapping[str, Letters]]:
        """Return the number of the version in use, 0 without one, and one of its rows."""
        connection = self._transaction.connection
        found = (await connection.execute(current_version())).one_or_none()
        if found is None:
            return 0, {}
        cells = await connection.execute(
            cells_of(found.version).where(MATRIX_CELL.c.activity_id == activity_id)
        )
        return found.version, matrix_from(found, cells.all()).cells.get(activity_id, {})

    async def next_version(self) -> int:
        """Return the number of the next matrix version, from 1.

        In a transaction that may write, no other can take the number before this one ends.
        """
        connection = self._transaction.connection
        if self._transaction.writable:
            await connection.execute(select(DATA_VERSION.c.value).with_for_update())
        versions = select(MATRIX_VERSION.c.version).union(select(MATRIX_DRAFT.c.version))
        highest = await connection.scalar(select(func.max(versions.subquery().c.version)))
        return int(highest or 0) + 1

    async def _close_current(self, at: datetime) -> None:
        columns = MATRIX_VERSION.c
        superseded = (columns.status == MatrixStatus.IN_FORCE.value, MatrixStatus.SUPERSEDED.value)
        # A clock that was set back must not end a version before it began.
        ends = case((columns.used_from > at, columns.used_from), else_=literal(at, Moment))
        await self._transaction.connection.execute(
            update(MATRIX_VERSION)
            .where(columns.used_from.is_not(None), columns.used_to.is_(None))
            .values(used_to=ends, status=case(superseded, else_=columns.status))
        )


def current_version() -> Select[Any]:
    """Return the query for the version that look-ups read now."""
    columns = MATRIX_VERSION.c
    return (
        select(MATRIX_VERSION)
        .where(columns.used_from.is_not(None), columns.used_to.is_(None))
        .order_by(columns.version.desc())
        .limit(1)
    )


def cells_of(version: int) -> Select[Any]:
    """Return the query for a version's cells, in their order."""
    columns = MATRIX_CELL.c
    return (
        select(columns.activity_id, columns.role_id, columns.letters)
        .where(columns.version == version)
        .order_by(columns.place)
    )


def matrix_from(version: Row[Any], cells: Iterable[Row[Any]]) -> Matrix:
    """Build a matrix from its version's row and its cells' rows."""
    sets: dict[str, Letters] = {}
    found: dict[str, dict[str, Letters]] = {}
    for activity_id, role_id, text in map(tuple, cells):
        letters = sets.get(text)
        if letters is None:
            letters = sets[text] = frozenset(Letter(char) for char in text)
        found.setdefault(activity_id, {})[role_id] = letters
    return Matrix(
        version=version.version,
        status=MatrixStatus(version.status),
        cells=found,
        source=version.source,
        used_from=version.used_from,
        used_to=version.used_to,
        control=version.control or "",
    )


def categories_from(rows: Iterable[Row[Any]]) -> tuple[Category, ...]:
    """Build categories from their rows."""
    return tuple(
        Category(row.id, Localized(row.name_da, row.name_en), row.position) for row in rows
    )


def activities_from(rows: Iterable[Row[Any]]) -> tuple[Activity, ...]:
    """Build activities from their rows."""
    return tuple(
        Activity(
            id=row.id,
            name=Localized(row.name_da, row.name_en),
            short=Localized(row.short_da, row.short_en),
            category_id=row.category_id,
            description=Localized(row.description_da, row.description_en),
            evidence=list_from(row.evidence),
            aliases=list_from(row.aliases),
            references={source: tuple(items) for source, items in row.references.items()},
            position=row.position,
            retired_on=row.retired_on,
        )
        for row in rows
    )


def _activity_row(item: Activity) -> dict[str, Any]:
    return {
        "id": item.id,
        **localized_values("name", item.name),
        **localized_values("short", item.short),
        "category_id": item.category_id,
        **localized_values("description", item.description),
        "evidence": list_values(item.evidence),
        "aliases": list_values(item.aliases),
        "references": {source: list(items) for source, items in item.references.items()},
        "position": item.position,
        "retired_on": item.retired_on,
    }


def _cell_rows(matrix: Matrix) -> list[dict[str, Any]]:
    cells = (
        (activity_id, role_id, letters)
        for activity_id, row in matrix.cells.items()
        for role_id, letters in row.items()
        if letters
    )
    return [
        {
            "version": matrix.version,
            "place": place,
            "activity_id": activity_id,
            "role_id": role_id,
            "letters": "".join(letter.value for letter in Letter if letter in letters),
        }
        for place, (activity_id, role_id, letters) in enumerate(cells)
    ]
