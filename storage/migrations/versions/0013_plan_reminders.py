"""What people were told of the plan, and who moved a date of the wheel."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the columns; the program before knows nothing of them."""
    op.create_table(
        "plan_told",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("letter_id", sa.Text()),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "stage", "person_id", name="pk_plan_told"),
        _refers("plan_told", "task_id", "plan_task"),
    )
    op.create_table(
        "letter_task",
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", "place", name="pk_letter_task"),
        _refers("letter_task", "letter_id", "letter"),
    )
    op.create_index("ix_letter_task_task_id", "letter_task", ["task_id"])
    op.add_column("plan_task", sa.Column("given_on", sa.Date()))
    op.add_column("occurrence", sa.Column("moved_by", sa.Text()))
    op.add_column("occurrence", sa.Column("moved_at", sa.BigInteger()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("occurrence", "moved_at")
    op.drop_column("occurrence", "moved_by")
    op.drop_column("plan_task", "given_on")
    op.drop_table("letter_task")
    op.drop_table("plan_told")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
