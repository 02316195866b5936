"""Which messages may be sent now, and taking them in hand (reliability.md §1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, select, type_coerce, update

from bot.domain.delivery import Claim, MessageState
from bot.services.ports import Clock
from storage.outbox_line import ORIGINAL, first_in_line, gate_opens, is_head, is_ready
from storage.outbox_tables import COLUMNS, GATE, MESSAGE, is_active, is_in, message_from, now_in
from storage.tables import Moment, to_milliseconds
from storage.transaction import Transaction

_MILLISECOND = timedelta(milliseconds=1)
# How many of the first in order are looked at one by one. Behind them may stand thousands to one
# destination, of which only the first counts: there each destination is looked at once.
_LOOKED_AT = 500


class SqlClaiming:
    """What the pump asks of the outbox to take messages in hand."""

    _transaction: Transaction
    _clock: Clock

    async def claim(
        self,
        token: str,
        platforms: Sequence[str],
        limit: int,
        lease: timedelta,
        *,
        urgent: bool = False,
    ) -> Sequence[Claim]:
        """Take messages in hand that may be sent now: the first of each open destination."""
        columns = MESSAGE.c
        now = self._now()
        due = self._due(now, platforms, urgent=urgent)
        edge = await self._edge(urgent=urgent)
        near = due if edge is None else due.where(columns.position < edge)
        rows = list(await self._execute(near.order_by(columns.position).limit(limit)))
        if edge is not None and len(rows) < limit:
            behind = due.where(
                columns.position + 0 >= edge, columns.id.in_(select(first_in_line().c.id))
            )
            rows += await self._execute(behind.limit(limit - len(rows)))
        rows = await self._one_of_each_refusing(rows)
        if rows:
            await self._execute(
                update(MESSAGE)
                .where(columns.id.in_([row.id for row in rows]))
                .values(
                    state=MessageState.SENDING.value,
                    changed_at=self._clock.now(),
                    lease_token=token,
                    lease_until=now + lease // _MILLISECOND,
                    tried_at=now,
                )
            )
        return [_claim(row, token, row.asked_at) for row in rows]

    def _due(
        self, now: ColumnElement[int], platforms: Sequence[str], *, urgent: bool
    ) -> Select[Any]:
        """Return the messages that may be sent now: the first of each open destination."""
        columns = MESSAGE.c
        due = _claimable(now).where(
            is_active(MESSAGE),
            is_in(MESSAGE, "pending"),
            # Expressions, so that no planner reads and sorts all of them by another index than
            # the one that has them in order.
            (columns.platform + "").in_(platforms),
            columns.not_before <= now,
            type_coerce(columns.expires_at, BigInteger) + 0 > to_milliseconds(self._clock.now()),
            is_ready(MESSAGE),
            # Of many to one destination this leaves one whose gate is asked for.
            is_head(MESSAGE),
            gate_opens(MESSAGE) <= now,
        )
        return due.where(columns.position < 0) if urgent else due

    async def _edge(self, *, urgent: bool) -> int | None:
        """Return the position that so many stand before, None when there are no more."""
        columns = MESSAGE.c
        active = select(columns.position).where(is_active(MESSAGE)).order_by(columns.position)
        if urgent:
            active = active.where(columns.position < 0)
        found = await self._transaction.connection.scalar(active.offset(_LOOKED_AT).limit(1))
        return None if found is None else int(found)

    async def release(self, token: str) -> None:
        """Give back what was claimed with `token` and never tried."""
        await self._execute(
            update(MESSAGE)
            .where(MESSAGE.c.lease_token == token, is_in(MESSAGE, "sending"))
            .values(state=MessageState.PENDING.value, lease_token=None, lease_until=None)
        )

    async def claim_unknown(
        self, token: str, platforms: Sequence[str], limit: int, lease: timedelta
    ) -> Sequence[Claim]:
        """Take messages in hand whose unknown outcome may be looked into now."""
        columns = MESSAGE.c
        now = self._now()
        found = await self._execute(
            _claimable(now)
            .where(
                is_in(MESSAGE, "unknown"),
                columns.platform.in_(platforms),
                columns.not_before <= now,
            )
            .order_by(columns.not_before)
            .limit(limit)
        )
        rows = found.all()
        if rows:
            await self._execute(
                update(MESSAGE)
                .where(columns.id.in_([row.id for row in rows]))
                .values(lease_token=token, not_before=now + lease // _MILLISECOND)
            )
        return [_claim(row, token, row.tried_at) for row in rows]

    async def _one_of_each_refusing(self, rows: list[Row[Any]]) -> list[Row[Any]]:
        """Keep one message to each platform that refused our token: it is asked, not stormed."""
        refusing = set(
            await self._transaction.connection.scalars(
                select(GATE.c.platform).where(
                    # By the whole key: of the destinations' gates there may be many thousands.
                    GATE.c.platform.in_({row.platform for row in rows}),
                    GATE.c.tenant == "",
                    GATE.c.destination == "",
                    GATE.c.refused != "",
                )
            )
        )
        kept, asked = [], set[str]()
        for row in rows:
            if row.platform in asked:
                continue
            if row.platform in refusing:
                asked.add(row.platform)
            kept.append(row)
        return kept

    def _now(self) -> ColumnElement[int]:
        return now_in(self._transaction.connection.dialect.name)

    async def _execute(self, statement: Any) -> Any:
        return await self._transaction.connection.execute(statement)


def _claimable(now: ColumnElement[int]) -> Select[Any]:
    target = (
        select(ORIGINAL.c.platform_id).where(ORIGINAL.c.id == MESSAGE.c.updates).scalar_subquery()
    )
    asked_at = type_coerce(now, Moment).label("asked_at")
    return select(*COLUMNS, target.label("target"), asked_at).with_for_update(
        of=MESSAGE, skip_locked=True
    )


def _claim(row: Row[Any], token: str, tried_at: datetime) -> Claim:
    return Claim(
        message=message_from(row),
        token=token,
        tried_at=tried_at,
        attempts=row.attempts,
        checks=row.checks,
        target=row.target,
        repeat=row.repeated,
        rerouted=row.rerouted,
    )
