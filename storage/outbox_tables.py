"""The outbox's tables: messages, and the gates that keep them back."""

import json
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    Table,
    Text,
    cast,
    literal_column,
    text,
)

from bot.domain.delivery import Destination, Lane, Letter, Message, MessageState, WhenUnknown
from storage.tables import METADATA, Moment, identity

_ACTIVE = ("pending", "sending", "unknown")
_WAITING = ("dead", "held", "expired")
_ACTIVE_ONES = "state IN ('pending', 'sending', 'unknown')"


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


# `position` is the order in which active messages go; urgent ones stand before all others.
# `not_before`, `lease_until` and `tried_at` are by the database's clock, the rest by the
# organisation's.
MESSAGE = Table(
    "message",
    METADATA,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("place_kind", Text, nullable=False),
    Column("thread", Text),
    Column("card", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("person_id", Text),
    Column("language", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("when_unknown", Text, nullable=False),
    Column("updates", Text),
    Column("state", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("lease_token", Text),
    Column("lease_until", BigInteger),
    Column("tried_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("rerouted", Boolean, nullable=False),
    Column("platform_id", Text),
    Index("ix_message_subject_kind", "subject", "kind"),
    _partial("ix_message_active", "position", where=_ACTIVE_ONES),
    _partial("ix_message_expiring", "expires_at", where="state = 'pending'"),
    _partial("ix_message_sending", "lease_until", where="state = 'sending'"),
    _partial("ix_message_unknown", "not_before", where="state = 'unknown'"),
    _partial("ix_message_waiting", "changed_at", where="state IN ('dead', 'held', 'expired')"),
    _partial("ix_message_updates", "updates", where="updates IS NOT NULL"),
    _partial(
        "ix_message_line",
        "platform",
        "tenant",
        "destination",
        "position",
        where=_ACTIVE_ONES,
    ),
)
# A gate with an empty tenant and destination is the platform's own.
GATE = Table(
    "gate",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("tenant", Text, primary_key=True),
    Column("destination", Text, primary_key=True),
    Column("next_at", BigInteger, nullable=False),
    Column("refused", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
COLUMNS = (
    *(column for column in MESSAGE.c if column.name != "card"),
    # As text: one card that is no JSON must not keep its neighbours from being read.
    cast(MESSAGE.c.card, Text).label("card_text"),
)


def now_in(dialect: str) -> ColumnElement[int]:
    """Return the database's own time in milliseconds since 1970, one moment per statement."""
    if dialect == "sqlite":
        moment = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    else:
        moment = "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)"
    return literal_column(moment, BigInteger)


def is_in(table: Any, *states: str) -> ColumnElement[bool]:
    """Return whether a message is in one of `states`, in the words of the partial indexes."""
    literals = [literal_column(f"'{state}'", Text) for state in states]
    found: ColumnElement[bool] = table.c.state.in_(literals)
    if len(literals) == 1:
        found = table.c.state == literals[0]
    return found


def is_active(table: Any) -> ColumnElement[bool]:
    """Return whether a message keeps its place in the line to its destination."""
    return is_in(table, *_ACTIVE)


def is_waiting(table: Any) -> ColumnElement[bool]:
    """Return whether a message waits for the operator, or did until it expired."""
    return is_in(table, *_WAITING)


def message_values(message: Message, position: int) -> dict[str, Any]:
    """Return a new message's row."""
    return {
        "id": message.id,
        "key": message.key,
        "kind": message.kind,
        "subject": message.subject,
        **destination_values(message.destination),
        "card": dict(message.card),
        "created_at": message.created_at,
        "expires_at": message.expires_at,
        "person_id": message.person_id,
        "language": message.language,
        "lane": message.lane.value,
        "when_unknown": message.when_unknown.value,
        "updates": message.updates,
        "state": MessageState.PENDING.value,
        "changed_at": message.created_at,
        "reason": "",
        "position": position,
        "not_before": 0,
        "attempts": 0,
        "checks": 0,
        "repeated": False,
        "rerouted": False,
    }


def destination_values(destination: Destination) -> dict[str, Any]:
    """Return the columns that say where a message goes."""
    return {
        "platform": destination.platform,
        "tenant": destination.tenant,
        "destination": destination.id,
        "place_kind": destination.kind,
        "thread": destination.thread,
    }


def message_from(row: Row[Any]) -> Message:
    """Return the message in a row of `COLUMNS`."""
    return Message(
        id=row.id,
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        destination=Destination(
            row.platform, row.tenant, row.destination, row.place_kind, row.thread
        ),
        card=_card(row.card_text),
        created_at=row.created_at,
        expires_at=row.expires_at,
        person_id=row.person_id,
        language=row.language,
        lane=Lane(row.lane),
        when_unknown=WhenUnknown(row.when_unknown),
        updates=row.updates,
    )


def letter_from(row: Row[Any]) -> Letter:
    """Return the letter in a row of `COLUMNS`."""
    return Letter(
        message=message_from(row),
        state=MessageState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        changed_at=row.changed_at,
        platform_id=row.platform_id,
    )


def _card(content: str) -> dict[str, Any]:
    try:
        card = json.loads(content)
    except ValueError:
        return {}
    return card if isinstance(card, dict) else {}
