"""The end-to-end tests run only where they can reach no one: see ``run.sh``."""

import pytest

from tests.e2e.network import is_isolated


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if items and not is_isolated():
        pytest.exit("run the end-to-end tests with 'make e2e': they need a network of their own", 2)
