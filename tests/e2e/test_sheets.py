"""One contact sheet for each client and language, for people to look at: ``artifacts/``.

What is on the cards is asserted in ``test_lookups``; here each is only shown by its own client,
when SHEETS=all asks for it.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator

from tests.e2e.drivers.cast import METTE
from tests.e2e.drivers.house import Houses
from tests.e2e.drivers.processes import PROJECT
from tests.e2e.drivers.screens import Screens, shoot
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.web_seat import WebSeat

pytestmark = pytest.mark.skipif(
    not os.environ.get("SHEETS"), reason="SHEETS=all makes these pictures"
)

ARTIFACTS = PROJECT / "artifacts"
WINDOW = (1180, 1000)
FRAME = 500  # pixels of the clients' own above and below
ASKED = {
    "activity": "raci adgangsstyring",
    "person": "raci jonas",
    "role": "raci systemejer",
    "supplier": "raci Drift A/S",
    "matrix": "raci matrix",
    "check": "raci check",
    "unknown": "raci parkeringskort",
    "list": "raci liste",
    "menu": "hjælp",
    "mine": "mine",
    "committee": "udvalg",
    "approvals": "godkendelser",
    "agenda": "dagsorden",
    "meeting": "møde",
}
PERSONAL = {ASKED["approvals"], ASKED["agenda"], ASKED["meeting"]}
"""In the local chat their answers stand in one's own chat, wherever they were asked for."""
SHARE = {"da": "Del i kanal", "en": "Share in channel"}
CHOOSE_LANGUAGE = {"da": "sprog da", "en": "language en"}
Show = Callable[[str], Awaitable[Locator]]


@pytest_asyncio.fixture(loop_scope="session", params=["da", "en"])
async def language(houses: Houses, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The language that Mette reads, in all clients of the house."""
    await SlackSeat(houses.http.slack, "").ask(CHOOSE_LANGUAGE[request.param])
    houses.http.language = request.param
    yield request.param


async def test_slack(houses: Houses, language: str, tmp_path: Path) -> None:
    slack = houses.http.slack
    page = await houses.screens.slack(slack, METTE, WINDOW)
    await page.turn_to("udvalg")
    seat = SlackSeat(slack, "udvalg")

    async def show(text: str) -> Locator:
        answer = await seat.ask(text)
        shown = page.page.locator(f".msg[data-ts='{answer.handle['ts']}']")
        await shown.locator(".bk-header").wait_for()
        return shown

    pictures = await shots(tmp_path, show)
    pictures.append(tmp_path / "matrix as a file in the direct messages.png")
    pictures[-1].write_bytes(await seat.newest_file())
    answer = await seat.ask(ASKED["activity"])
    shared = await seat.press(answer, SHARE[language])
    stands = page.page.locator(f".msg[data-ts='{shared.handle['ts']}']")
    pictures.append(await shot(stands, tmp_path / "shared.png"))
    pictures.append(tmp_path / "home.png")
    await page.picture_of_home(pictures[-1])
    await page.page.close()
    await sheet(houses.screens, pictures, f"slack-{language}")


async def test_teams(houses: Houses, language: str, tmp_path: Path) -> None:
    assert houses.http.teams is not None
    page = await houses.screens.teams(houses.http.teams, WINDOW)
    pictures = await shots(tmp_path, lambda text: page.answer("personal", text))
    await page.answer("group", ASKED["activity"])
    shared = page.cards().nth(await page.cards().count())
    await page.press("group", SHARE[language])
    pictures.append(await shot(shared, tmp_path / "shared.png"))
    await page.page.close()
    await sheet(houses.screens, pictures, f"teams-{language}")


async def test_web(houses: Houses, language: str, tmp_path: Path) -> None:
    page = await houses.screens.page(WINDOW)
    seat = WebSeat(page, houses.http.app.url, "udvalg")
    direct = WebSeat(page, houses.http.app.url, "")

    async def show(text: str) -> Locator:
        if text == ASKED["mine"]:
            await page.locator("nav a[data-place=home-mette]").click()
            await page.locator("body[data-place=home-mette]").wait_for()
            return page.locator("#log .message").last
        return (await (direct if text in PERSONAL else seat).ask(text)).handle

    pictures = await shots(tmp_path, show)
    answer = await seat.ask(ASKED["activity"])
    shared = await seat.press(answer, SHARE[language])
    pictures.append(await shot(shared.handle, tmp_path / "shared.png"))
    await page.close()
    await sheet(houses.screens, pictures, f"web-{language}")


async def shots(folder: Path, show: Show) -> list[Path]:
    """Ask each question and take a picture of the answer."""
    taken = []
    for name, text in ASKED.items():
        taken.append(await shot(await show(text), folder / f"{name}.png"))
    return taken


async def shot(element: Locator, path: Path) -> Path:
    """Take a picture, once the pictures in the element have come."""
    await element.wait_for()
    await make_room(element)
    for image in await element.locator("img").all():
        await image.evaluate("image => image.decode().catch(() => null)")
    await shoot(element, path)
    return path


async def make_room(element: Locator) -> None:
    """Make the window as tall as the element needs; a taller one than needed is slow to draw."""
    box = await element.bounding_box()
    assert box is not None
    width, height = WINDOW
    needed = max(height, int(box["height"]) + FRAME)
    size = element.page.viewport_size
    if size is not None and size["height"] != needed:
        await element.page.set_viewport_size({"width": width, "height": needed})


async def sheet(screens: Screens, pictures: list[Path], name: str) -> None:
    path = ARTIFACTS / f"{name}.png"
    await screens.contact_sheet(pictures, path)
    assert path.stat().st_size > 50_000
