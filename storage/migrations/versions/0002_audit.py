"""The audit log, and the triggers that keep it append-only (reliability.md §3)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# On SQLite, INSERT OR REPLACE deletes past a trigger on DELETE unless recursive_triggers is on,
# which another program's connection need not have set: hence the one on INSERT.
_ON_SQLITE = (
    """
    CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
    """
    CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
    """
    CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry
    WHEN NEW.seq <> (SELECT seq + 1 FROM audit_head)
        OR NEW.previous <> (SELECT digest FROM audit_head)
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
    """
    CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head WHEN NEW.seq <> OLD.seq + 1
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
    """
    CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
    """
    CREATE TRIGGER audit_head_insert BEFORE INSERT ON audit_head
    BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END
    """,
)

# ENABLE ALWAYS: session_replication_role = replica would silence an ordinary trigger.
_ON_POSTGRESQL = (
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit-append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE FUNCTION audit_entry_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM audit_head WHERE seq + 1 = NEW.seq AND digest = NEW.previous;
        IF FOUND THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'audit-append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE FUNCTION audit_head_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq = OLD.seq + 1 THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'audit-append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_entry_in_step BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_in_step()
    """,
    """
    CREATE TRIGGER audit_head_refuse BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_in_step BEFORE UPDATE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_head_in_step()
    """,
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_refuse",
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_in_step",
    "ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_refuse",
    "ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_in_step",
)
_FUNCTIONS = ("audit_refuse", "audit_entry_in_step", "audit_head_in_step")


def upgrade() -> None:
    """Make the log, its head at nothing, and the triggers."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_entry"),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name="ck_audit_head_only_row"),
    )
    # 64 zeros: what the first entry is chained to.
    first = sa.text("INSERT INTO audit_head (id, seq, digest) VALUES (1, 0, :genesis)")
    op.execute(first.bindparams(genesis="0" * 64))
    for statement in _ON_POSTGRESQL if _on_postgresql() else _ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop the log with its triggers."""
    op.drop_table("audit_entry")
    op.drop_table("audit_head")
    if _on_postgresql():
        for function in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
