"""A deviation on the real clients: from an emoji in Slack to an effect that is verified."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.cast import JONAS, METTE, NINA
from tests.e2e.drivers.company import Company, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.slack_elements import Message

SAID = "Døren til serverrummet stod åben i nat"
DO = "Hvad skal der gøres, så det ikke sker igen?"
EMOJI = "triangular_flag_on_post"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with open_company(tmp_path_factory.mktemp("deviations")) as opened:
        yield opened


async def step(seat: AnySeat, card: Answer, button: str, *told: str, **given: str) -> Answer:
    """Open a form from a card, fill it in and submit it; the card that it comes to."""
    form = await seat.open(card, button)
    form.fill(given)
    await form.submit()
    return await Letterbox(seat).letter(*told)


async def marked(company: Company) -> Message:
    """A message in the channel on which Nina has set the emoji, twice over."""
    stamp = await company.slack.message(NINA, "general", SAID)
    (message,) = [m for m in await company.slack.messages("general") if m["ts"] == stamp]
    for _ in range(2):
        await company.slack.react(NINA, "general", message, EMOJI)
    return message


async def test_from_an_emoji_to_an_effect_that_another_has_verified(company: Company) -> None:
    nina = await company.seat("slack", NINA)
    mette = await company.seat("web", METTE)
    jonas = await company.seat("teams", JONAS)

    await marked(company)
    offer = await Letterbox(nina).letter("Er det en afvigelse?", SAID)
    made = await step(nina, offer, "Registrér afvigelse", "AFV-1", "Afvigelsen er registreret")
    assert SAID in made.text
    assert await Letterbox(nina).count("Er det en afvigelse?") == 0

    card = await Letterbox(mette).letter("AFV-1", SAID, button="Vurdér")
    card = await step(mette, card, "Vurdér", "Vurderet", "Større", Alvor="Større")
    why = {"Hvorfor skete det?": "Ingen har nøglen", "Findes den samme fejl andre steder?": "Nej"}
    card = await step(mette, card, "Find årsagen", "Årsag fundet", **why)
    action = {DO: "Sæt en smæklås på døren", "Udførende (R)": JONAS.name}
    await step(mette, card, "Beslut handling", "Handling besluttet", **action)

    task = await Letterbox(jonas).letter("Sæt en smæklås på døren", button="Markér som gennemført")
    shown = {"Dokumentation": "Låsen er sat på"}
    await step(jonas, task, "Markér som gennemført", "Gennemført", **shown)

    asked = await Letterbox(mette).letter("AFV-1", button="Har den virket?")
    closed = await step(mette, asked, "Har den virket?", "Lukket", **{"Har den virket?": "Ja"})
    assert "AFV-1" in closed.text
    told = await Letterbox(nina).letter("AFV-1", "Lukket")
    assert "Effekt" not in told.text or "Ja" in told.text
    story = [entry["kind"] for entry in await company.audited()]
    assert [kind for kind in story if kind.startswith("deviation.")] == [
        "deviation.registered",
        "deviation.assessed",
        "deviation.cause-found",
        "deviation.action-decided",
        "deviation.done",
        "deviation.verified",
        "deviation.closed",
    ]
