"""The watch on real platforms: Slack refuses our token, and Mette hears of it in Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app.house import House, furnish
from bot.app.platforms import build_platforms
from bot.app.watch import Watch, keep_watch
from bot.chat.request import PlaceKind
from bot.domain.people import Account
from bot.platforms.teams.conversations import Conversations, Reference
from bot.settings import load_settings
from tests.databases import SteppedClock
from tests.example import Example, _index
from tests.platforms.slack.fake_slack import BOT_TOKEN, FakeSlack
from tests.platforms.teams.fake_connector import (
    APP_ID,
    BOT_ID,
    PASSWORD,
    TENANT,
    FakeConnector,
    new_key,
)

AAD = "22222222-2222-4222-8222-222222222222"
CHAT = "a:mette"


@dataclass
class Both:
    """A house on both platforms, and the platforms' other end."""

    slack: FakeSlack
    teams: FakeConnector
    house: House
    watch: Watch

    async def look(self) -> None:
        """Ask the platforms and look, as the ticks do."""
        await self.watch.acquaintance.look()
        await self.watch.auditor.look()

    @property
    def heard(self) -> list[str]:
        """Return the first line of every card that arrived in Teams."""
        return [sent.card["body"][0]["text"] for sent in self.teams.sent]


@asynccontextmanager
async def on_both(example: Example, clock: SteppedClock, folder: Path) -> AsyncIterator[Both]:
    """Open the example's house on both platforms."""
    teams = FakeConnector(new_key())
    await teams.start()
    async with FakeSlack() as slack:
        settings = load_settings(
            {
                "TOVHOLDER_DATA_DIR": str(folder),
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": "secret",
                "SLACK_API_URL": slack.api_url,
                "MICROSOFT_APP_ID": APP_ID,
                "MICROSOFT_APP_PASSWORD": PASSWORD,
                "MICROSOFT_APP_TENANT_ID": TENANT,
                "TOVHOLDER_TEAMS_OPENID_METADATA_URL": f"{teams.url}/openid",
                "TOVHOLDER_TEAMS_TOKEN_URL": f"{teams.url}/token",
            },
            folder,
        )
        house = await furnish(settings, example.house.store, clock, _index)
        platforms = build_platforms(house)
        ask = {name: platform.check for name, platform in platforms.by_name.items()}
        watch = keep_watch(house, platforms.messengers, ask, lambda: ())
        chat = Reference(
            service_url=teams.url,
            tenant=TENANT,
            conversation_id=CHAT,
            kind=PlaceKind.DIRECT,
            bot_id=BOT_ID,
            user_id="29:mette",
            account_id=AAD,
        )
        await Conversations(house.store.conversations).note(chat)
        async with house.store.storage.begin() as work:
            mette = example.person("mette").id
            await work.accounts.bind(Account("slack", "T0VIRK", "U0METTE"), mette, clock.now())
            await work.accounts.bind(Account("teams", TENANT, AAD), mette, clock.now())
            await work.commit()
        await house.snapshots.refresh()
        await platforms.start()
        try:
            yield Both(slack, teams, house, watch)
        finally:
            await platforms.stop()
            await teams.stop()


async def test_when_slack_refuses_the_token_the_operator_hears_in_teams(
    sqlite_example: Example,
    clock: SteppedClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with on_both(sqlite_example, clock, tmp_path) as both:
        await both.look()
        assert both.teams.sent == []
        refused = {"ok": False, "error": "token_revoked"}
        both.slack.tell("auth.test", refused)
        both.slack.tell("chat.postMessage", refused)
        await both.look()
        (sent,) = both.teams.sent
        assert sent.conversation == CHAT
        assert both.heard == ["Slack afviser vores adgang"]
        assert "token_revoked" in str(sent.card)
        assert await both.watch.check().probe()
        assert not both.watch.auditor.all_is_well()
        for _ in range(3):
            both.slack.tell("auth.test", refused)
            await both.look()
        assert len(both.teams.sent) == 1
    assert capsys.readouterr().err.count("afviser") == 0


async def test_when_microsoft_refuses_our_secret_the_operator_hears_in_slack(
    sqlite_example: Example, clock: SteppedClock, tmp_path: Path
) -> None:
    async with on_both(sqlite_example, clock, tmp_path) as both:
        await both.look()
        both.teams.token_status = 401
        await both.look()
        posts = [call for call in both.slack.calls if call.method == "chat.postMessage"]
        assert [post.arguments["channel"] for post in posts] == ["D0METTE"]
        assert "Teams afviser vores adgang" in str(posts[0].arguments)


async def test_when_neither_can_be_reached_it_is_said_on_stderr(
    sqlite_example: Example,
    clock: SteppedClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with on_both(sqlite_example, clock, tmp_path) as both:
        await both.look()
        lost = replace(sqlite_example.person("mette"), grants=frozenset())
        async with sqlite_example.house.store.storage.begin() as work:
            await work.people.save_people([lost])
            await work.commit()
        await both.house.snapshots.refresh()
        both.slack.tell("auth.test", {"ok": False, "error": "token_revoked"})
        await both.look()
        assert both.teams.sent == []
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "adgang" in line]
    assert line.startswith("Slack tager ikke imod vores adgangsnøgle (token_revoked).")
