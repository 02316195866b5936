"""Deviations, open and closed."""

from bot.domain.deviations import Deviation, DeviationState
from storage.codec import Shape
from storage.records import Kept, SqlRecords, columns_of, record_table
from storage.transaction import Transaction

DEVIATION = record_table("deviation")
_DEVIATION = Kept(DEVIATION, Shape(Deviation, columns_of()), "AFV", {DeviationState.CLOSED.value})


class SqlDeviations(SqlRecords[Deviation]):
    """Deviations, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _DEVIATION)
