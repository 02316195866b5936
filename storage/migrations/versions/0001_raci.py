"""People, parties, the RACI matrix, accounts and pictures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "probe",
    "picture",
    "link_code",
    "account",
    "pack",
    "matrix_cell",
    "matrix_version",
    "activity",
    "category",
    "absence",
    "assignment",
    "agreement",
    "contact",
    "party",
)


def upgrade() -> None:
    """Make the tables and the rows that are always there."""
    _create_single_rows()
    _create_people()
    _create_parties()
    _create_held_roles()
    _create_matrix()
    _create_accounts()


def downgrade() -> None:
    """Drop everything."""
    for table in _TABLES:
        op.drop_table(table)
    if _on_postgresql():
        op.drop_constraint("fk_unit_head_id", "unit", type_="foreignkey")
    for table in ("person", "unit", "role"):
        op.drop_table(table)
    for table in ("data_version", "profile"):
        op.drop_table(table)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _text(name: str, *, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not required)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, required: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=not required)


def _localized(name: str) -> tuple[sa.Column[str], sa.Column[str]]:
    return _text(f"{name}_da"), _text(f"{name}_en")


def _named(table: str) -> tuple[SchemaItem, ...]:
    """Return what a table has whose rows the domain names and whose order is kept."""
    return (
        _text("id", required=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _only_row(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.CheckConstraint("id = 1", name=f"ck_{table}_only_row"),
    )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def _create_single_rows() -> None:
    op.create_table(
        "data_version",
        *_only_row("data_version"),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO data_version (id, value) VALUES (1, 0)")
    op.create_table("probe", *_only_row("probe"), _moment("at", required=True))
    op.execute("INSERT INTO probe (id, at) VALUES (1, 0)")
    op.create_table(
        "profile",
        *_only_row("profile"),
        _text("name", required=True),
        _text("language", required=True),
        _text("timezone", required=True),
        _text("pack"),
        _text("committee_channel"),
    )


def _create_people() -> None:
    op.create_table(
        "role",
        *_named("role"),
        *_localized("name"),
        _text("kind", required=True),
        *_localized("definition"),
        *_localized("typical_holder"),
        _json("tasks"),
        _json("aliases"),
        _flag("may_be_accountable"),
        _flag("deputy_required"),
        sa.Column("retired_on", sa.Date()),
        sa.CheckConstraint("kind IN ('internal', 'external')", name="ck_role_kind"),
    )
    # SQLite takes a reference to a table that comes later, and cannot add one afterwards.
    circle = () if _on_postgresql() else (_refers("unit", "head_id", "person"),)
    op.create_table(
        "unit",
        *_named("unit"),
        *_localized("name"),
        _text("role_id"),
        _text("parent_id"),
        _text("head_id"),
        _text("channel"),
        sa.Column("closed_on", sa.Date()),
        _refers("unit", "role_id", "role"),
        _refers("unit", "parent_id", "unit"),
        *circle,
    )
    op.create_table(
        "person",
        *_named("person"),
        _text("name", required=True),
        _text("email", required=True),
        _text("email_key", required=True),
        _text("phone"),
        _text("language"),
        _text("unit_id"),
        sa.Column("left_on", sa.Date()),
        _json("grants"),
        _refers("person", "unit_id", "unit"),
        sa.UniqueConstraint("email_key", name="uq_person_email_key"),
    )
    if _on_postgresql():
        op.create_foreign_key(
            "fk_unit_head_id",
            "unit",
            "person",
            ["head_id"],
            ["id"],
            deferrable=True,
            initially="DEFERRED",
        )
    op.create_table(
        "absence",
        *_named("absence"),
        _text("person_id", required=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.CheckConstraint("first <= last", name="ck_absence_days"),
        _refers("absence", "person_id", "person"),
    )


def _create_parties() -> None:
    op.create_table(
        "party",
        *_named("party"),
        _text("name", required=True),
        _text("role_id"),
        _text("risk_class"),
        _flag("personal_data"),
        sa.Column("ended_on", sa.Date()),
        _refers("party", "role_id", "role"),
    )
    op.create_table(
        "contact",
        *_named("contact"),
        _text("party_id", required=True),
        _text("name", required=True),
        _text("email"),
        _text("phone"),
        _flag("on_call"),
        _refers("contact", "party_id", "party"),
    )
    op.create_table(
        "agreement",
        *_named("agreement"),
        _text("party_id", required=True),
        _text("kind", required=True),
        _text("title", required=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        sa.Column("terminated_on", sa.Date()),
        sa.CheckConstraint("kind IN ('sla', 'dpa', 'contract')", name="ck_agreement_kind"),
        _refers("agreement", "party_id", "party"),
    )


def _create_held_roles() -> None:
    op.create_table(
        "assignment",
        *_named("assignment"),
        _text("role_id", required=True),
        sa.Column("starts", sa.Date(), nullable=False),
        _text("person_id"),
        _text("contact_id"),
        _text("deputy_id"),
        _text("deputy_contact_id"),
        _text("unit_id"),
        sa.Column("ends", sa.Date()),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (contact_id IS NULL)", name="ck_assignment_one_holder"
        ),
        sa.CheckConstraint(
            "deputy_id IS NULL OR deputy_contact_id IS NULL", name="ck_assignment_one_deputy"
        ),
        _refers("assignment", "role_id", "role"),
        _refers("assignment", "person_id", "person"),
        _refers("assignment", "contact_id", "contact"),
        _refers("assignment", "deputy_id", "person"),
        _refers("assignment", "deputy_contact_id", "contact"),
        _refers("assignment", "unit_id", "unit"),
    )


def _create_matrix() -> None:
    op.create_table(
        "category",
        *_named("category"),
        *_localized("name"),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "activity",
        *_named("activity"),
        *_localized("name"),
        *_localized("short"),
        _text("category_id"),
        *_localized("description"),
        _json("evidence"),
        _json("aliases"),
        _json("references"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_on", sa.Date()),
        _refers("activity", "category_id", "category"),
    )
    op.create_table(
        "matrix_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _text("status", required=True),
        _text("source", required=True),
        _moment("used_from"),
        _moment("used_to"),
        sa.PrimaryKeyConstraint("version", name="pk_matrix_version"),
        sa.CheckConstraint("version > 0", name="ck_matrix_version_version"),
        sa.CheckConstraint(
            "used_to IS NULL OR (used_from IS NOT NULL AND used_from <= used_to)",
            name="ck_matrix_version_used",
        ),
    )
    op.create_table(
        "matrix_cell",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        _text("activity_id", required=True),
        _text("role_id", required=True),
        _text("letters", required=True),
        sa.PrimaryKeyConstraint("version", "place", name="pk_matrix_cell"),
        sa.UniqueConstraint(
            "version",
            "activity_id",
            "role_id",
            name="uq_matrix_cell_version_activity_id_role_id",
        ),
        sa.CheckConstraint("letters <> ''", name="ck_matrix_cell_letters"),
        sa.ForeignKeyConstraint(
            ["version"], ["matrix_version.version"], name="fk_matrix_cell_version"
        ),
        _refers("matrix_cell", "activity_id", "activity"),
        _refers("matrix_cell", "role_id", "role"),
    )
    op.create_table(
        "pack",
        _text("name", required=True),
        _text("locale", required=True),
        _json("content"),
        sa.PrimaryKeyConstraint("name", "locale", name="pk_pack"),
    )


def _create_accounts() -> None:
    op.create_table(
        "account",
        _text("platform", required=True),
        _text("tenant", required=True),
        _text("account", required=True),
        _text("person_id", required=True),
        _moment("bound_at", required=True),
        sa.PrimaryKeyConstraint("platform", "tenant", "account", name="pk_account"),
        sa.UniqueConstraint(
            "person_id", "platform", "tenant", name="uq_account_person_id_platform_tenant"
        ),
        _refers("account", "person_id", "person"),
    )
    op.create_table(
        "link_code",
        _text("digest", required=True),
        _text("person_id", required=True),
        _moment("expires_at", required=True),
        sa.PrimaryKeyConstraint("digest", name="pk_link_code"),
        _refers("link_code", "person_id", "person"),
    )
    op.create_table(
        "picture",
        _text("digest", required=True),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        _moment("expires_at", required=True),
        sa.PrimaryKeyConstraint("digest", name="pk_picture"),
    )
    op.create_index("ix_picture_expires_at", "picture", ["expires_at"])
