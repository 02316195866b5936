"""One input of each of the nine types goes its whole way in the local chat (001 §4)."""

import re
from collections.abc import Sequence

import pytest

from bot.cards.elements import Picture
from bot.cards.flows import flow_alt, lane_word
from bot.cards.plaintext import card_text
from bot.domain.flow_rules import Look, current, looks
from bot.domain.inputs import Input, InputState
from bot.pictures.flow import flow_svg, lanes_of
from bot.services.ports import AuditRecord
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.flowing import Journey
from tests.handlers.meeting import gathered_template, room
from tests.handlers.outside import goes_outside, written

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
DANISH = Texts("da")


def drawn(item: Input, example: Example) -> dict[int, Look]:
    """Return how the picture shows every step."""
    names = {r: lane_word(r, example.organisation, DANISH) for r in lanes_of(item.flow)}
    svg = flow_svg(item, names, DANISH)
    for name in names.values():
        assert name.split()[-1][-10:] in svg
    found = re.findall(r'data-look="([a-z]+)">(\d+)<', svg)
    return {int(n): Look(look) for look, n in found}


def told_in_order(item: Input, story: Sequence[AuditRecord]) -> None:
    """See that the audit log tells of every step once, when it was marked, first and last right."""
    kinds = [record.kind for record in story]
    assert kinds[:2] == ["input.received", "input.triaged"]
    assert kinds[-1] == "input.closed"
    marked = [record for record in story if record.kind == "input.step-marked"]
    assert sorted(r.data["step"] for r in marked) == [step.n for step in item.flow.steps]
    for record in marked:
        mark = item.marks[str(record.data["step"])]
        assert (record.data["mark"], record.data["record"]) == (mark.mark.value, mark.record)
        assert record.data["at"] == mark.at.isoformat()
    assert [r.at for r in story] == sorted(r.at for r in story)


@pytest.mark.parametrize("type_id", NINE)
async def test_an_input_goes_from_receipt_to_closed(
    room: Example, clock: SteppedClock, type_id: str
) -> None:
    journey = Journey(room, clock)
    card = await journey.begin(type_id)
    assert "Vurderes senest" in card.footer
    await journey.press("Forelæg informationssikkerhedsudvalget")
    while not (item := await journey.item()).is_over:
        shown = drawn(item, room)
        assert shown == looks(item)
        assert [n for n, look in shown.items() if look is Look.CURRENT] == [
            step.n for step in current(item)
        ]
        await journey.step()
        assert len((await journey.item()).marks) > len(item.marks), shown
    assert item.state is InputState.CLOSED
    assert set(drawn(item, room).values()) <= {Look.DONE, Look.SKIPPED}
    told_in_order(item, await journey.story())
    assert [m.kind for m in await written(room) if goes_outside(m, room)] == []
    await shows_all(journey, item)


async def shows_all(journey: Journey, item: Input) -> None:
    """See that the card tells, in words and in the picture's own words, what became of a step."""
    card = (await journey.example.press("mette", "inputs.show", item.id)).card
    (picture,) = [element for element in card.body if isinstance(element, Picture)]
    assert await journey.example.house.services.gallery.picture(picture.secret)
    assert picture.alt == flow_alt(item, journey.example.organisation, DANISH)
    for step in item.flow.steps:
        assert re.search(rf"\b{step.n} [A-ZÆØÅ]", picture.alt)
        assert step.text.da in card_text(card)
    assert "Lukket" in card_text(card)
    person = journey.example.person("lone").id
    async with journey.example.house.store.storage.read() as work:
        told = await work.outbox.copies(f"input/{item.id}/told", "inputs.told")
    assert [one.person_id for one in told] == [person, person]
