"""Fixtures that every room uses: databases and the clock; and no network but loopback."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.tries import tries

pytest_plugins = ["tests.databases", "tests.example"]

# The same examples every time, so that a green commit stays green; `make torture` draws new ones.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=tries())
settings.register_profile("searching", deadline=None, max_examples=tries())
settings.load_profile("searching" if os.environ.get("TORTURE") else "steady")

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Let no test talk to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test connects to {address[0]}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()
