"""Types of input, their flows, and the inputs on their way through them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Date, Table, func, select

from bot.domain.flows import Flow, FlowBook, InputType
from bot.domain.inputs import OVER, Input
from storage.codec import Shape
from storage.records import Kept, SqlRecords, columns_of, record_table
from storage.tables import METADATA, identity, ordinal
from storage.transaction import Transaction

INPUT_TYPE = Table(
    "input_type",
    METADATA,
    identity(),
    ordinal(),
    Column("closed_on", Date),
    Column("body", JSON, nullable=False),
)
FLOW = Table("flow", METADATA, identity(), ordinal(), Column("body", JSON, nullable=False))
INPUT = record_table("input")

_TYPE = Shape(InputType, {"id": "id", "closed_on": "closed_on"})
_FLOW = Shape(Flow, {"id": "id"})
_INPUT = Kept(INPUT, Shape(Input, columns_of()), "IN", {state.value for state in OVER})


class SqlFlows:
    """Types and flows, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def book(self) -> FlowBook:
        """Return all of them."""
        connection = self._transaction.connection
        types = await connection.execute(select(INPUT_TYPE).order_by(INPUT_TYPE.c.ordinal))
        flows = await connection.execute(select(FLOW).order_by(FLOW.c.ordinal))
        return FlowBook(
            tuple(_TYPE.value(row) for row in types), tuple(_FLOW.value(row) for row in flows)
        )

    async def save_types(self, types: Sequence[InputType]) -> None:
        """Insert or update types by id; new ones come last."""
        await self._save(INPUT_TYPE, (_TYPE.row(one) for one in types))

    async def save_flows(self, flows: Sequence[Flow]) -> None:
        """Insert or update flows by id; new ones come last."""
        await self._save(FLOW, (_FLOW.row(one) for one in flows))

    async def _save(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        connection = self._transaction.connection
        found = await connection.execute(select(table.c.id, table.c.ordinal))
        known = {row.id: row.ordinal for row in found}
        last = await connection.scalar(select(func.max(table.c.ordinal)))
        place = 0 if last is None else last + 1
        numbered = []
        for row in rows:
            here = known.get(row["id"], place)
            place += here == place
            numbered.append({**row, "ordinal": here})
        await self._transaction.save(table, numbered)


class SqlInputs(SqlRecords[Input]):
    """Inputs, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _INPUT)
