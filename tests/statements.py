"""Statements compiled once for all tests' databases.

Each test opens engines of its own, and an engine compiles every statement anew: a fifth of what
the storage tests took.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event


class Statements(dict[tuple[Any, ...], Any]):
    """What SQLAlchemy has compiled, by the kind of database instead of by the engine's dialect."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Return what was compiled for any engine of this kind."""
        return super().get(_any_engine(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_any_engine(key), compiled)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let every engine use the same compiled statements."""
    statements = Statements()

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)


def _any_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)
