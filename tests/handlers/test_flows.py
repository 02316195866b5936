"""One input of each of the nine types goes its whole way in the local chat (001 §4)."""

import pytest

from bot.domain.flow_rules import looks
from bot.domain.inputs import InputState
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.flowing import Journey
from tests.handlers.meeting import gathered_template, room

__all__ = ["gathered_template", "room"]

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


@pytest.mark.parametrize("type_id", NINE)
async def test_an_input_goes_from_receipt_to_closed(
    room: Example, clock: SteppedClock, type_id: str
) -> None:
    journey = Journey(room, clock)
    await journey.begin(type_id)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    for _ in range(20):
        item = await journey.item()
        if item.is_over:
            break
        before = dict(item.marks)
        await journey.step()
        assert (await journey.item()).marks != before, (item.number, looks(item))
    assert (await journey.item()).state is InputState.CLOSED
