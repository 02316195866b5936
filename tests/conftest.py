"""Fixtures that every room uses: databases and the clock; and no network but loopback."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.in_place import run_in_place
from tests.tries import TORTURE, tries

pytest_plugins = ["tests.databases", "tests.example"]

# The same examples every time, so that a green commit stays green; `make torture` draws new ones.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=tries())
settings.register_profile("searching", deadline=None, max_examples=tries())
settings.load_profile("searching" if TORTURE else "steady")

# Here SQLite has its threads: what these try is what goes on beside each other.
_WITH_THREADS = {"storage", "reliability", "scheduler", "server", "app", "cli"}
# How many objects come before the collector looks at them; by itself it takes 700.
_GARBAGE = 20_000
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


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from going through all modules and tests again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)


@pytest.fixture(autouse=True)
def in_place(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let SQLite do without threads, but where they are what is tried, and in a full run."""
    if TORTURE or _room(request.path) in _WITH_THREADS:
        yield
        return
    with run_in_place():
        yield


def _room(path: Path) -> str:
    folders = path.relative_to(Path(__file__).parent).parts
    return folders[0]
