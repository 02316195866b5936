"""Starting: who the token is, what is missing, and what happens when Slack does not answer."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import NotReady
from bot.platforms.slack import app as slack_app
from bot.platforms.slack.app import SlackPlatform
from bot.texts import Texts
from tests.platforms.slack.conftest import Knocker, Pictures, ScriptedConversation, build
from tests.platforms.slack.fake_slack import FakeSlack, command


async def test_all_is_well(platform: SlackPlatform) -> None:
    assert platform.problems() == ()


async def test_missing_scopes_are_named(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    missing = {"app_mentions:read", "groups:history", "users:read.email"}
    granted = {"x-oauth-scopes": ",".join(slack_app.SCOPES - missing)}
    known = {"ok": True, "team_id": "T0VIRK", "user_id": "U0BOT"}
    slack.tell("auth.test", known, headers=granted)
    platform = build(slack, conversation, pictures)
    await platform.start()
    (problem,) = platform.problems()
    assert problem.key == "slack.scopes"
    assert problem.params["missing"] == "app_mentions:read, groups:history, users:read.email"
    await platform.stop()


async def test_refused_token_stops_the_start(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    slack.tell("auth.test", {"ok": False, "error": "invalid_auth"})
    platform = build(slack, conversation, pictures)
    with pytest.raises(NotReady) as refused:
        await platform.start()
    assert (refused.value.key, refused.value.params) == ("slack.token", {"reason": "invalid_auth"})
    await platform.stop()


async def test_unreachable_slack_is_asked_again(
    slack: FakeSlack,
    conversation: ScriptedConversation,
    pictures: Pictures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slack_app, "_RETRY_IDENTITY", 0.01)
    slack.tell("auth.test", {}, status=503)
    slack.tell("auth.test", {"ok": False, "error": "ratelimited"}, status=429)
    platform = build(slack, conversation, pictures)
    await platform.start()
    assert [problem.key for problem in platform.problems()] == ["slack.unreachable"]
    knock = Knocker(platform.entrance)
    assert (await knock.form(command("x"))).status == 429
    await slack.wait_for("bots.info")
    async with asyncio.timeout(5):
        while (await knock.form(command("x"))).status != 200:
            await asyncio.sleep(0.01)
    assert platform.problems() == ()
    await platform.stop()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"bot_token": ""}, "slack.no-token"),
        ({"signing_secret": ""}, "slack.no-secret"),
    ],
)
async def test_without_secrets_it_is_not_built(
    slack: FakeSlack,
    conversation: ScriptedConversation,
    pictures: Pictures,
    changes: dict[str, str],
    key: str,
) -> None:
    with pytest.raises(NotReady, match=key):
        build(slack, conversation, pictures, **changes)


async def test_proxy_of_the_environment_is_not_used_on_loopback(
    slack: FakeSlack,
    conversation: ScriptedConversation,
    pictures: Pictures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    platform = build(slack, conversation, pictures)
    await platform.start()
    assert platform.problems() == ()
    await platform.stop()


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_key_of_this_folder_has_its_sentence(language: str) -> None:
    texts = Texts(language)
    folder = Path(slack_app.__file__).parent
    source = "".join(file.read_text() for file in folder.glob("*.py"))
    for key in ("wait", "failed", "warning", "more", "picture.direct", "picture.here"):
        assert f'"slack.{key}"' in source
        assert texts.has(f"slack.{key}") or texts.plural(f"slack.{key}", 2)
    for key in ("no-token", "no-secret", "token", "unreachable", "scopes", "socket"):
        assert f'"slack.{key}"' in source
        assert texts.has(f"error.slack.{key}")
