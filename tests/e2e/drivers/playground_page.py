"""The Agents Playground's own page, with Mette at the screen.

What is written or pressed on the page shows on the page. What the driver writes for her through the
Playground's HTTP does not, only the app's answers do; a press through HTTP leaves the page's card
as it was, and a thread begun through HTTP never appears. So for a picture, act on the page.

Opening the page, and a conversation on it for the first time, installs the app there (again).
"""

from pathlib import Path

from playwright.async_api import Locator, Page

from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.teams_tenant import BOT_NAME, TITLES, Place

PAUSE = 500  # ms, for the page to draw what has come


class PlaygroundPage:
    """The open page; ``Screens.teams`` gives it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._place: Place | None = None

    async def open(self, playground: Playground) -> None:
        """Go there and put the log panel away."""
        await self.page.goto(playground.url)
        personal = self.page.get_by_role("treeitem", name=TITLES["personal"])
        await personal.wait_for(timeout=30_000)
        await self.page.get_by_title("Hide log panel").click()

    async def say(self, place: Place, text: str) -> None:
        """Type a message and send it; in a group or channel after a mention of the bot."""
        await self.turn_to(place)
        box = self.page.get_by_role("textbox").first
        await box.click()
        if place != "personal":
            await box.press_sequentially(f"@{BOT_NAME}")
            await self.page.get_by_role("menuitem", name=BOT_NAME).click()
            text = f" {text}"
        await self.page.keyboard.insert_text(text)
        send = "Post" if place == "channel" else "Send Message"
        await self.page.get_by_role("button", name=send).click()

    async def press(self, place: Place, title: str) -> None:
        """Press the lowest button with that title."""
        await self.turn_to(place)
        await self.page.get_by_role("button", name=title, exact=True).last.click()

    def cards(self) -> Locator:
        """The cards on screen; in a group or personal chat oldest first."""
        return self.page.locator(".ac-adaptiveCard")

    async def answer(self, place: Place, text: str) -> Locator:
        """Say something and wait for the card that answers it.

        Args:
            place: personal or group, where the latest card stands last.
            text: what to say.
        """
        await self.turn_to(place)
        before = await self.cards().count()
        await self.say(place, text)
        card = self.cards().nth(before)
        await card.wait_for(timeout=30_000)
        return card

    async def turn_to(self, place: Place) -> None:
        """Open a conversation, unless it is open."""
        if place == self._place:
            return
        self._place = place
        # not by the mouse: a long card scrolls the tree out of sight
        await self.page.get_by_role("treeitem", name=TITLES[place]).dispatch_event("click")
        await self.page.wait_for_timeout(PAUSE)

    async def picture(self, place: Place, path: Path, height: float | None = None) -> None:
        """The conversation as it is on screen, without what stands around it.

        Args:
            place: which.
            path: where the picture goes.
            height: so many pixels from the top only.
        """
        await self.turn_to(place)
        await self.page.wait_for_timeout(PAUSE)
        path.parent.mkdir(parents=True, exist_ok=True)
        tree = await self.page.get_by_role("region", name="Chat and Teams Channel").bounding_box()
        size = self.page.viewport_size
        assert tree is not None and size is not None
        left, top = tree["x"] + tree["width"], tree["y"]
        width, all_of_it = size["width"] - left, size["height"] - top
        clip = {"x": left, "y": top, "width": width, "height": height or all_of_it}
        await self.page.screenshot(path=path, clip=clip)
