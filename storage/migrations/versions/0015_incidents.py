"""Incidents: reports, timelines, calls for help and statutory clocks."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the program before knows nothing of them."""
    op.create_table(
        "incident_data",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_incident_data"),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("update_due", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
    )
    op.create_index("ix_incident_state", "incident", ["state"])
    op.create_index("ix_incident_update_due", "incident", ["update_due"])
    op.create_table(
        "incident_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_line"),
        _refers("incident_line"),
    )
    op.create_index("ix_incident_line_incident_id", "incident_line", ["incident_id"])
    _create_calls()


def downgrade() -> None:
    """Drop them."""
    for table in ("statutory_clock", "escalation", "incident_line", "incident", "incident_data"):
        op.drop_table(table)


def _create_calls() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
        _refers("escalation"),
    )
    op.create_index("ix_escalation_incident_id", "escalation", ["incident_id"])
    op.create_index("ix_escalation_due_at", "escalation", ["due_at"])
    op.create_table(
        "statutory_clock",
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("law_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "law_id", name="pk_statutory_clock"),
        _refers("statutory_clock"),
    )
    op.create_index("ix_statutory_clock_state", "statutory_clock", ["state"])


def _refers(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["incident_id"],
        ["incident.id"],
        name=f"fk_{table}_incident_id",
        deferrable=True,
        initially="DEFERRED",
    )
