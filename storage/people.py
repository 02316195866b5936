"""Units, people, roles, assignments and absences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Row,
    Table,
    Text,
    UniqueConstraint,
    delete,
    false,
)

from bot.domain.language import Localized
from bot.domain.people import (
    Absence,
    Account,
    Assignment,
    Grant,
    Person,
    Role,
    RoleKind,
    Unit,
)
from storage.tables import (
    METADATA,
    identity,
    key_of,
    list_from,
    list_values,
    localized_columns,
    localized_values,
    ordinal,
    reference,
)
from storage.transaction import Transaction

UNIT = Table(
    "unit",
    METADATA,
    identity(),
    ordinal(),
    *localized_columns("name"),
    reference("role_id", "role"),
    reference("parent_id", "unit"),
    reference("head_id", "person", closes_circle=True),
    Column("channel", Text),
    Column("closed_on", Date),
)
# The log names people by id alone, so that this row can be emptied (reliability.md §3).
PERSON = Table(
    "person",
    METADATA,
    identity(),
    ordinal(),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    # The address in one case: neither database's own LOWER folds Danish letters alike.
    Column("email_key", Text, nullable=False),
    Column("phone", Text),
    Column("language", Text),
    reference("unit_id", "unit"),
    Column("left_on", Date),
    Column("grants", JSON, nullable=False),
    Column("writes_on", Text),
    UniqueConstraint("email_key"),
)
ROLE = Table(
    "role",
    METADATA,
    identity(),
    ordinal(),
    *localized_columns("name"),
    Column("kind", Text, nullable=False),
    *localized_columns("definition"),
    *localized_columns("typical_holder"),
    Column("tasks", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("may_be_accountable", Boolean, nullable=False),
    Column("deputy_required", Boolean, nullable=False),
    Column("each", Boolean, nullable=False, server_default=false()),
    Column("retired_on", Date),
    CheckConstraint("kind IN ('internal', 'external')", name="kind"),
)
ASSIGNMENT = Table(
    "assignment",
    METADATA,
    identity(),
    ordinal(),
    reference("role_id", "role", required=True),
    Column("starts", Date, nullable=False),
    reference("person_id", "person"),
    reference("contact_id", "contact"),
    reference("deputy_id", "person"),
    reference("deputy_contact_id", "contact"),
    reference("unit_id", "unit"),
    Column("ends", Date),
    CheckConstraint("(person_id IS NULL) <> (contact_id IS NULL)", name="one_holder"),
    CheckConstraint("deputy_id IS NULL OR deputy_contact_id IS NULL", name="one_deputy"),
)
ABSENCE = Table(
    "absence",
    METADATA,
    identity(),
    ordinal(),
    reference("person_id", "person", required=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    CheckConstraint("first <= last", name="days"),
)
STAND_IN = Table(
    "stand_in",
    METADATA,
    Column("absence_id", Text, key_of("absence", on_delete="CASCADE"), primary_key=True),
    reference("deputy_id", "person"),
    reference("deputy_contact_id", "contact"),
    CheckConstraint("(deputy_id IS NULL) <> (deputy_contact_id IS NULL)", name="one_deputy"),
)


class SqlPeople:
    """Units, people, roles, assignments and absences. `save_*` inserts or updates by id."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_units(self, units: Sequence[Unit]) -> None:
        """Write units."""
        await self._save(UNIT, [_unit_row(item) for item in units])

    async def save_people(self, people: Sequence[Person]) -> None:
        """Write people with their grants; their accounts are written by `SqlAccounts`.

        Raises:
            BadInput: another person has the same e-mail address, in any case of letters.
        """
        await self._save(PERSON, [_person_row(item) for item in people])

    async def save_roles(self, roles: Sequence[Role]) -> None:
        """Write roles."""
        await self._save(ROLE, [_role_row(item) for item in roles])

    async def save_assignments(self, assignments: Sequence[Assignment]) -> None:
        """Write assignments."""
        await self._save(ASSIGNMENT, [_plain_row(ASSIGNMENT, item) for item in assignments])

    async def save_absences(self, absences: Sequence[Absence]) -> None:
        """Write absences with the stand-ins that they name."""
        await self._save(ABSENCE, [_plain_row(ABSENCE, item) for item in absences])
        ids = [item.id for item in absences]
        await self._transaction.connection.execute(
            delete(STAND_IN).where(STAND_IN.c.absence_id.in_(ids))
        )
        named = [item for item in absences if item.deputy_id or item.deputy_contact_id]
        await self._transaction.save(STAND_IN, [_stand_in_row(item) for item in named])

    async def remove_absence(self, absence_id: str) -> bool:
        """Take an absence back; False when it is not there."""
        await self._transaction.touch()
        removed = await self._transaction.connection.execute(
            delete(ABSENCE).where(ABSENCE.c.id == absence_id)
        )
        return removed.rowcount == 1

    async def _save(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        await self._transaction.touch()
        await self._transaction.save(table, rows)


def units_from(rows: Iterable[Row[Any]]) -> tuple[Unit, ...]:
    """Build units from their rows."""
    return tuple(
        Unit(
            id=row.id,
            name=Localized(row.name_da, row.name_en),
            role_id=row.role_id,
            parent_id=row.parent_id,
            head_id=row.head_id,
            channel=row.channel,
            closed_on=row.closed_on,
        )
        for row in rows
    )


def people_from(rows: Iterable[Row[Any]], accounts: Iterable[Row[Any]]) -> tuple[Person, ...]:
    """Build people from their rows and the rows of the accounts bound to them."""
    bound: dict[str, list[Account]] = defaultdict(list)
    for row in accounts:
        bound[row.person_id].append(Account(row.platform, row.tenant, row.account))
    return tuple(
        Person(
            id=row.id,
            name=row.name,
            email=row.email,
            phone=row.phone,
            language=row.language,
            unit_id=row.unit_id,
            left_on=row.left_on,
            accounts=tuple(sorted(bound.get(row.id, ()))),
            grants=frozenset(Grant(grant) for grant in row.grants),
            writes_on=row.writes_on,
        )
        for row in rows
    )


def roles_from(rows: Iterable[Row[Any]]) -> tuple[Role, ...]:
    """Build roles from their rows."""
    return tuple(
        Role(
            id=row.id,
            name=Localized(row.name_da, row.name_en),
            kind=RoleKind(row.kind),
            definition=Localized(row.definition_da, row.definition_en),
            typical_holder=Localized(row.typical_holder_da, row.typical_holder_en),
            tasks=list_from(row.tasks),
            aliases=list_from(row.aliases),
            may_be_accountable=row.may_be_accountable,
            deputy_required=row.deputy_required,
            each=row.each,
            retired_on=row.retired_on,
        )
        for row in rows
    )


def assignments_from(rows: Iterable[Row[Any]]) -> tuple[Assignment, ...]:
    """Build assignments from their rows."""
    return tuple(
        Assignment(
            id=row.id,
            role_id=row.role_id,
            starts=row.starts,
            person_id=row.person_id,
            contact_id=row.contact_id,
            deputy_id=row.deputy_id,
            deputy_contact_id=row.deputy_contact_id,
            unit_id=row.unit_id,
            ends=row.ends,
        )
        for row in rows
    )


def absences_from(rows: Iterable[Row[Any]], stand_ins: Iterable[Row[Any]]) -> tuple[Absence, ...]:
    """Build absences from their rows and the rows of the stand-ins named for them."""
    named = {row.absence_id: (row.deputy_id, row.deputy_contact_id) for row in stand_ins}
    return tuple(
        Absence(row.id, row.person_id, row.first, row.last, *named.get(row.id, (None, None)))
        for row in rows
    )


def _unit_row(item: Unit) -> dict[str, Any]:
    return {
        "id": item.id,
        **localized_values("name", item.name),
        "role_id": item.role_id,
        "parent_id": item.parent_id,
        "head_id": item.head_id,
        "channel": item.channel,
        "closed_on": item.closed_on,
    }


def _person_row(item: Person) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "email": item.email,
        "email_key": item.email.strip().casefold(),
        "phone": item.phone,
        "language": item.language,
        "unit_id": item.unit_id,
        "left_on": item.left_on,
        "grants": sorted(item.grants),
        "writes_on": item.writes_on,
    }


def _role_row(item: Role) -> dict[str, Any]:
    return {
        "id": item.id,
        **localized_values("name", item.name),
        "kind": item.kind.value,
        **localized_values("definition", item.definition),
        **localized_values("typical_holder", item.typical_holder),
        "tasks": list_values(item.tasks),
        "aliases": list_values(item.aliases),
        "may_be_accountable": item.may_be_accountable,
        "deputy_required": item.deputy_required,
        "each": item.each,
        "retired_on": item.retired_on,
    }


def _stand_in_row(item: Absence) -> dict[str, Any]:
    return {
        "absence_id": item.id,
        "deputy_id": item.deputy_id,
        "deputy_contact_id": item.deputy_contact_id,
    }


def _plain_row(table: Table, item: Assignment | Absence) -> dict[str, Any]:
    """Return the row of an item whose fields are named as the table's columns."""
    names = (column.name for column in table.c)
    return {name: getattr(item, name) for name in names if name != "ordinal"}
