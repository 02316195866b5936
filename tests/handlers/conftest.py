"""Fixtures of the handlers' tests."""

import pytest

from tests.example import Example
from tests.handlers.wheeling import introduce


@pytest.fixture
async def known(sqlite_example: Example) -> Example:
    """The example on SQLite with everybody's account known, and an empty wheel."""
    await introduce(sqlite_example)
    return sqlite_example


@pytest.fixture
async def everywhere(example: Example) -> Example:
    """As `known`, on both databases."""
    await introduce(example)
    return example
