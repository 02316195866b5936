"""Socket Mode over a real connection: the same answers, the same refusals, and the watchdog."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.cards.elements import Card, Form, TextField
from bot.chat.reply import Reply
from bot.platforms.slack import socketmode
from bot.platforms.slack.app import SlackPlatform
from tests.platforms.slack.conftest import Pictures, ScriptedConversation, build
from tests.platforms.slack.fake_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    FakeSlack,
    command,
    direct,
    event,
    mention,
    press,
    submission,
)

NAME = Form("Ret", "raci.save", (TextField("name", "Navn"),), "Gem", value="form_1")


@pytest.fixture
async def platform(
    slack: FakeSlack,
    conversation: ScriptedConversation,
    pictures: Pictures,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[SlackPlatform]:
    monkeypatch.setattr(socketmode, "WATCH_EVERY", 0.05)
    started = build(slack, conversation, pictures, app_token=APP_TOKEN, signing_secret="")
    await started.start()
    await slack.wait_for_socket()
    yield started
    await started.stop()


async def until_connected(platform: SlackPlatform) -> None:
    async with asyncio.timeout(5):
        while platform.problems():
            await asyncio.sleep(0.01)


async def test_connection_is_opened_as_the_app(platform: SlackPlatform, slack: FakeSlack) -> None:
    await until_connected(platform)
    tokens = {call.method: call.token for call in slack.calls}
    assert tokens == {
        "auth.test": BOT_TOKEN,
        "bots.info": BOT_TOKEN,
        "apps.connections.open": APP_TOKEN,
    }


async def test_command_press_and_event(
    platform: SlackPlatform, slack: FakeSlack, conversation: ScriptedConversation
) -> None:
    conversation.reply = Reply(Card("Adgangsstyring"))
    answer = await slack.push("slash_commands", command("payload i mails"))
    assert (answer["response_type"], answer["text"]) == ("ephemeral", "Adgangsstyring")
    assert await slack.push("interactive", press("x", response_url=slack.response_url())) == {}
    await slack.wait_for("response_url")
    assert await slack.push("events_api", event(direct("backup"))) == {}
    await slack.wait_for("chat.postMessage")
    assert len(conversation.requests) == 3


async def test_form(
    platform: SlackPlatform, slack: FakeSlack, conversation: ScriptedConversation
) -> None:
    conversation.reply = Reply(Card("Ret"), form=NAME)
    pressed = press("x", response_url=slack.response_url())
    assert await slack.push("interactive", pressed) == {}
    view = (await slack.wait_for("views.open"))[0]["view"]
    conversation.reply = Reply(Card("Ret"), form=NAME, errors={"name": "Findes."})
    told = await slack.push("interactive", submission(view))
    assert told == {"response_action": "errors", "errors": {"form_1:name": "Findes."}}
    conversation.reply = Reply(Card("Gemt"))
    taken = await slack.push("interactive", submission(view, trigger_id="2"))
    assert taken == {"response_action": "clear"}
    assert (await slack.wait_for("response_url"))[0]["text"] == "Gemt"


async def test_foreign_payloads_are_acknowledged_refused_and_recorded(
    platform: SlackPlatform, slack: FakeSlack, conversation: ScriptedConversation
) -> None:
    assert await slack.push("slash_commands", command("x", team_id="T0FOREIGN")) == {}
    assert await slack.push("slash_commands", command("x", api_app_id="A0FOREIGN")) == {}
    assert await slack.push("events_api", event(mention("x", team="T0FOREIGN"))) == {}
    assert conversation.refusals == [
        ("slack", "T0FOREIGN", "A0APP"),
        ("slack", "T0VIRK", "A0FOREIGN"),
        ("slack", "T0FOREIGN", "A0APP"),
    ]
    assert conversation.requests == []


async def test_nonsense_is_acknowledged_and_dropped(
    platform: SlackPlatform, slack: FakeSlack, conversation: ScriptedConversation
) -> None:
    for payload in ({}, {"type": 1}, {"command": {}}, {"type": "event_callback", "event": []}):
        assert await slack.push("events_api", payload) == {}
    assert conversation.requests == []


async def test_lost_connection_is_rebuilt(platform: SlackPlatform, slack: FakeSlack) -> None:
    await until_connected(platform)
    await slack.sockets[-1].close()
    await slack.wait_for_socket(2)
    await until_connected(platform)
    assert (await slack.push("slash_commands", command("x")))["response_type"] == "ephemeral"


async def test_client_that_gave_up_is_thrown_away(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    """slack-sdk's own monitor has died: nothing but the watchdog notices."""
    await until_connected(platform)
    assert platform._socket is not None
    assert platform._socket._handler is not None
    client = platform._socket._handler.client
    client.auto_reconnect_enabled = False
    assert client.current_session_monitor is not None
    client.current_session_monitor.cancel()
    assert client.current_session is not None
    await client.current_session.close()
    await slack.wait_for_socket(2)
    await until_connected(platform)
    assert platform._socket._handler.client is not client


async def test_refused_app_token_shows_as_a_problem(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    for _ in range(3):
        slack.tell("apps.connections.open", {"ok": False, "error": "invalid_auth"})
    platform = build(slack, conversation, pictures, app_token=APP_TOKEN)
    await platform.start()
    await slack.wait_for("apps.connections.open")
    assert [problem.key for problem in platform.problems()] == ["slack.socket"]
    await platform.stop()
