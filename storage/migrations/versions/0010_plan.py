"""The annual plan and its approved versions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "plan_task",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title_da", sa.Text()),
        sa.Column("title_en", sa.Text()),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("accountable", sa.Text(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("origin_da", sa.Text()),
        sa.Column("origin_en", sa.Text()),
        sa.Column("origin_link", sa.Text(), nullable=False),
        sa.Column("origin_subject", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer()),
        sa.Column("effort", sa.Integer()),
        sa.Column("risk", sa.Text()),
        sa.Column("option", sa.Text()),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("residual", sa.Text()),
        sa.Column("accepted_until", sa.Date()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_text", sa.Text(), nullable=False),
        sa.Column("evidence_link", sa.Text(), nullable=False),
        sa.Column("evidence_file", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text()),
        sa.Column("created_at", sa.BigInteger()),
        sa.Column("done_by", sa.Text()),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("verified_by", sa.Text()),
        sa.Column("verified_at", sa.BigInteger()),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_plan_task"),
    )
    op.create_table(
        "plan_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_plan_version"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("plan_version")
    op.drop_table("plan_task")
