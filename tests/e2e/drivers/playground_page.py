"""The Agents Playground's own page, with Mette at the screen.

What is written or pressed on the page shows on the page. What the driver writes for her through the
Playground's HTTP does not, only the app's answers do; a press through HTTP leaves the page's card
as it was, and a thread begun through HTTP never appears. So for a picture, act on the page.

Opening the page, and a conversation on it for the first time, installs the app there (again).
"""

from pathlib import Path

from playwright.async_api import FloatRect, Locator, Page

from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.teams_tenant import BOT_NAME, TITLES, Place

# texts that are nothing but a time of day, such as 08.47
SET_TIMES = """time => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
        if (/^\\d\\d[.:]\\d\\d$/.test(texts.currentNode.data)) texts.currentNode.data = time;
}"""
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
        region = await self.region()
        clip = {**region, "height": height or region["height"]}
        await self.page.screenshot(path=path, clip=clip)

    async def region(self) -> FloatRect:
        """Where the conversation is on the page, in pixels."""
        tree = await self.page.get_by_role("region", name="Chat and Teams Channel").bounding_box()
        size = self.page.viewport_size
        assert tree is not None and size is not None
        left, top = tree["x"] + tree["width"], tree["y"]
        width, height = size["width"] - left, size["height"] - top
        return {"x": left, "y": top, "width": width, "height": height}

    async def set_times(self, time: str) -> None:
        """Let every message say that it was written at that time of day."""
        await self.page.evaluate(SET_TIMES, time)
