"""What became of messages in hand, and the gates that keep others back (reliability.md §1)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Integer,
    Row,
    Text,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.domain.delivery import GONE, Destination, Gate, MessageState, Settlement
from storage.outbox_claiming import SqlClaiming
from storage.outbox_tables import (
    GATE,
    MESSAGE,
    destination_values,
    is_in,
)
from storage.tables import to_milliseconds
from storage.transaction import ALWAYS

_MILLISECOND = timedelta(milliseconds=1)
# How long a message whose lease ran out is left alone: whoever had it may yet say what became of
# it, and keeps the right to.
_AFTER_LEASE = timedelta(seconds=2)
_LONGEST_REASON = 200
_SETTLED = {
    "id": Text,
    "token": Text,
    "state": Text,
    "reason": Text,
    "platform_id": Text,
    "wait": BigInteger,
    "attempts": Integer,
    "checks": Integer,
    "repeated": Boolean,
    "rerouted": Boolean,
}
_GATES = {
    "platform": Text,
    "tenant": Text,
    "destination": Text,
    "wait": BigInteger,
    "refused": Text,
    "since": BigInteger,
}


class SqlDelivery(SqlClaiming):
    """What the pump asks of the outbox."""

    async def settle(
        self, settlements: Sequence[Settlement], gates: Sequence[Gate] = ()
    ) -> Sequence[str]:
        """Note what became of claimed messages, and shut gates."""
        settled: list[str] = []
        if settlements:
            rows = await self._note(settlements)
            settled = [row.id for row in rows]
            taken = {row.platform for row in rows if row.state == MessageState.SENT}
            if taken:
                await self._execute(
                    delete(GATE).where(
                        GATE.c.platform.in_(sorted(taken)),
                        GATE.c.tenant == "",
                        GATE.c.destination == "",
                    )
                )
            known = set(settled)
            for one in settlements:
                if one.destination is not None and one.id in known:
                    await self._reroute(one.id, one.destination)
        if gates:
            await self._shut(gates)
        return settled

    async def recover(self, *, abandoned: bool = False) -> Sequence[str]:
        """Note as unknown what is being sent under a lease that ran out; return the ids."""
        now = self._now()
        left = select(MESSAGE.c.id).where(is_in(MESSAGE, "sending"))
        if not abandoned:
            left = left.where(MESSAGE.c.lease_until <= now)
        statement = (
            update(MESSAGE)
            # What a stopped process has locked must not keep the rest from being recovered.
            .where(MESSAGE.c.id.in_(left.with_for_update(skip_locked=True)))
            .values(
                state=MessageState.UNKNOWN.value,
                changed_at=self._clock.now(),
                reason="lease-ran-out",
                not_before=now + _AFTER_LEASE // _MILLISECOND,
                lease_until=None,
                checks=0,
            )
            .returning(MESSAGE.c.id)
        )
        return [row.id for row in await self._execute(statement)]

    async def tidy(self) -> None:
        """Note what has expired, and cancel the updates of messages that will not be sent."""
        now = self._clock.now()
        await self._execute(
            update(MESSAGE)
            .where(is_in(MESSAGE, "pending"), MESSAGE.c.expires_at <= now)
            .values(state=MessageState.EXPIRED.value, changed_at=now)
        )
        original = MESSAGE.alias()
        of_original = (
            select(original.c.state).where(original.c.id == MESSAGE.c.updates).scalar_subquery()
        )
        await self._execute(
            update(MESSAGE)
            .where(
                MESSAGE.c.updates.is_not(None),
                is_in(MESSAGE, "pending"),
                or_(of_original.is_(None), of_original.in_(sorted(GONE))),
            )
            .values(state=MessageState.CANCELLED.value, reason="original-gone", changed_at=now)
        )

    async def _note(self, settlements: Sequence[Settlement]) -> Sequence[Row[Any]]:
        done = self._transaction.records("done", _SETTLED, [_settled(one) for one in settlements])
        columns = MESSAGE.c
        found = await self._execute(
            update(MESSAGE)
            .where(
                columns.id == done["id"],
                columns.lease_token == done["token"],
                is_in(MESSAGE, "sending", "unknown"),
            )
            .values(
                state=done["state"],
                changed_at=self._clock.now(),
                reason=done["reason"],
                platform_id=func.coalesce(done["platform_id"], columns.platform_id),
                not_before=self._now() + done["wait"],
                attempts=done["attempts"],
                checks=done["checks"],
                repeated=done["repeated"],
                rerouted=done["rerouted"],
                lease_token=None,
                lease_until=None,
            )
            .returning(columns.id, columns.platform, columns.state)
        )
        rows: Sequence[Row[Any]] = found.all()
        return rows

    async def _reroute(self, message_id: str, destination: Destination) -> None:
        columns = MESSAGE.c
        await self._execute(
            update(MESSAGE)
            .where(
                or_(
                    columns.id == message_id,
                    (columns.updates == message_id) & is_in(MESSAGE, "pending"),
                )
            )
            .values(**destination_values(destination))
        )

    async def _shut(self, gates: Sequence[Gate]) -> None:
        since = to_milliseconds(self._clock.now())
        longest = sorted(gates, key=lambda gate: gate.wait)
        one_each = {(g.platform, g.tenant, g.destination): _gate(g, since) for g in longest}
        given = self._transaction.records("given", _GATES, list(one_each.values()))
        statement: Any = self._transaction.insert(GATE).from_select(
            ["platform", "tenant", "destination", "next_at", "refused", "since"],
            select(
                given["platform"],
                given["tenant"],
                given["destination"],
                (self._now() + given["wait"]).label("next_at"),
                given["refused"],
                given["since"],
            )
            .where(ALWAYS)
            # Every replica takes the gates' locks in one order.
            .order_by(given["platform"], given["tenant"], given["destination"]),
        )
        new, columns = statement.excluded, GATE.c
        later = case((new.next_at > columns.next_at, new.next_at), else_=columns.next_at)
        await self._execute(
            statement.on_conflict_do_update(
                index_elements=["platform", "tenant", "destination"],
                set_={
                    "next_at": later,
                    "refused": case((new.refused != "", new.refused), else_=columns.refused),
                    "since": case((columns.refused != "", columns.since), else_=new.since),
                },
            )
        )


def _settled(one: Settlement) -> dict[str, Any]:
    return {
        "id": one.id,
        "token": one.token,
        "state": one.state.value,
        "reason": one.reason[:_LONGEST_REASON],
        "platform_id": one.platform_id,
        "wait": one.wait // _MILLISECOND,
        "attempts": one.attempts,
        "checks": one.checks,
        "repeated": one.repeat,
        "rerouted": one.rerouted,
    }


def _gate(gate: Gate, since: int) -> dict[str, Any]:
    return {
        "platform": gate.platform,
        "tenant": gate.tenant,
        "destination": gate.destination,
        "wait": gate.wait // _MILLISECOND,
        "refused": gate.refused[:_LONGEST_REASON],
        "since": since,
    }
