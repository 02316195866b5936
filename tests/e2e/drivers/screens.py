"""Pictures of what a person sees, taken with the system's Chromium."""

import base64
import html
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.playground_page import PlaygroundPage

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1280, 900)
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #f2f2f2; font: 15px sans-serif; display: inline-block }}
main {{ display: grid; grid-template-columns: repeat({columns}, {width}px) }}
main {{ gap: 16px; padding: 16px }}
figure {{ margin: 0; background: #fff; border: 1px solid #bbb; align-self: start }}
figcaption {{ padding: 6px 10px; background: #333; color: #fff }}
img {{ display: block; max-width: 100% }}
</style><main>{figures}</main>"""


class Screens:
    """A browser without a window; use it with ``async with``.

    Its clock shows Danish time. Each picture is a PNG; folders are made as needed.
    """

    async def __aenter__(self) -> Self:
        self._playwright = await async_playwright().start()
        self._browser: Browser = await self._playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._browser.close()
        await self._playwright.stop()

    async def slack(
        self, slack: LocalSlack, person: Person, channel: str, path: Path, last: int | None = None
    ) -> None:
        """A channel as that person sees it.

        Args:
            slack: the running client.
            person: who looks.
            channel: its name; a person's name for the direct messages with the bot.
            path: where the picture goes.
            last: so many of the latest messages only; None for the whole list as it is on screen.
        """
        page = await self._as(slack, person)
        await page.locator("button.sidebar-item", has_text=channel).first.click()
        await page.wait_for_timeout(300)
        if last is None:
            await shoot(page.locator("main.main"), path)
        else:
            await keep_last(page, ".messages .msg", last)
            await shoot(page.locator(".messages"), path, fit=True)
        await page.close()

    async def slack_home(self, slack: LocalSlack, person: Person, path: Path) -> None:
        """The app's Home as that person sees it; opening it is an event that the app gets."""
        page = await self._as(slack, person)
        await page.locator("button.sidebar-item", has_text="tovholder").last.click()
        await page.wait_for_timeout(1000)
        await shoot(page.locator("main.main"), path)
        await page.close()

    async def teams(self, playground: Playground) -> PlaygroundPage:
        """Open the Playground's page, before anything is said: it does not show what was before."""
        page = PlaygroundPage(await self.page(*WIDE))
        await page.open(playground)
        return page

    async def address(
        self,
        url: str,
        path: Path,
        selector: str = "body",
        size: tuple[int, int] = WIDE,
    ) -> None:
        """Any page, or one element of it, once its network is quiet."""
        page = await self.page(*size)
        await page.goto(url, wait_until="networkidle")
        await shoot(page.locator(selector).first, path)
        await page.close()

    async def contact_sheet(
        self, pictures: Sequence[Path], path: Path, columns: int = 3, width: int = 560
    ) -> None:
        """Several pictures side by side, each with its file's name above it.

        Args:
            pictures: PNGs, in reading order.
            path: where the sheet goes.
            columns: how many side by side.
            width: of each, in pixels; wider ones are scaled down.
        """
        figures = "".join(figure(picture) for picture in pictures)
        page = await self.page((width + 16) * columns + 40, 600)
        await page.set_content(SHEET.format(columns=columns, width=width, figures=figures))
        await shoot(page.locator("body"), path)
        await page.close()

    async def _as(self, slack: LocalSlack, person: Person) -> Page:
        page = await self.page(*WIDE)
        await page.goto(slack.url)
        await page.locator(".status.ok", has_text="ui live").wait_for()
        await page.locator("label.actas select").select_option(person.slack_id)
        return page

    async def page(self, width: int = WIDE[0], height: int = WIDE[1]) -> Page:
        """An empty page to click on."""
        return await self._browser.new_page(
            viewport={"width": width, "height": height},
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
        )


async def shoot(element: Locator, path: Path, *, fit: bool = False) -> None:
    """Take the picture; with ``fit`` as tall as what it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if fit:
        await element.evaluate("element => { element.style.flex = 'none' }")
    await element.screenshot(path=path)


async def keep_last(page: Page, selector: str, number: int) -> None:
    """Take all but the last of some elements off the page."""
    script = "(all, number) => all.slice(0, -number).forEach(element => element.remove())"
    await page.locator(selector).evaluate_all(script, number)


def figure(picture: Path) -> str:
    data = base64.b64encode(picture.read_bytes()).decode()
    caption = html.escape(picture.stem)
    image = f'<img src="data:image/png;base64,{data}" alt="{caption}">'
    return f"<figure><figcaption>{caption}</figcaption>{image}</figure>"
