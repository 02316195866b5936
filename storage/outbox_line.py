"""Who is next in the line to a destination, and whether its gate is open, as SQL.

Scalar subqueries, each an index probe: written as joins, PostgreSQL's planner may compare every
message with every other before its statistics know how many there are.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from storage.outbox_tables import GATE, MESSAGE, is_active


def is_ready(message: Any) -> ColumnElement[bool]:
    """Return whether a message may go: an update may once what it updates is sent."""
    original = MESSAGE.alias()
    state = select(original.c.state).where(original.c.id == message.c.updates).scalar_subquery()
    return or_(message.c.updates.is_(None), state == "sent")


def is_head(message: Any) -> ColumnElement[bool]:
    """Return whether a message is the first in the line to its destination.

    One that is on its way keeps its place, so that no two to one destination are on their way at
    once; only an urgent one does not wait for others. An update that is not ready has no place.
    """
    other = MESSAGE.alias()
    first = (
        select(other.c.position)
        .where(
            other.c.platform == message.c.platform,
            other.c.tenant == message.c.tenant,
            other.c.destination == message.c.destination,
            is_active(other),
            or_(other.c.state != "pending", is_ready(other)),
        )
        .order_by(other.c.position)
        .limit(1)
        .scalar_subquery()
    )
    head: ColumnElement[bool] = message.c.position == first
    return head


def gate_opens(message: Any) -> ColumnElement[int]:
    """Return when the later of the destination's and the platform's gate opens."""
    gate = GATE.alias()
    columns = gate.c
    opens = (
        select(func.max(columns.next_at))
        .where(
            columns.platform == message.c.platform,
            columns.tenant.in_([message.c.tenant, ""]),
            columns.destination.in_([message.c.destination, ""]),
        )
        .scalar_subquery()
    )
    return func.coalesce(opens, 0)
