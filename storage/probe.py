"""A write that says whether the database takes writes, for `/readyz`."""

from datetime import datetime

from sqlalchemy import Column, Table

from storage.database import Database, writing
from storage.tables import METADATA, Moment, only_row

PROBE = Table(
    "probe",
    METADATA,
    *only_row(),
    Column("at", Moment, nullable=False),
)


async def prove_writable(database: Database, at: datetime) -> None:
    """Write one row and commit it.

    Args:
        at: the present moment in UTC.

    Raises:
        NotReady: the database is busy, full, damaged, read only or out of reach.
    """
    async with writing(database) as connection:
        await connection.execute(PROBE.update().values(at=at))
        await connection.commit()
