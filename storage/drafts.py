"""Drafts of the matrix, one of them open at a time, and the roles frozen with a version."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Row,
    Select,
    Table,
    Text,
    delete,
    select,
)

from bot.domain.drafts import (
    Draft,
    DraftRow,
    DraftStatus,
    Exemption,
    FrozenRole,
    row_from_text,
    row_to_text,
)
from bot.domain.language import Localized
from bot.domain.people import Assignment, Role, RoleKind
from bot.domain.raci import Activity
from storage.tables import (
    METADATA,
    Moment,
    list_from,
    list_values,
    localized_columns,
    localized_values,
)
from storage.transaction import Transaction

MATRIX_DRAFT = Table(
    "matrix_draft",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    # 1 while the draft is open, else nothing: there is one open draft at most.
    Column("open", Integer, unique=True),
    Column("status", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("submission", Integer, nullable=False),
    Column("moved_by", Text),
    Column("moved_at", Moment),
    Column("reason", Text, nullable=False),
    Column("control", Text, nullable=False),
    Column("exemptions", JSON, nullable=False),
    CheckConstraint("open IS NULL OR open = 1", name="open"),
)
MATRIX_DRAFT_ROW = Table(
    "matrix_draft_row",
    METADATA,
    Column("version", Integer, ForeignKey("matrix_draft.version"), primary_key=True),
    Column("activity_id", Text, primary_key=True),
    Column("cells", JSON, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("added", JSON(none_as_null=True)),
    Column("retires", Boolean, nullable=False),
)
MATRIX_ROLE = Table(
    "matrix_role",
    METADATA,
    Column("version", Integer, ForeignKey("matrix_version.version"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("role_id", Text, nullable=False),
    *localized_columns("name"),
    Column("kind", Text, nullable=False),
    *localized_columns("definition"),
    Column("tasks", JSON, nullable=False),
    # Who held it: ids only, for names live in an erasable table.
    Column("holders", JSON, nullable=False),
)


class SqlDrafts:
    """The drafts of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lock(self) -> None:
        """Let nobody else change the data until this transaction ends."""
        await self._transaction.touch()

    async def current(self) -> Draft | None:
        """Return the open draft."""
        return await self._load(open_draft())

    async def find(self, version: int) -> Draft | None:
        """Return a draft, open or not."""
        return await self._load(select(MATRIX_DRAFT).where(MATRIX_DRAFT.c.version == version))

    async def save(self, draft: Draft) -> None:
        """Write where a draft is; its rows are written by `save_row`."""
        values = {
            "version": draft.version,
            "open": 1 if draft.open else None,
            "status": draft.status.value,
            "started_by": draft.started_by,
            "started_at": draft.started_at,
            "authors": list(draft.authors),
            "submission": draft.submission,
            "moved_by": draft.by,
            "moved_at": draft.at,
            "reason": draft.reason,
            "control": draft.control,
            "exemptions": [_exemption_values(item) for item in draft.exemptions],
        }
        await self._transaction.save(MATRIX_DRAFT, [values])

    async def save_row(self, version: int, row: DraftRow) -> None:
        """Write a row of a draft in place of what it had for the activity."""
        values = {
            "version": version,
            "activity_id": row.activity_id,
            "cells": row_to_text(row.cells),
            "changed_by": row.changed_by,
            "changed_at": row.changed_at,
            "added": _activity_values(row.added) if row.added else None,
            "retires": row.retires,
        }
        await self._transaction.save(MATRIX_DRAFT_ROW, [values])

    async def drop_row(self, version: int, activity_id: str) -> None:
        """Let the draft leave the activity as it is in use."""
        columns = MATRIX_DRAFT_ROW.c
        await self._transaction.connection.execute(
            delete(MATRIX_DRAFT_ROW).where(
                columns.version == version, columns.activity_id == activity_id
            )
        )

    async def freeze(self, version: int, roles: Sequence[FrozenRole]) -> None:
        """Keep the roles as they are described and held when a version comes into force."""
        await self._transaction.add(
            MATRIX_ROLE, [_role_values(version, place, item) for place, item in enumerate(roles)]
        )

    async def frozen(self, version: int) -> Sequence[FrozenRole]:
        """Return the roles that were frozen with a version; none when it was only imported."""
        columns = MATRIX_ROLE.c
        rows = await self._transaction.connection.execute(
            select(MATRIX_ROLE).where(columns.version == version).order_by(columns.place)
        )
        return [_role(row) for row in rows]

    async def _load(self, statement: Select[Any]) -> Draft | None:
        connection = self._transaction.connection
        found = (await connection.execute(statement)).one_or_none()
        if found is None:
            return None
        return draft_from(found, (await connection.execute(rows_of(found.version))).all())


