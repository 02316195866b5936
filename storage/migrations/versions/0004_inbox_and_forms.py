"""The inbox, and drafts of forms."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.JSON()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger()),
        sa.Column("effect_at", sa.BigInteger()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_answered_at_received_at", "inbox", ["answered_at", "received_at"])
    op.create_table(
        "open_form",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_open_form"),
    )
    op.create_index("ix_open_form_expires_at", "open_form", ["expires_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("open_form")
    op.drop_table("inbox")
