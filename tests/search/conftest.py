"""One index of the SME pack for all tests of search."""

import pytest

from bot.search.index import Index
from tests.search.corpus import pack_entries


@pytest.fixture(scope="session")
def sme() -> Index:
    """The SME pack in both languages."""
    return Index(pack_entries("sme"))
