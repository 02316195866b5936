"""The end-to-end tests run only where they can reach no one: see ``run.sh``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.drivers.house import Houses, open_houses
from tests.e2e.network import is_isolated


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if items and not is_isolated():
        pytest.exit("run the end-to-end tests with 'make e2e': they need a network of their own", 2)
    one_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if pytest_asyncio.is_async_test(item):
            item.add_marker(one_loop, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def houses(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Houses]:
    """The demo with the real clients, started once for all flows."""
    async with open_houses(Path(tmp_path_factory.mktemp("houses"))) as opened:
        yield opened
