"""The README's pictures, taken from the real clients: ``make screenshots``.

The bot lives on a fixed morning, and the times that the clients show are set to it, so that a new
picture differs from the old one only where the product does. Slack is attached by Socket Mode:
by HTTP, requests signed on another day are refused.
"""

from pathlib import Path

from playwright.async_api import Page

from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import KARIN, METTE
from tests.e2e.drivers.fixed_day import MORNING
from tests.e2e.drivers.house import DEMO
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.processes import PROJECT
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.tovholder import Tovholder
from tests.e2e.drivers.web_seat import WebSeat

IMAGES = PROJECT / "docs" / "images"
LARGEST = 300_000
WINDOW = (1080, 760)
WHEEL_WINDOW = (900, 1180)
MARGIN = 16
SET_TIMES = "(all, time) => all.forEach(one => { one.textContent = time })"


async def test_take_the_readmes_pictures(tmp_path: Path) -> None:
    slack, teams = LocalSlack(tmp_path / "slack", mode="socket"), Playground(tmp_path / "teams")
    settings = {**slack.settings, **teams.settings}
    app = Tovholder(tmp_path / "app", settings, DEMO, module="tests.e2e.drivers.fixed_day")
    async with slack, app, teams, Screens() as screens:
        await until(slack.is_connected, "the socket")
        await picture_of_slack(screens, slack)
        await picture_of_teams(screens, teams)
        await picture_of_web(screens, app)
        await picture_of_wheel(screens, app)
    for name in ("slack", "teams", "web", "wheel"):
        assert (IMAGES / f"{name}.png").stat().st_size < LARGEST


async def picture_of_slack(screens: Screens, slack: LocalSlack) -> None:
    """A question among colleagues, and the answer that only the asker sees."""
    await slack.message(KARIN, "general", "Hvem lukker adgangene, når nogen stopper hos os?")
    await SlackSeat(slack, "general").ask("raci fratrædelse")
    shown = await screens.slack(slack, METTE, WINDOW)
    await shown.turn_to("general")
    await shown.messages().last.locator(".bk-header").wait_for()
    await set_times(shown.page, ".msg-time")
    last = await shown.messages().last.bounding_box()
    top = await shown.page.locator("main.main").bounding_box()
    assert last is not None and top is not None
    bottom = last["y"] + last["height"] + MARGIN
    clip = {"x": 0, "y": top["y"], "width": WINDOW[0], "height": bottom - top["y"]}
    await shown.page.screenshot(path=picture("slack"), clip=clip)


async def picture_of_teams(screens: Screens, teams: Playground) -> None:
    """A whole question in a group chat."""
    shown = await screens.teams(teams, (860, 1400))
    await shown.turn_to("group")
    await shown.cards().first.wait_for()
    card = await shown.answer("group", "hvem har ansvar for backup?")
    await shown.set_times(f"{MORNING:%H.%M}")
    asked = await shown.page.get_by_text("hvem har ansvar for backup?").bounding_box()
    answered = await card.bounding_box()
    region = await shown.region()
    assert asked is not None and answered is not None
    top, bottom = asked["y"] - 2 * MARGIN, answered["y"] + answered["height"] + 2 * MARGIN
    clip = {"x": region["x"], "y": top, "width": region["width"], "height": bottom - top}
    await shown.page.screenshot(path=picture("teams"), clip=clip)


async def picture_of_web(screens: Screens, app: Tovholder) -> None:
    """The local chat with the whole matrix."""
    page = await screens.page(WINDOW)
    seat = WebSeat(page, app.url, "general")
    answer = await seat.ask("raci matrix")
    await seat.picture(answer)
    await set_times(page, "#log time")
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=picture("web"))


async def picture_of_wheel(screens: Screens, app: Tovholder) -> None:
    """The annual wheel, as whoever coordinates the work sees it."""
    page = await screens.page(WHEEL_WINDOW)
    seat = WebSeat(page, app.url, "")
    answer = await seat.ask("wheel")
    await seat.picture(answer)
    await set_times(page, "#log time")
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=picture("wheel"))


async def set_times(page: Page, selector: str) -> None:
    await page.locator(selector).evaluate_all(SET_TIMES, f"{MORNING:%H.%M}")


def picture(name: str) -> Path:
    IMAGES.mkdir(parents=True, exist_ok=True)
    return IMAGES / f"{name}.png"
