"""Files that people send: read with the token, from Slack alone, and no more than is wanted."""

from typing import Any

import pytest

from bot.chat.request import Command, SharedFile
from bot.domain.errors import BadInput
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.files import Files
from bot.platforms.slack.messenger import SlackMessenger
from tests.platforms.slack.conftest import Knocker, ScriptedConversation
from tests.platforms.slack.fake_slack import BOT_TOKEN, FakeSlack, direct, event, mention

SHEET = b"PK\x03\x04 a matrix"


def file(slack: FakeSlack, content: bytes = SHEET, **more: Any) -> dict[str, Any]:
    """Return a file of a message; Slack has its content."""
    slack.files["F1"] = content
    address = {"url_private": f"{slack.url}/files/F1"}
    return {"id": "F1", "name": "Matrix æ.xlsx", "size": len(content), **address, **more}


async def shared(
    knock: Knocker, conversation: ScriptedConversation, *files: dict[str, Any]
) -> tuple[SharedFile, ...]:
    said = direct("importér", subtype="file_share", files=list(files))
    answer = await knock.json(event(said))
    assert answer.status == 200
    await conversation.asked.wait()
    request = conversation.requests[-1]
    assert isinstance(request, Command)
    assert (request.text, request.delivery) == ("importér", "slack:T0VIRK:Ev1")
    return request.files


async def test_file_in_a_direct_message_is_read_with_the_token(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    (sent,) = await shared(knock, conversation, file(slack))
    assert (sent.name, sent.size) == ("Matrix æ.xlsx", len(SHEET))
    assert slack.downloads == [], "not before it is wanted"
    assert await sent.read(1_000) == SHEET
    assert slack.downloads == [("F1", BOT_TOKEN)]


async def test_file_beside_a_mention(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    await knock.json(event(mention("<@U0BOT> importér", files=[file(slack)])))
    await conversation.asked.wait()
    request = conversation.requests[0]
    assert isinstance(request, Command)
    assert await request.files[0].read(1_000) == SHEET


@pytest.mark.parametrize("claimed", [len(SHEET), 1, 0])
async def test_file_that_is_too_big_is_refused_whatever_slack_claims(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack, claimed: int
) -> None:
    (sent,) = await shared(knock, conversation, file(slack, size=claimed))
    with pytest.raises(BadInput) as refused:
        await sent.read(len(SHEET) - 1)
    assert refused.value.key == "file-too-big"
    assert bool(slack.downloads) == (claimed < len(SHEET)), "what is said to be too big is left"
    assert await sent.read(len(SHEET)) == SHEET


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"url_private": "https://evil.example/F1"}, id="foreign"),
        pytest.param({"url_private": "http://169.254.169.254/latest"}, id="metadata service"),
        pytest.param({"url_private": "file:///etc/passwd"}, id="no http"),
        pytest.param({"url_private": None}, id="no address"),
        pytest.param({"url_private": "{slack}/files/F2"}, id="gone"),
        pytest.param({"url_private": "http://127.0.0.1:9/files/F1"}, id="nobody there"),
    ],
)
async def test_file_that_cannot_be_had_is_said_to_be_unreadable(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack, changes: dict[str, Any]
) -> None:
    url = changes["url_private"]
    address = {"url_private": url and url.format(slack=slack.url)}
    (sent,) = await shared(knock, conversation, file(slack) | address)
    with pytest.raises(BadInput) as refused:
        await sent.read(1_000)
    assert refused.value.key == "file-unreadable"


async def test_sign_in_page_is_not_followed(platform: SlackPlatform, slack: FakeSlack) -> None:
    """Slack sends there whoever lacks files:read; its page is no file."""
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    sent = Files(messenger.calls).shared(file(slack))
    messenger.calls.client.token = "xoxb-other"
    with pytest.raises(BadInput) as refused:
        await sent.read(1_000)
    assert refused.value.key == "file-unreadable"
    assert slack.downloads == [("F1", "xoxb-other")]


def test_the_token_is_shown_to_slack_and_the_configured_address_alone(
    platform: SlackPlatform,
) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    calls = Calls(messenger.calls.client)
    calls.client.base_url = "https://slack.proxy.example/api/"
    assert calls.trusts("https://files.slack.com/files-pri/T1-F1/x.xlsx")
    assert calls.trusts("https://slack.proxy.example/files/F1")
    for foreign in (
        "https://proxy.example/files/F1",
        "http://slack.proxy.example/files/F1",
        "https://files.slack.com.evil.example/F1",
        "https://evil.example/?files.slack.com",
        "https://files.slack.com@evil.example/F1",
        "http://127.0.0.1/F1",
    ):
        assert not calls.trusts(foreign)


async def test_message_with_several_files_and_strange_names(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    strange = {"id": "F2", "name": "x" * 300 + "\0.xlsx"}
    files = await shared(knock, conversation, file(slack), strange)
    assert [len(one.name) for one in files] == [len("Matrix æ.xlsx"), 305]
    assert files[1].size == 0
