"""local-slack's own page, with somebody at the screen."""

from pathlib import Path

from playwright.async_api import Locator, Page

from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.local_slack import LocalSlack

# local-slack runs the lines of plain text together, where Slack shows each on its own
AS_SLACK_DOES = ".plain { white-space: pre-line } .msg-hover-actions { display: none !important }"


class SlackPage:
    """The open page; ``Screens.slack`` gives it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, slack: LocalSlack, person: Person) -> None:
        """Go there and become the person."""
        await self.page.goto(slack.url)
        await self.page.locator(".status.ok", has_text="ui live").wait_for()
        await self.page.locator("label.actas select").select_option(person.slack_id)
        await self.page.add_style_tag(content=AS_SLACK_DOES)

    async def turn_to(self, name: str) -> None:
        """Open a channel; ``tovholder`` is the app, which shows its Home first."""
        await self.page.locator("button.sidebar-item", has_text=name).last.click()

    def messages(self) -> Locator:
        """The messages on screen, oldest first."""
        return self.page.locator(".messages .msg")

    async def picture_of_home(self, path: Path) -> None:
        """The app's Home, once it shows something."""
        await self.turn_to("tovholder")
        await self.page.locator(".home .bk-header").first.wait_for()
        await self.page.locator(".home-inner").screenshot(path=path)
