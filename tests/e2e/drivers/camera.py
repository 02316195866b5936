"""Pictures of the cards and forms that stand before a person in private with the bot."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.cast import METTE, Person
from tests.e2e.drivers.company import Company
from tests.e2e.drivers.letterbox import AnySeat
from tests.e2e.drivers.screens import shoot
from tests.e2e.drivers.slack_seat import SlackForm, SlackSeat
from tests.e2e.drivers.teams_form import TeamsForm
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.web_form import WebForm
from tests.e2e.drivers.web_seat import WebSeat

AnyForm = SlackForm | TeamsForm | WebForm
TALL = (1180, 1800)
PAUSE = 250  # ms, for a client to draw what has come


@dataclass
class Camera:
    """Takes pictures on one platform.

    Attributes:
        company: where.
        folder: for the pictures.
        pages: the client's own pages, by who sits there; Teams' page has only Mette.
        pictures: those that were taken, in their order.
    """

    company: Company
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)

    async def open(self, seat: AnySeat) -> None:
        """Open a person's page, before anything is said in Teams, and make it tall."""
        if isinstance(seat, SlackSeat):
            await self._slack(seat.person)
        elif isinstance(seat, TeamsSeat) and seat.person == METTE:
            teams = await self.company.screens.teams(self.company.teams, TALL)
            await teams.turn_to("personal")
            self.pages[METTE.id] = teams.page
        elif isinstance(seat, WebSeat):
            width, height = TALL
            await seat.page.set_viewport_size({"width": width, "height": height})

    async def close(self) -> None:
        """Close the pages."""
        for page in self.pages.values():
            await page.close()

    async def card(self, name: str, seat: AnySeat, card: Answer) -> None:
        """A card; in Teams the newest, and none but Mette's."""
        if isinstance(seat, SlackSeat):
            page = self.pages[seat.person.id]
            await self._shoot(name, page.locator(f".msg[data-ts='{card.handle['ts']}']"))
        elif not isinstance(seat, TeamsSeat):
            await self._shoot(name, card.handle)
        elif seat.person == METTE:
            await self._newest_in_teams(name)

    async def form(self, name: str, form: AnyForm) -> None:
        """An open form; local-slack cannot draw a menu for several choices."""
        if isinstance(form, WebForm):
            await self._shoot(name, form.shown.page.locator("dialog[open]"))
        elif isinstance(form, SlackForm):
            await self._shoot(name, self.pages[form.seat.person.id].locator(".modal"))
        else:
            await self._newest_in_teams(name)

    async def _slack(self, person: Person) -> None:
        opened = await self.company.screens.slack(self.company.slack, person, TALL)
        await opened.turn_to(person.name)
        self.pages[person.id] = opened.page

    async def _newest_in_teams(self, name: str) -> None:
        page = self.pages[METTE.id]
        await page.wait_for_timeout(PAUSE)
        cards = page.locator(".ac-adaptiveCard").filter(has=page.locator("button"))
        await self._shoot(name, cards.last)

    async def _shoot(self, name: str, shown: Locator) -> None:
        await shown.wait_for()
        await shown.page.wait_for_timeout(PAUSE)
        path = self.folder / f"{len(self.pictures) + 1} {name}.png"
        await shoot(shown, path)
        self.pictures.append(path)
