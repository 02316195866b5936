"""Who is next in the line to a destination, and whether its gate is open, as SQL.

Scalar subqueries, each an index probe: written as joins, PostgreSQL's planner may compare every
message with every other before its statistics know how many there are.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, func, or_, select, tuple_

from storage.outbox_tables import GATE, MESSAGE, is_active

# Made once: an alias copies every column, which takes longer than the question itself.
ORIGINAL = MESSAGE.alias("original")
_OTHER = MESSAGE.alias("other")
_KNOWN = MESSAGE.alias("known")
_GATE = GATE.alias("opens")


def is_ready(message: Any) -> ColumnElement[bool]:
    """Return whether a message may go: an update may once what it updates is sent."""
    state = select(ORIGINAL.c.state).where(ORIGINAL.c.id == message.c.updates).scalar_subquery()
    return or_(message.c.updates.is_(None), state == "sent")


def is_head(message: Any) -> ColumnElement[bool]:
    """Return whether a message is the first in the line to its destination.

    One that is on its way keeps its place, so that no two to one destination are on their way at
    once; only an urgent one does not wait for others. An update that is not ready has no place.
    """
    other = _OTHER
    first = (
        select(other.c.position)
        .where(
            other.c.platform == message.c.platform,
            other.c.tenant == message.c.tenant,
            other.c.destination == message.c.destination,
            is_active(other),
            _has_place(other),
        )
        .order_by(other.c.position)
        .limit(1)
        .scalar_subquery()
    )
    head: ColumnElement[bool] = message.c.position == first
    return head


def _has_place(message: Any) -> ColumnElement[bool]:
    """Return whether an active message stands in the line at all."""
    return or_(message.c.state != "pending", is_ready(message))


def gate_opens(message: Any) -> ColumnElement[int]:
    """Return when the later of the destination's and the platform's gate opens."""
    columns = _GATE.c
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


def first_in_line() -> CTE:
    """Return the id of the first active message to each destination, one probe for each.

    However many wait behind it, only the first may go.
    """
    other, known = _OTHER, _KNOWN
    first = (
        select(other.c.id)
        .where(is_active(other), _has_place(other))
        .order_by(other.c.platform, other.c.tenant, other.c.destination, other.c.position)
        .limit(1)
        .subquery()
    )
    found = select(first.c.id).cte("first_in_line", recursive=True)
    following = (
        select(other.c.id)
        .where(
            is_active(other),
            _has_place(other),
            tuple_(other.c.platform, other.c.tenant, other.c.destination)
            > tuple_(known.c.platform, known.c.tenant, known.c.destination),
        )
        .order_by(other.c.platform, other.c.tenant, other.c.destination, other.c.position)
        .limit(1)
        .scalar_subquery()
    )
    return found.union_all(select(following).where(known.c.id == found.c.id))