def open_draft() -> Select[Any]:
    """Return the query for the open draft."""
    return select(MATRIX_DRAFT).where(MATRIX_DRAFT.c.open == 1)


def rows_of(version: int) -> Select[Any]:
    """Return the query for a draft's rows, in the order they were saved."""
    columns = MATRIX_DRAFT_ROW.c
    return (
        select(MATRIX_DRAFT_ROW)
        .where(columns.version == version)
        .order_by(columns.changed_at, columns.activity_id)
    )


def draft_from(draft: Row[Any], rows: Iterable[Row[Any]]) -> Draft:
    """Build a draft from its own row and the rows that it changes."""
    return Draft(
        version=draft.version,
        status=DraftStatus(draft.status),
        started_by=draft.started_by,
        started_at=draft.started_at,
        rows={row.activity_id: _draft_row(row) for row in rows},
        authors=tuple(draft.authors),
        submission=draft.submission,
        by=draft.moved_by,
        at=draft.moved_at,
        reason=draft.reason,
        control=draft.control,
        exemptions=tuple(_exemption(item) for item in draft.exemptions),
    )


def _draft_row(row: Row[Any]) -> DraftRow:
    return DraftRow(
        activity_id=row.activity_id,
        cells=row_from_text(row.cells),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        added=_activity(row.activity_id, row.added) if row.added else None,
        retires=row.retires,
    )


def _activity_values(activity: Activity) -> dict[str, Any]:
    return {
        "da": activity.name.da,
        "en": activity.name.en,
        "category": activity.category_id,
        "position": activity.position,
    }


def _activity(activity_id: str, values: dict[str, Any]) -> Activity:
    return Activity(
        activity_id,
        Localized(values["da"], values["en"]),
        category_id=values["category"],
        position=values["position"],
    )


def _exemption_values(item: Exemption) -> dict[str, str]:
    return {
        "activity": item.activity_id,
        "role": item.role_id,
        "reason": item.reason,
        "until": item.until.isoformat(),
    }


def _exemption(values: dict[str, str]) -> Exemption:
    until = date.fromisoformat(values["until"])
    return Exemption(values["activity"], values["role"], values["reason"], until)


def _role_values(version: int, place: int, frozen: FrozenRole) -> dict[str, Any]:
    role = frozen.role
    return {
        "version": version,
        "place": place,
        "role_id": role.id,
        **localized_values("name", role.name),
        "kind": role.kind.value,
        **localized_values("definition", role.definition),
        "tasks": list_values(role.tasks),
        "holders": [_holder_values(holder) for holder in frozen.holders],
    }


def _role(row: Row[Any]) -> FrozenRole:
    role = Role(
        id=row.role_id,
        name=Localized(row.name_da, row.name_en),
        kind=RoleKind(row.kind),
        definition=Localized(row.definition_da, row.definition_en),
        tasks=list_from(row.tasks),
    )
    return FrozenRole(role, tuple(_holder(role.id, holder) for holder in row.holders))


def _holder_values(holder: Assignment) -> dict[str, str | None]:
    return {
        "id": holder.id,
        "starts": holder.starts.isoformat(),
        "person": holder.person_id,
        "contact": holder.contact_id,
        "deputy": holder.deputy_id,
        "deputy_contact": holder.deputy_contact_id,
        "unit": holder.unit_id,
    }


def _holder(role_id: str, values: dict[str, Any]) -> Assignment:
    return Assignment(
        id=values["id"],
        role_id=role_id,
        starts=date.fromisoformat(values["starts"]),
        person_id=values["person"],
        contact_id=values["contact"],
        deputy_id=values["deputy"],
        deputy_contact_id=values["deputy_contact"],
        unit_id=values["unit"],
    )
