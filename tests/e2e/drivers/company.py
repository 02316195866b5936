"""A company in which what is changed and approved is seen by nobody in the other flows."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.command_line import CommandLine
from tests.e2e.drivers.house import DEMO
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.recording import TeamsMessage
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.slack_sent import check_sent
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.teams_sent import check_teams
from tests.e2e.drivers.tovholder import Tovholder
from tests.e2e.drivers.web_seat import WebSeat

APP, SLACK, TEAMS = 8083, 3004, 56151
SENT_BY_BUTTONS = """message => Object.fromEntries(
    [...message.querySelectorAll('form:not(:has(select))')].map(form => {
        const button = form.querySelector('button');
        const sent = Object.fromEntries(new FormData(form));
        return [button.innerText, {...sent, value: button.value}];
    }))"""


@dataclass
class Company:
    """The demo with all three clients attached, and the browser for the local chat."""

    app: Tovholder
    slack: LocalSlack
    teams: Playground
    screens: Screens
    command: CommandLine
    folder: Path
    pages: dict[str, Page]

    async def seat(self, platform: str, person: Person) -> AnySeat:
        """The person in private with the bot, which writes to them there from now on."""
        seat = await self.private(platform, person)
        told = await seat.ask("skriv til mig her")
        assert "fra nu af" in told.text or "from now on" in told.text, told.text
        return seat

    async def private(self, platform: str, person: Person) -> AnySeat:
        if platform == "slack":
            return SlackSeat(self.slack, "", person)
        if platform == "teams":
            return TeamsSeat(self.teams, "personal", person)
        if person.id not in self.pages:
            self.pages[person.id] = await self.screens.page()
        return WebSeat(self.pages[person.id], self.app.url, "", person)

    async def audited(self) -> list[dict[str, Any]]:
        """The entries in the audit log, oldest first."""
        exported = self.folder / "audit.jsonl"
        outcome = await self.command("audit", "export", str(exported))
        assert outcome.code == 0, outcome.err
        entries = map(json.loads, exported.read_text(encoding="utf-8").splitlines())
        return [entry for entry in entries if "kind" in entry]


@asynccontextmanager
async def open_company(folder: Path, module: str = "bot") -> AsyncIterator[Company]:
    """Start the demo with all three clients, on ports of its own; `module` is what Python runs.

    At the end all that was sent to them is what the real platforms accept.
    """
    slack = LocalSlack(folder / "slack", "http", f"http://127.0.0.1:{APP}/slack/events", SLACK)
    teams = Playground(folder / "teams", f"http://127.0.0.1:{APP}/api/messages", TEAMS)
    app = Tovholder(folder / "app", {**slack.settings, **teams.settings}, DEMO, APP, module)
    async with slack, app, teams, Screens() as screens:
        data = {"TOVHOLDER_DATABASE_URL": f"sqlite:///{folder / 'app' / 'data' / 'demo.db'}"}
        command = CommandLine(folder, {**app.environment, **data})
        yield Company(app, slack, teams, screens, command, folder, {})
        assert await check_sent(slack) > 0
        assert check_teams(teams) > 0


@dataclass(frozen=True)
class Old:
    """A card as it stood before somebody, whatever has become of it since.

    Attributes:
        company: where it stands.
        seat: before whom.
        card: as it stood.
        sent: what its buttons send, by what stands on them; in the local chat only.
    """

    company: Company
    seat: AnySeat
    card: Answer
    sent: Mapping[str, Mapping[str, str]]

    async def press(self, button: str, told: str, by: Person | None = None) -> None:
        """Press a button of it and be told so; `by` somebody else as no client would let them."""
        person = by or self.seat.person
        if isinstance(self.seat, SlackSeat):
            there = await self.company.slack.direct_channel(self.seat.person) or ""
            await self.company.slack.press(person, there, self.card.handle, button)
            beside = SlackSeat(self.company.slack, there, person)
            await Letterbox(beside).letter(told)
        elif isinstance(self.seat, TeamsSeat):
            assert told in await self._pressed_in_teams(person, button)
        else:
            sent = self.sent[button]
            message, action, value = sent["message"], sent["action"], sent["value"]
            got = await self.company.app.press(person, message, action, {"value": value})
            assert told in json.dumps(got, ensure_ascii=False)

    async def _pressed_in_teams(self, person: Person, button: str) -> str:
        message: TeamsMessage = self.card.handle
        action = {"type": "Action.Execute", **message.action(button)}
        value = {"action": action, "trigger": "manual"}
        told = await self.company.teams.ask_raw(
            person, "personal", message.conversation, "adaptiveCard/action", value, message.id
        )
        return json.dumps(told, ensure_ascii=False)


async def kept(company: Company, seat: AnySeat, card: Answer) -> Old:
    """A card to press on later."""
    web = isinstance(seat, WebSeat)
    return Old(company, seat, card, await card.handle.evaluate(SENT_BY_BUTTONS) if web else {})
