"""Where a person prefers to be written to, stand-ins, and holders' answers to their roles."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.add_column("person", sa.Column("writes_on", sa.Text()))
    op.create_table(
        "stand_in",
        sa.Column("absence_id", sa.Text(), nullable=False),
        sa.Column("deputy_id", sa.Text()),
        sa.Column("deputy_contact_id", sa.Text()),
        sa.PrimaryKeyConstraint("absence_id", name="pk_stand_in"),
        sa.CheckConstraint(
            "(deputy_id IS NULL) <> (deputy_contact_id IS NULL)", name="ck_stand_in_one_deputy"
        ),
        _refers("stand_in", "absence_id", "absence", "CASCADE"),
        _refers("stand_in", "deputy_id", "person"),
        _refers("stand_in", "deputy_contact_id", "contact"),
    )
    op.create_table(
        "confirmation",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", "assignment_id", name="pk_confirmation"),
        sa.CheckConstraint("answer IN ('confirmed', 'declined')", name="ck_confirmation_answer"),
        _refers("confirmation", "assignment_id", "assignment"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("confirmation")
    op.drop_table("stand_in")
    op.drop_column("person", "writes_on")


def _refers(
    table: str, column: str, target: str, on_delete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
        ondelete=on_delete,
    )
