"""Pumps on the test's own database."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.chat.ports import Messenger
from bot.scheduler.outbox import Pump
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.scheduler.pumps import MakePump, pump_on


@pytest.fixture
async def make_pump(request: pytest.FixtureRequest, clock: SteppedClock) -> AsyncIterator[MakePump]:
    """Makes pumps on the database that the test asks for."""
    kind = "storage" if "storage" in request.fixturenames else "sqlite_storage"
    storage: SqlStorage = request.getfixturevalue(kind)
    made: list[Pump] = []

    def make(boards: Mapping[str, Messenger], **more: Any) -> Pump:
        made.append(pump_on(storage, clock, boards, **more))
        return made[-1]

    yield make
    for pump in made:
        await pump.drain()
