"""The chat, answering by echo, for one test."""

import pytest

from tests.platforms.web.house import House


@pytest.fixture
def house() -> House:
    """Return a fresh chat."""
    return House()
