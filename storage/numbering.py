"""Numbers that people read, given one after the other without gaps."""

from sqlalchemy import Column, Integer, Table, Text, update

from storage.tables import METADATA
from storage.transaction import Transaction

NUMBERING = Table(
    "numbering",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)


async def following(transaction: Transaction, series: str) -> int:
    """Return the number after the last one that was taken in `series`, the first being 1.

    Nobody else gets one of the series until this transaction ends.
    """
    statement = transaction.insert(NUMBERING).values(series=series, last=0)
    locked = statement.on_conflict_do_update(
        index_elements=["series"], set_={"last": NUMBERING.c.last}
    ).returning(NUMBERING.c.last)
    return int(await transaction.connection.scalar(locked) or 0) + 1


async def take(transaction: Transaction, series: str, number: int) -> None:
    """Note that `number`, which `following` returned, is used."""
    statement = update(NUMBERING).where(NUMBERING.c.series == series).values(last=number)
    await transaction.connection.execute(statement)
