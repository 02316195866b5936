"""Tovholder's demo with the real clients attached, one of them away: two houses for all flows.

At the end all that was sent to the clients is what the real platforms accept.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.drivers.answers import Seat, until
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.slack_sent import check_sent
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.teams_sent import check_teams
from tests.e2e.drivers.teams_tenant import Place
from tests.e2e.drivers.tovholder import Tovholder
from tests.e2e.drivers.web_seat import WebSeat

DEMO = ("demo", "--away")
PLACES: tuple[Place, ...] = ("personal", "group", "channel")


@dataclass
class House:
    """A running demo and its clients.

    Attributes:
        app: the demo.
        slack: its Slack, by HTTP or by Socket Mode.
        teams: its Teams; the house of Socket Mode has none.
        language: the language that the asker has chosen last.
    """

    app: Tovholder
    slack: LocalSlack
    teams: Playground | None = None
    language: str = "da"


@dataclass(frozen=True)
class Houses:
    """Both houses, and the browser in which one sits at the local chat."""

    http: House
    socket: House
    screens: Screens
    page: Page

    def seat(self, name: str) -> tuple[House, Seat]:
        """The seat with that name in ``SEATS``, and the house it is in."""
        client, _, place = name.partition(" ")
        if client == "teams":
            assert self.http.teams is not None
            return self.http, TeamsSeat(self.http.teams, place_named(place))
        if client == "web":
            return self.http, WebSeat(self.page, self.http.app.url, place)
        house = self.socket if client == "slack-socket" else self.http
        return house, SlackSeat(house.slack, place)


def place_named(name: str) -> Place:
    return next(place for place in PLACES if place == name)


SEATS = (
    "slack-http general",
    "slack-http",
    "slack-socket general",
    "teams personal",
    "teams group",
    "teams channel",
    "web general",
    "web",
)


@asynccontextmanager
async def open_houses(folder: Path) -> AsyncIterator[Houses]:
    """Start everything once, each house with a Slack, a port and data of its own."""
    async with AsyncExitStack() as stack:
        screens = await stack.enter_async_context(Screens())
        http, socket = await asyncio.gather(
            stack.enter_async_context(house_by_http(folder / "http")),
            stack.enter_async_context(house_by_socket(folder / "socket")),
        )
        yield Houses(http, socket, screens, await screens.page())


@asynccontextmanager
async def house_by_http(folder: Path) -> AsyncIterator[House]:
    """Slack by HTTP, Teams installed everywhere, and the local chat."""
    slack, teams = LocalSlack(folder / "slack"), Playground(folder / "teams")
    app = Tovholder(folder / "app", {**slack.settings, **teams.settings}, DEMO)
    async with slack, app, teams:
        for place in PLACES:
            await teams.install(place)

            async def greeted(conversation: str = await teams.conversation(place)) -> bool:
                return bool(teams.messages(conversation))

            await until(greeted, f"the welcome in the {place}")
        yield House(app, slack, teams)
        assert await check_sent(slack) > 0
        assert check_teams(teams) > 0


@asynccontextmanager
async def house_by_socket(folder: Path) -> AsyncIterator[House]:
    """Slack by Socket Mode."""
    slack = LocalSlack(folder / "slack", mode="socket", port=3001)
    app = Tovholder(folder / "app", slack.settings, DEMO, port=8081)
    async with slack, app:
        await until(slack.is_connected, "the socket")
        yield House(app, slack)
        assert await check_sent(slack) > 0
