"""Organisation-wide asks with their answers."""

from bot.domain.asks import Ask, AskState
from storage.codec import Shape
from storage.records import Kept, SqlRecords, columns_of, record_table
from storage.transaction import Transaction

ASK = record_table("ask")
_ASK = Kept(ASK, Shape(Ask, columns_of()), "RS", {AskState.CLOSED.value})


class SqlAsks(SqlRecords[Ask]):
    """Asks, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _ASK)
