"""Committees: terms, meetings, approvals with their votes, decisions, minutes and papers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Nobody changes these once they are written. INSERT OR REPLACE deletes past a trigger on DELETE
# on a connection without recursive_triggers: hence, on SQLite, one on INSERT over what is there.
_RECORDS = {
    "decision": "EXISTS (SELECT 1 FROM decision WHERE id = NEW.id OR number = NEW.number)",
    "vote_cast": "EXISTS (SELECT 1 FROM vote_cast WHERE number = NEW.number)",
    "paper": "EXISTS (SELECT 1 FROM paper WHERE id = NEW.id)",
}
_MINUTES_THERE = """
EXISTS (SELECT 1 FROM minutes WHERE meeting_id = NEW.meeting_id AND version = NEW.version
    AND state IN ('approved', 'replaced'))
"""
# What approved minutes say; the rest of the row is what became of them later.
_SAID = ("meeting_id", "version", "digest", "comments_until", "approved_at", "body")


def upgrade() -> None:
    """Create the tables, and the triggers that keep records as they are."""
    _create_committees()
    _create_meetings()
    _create_approvals()
    _create_decisions()
    for statement in _on_postgresql_triggers() if _on_postgresql() else _on_sqlite_triggers():
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables with their triggers."""
    for table in (
        "decision",
        "numbering",
        "vote_cast",
        "vote",
        "approval",
        "paper",
        "minutes",
        "meeting_step",
        "agenda_item",
        "meeting",
        "terms",
        "committee",
    ):
        op.drop_table(table)
    if _on_postgresql():
        op.execute("DROP FUNCTION record_refuse")
        op.execute("DROP FUNCTION minutes_fixed")


def _create_committees() -> None:
    op.create_table(
        "committee",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.Column("chair_role", sa.Text(), nullable=False),
        sa.Column("secretary_role", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_committee"),
        _refers("committee", "role_id", "role"),
        _refers("committee", "chair_role", "role"),
        _refers("committee", "secretary_role", "role"),
    )
    op.create_table(
        "terms",
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("committee_id", "version", name="pk_terms"),
        _refers("terms", "committee_id", "committee"),
    )


def _create_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text()),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agenda_state", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.UniqueConstraint("occurrence_id", name="uq_meeting_occurrence_id"),
        _refers("meeting", "committee_id", "committee"),
    )
    op.create_index("ix_meeting_on_date", "meeting", ["on_date"])
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
        _refers("agenda_item", "meeting_id", "meeting"),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"])
    op.create_table(
        "meeting_step",
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "step", name="pk_meeting_step"),
        _refers("meeting_step", "meeting_id", "meeting"),
    )
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("comments_until", sa.BigInteger()),
        sa.Column("approved_at", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("confirmed_in", sa.Text()),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Text()),
        sa.Column("filed_at", sa.BigInteger()),
        sa.Column("changed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("meeting_id", "version", name="pk_minutes"),
        _refers("minutes", "meeting_id", "meeting"),
    )
    op.create_index("ix_minutes_state", "minutes", ["state"])


def _create_approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("consult_until", sa.BigInteger()),
        sa.Column("closes_at", sa.BigInteger()),
        sa.Column("decision_id", sa.Text()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
        sa.UniqueConstraint("number", name="uq_approval_number"),
        _refers("approval", "committee_id", "committee"),
    )
    op.create_index("ix_approval_state", "approval", ["state"])
    op.create_index("ix_approval_about", "approval", ["about"])
    op.create_table(
        "vote",
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_id", sa.Text(), nullable=False),
        *_vote_columns(),
        sa.PrimaryKeyConstraint("approval_id", "version", "voter_id", name="pk_vote"),
        _refers("vote", "approval_id", "approval"),
    )
    op.create_table(
        "vote_cast",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Text(), nullable=False),
        *_vote_columns(),
        sa.PrimaryKeyConstraint("number", name="pk_vote_cast"),
        _refers("vote_cast", "approval_id", "approval"),
    )
    op.create_index("ix_vote_cast_approval_id", "vote_cast", ["approval_id"])


def _create_decisions() -> None:
    op.create_table(
        "numbering",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_numbering"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text()),
        sa.Column("item_id", sa.Text()),
        sa.Column("approval_id", sa.Text()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("number", name="uq_decision_number"),
        sa.UniqueConstraint("item_id", name="uq_decision_item_id"),
        sa.UniqueConstraint("approval_id", name="uq_decision_approval_id"),
        sa.UniqueConstraint("year", "place", name="uq_decision_year_place"),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("subject", "place", name="uq_paper_subject_place"),
        sa.CheckConstraint("size <= 10485760", name="ck_paper_size"),
    )


def _vote_columns() -> tuple[sa.Column[str] | sa.Column[int], ...]:
    return (
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("for_id", sa.Text()),
    )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def _on_sqlite_triggers() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'record-append-only'); END"
    said = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _SAID)
    statements = [
        f"CREATE TRIGGER minutes_update BEFORE UPDATE ON minutes WHEN {_changes(said)} {refuse}",
        "CREATE TRIGGER minutes_delete BEFORE DELETE ON minutes"
        f" WHEN OLD.state IN ('approved', 'replaced') {refuse}",
        f"CREATE TRIGGER minutes_insert BEFORE INSERT ON minutes WHEN {_MINUTES_THERE} {refuse}",
    ]
    for table, there in _RECORDS.items():
        statements += [
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {there} {refuse}",
        ]
    return statements


def _on_postgresql_triggers() -> list[str]:
    """Return the triggers; ENABLE ALWAYS, for a replica's role would silence an ordinary one."""
    refuse = "RAISE EXCEPTION 'record-append-only' USING ERRCODE = 'restrict_violation';"
    # JSON cannot be compared; its text can.
    said = " OR ".join(f"NEW.{name}::text IS DISTINCT FROM OLD.{name}::text" for name in _SAID)
    fixed = f"""
    CREATE FUNCTION minutes_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state IN ('approved', 'replaced') THEN {refuse} END IF;
            RETURN OLD;
        END IF;
        IF {_changes(said)} THEN {refuse} END IF;
        RETURN NEW;
    END $$
    """
    statements = [
        "CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {refuse} END $$",
        fixed,
        "CREATE TRIGGER minutes_fixed BEFORE UPDATE OR DELETE ON minutes"
        " FOR EACH ROW EXECUTE FUNCTION minutes_fixed()",
        "CREATE TRIGGER minutes_refuse BEFORE TRUNCATE ON minutes"
        " FOR EACH STATEMENT EXECUTE FUNCTION record_refuse()",
        "ALTER TABLE minutes ENABLE ALWAYS TRIGGER minutes_fixed",
        "ALTER TABLE minutes ENABLE ALWAYS TRIGGER minutes_refuse",
    ]
    for table in _RECORDS:
        statements += [
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION record_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuse",
        ]
    return statements


def _changes(said: str) -> str:
    """Return when a row of minutes is fixed, and would change all the same."""
    unfixed = "OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'replaced')"
    reverted = "OLD.state = 'replaced' AND NEW.state <> 'replaced'"
    return f"(OLD.state IN ('approved', 'replaced') AND ({said} OR {unfixed} OR {reverted}))"


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
