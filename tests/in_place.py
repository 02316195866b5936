"""SQLite's statements run where they are asked for, instead of in a thread for each connection.

The driver hands each statement to a thread four times over: a fifth of what the handlers' tests
took. The event loop still turns between any two of them, so that what happens at once is mixed as
before. The tests of storage, of the rooms that run beside others, and a full run keep the threads.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosqlite import core


class _Here:
    """Takes what a connection's thread would do, and does it."""

    def put_nowait(self, asked: tuple[Any, Callable[[], Any]]) -> None:
        """Run a function; its future has the outcome when the loop has turned."""
        future, function = asked
        settle, outcome = _done(function)
        if future is not None:
            future.get_loop().call_soon(settle, future, outcome)


class _NoThread:
    """What a connection starts instead of its thread."""

    daemon = True

    def __init__(self, **_: Any) -> None:
        return

    def start(self) -> None:
        """Do nothing."""


@contextmanager
def run_in_place() -> Iterator[None]:
    """Let connections that are opened meanwhile do without threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "SimpleQueue", _Here)
        patch.setattr(core, "Thread", _NoThread)
        yield


def _done(function: Callable[[], Any]) -> tuple[Callable[[Any, Any], None], Any]:
    try:
        return core.set_result, function()
    except Exception as error:
        return core.set_exception, error
