"""Sending, and what a failed send means."""

import aiohttp
import pytest

from bot.cards.elements import Card, Picture, Text, plain
from bot.chat.ports import DeliveryError
from bot.chat.request import Place, PlaceKind
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.slack.messenger import SlackMessenger
from tests.platforms.slack.conftest import Pictures
from tests.platforms.slack.fake_slack import BOT_TOKEN, FakeSlack

PLACE = Place("slack", "T0VIRK", "C0GENERAL", PlaceKind.CHANNEL, thread="1.1")
CARD = Card("Hej", body=(Text(plain("<@U0ANDERS> & co")),))


async def test_card_is_posted_with_its_words_and_without_surprises(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    sent = await platform.messenger.send(PLACE, CARD)
    posted = slack.made("chat.postMessage")[0]
    assert sent.startswith("1800000000.")
    assert posted["text"] == "Hej\n&lt;@U0ANDERS&gt; &amp; co"
    assert posted["thread_ts"] == "1.1"
    quiet = ("link_names", "unfurl_links", "unfurl_media", "mrkdwn")
    assert [posted[name] for name in quiet] == [False] * 4
    assert slack.calls[-1].token == BOT_TOKEN


async def test_pictures_follow_in_the_same_thread(
    platform: SlackPlatform, slack: FakeSlack, pictures: Pictures
) -> None:
    pictures["s"] = b"png"
    await platform.messenger.send(PLACE, Card("Matrix", body=(Picture("s", "RACI æ/b", "alt"),)))
    done = slack.made("files.completeUploadExternal")[0]
    assert (done["channel_id"], done["thread_ts"]) == ("C0GENERAL", "1.1")
    assert slack.made("files.getUploadURLExternal")[0]["filename"] == "RACI-æ-b.png"


@pytest.mark.parametrize(
    ("body", "status", "headers", "expected"),
    [
        ({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}, (False, 7.0)),
        ({"ok": False, "error": "ratelimited"}, 429, {}, (False, 1.0)),
        ({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "later"}, (False, 1.0)),
        ({"ok": False, "error": "channel_not_found"}, 200, {}, (True, None)),
        ({"ok": False, "error": "is_archived"}, 200, {}, (True, None)),
        ({"ok": False, "error": "invalid_auth"}, 200, {}, (True, None)),
        ({"ok": False, "error": "internal_error"}, 200, {}, (False, None)),
        ({"ok": False, "error": "service_unavailable"}, 503, {}, (False, None)),
        ({}, 502, {}, (False, None)),
    ],
)
async def test_failures_are_told_apart(
    platform: SlackPlatform,
    slack: FakeSlack,
    body: dict[str, object],
    status: int,
    headers: dict[str, str],
    expected: tuple[bool, float | None],
) -> None:
    slack.tell("chat.postMessage", body, status=status, headers=headers)
    with pytest.raises(DeliveryError) as failed:
        await platform.messenger.send(PLACE, CARD)
    assert (failed.value.permanent, failed.value.retry_after) == expected
    assert len(slack.made("chat.postMessage")) == 1, "a second try may be a second message"


async def test_timeout_and_broken_connection_are_uncertain(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    patient, hasty = messenger._client.session, aiohttp.ClientTimeout(total=0.1)
    messenger._client.session = aiohttp.ClientSession(timeout=hasty)
    slack.tell("chat.postMessage", {"ok": True}, delay=0.3)
    with pytest.raises(DeliveryError, match="timeout") as failed:
        await messenger.send(PLACE, CARD)
    assert not failed.value.permanent
    messenger._client.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(DeliveryError) as failed:
        await messenger.send(PLACE, CARD)
    assert not failed.value.permanent
    await messenger._client.session.close()
    messenger._client.session = patient


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://169.254.169.254/latest",
        "https://hooks.slack.com.evil.example/x",
        "file:///etc/passwd",
        "",
    ],
)
async def test_answers_go_to_slack_alone(platform: SlackPlatform, url: str) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    with pytest.raises(DeliveryError, match="foreign"):
        await messenger.respond(url, {"text": "x"})


async def test_beside_the_real_api_only_slacks_own_hosts_are_trusted(
    platform: SlackPlatform,
) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    messenger._client.base_url = "https://slack.com/api/"
    assert messenger._trusts("https://hooks.slack.com/commands/1")
    assert messenger._trusts("https://files.slack.com/upload/v1/x")
    assert not messenger._trusts("http://hooks.slack.com/commands/1")
    assert not messenger._trusts("http://127.0.0.1:8080/")
    assert not messenger._trusts("https://notslack.com/")


async def test_refused_response_address_is_permanent(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    for status, permanent in ((404, True), (500, False), (429, False), (302, True)):
        slack.tell("response_url", {}, status=status, headers={"Location": "http://127.0.0.1:9/"})
        with pytest.raises(DeliveryError) as failed:
            await messenger.respond(slack.response_url(), {"text": "x", "blocks": []})
        assert failed.value.permanent is permanent
