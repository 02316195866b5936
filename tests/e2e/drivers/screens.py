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
from tests.e2e.drivers.slack_page import SlackPage

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
]
WIDE = (1280, 900)
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #f2f2f2; font: 15px sans-serif; display: inline-block }}
main {{ columns: {columns} {width}px; column-gap: 16px; padding: 16px; width: {full}px }}
figure {{ margin: 0 0 16px; background: #fff; border: 1px solid #bbb; break-inside: avoid }}
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

    async def page(self, size: tuple[int, int] = WIDE, script: bool = True) -> Page:
        """An empty page to click on, without movement, and if need be without scripts."""
        width, height = size
        return await self._browser.new_page(
            viewport={"width": width, "height": height},
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            reduced_motion="reduce",
            java_script_enabled=script,
        )

    async def slack(
        self, slack: LocalSlack, person: Person, size: tuple[int, int] = WIDE
    ) -> SlackPage:
        """Open local-slack's page as that person."""
        page = SlackPage(await self.page(size))
        await page.open(slack, person)
        return page

    async def teams(self, playground: Playground, size: tuple[int, int] = WIDE) -> PlaygroundPage:
        """Open the Playground's page, before anything is said: it does not show what was before."""
        page = PlaygroundPage(await self.page(size))
        await page.open(playground)
        return page

    async def contact_sheet(
        self, pictures: Sequence[Path], path: Path, columns: int = 3, width: int = 560
    ) -> None:
        """Several pictures side by side, each with its file's name above it.

        Args:
            pictures: PNGs, in reading order, column by column.
            path: where the sheet goes.
            columns: how many side by side.
            width: of each, in pixels; wider ones are scaled down.
        """
        figures = "".join(figure(picture) for picture in pictures)
        full = (width + 16) * columns - 16
        page = await self.page((full + 40, 600))
        filled = SHEET.format(columns=columns, width=width, full=full, figures=figures)
        await page.set_content(filled)
        await shoot(page.locator("body"), path)
        await page.close()


async def shoot(element: Locator, path: Path) -> None:
    """Take an element's picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    await element.screenshot(path=path)


def figure(picture: Path) -> str:
    data = base64.b64encode(picture.read_bytes()).decode()
    caption = html.escape(picture.stem)
    image = f'<img src="data:image/png;base64,{data}" alt="{caption}">'
    return f"<figure><figcaption>{caption}</figcaption>{image}</figure>"
