"""Reads the whole organisation as one frozen picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.organisation import EMPTY_MATRIX, Organisation, Profile
from storage.accounts import ACCOUNT
from storage.committees import COMMITTEE, committees_from
from storage.confirmations import confirmations_from, confirmations_of
from storage.drafts import SqlDrafts
from storage.occurrences import OCCURRENCE, OCCURRENCE_PART
from storage.parties import (
    AGREEMENT,
    CONTACT,
    PARTY,
    agreements_from,
    contacts_from,
    parties_from,
)
from storage.people import (
    ABSENCE,
    ASSIGNMENT,
    PERSON,
    ROLE,
    STAND_IN,
    UNIT,
    absences_from,
    assignments_from,
    people_from,
    roles_from,
    units_from,
)
from storage.plan import SqlPlans
from storage.profile import SqlProfiles
from storage.raci import (
    ACTIVITY,
    CATEGORY,
    activities_from,
    categories_from,
    cells_of,
    current_version,
    matrix_from,
)
from storage.transaction import Transaction
from storage.wheel import WHEEL_CALENDAR, WHEEL_ITEM, WHEEL_SYSTEM, wheel_from

_Rows = Sequence[Row[Any]]
_PART = 400
_IN_ORDINAL = (
    UNIT,
    PERSON,
    ROLE,
    ASSIGNMENT,
    ABSENCE,
    PARTY,
    CONTACT,
    AGREEMENT,
    WHEEL_SYSTEM,
    COMMITTEE,
)
_IN_POSITION = (CATEGORY, ACTIVITY, WHEEL_ITEM)
_DATES = (
    (OCCURRENCE, (OCCURRENCE.c.due, OCCURRENCE.c.item_id, OCCURRENCE.c.key)),
    (OCCURRENCE_PART, (OCCURRENCE_PART.c.occurrence_id, OCCURRENCE_PART.c.key)),
)
_AS_THEY_COME = (ACCOUNT, STAND_IN, WHEEL_CALENDAR)


@dataclass(frozen=True)
class _Found:
    """The rows of one reading."""

    version: int
    profile: Profile
    rows: dict[Table, _Rows]
    matrix: Row[Any] | None
    cells: _Rows
    confirmations: _Rows


async def load_organisation(transaction: Transaction) -> Organisation:
    """Read everything that look-ups may need.

    In a reading transaction it is one moment's picture on both databases. The objects are built
    in a thread: ten thousand activities take long enough to hold up other answers.
    """
    found = await _read(transaction)
    draft = await SqlDrafts(transaction).current()
    plan = await SqlPlans(transaction).load()
    return replace(await asyncio.to_thread(_build, found), draft=draft, plan=plan)


async def _read(transaction: Transaction) -> _Found:
    connection = transaction.connection
    version = await transaction.data_version()
    profile = await SqlProfiles(transaction).load()
    rows = {table: (await connection.execute(select(table))).all() for table in _AS_THEY_COME}
    for table in _IN_ORDINAL:
        rows[table] = (await connection.execute(select(table).order_by(table.c.ordinal))).all()
    for table in _IN_POSITION:
        ordered = select(table).order_by(table.c.position, table.c.ordinal)
        rows[table] = await _in_parts(connection, ordered)
    for table, order in _DATES:
        rows[table] = await _in_parts(connection, select(table).order_by(*order))
    matrix = (await connection.execute(current_version())).one_or_none()
    cells: _Rows = ()
    confirmations: _Rows = ()
    if matrix is not None:
        cells = await _in_parts(connection, cells_of(matrix.version))
        confirmations = (await connection.execute(confirmations_of(matrix.version))).all()
    return _Found(version, profile, rows, matrix, cells, confirmations)


async def _in_parts(connection: AsyncConnection, statement: Select[Any]) -> _Rows:
    """Read what may be long a part at a time, so that other answers come in between."""
    found: list[Row[Any]] = []
    async with connection.stream(statement) as result:
        async for part in result.partitions(_PART):
            found.extend(part)
    return found


def _build(found: _Found) -> Organisation:
    rows = found.rows
    return Organisation(
        version=found.version,
        profile=found.profile,
        units=units_from(rows[UNIT]),
        people=people_from(rows[PERSON], rows[ACCOUNT]),
        roles=roles_from(rows[ROLE]),
        assignments=assignments_from(rows[ASSIGNMENT]),
        absences=absences_from(rows[ABSENCE], rows[STAND_IN]),
        parties=parties_from(rows[PARTY]),
        contacts=contacts_from(rows[CONTACT]),
        agreements=agreements_from(rows[AGREEMENT]),
        categories=categories_from(rows[CATEGORY]),
        activities=activities_from(rows[ACTIVITY]),
        matrix=matrix_from(found.matrix, found.cells) if found.matrix else EMPTY_MATRIX,
        confirmations=confirmations_from(found.confirmations),
        wheel=wheel_from(
            rows[WHEEL_CALENDAR],
            rows[WHEEL_ITEM],
            rows[OCCURRENCE],
            rows[OCCURRENCE_PART],
            rows[WHEEL_SYSTEM],
        ),
        committees=committees_from(rows[COMMITTEE]),
    )
