"""No flow of either pack sends anything to employees or external parties without a press."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.involvement_rules import is_outside
from storage.database import open_database
from tests.databases import SteppedClock
from tests.example import Example, furnished
from tests.handlers.filling import open_form, press, submit
from tests.handlers.flowing import Journey
from tests.handlers.meeting import PEOPLE, at
from tests.handlers.outside import goes_outside, written
from tests.packs import starter_pack
from tests.tries import TORTURE

NINE = (
    "in-risk-results",
    "in-audit-results",
    "in-policies",
    "in-tests",
    "in-projects",
    "in-methods",
    "in-audit-office",
    "in-alerts",
    "in-threats",
)
TYPES = NINE if TORTURE else ("in-policies", "in-alerts")
"""Every type goes its whole way in `test_flows`; here some do, in both packs, and the messages are
counted."""


@pytest.fixture(scope="session", params=["sme", "public"])
def peopled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of each pack with everybody there, and a channel bound for notices."""
    folder = tmp_path_factory.mktemp(f"outside-{request.param}")
    template: Path = request.getfixturevalue("sqlite_template")
    path = Path(shutil.copyfile(template, folder / "peopled.db"))

    async def gather() -> None:
        database = await open_database(f"sqlite:///{path}")
        try:
            example = await furnished(database, SteppedClock(), folder, pack=request.param)
            for who in PEOPLE:
                await example.say(who, "/isms mine")
            await example.say("mette", "/isms opslag her", "general")
            await example.house.meeting_plans.tick()
        finally:
            await database.close()

    asyncio.run(gather())
    return path


@pytest.fixture
async def organised(peopled: Path, clock: SteppedClock, tmp_path: Path) -> AsyncIterator[Example]:
    """The example of each pack, on the day after the public one's first meeting."""
    clock.moment = at("2027-03-10T09:00")
    path = shutil.copyfile(peopled, tmp_path / "tovholder.db")
    database = await open_database(f"sqlite:///{path}")
    yield await furnished(database, clock, tmp_path, loaded=True)
    await database.close()


@pytest.mark.parametrize("type_id", TYPES)
async def test_no_flow_writes_to_employees_or_external_parties(
    organised: Example, clock: SteppedClock, type_id: str
) -> None:
    journey = Journey(organised, clock)
    await journey.begin(type_id)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    while not (await journey.item()).is_over:
        await journey.step()
    messages = await written(organised)
    assert len(messages) > 3
    assert [m.kind for m in messages if goes_outside(m, organised)] == []

    # The count is worth something: with a press there is one more, in the channel.
    card = (await press(organised, "mette", await journey.look(), "Konsultér og informér")).card
    form = await open_form(organised, "mette", card, "Slå op i kanal")
    await submit(organised, "mette", form, roles=("employees",), text="Der er en ny politik")
    outside = [m for m in await written(organised) if goes_outside(m, organised)]
    assert [m.destination.id for m in outside] == ["general"]


@pytest.mark.parametrize("name", ["sme", "public"])
def test_no_step_of_a_flow_is_the_work_of_a_role_outside(name: str) -> None:
    pack = starter_pack(name)
    outside = {role.id for role in pack.roles if is_outside(role)}
    assert len(outside) >= 5
    assert len(pack.flows.flows) >= 5
    for flow in pack.flows.flows:
        assert not {step.role_id for step in flow.steps} & outside
