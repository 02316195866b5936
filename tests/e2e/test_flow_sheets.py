"""One contact sheet of the process flow's cards for each client and language, in ``artifacts``.

For people to look at: what is on the cards is asserted in ``test_flows``. SHEETS=all makes them.
Teams shows Mette's own page alone, so that she stands in for the head of a unit.
"""

import os
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.texts import Texts
from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.camera import AnyForm, Camera
from tests.e2e.drivers.cast import BO, METTE, NINA
from tests.e2e.drivers.company import Company, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.processes import PROJECT
from tests.e2e.drivers.set_ahead import FRIDAY
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.web_seat import WebSeat

pytestmark = pytest.mark.skipif(
    not os.environ.get("SHEETS"), reason="SHEETS=all makes these pictures"
)

CLIENTS = ("slack", "teams", "web")
LANGUAGES = {"da": "sprog da", "en": "language en"}
DANISH = Texts("da")
UNIT = {"da": "Økonomi og indkøb", "en": "Finance and procurement"}
TYPE = {"da": "Resultater fra risikovurderinger", "en": "Results of risk assessments"}
AWAY = "stedfortræder Mette Sørensen 16. april-30. juni"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    folder = tmp_path_factory.mktemp("flow-sheets")
    async with open_company(folder, "tests.e2e.drivers.set_ahead") as opened:
        yield opened


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("platform", CLIENTS)
async def test_the_cards_side_by_side(
    company: Company, platform: str, language: str, tmp_path: Path
) -> None:
    run = 2 * CLIENTS.index(platform) + (language == "en")
    if run == 0:
        await company.app.say(BO, "dm-bo", AWAY)
    camera = Camera(company, tmp_path)
    mette = await company.seat(platform, METTE)
    await camera.open(mette)
    await mette.ask(LANGUAGES[language])
    texts, today = Texts(language), FRIDAY.date() + run * timedelta(days=3)
    await take_pictures(camera, mette, texts, run + 1, today)
    await mette.ask(LANGUAGES["da"])
    await camera.close()
    sheet = PROJECT / "artifacts" / f"flows-{platform}-{language}.png"
    await company.screens.contact_sheet(camera.pictures, sheet)
    assert sheet.stat().st_size > 50_000


async def take_pictures(
    camera: Camera, mette: AnySeat, texts: Texts, number: int, today: date
) -> None:
    """Take an input, an assignment, a deviation and an ask through their cards and forms."""
    title = f"Risici {number}"
    asker = await camera.company.private("slack", NINA)
    opened = await asker.ask(f"input {title}")
    form = await asker.open(opened, DANISH("button.open-form"))
    form.fill({DANISH("inputs.field.type"): TYPE["da"], DANISH("inputs.field.text"): "Se bilag."})
    await form.submit()
    handle = texts("button.handle-operationally")
    card = await Letterbox(mette).letter(title, button=handle)
    await camera.card("input to judge", mette, card)
    form = await mette.open(card, handle)
    form.fill({texts("inputs.reason.handled"): "Ring til leverandøren"})
    await form.submit()
    for step in (1, 2):
        card = await Letterbox(mette).letter(f"IN-{number}: ", f" {step}, ")
        await mette.press(card, texts("button.mark-done"))
    await Letterbox(mette).letter(f"IN-{number}: ", " 6, ")
    await mette.ask(f"input IN-{number}")
    card = await Letterbox(mette).letter(f"IN-{number}", texts("flows.look.coming"))
    await camera.card("input in its flow", mette, card)
    if isinstance(mette, SlackSeat):
        camera.pictures.append(camera.folder / "flow as a file.png")
        camera.pictures[-1].write_bytes(await mette.newest_file())
    await assignment(camera, mette, texts, card, today)
    await deviation(camera, mette, texts)
    await ask(camera, mette, texts, number)
    await camera.card("mine", mette, await mette.ask("mine"))
    day = today + timedelta(days=3)
    await camera.company.app.clock(to=f"{day.isoformat()}T10:00")
    letter = await Letterbox(mette).letter(texts("reminders.footer"))
    await camera.card("morning letter", mette, letter)


async def assignment(
    camera: Camera, mette: AnySeat, texts: Texts, card: Answer, today: date
) -> None:
    """Give the unit something to do, and report on it."""
    label = next(one for one in card.buttons if one.endswith(texts("button.delegate")))
    form = await mette.open(card, label)
    form.fill(
        {
            texts("assignments.form.units"): [UNIT[texts.language]],
            texts("assignments.form.title"): "indføre nøgler",
            texts("assignments.field.instruction"): "To til hver.\nEn i reserve.",
            texts("assignments.field.due"): (today + timedelta(days=6)).isoformat(),
        }
    )
    await camera.form("give", form)
    await form.submit()
    given = await Letterbox(mette).letter(button=texts("assignments.button.acknowledge"))
    await camera.card("assignment", mette, given)
    form = await mette.open(given, texts("assignments.button.report"))
    await camera.form("feedback form", form)
    form.fill(
        {
            texts("assignments.form.followed"): texts("assignments.answer.partly"),
            texts("assignments.form.successful"): texts("assignments.answer.no"),
            texts("assignments.form.comment"): "Leverandøren kom ikke",
        }
    )
    await form.submit()
    reported = await Letterbox(mette).letter(
        "Leverandøren kom ikke", button=texts("assignments.button.deviate")
    )
    await camera.card("reported", mette, reported)
    await camera.card("who has not answered", mette, await mette.ask("feedback"))


async def deviation(camera: Camera, mette: AnySeat, texts: Texts) -> None:
    """Register a deviation and assess it."""
    await mette.ask("afvigelse Døren til serverrummet stod åben i nat")
    card = await Letterbox(mette).letter(button=texts("button.deviation-assess"))
    await camera.card("deviation", mette, card)
    form = await mette.open(card, texts("button.deviation-assess"))
    await camera.form("assess", form)
    form.fill({texts("deviations.field.severity"): texts("deviations.severity.major")})
    await form.submit()
    card = await Letterbox(mette).letter(button=texts("button.deviation-cause"))
    await camera.card("deviation assessed", mette, card)


async def ask(camera: Camera, mette: AnySeat, texts: Texts, number: int) -> None:
    """Ask every unit, and answer for one."""
    card = await mette.ask("ask Er I ramt af fejlen i fjernadgangen?")
    form = await opened(mette, card, texts)
    await camera.form("ask form", form)
    await form.submit()
    told = await Letterbox(mette).letter(f"RS-{number}", texts("asks.field.silent"))
    await camera.card("ask", mette, told)
    got = await Letterbox(mette).letter(f"RS-{number}", button=texts("asks.button.answer"))
    await camera.card("to answer", mette, got)
    form = await mette.open(got, texts("asks.button.answer"))
    await camera.form("answer form", form)
    form.fill({texts("asks.ask.affected"): texts("asks.answer.no")})
    await form.submit()


async def opened(seat: AnySeat, card: Answer, texts: Texts) -> AnyForm:
    """The form that typed words open."""
    if isinstance(seat, WebSeat):
        return await seat.form()
    return await seat.open(card, texts("button.open-form"))
