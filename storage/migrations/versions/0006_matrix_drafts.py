"""Drafts of the matrix, and the role descriptions frozen with a version."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.add_column("matrix_version", sa.Column("control", sa.Text()))
    op.create_table(
        "matrix_draft",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("open", sa.Integer()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("moved_by", sa.Text()),
        sa.Column("moved_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("exemptions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_matrix_draft"),
        sa.UniqueConstraint("open", name="uq_matrix_draft_open"),
        sa.CheckConstraint("open IS NULL OR open = 1", name="ck_matrix_draft_open"),
    )
    op.create_table(
        "matrix_draft_row",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.JSON(none_as_null=True)),
        sa.Column("retires", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", "activity_id", name="pk_matrix_draft_row"),
        sa.ForeignKeyConstraint(
            ["version"], ["matrix_draft.version"], name="fk_matrix_draft_row_version"
        ),
    )
    op.create_table(
        "matrix_role",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.Column("name_da", sa.Text()),
        sa.Column("name_en", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("definition_da", sa.Text()),
        sa.Column("definition_en", sa.Text()),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("holders", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", "place", name="pk_matrix_role"),
        sa.ForeignKeyConstraint(
            ["version"], ["matrix_version.version"], name="fk_matrix_role_version"
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("matrix_role")
    op.drop_table("matrix_draft_row")
    op.drop_table("matrix_draft")
    op.drop_column("matrix_version", "control")
