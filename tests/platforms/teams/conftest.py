"""The fake service, the platform on it, and the two tied together."""

from collections.abc import AsyncIterator

import pytest

from bot.platforms.teams.adaptive import CONTENT_TYPE
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.platforms.teams.client import MemoryFiles, MemoryStore, ScriptedConversation, Teams
from tests.platforms.teams.fake_connector import FakeConnector, new_key


@pytest.fixture(scope="session")
def signing_key():
    return new_key()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy the machine is, nothing is answered late but in the tests of that."""
    monkeypatch.setattr("bot.platforms.teams.tasks._PATIENCE_SECONDS", 60.0)


@pytest.fixture
async def service(signing_key) -> AsyncIterator[FakeConnector]:
    fake = FakeConnector(signing_key)
    await fake.start()
    yield fake
    await fake.stop()
    for sent in fake.sent:
        for attachment in sent.activity.get("attachments", ()):
            if attachment["contentType"] != CONTENT_TYPE:
                continue
            validate_adaptive_card(attachment["content"])
            assert lint_adaptive_card(attachment["content"]) == []


@pytest.fixture
def conversation() -> ScriptedConversation:
    return ScriptedConversation()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def files() -> MemoryFiles:
    return MemoryFiles()


@pytest.fixture
async def platform(service, conversation, store, files) -> AsyncIterator[TeamsPlatform]:
    teams = TeamsPlatform(service.config(), conversation, Texts("da"), store, files=files)
    await teams.start()
    yield teams
    await teams.stop()


@pytest.fixture
def teams(platform, service) -> Teams:
    return Teams(platform, service)
