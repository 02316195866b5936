"""The annual wheel, its dates, and what people were told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Roles whose holders each do a part (experience.md, "Reminder and escalation defaults").
_EACH = ("system-owner", "business-units")


def upgrade() -> None:
    """Create the tables."""
    op.add_column(
        "role", sa.Column("each", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    role = sa.table("role", sa.column("id", sa.Text()), sa.column("each", sa.Boolean()))
    op.execute(role.update().where(role.c.id.in_(_EACH)).values(each=True))
    _create_wheel()
    _create_occurrences()
    _create_reminders()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "wheel_morning",
        "letter_line",
        "told",
        "letter",
        "occurrence_part",
        "occurrence",
        "evidence",
        "wheel_system",
        "wheel_item",
        "wheel_calendar",
    ):
        op.drop_table(table)
    op.drop_column("role", "each")


def _create_wheel() -> None:
    op.create_table(
        "wheel_calendar",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("closing_days", sa.JSON(), nullable=False),
        sa.Column("working_days", sa.JSON(), nullable=False),
        sa.Column("quiet_weeks", sa.JSON(), nullable=False),
        sa.Column("reminder_time", sa.Text(), nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("closes", sa.Text(), nullable=False),
        sa.Column("year_start_month", sa.Integer(), nullable=False),
        sa.Column("chair_role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wheel_calendar"),
        sa.CheckConstraint("id = 1", name="ck_wheel_calendar_only_row"),
    )
    op.create_table(
        "wheel_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("label_da", sa.Text()),
        sa.Column("label_en", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_at", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("due_rule", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("reminders_before", sa.JSON(), nullable=False),
        sa.Column("late_responsible", sa.Integer(), nullable=False),
        sa.Column("late_accountable", sa.Integer(), nullable=False),
        sa.Column("late_committee", sa.Integer(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("accountable", sa.Text(), nullable=False),
        sa.Column("approval_by", sa.Text()),
        sa.Column("agenda_item", sa.Text()),
        sa.Column("evidence_da", sa.Text()),
        sa.Column("evidence_en", sa.Text()),
        sa.Column("note_da", sa.Text()),
        sa.Column("note_en", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wheel_item"),
        _refers("wheel_item", "activity_id", "activity"),
        _refers("wheel_item", "held_at", "wheel_item"),
        _refers("wheel_item", "responsible", "role"),
        _refers("wheel_item", "accountable", "role"),
        _refers("wheel_item", "approval_by", "role"),
    )
    op.create_table(
        "wheel_system",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text()),
        sa.Column("retired_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_wheel_system"),
        _refers("wheel_system", "owner_id", "person"),
    )


def _create_occurrences() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("planned", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("prepares_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True)),
        sa.Column("changed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.UniqueConstraint("item_id", "key", name="uq_occurrence_item_id_key"),
        _refers("occurrence", "item_id", "wheel_item"),
    )
    op.create_table(
        "occurrence_part",
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handed_to", sa.Text()),
        sa.Column("snoozed_until", sa.Date()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("evidence_text", sa.Text(), nullable=False),
        sa.Column("evidence_link", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Text()),
        sa.Column("done_by", sa.Text()),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", sa.BigInteger()),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence_id", "key", name="pk_occurrence_part"),
        _refers("occurrence_part", "occurrence_id", "occurrence"),
        _refers("occurrence_part", "evidence_id", "evidence"),
    )


def _create_reminders() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("person_id", "on_date", name="uq_letter_person_id_on_date"),
    )
    op.create_table(
        "letter_line",
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", "place", name="pk_letter_line"),
        _refers("letter_line", "letter_id", "letter"),
    )
    op.create_index("ix_letter_line_occurrence_id", "letter_line", ["occurrence_id"])
    op.create_table(
        "told",
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("letter_id", sa.Text()),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence_id", "part", "stage", "person_id", name="pk_told"),
        _refers("told", "occurrence_id", "occurrence"),
    )
    op.create_table(
        "wheel_morning",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wheel_morning"),
        sa.CheckConstraint("id = 1", name="ck_wheel_morning_only_row"),
    )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
