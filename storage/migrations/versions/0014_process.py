"""The process flow: inputs, assignments, asks, deviations, and what letters tell of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_RECORDS: dict[str, tuple[str, ...]] = {
    "input": (),
    "unit_assignment": ("decision_id", "input_id"),
    "ask": (),
    "deviation": (),
}


def upgrade() -> None:
    """Create the tables; the program before knows nothing of them."""
    op.create_table(
        "flow",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_flow"),
    )
    op.create_table(
        "input_type",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_input_type"),
    )
    for name, references in _RECORDS.items():
        _create_records(name, references)
    _create_involvement()
    _create_dues()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "letter_due",
        "due_told",
        "letter_note",
        "involvement",
        *reversed(_RECORDS),
        "input_type",
        "flow",
    ):
        op.drop_table(table)


def _create_records(name: str, references: tuple[str, ...]) -> None:
    units = (sa.Column("unit_id", sa.Text(), nullable=False),) if references else ()
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *units,
        *(sa.Column(column, sa.Text()) for column in references),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("number", name=f"uq_{name}_number"),
    )
    for column in ("state", *references):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _create_involvement() -> None:
    op.create_table(
        "involvement",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_involvement"),
    )
    op.create_index("ix_involvement_waits", "involvement", ["waits"])
    op.create_table(
        "letter_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_letter_note"),
    )
    op.create_index("ix_letter_note_letter_id", "letter_note", ["letter_id"])


def _create_dues() -> None:
    op.create_table(
        "due_told",
        sa.Column("due_key", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("letter_id", sa.Text()),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("due_key", "stage", "person_id", name="pk_due_told"),
    )
    op.create_table(
        "letter_due",
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_key", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", "place", name="pk_letter_due"),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letter.id"],
            name="fk_letter_due_letter_id",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_letter_due_due_key", "letter_due", ["due_key"])
