"""Copies of a PostgreSQL database, one at a time.

To make a database and drop it takes a third of a second. To put back what one held takes a
thirtieth, so that a database goes on from test to test for as long as its tables stay as they were.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_SEQUENCES = (
    "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
)
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled = 'A' ORDER BY 1, 2
"""
_SHAPE = """
SELECT md5(string_agg(line, '/' ORDER BY line)) FROM (
    SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, tgfoid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid))
    FROM pg_attrdef
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', proname, md5(prosrc))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) lines
"""


@dataclass(frozen=True)
class Content:
    """What a database holds: the shape of its tables, their rows, and how far it has counted."""

    shape: str
    rows: Mapping[str, bytes]
    sequences: tuple[tuple[str, int, bool], ...]
    triggers: tuple[tuple[str, str], ...]


class Copies:
    """Gives out a database with a template's content, again and again.

    Only one is in use at a time: giving one out ends whoever still uses the last.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._content = _content(named(server, template))
        self._name = ""

    def fresh(self) -> str:
        """Return the address of a database that holds what the template does."""
        if not self._name or not _put_back(named(self._server, self._name), self._content):
            self.close()
            name = f"tovholder_test_{uuid4().hex[:12]}"
            administer(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
            self._name = name
        return named(self._server, self._name)

    def close(self) -> None:
        """Drop the last one."""
        if self._name:
            administer(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")
        self._name = ""


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """Have a copy of a database, to become another template; gives its name."""
    name = f"tovholder_template_{uuid4().hex[:12]}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    try:
        yield name
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(url: str, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def named(url: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _content(url: str) -> Content:
    with psycopg.connect(url) as connection:
        rows = {}
        for (table,) in connection.execute(_TABLES).fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                rows[table] = b"".join(bytes(block) for block in copy)
        return Content(
            _shape(connection),
            rows,
            tuple(connection.execute(_SEQUENCES).fetchall()),
            tuple(connection.execute(_TRIGGERS).fetchall()),
        )


def _put_back(url: str, content: Content) -> bool:
    """Give a database the content; returns False if its tables are no longer of that shape."""
    with psycopg.connect(url) as connection:
        connection.execute(_END_OTHERS)
        if _shape(connection) != content.shape:
            return False
        # Foreign keys rest meanwhile, and so do the triggers that keep the audit log as it is.
        statements = ["SET LOCAL session_replication_role = replica"]
        guarded = sorted({table for table, _ in content.triggers})
        statements += [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
        statements += [f'DELETE FROM "{table}"' for table in content.rows]
        connection.execute(";".join(statements).encode())
        for table, rows in content.rows.items():
            if rows:
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                    copy.write(rows)
        statements = [
            f"SELECT setval('\"{name}\"', {last}, {called})"
            for name, last, called in content.sequences
        ]
        statements += [
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
            for table, trigger in content.triggers
        ]
        connection.execute(";".join(statements).encode())
    return True


def _shape(connection: psycopg.Connection[tuple[str]]) -> str:
    found = connection.execute(_SHAPE).fetchone()
    assert found is not None
    return found[0]
