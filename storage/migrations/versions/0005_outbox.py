"""The outbox, its gates and the operator's alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("ix_message_active", ["position"], "state IN ('pending', 'sending', 'unknown')"),
    ("ix_message_expiring", ["expires_at"], "state = 'pending'"),
    ("ix_message_sending", ["lease_until"], "state = 'sending'"),
    ("ix_message_unknown", ["not_before"], "state = 'unknown'"),
    ("ix_message_waiting", ["changed_at"], "state IN ('dead', 'held', 'expired')"),
    ("ix_message_updates", ["updates"], "updates IS NOT NULL"),
    (
        "ix_message_line",
        ["platform", "tenant", "destination", "position"],
        "state IN ('pending', 'sending', 'unknown')",
    ),
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text()),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("when_unknown", sa.Text(), nullable=False),
        sa.Column("updates", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("lease_token", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("tried_at", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("rerouted", sa.Boolean(), nullable=False),
        sa.Column("platform_id", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
    )
    op.create_index("ix_message_subject_kind", "message", ["subject", "kind"])
    for name, columns, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, "message", columns, postgresql_where=where, sqlite_where=where)
    op.create_table(
        "gate",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "destination", name="pk_gate"),
    )
    op.create_table(
        "alarm",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.Column("claimed_until", sa.BigInteger()),
        sa.Column("cleared_at", sa.BigInteger()),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_alarm"),
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_pulse_only_row"),
        sa.PrimaryKeyConstraint("id", name="pk_pulse"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("pulse")
    op.drop_table("alarm")
    op.drop_table("gate")
    op.drop_table("message")
