"""The databases, for every storage test."""

from tests.databases import (  # noqa: F401
    clock,
    database,
    database_url,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    sqlite_database,
    sqlite_storage,
    sqlite_template,
    sqlite_url,
    storage,
)
