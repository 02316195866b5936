"""One id that ties together the log lines of a request, a delivery or a tick."""

import itertools
import secrets
from contextvars import ContextVar

_ID: ContextVar[str] = ContextVar("correlation", default="")
# Random once a process, counted after: unique across replicas and restarts, and cheap.
_PROCESS = secrets.token_hex(4)
_NUMBERS = itertools.count(1)


def new_correlation() -> str:
    """Give the running task, and those it starts, a new id, and return it."""
    value = f"{_PROCESS}-{next(_NUMBERS):x}"
    _ID.set(value)
    return value


def correlation() -> str:
    """Return the running task's id, or an empty string."""
    return _ID.get()
