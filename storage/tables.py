"""What the tables share: one `MetaData`, and column types that both databases agree on."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Text,
)
from sqlalchemy.types import TypeDecorator

from bot.domain.language import Localized, LocalizedList

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_milliseconds(moment: datetime) -> int:
    """Return an aware moment as whole milliseconds since 1970 UTC, rounded down.

    Raises:
        ValueError: the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """Return milliseconds since 1970 UTC as a moment in UTC."""
    return _EPOCH + value * _MILLISECOND


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as epoch milliseconds (reliability.md §4)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn a moment into milliseconds."""
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn milliseconds into a moment in UTC."""
        return None if value is None else from_milliseconds(value)


def identity() -> Column[str]:
    """Return the id column of a table whose rows the domain names."""
    return Column("id", Text, primary_key=True)


def only_row() -> tuple[Column[int], CheckConstraint]:
    """Return the id column of a table that has one row, number 1."""
    column: Column[int] = Column("id", Integer, primary_key=True, autoincrement=False)
    return column, CheckConstraint("id = 1", name="only_row")


def ordinal() -> Column[int]:
    """Return the column that keeps rows in the order in which they first came."""
    return Column("ordinal", Integer, nullable=False)


def reference(
    name: str, target: str, *, required: bool = False, closes_circle: bool = False
) -> Column[str]:
    """Return a foreign key column, checked at the commit so that a batch may come in any order.

    `closes_circle` marks the one that is made last when tables refer to each other.
    """
    key = key_of(target, closes_circle=closes_circle)
    return Column(name, Text, key, nullable=not required)


def key_of(target: str, *, closes_circle: bool = False, on_delete: str | None = None) -> ForeignKey:
    """Return a foreign key to `target`'s id, checked at the commit; see `reference`."""
    return ForeignKey(
        f"{target}.id",
        deferrable=True,
        initially="DEFERRED",
        use_alter=closes_circle,
        ondelete=on_delete,
    )


def localized_columns(name: str) -> Iterable[Column[str]]:
    """Return the two columns of a `Localized`."""
    return (Column(f"{name}_da", Text), Column(f"{name}_en", Text))


def localized_values(name: str, text: Localized) -> dict[str, Any]:
    """Return the column values of a `Localized`."""
    return {f"{name}_da": text.da, f"{name}_en": text.en}


def list_values(items: LocalizedList) -> dict[str, Any]:
    """Return a `LocalizedList` as its JSON column holds it."""
    return {"da": list(items.da), "en": list(items.en)}


def list_from(value: dict[str, Any]) -> LocalizedList:
    """Return the `LocalizedList` that a JSON column holds."""
    return LocalizedList(da=tuple(value["da"]), en=tuple(value["en"]))
