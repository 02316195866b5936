"""Sending, and what a failed send means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
METTE = Place("slack", "T0VIRK", "U0METTE", PlaceKind.DIRECT)
CARD = Card("Hej", body=(Text(plain("<@U0ANDERS> & co")),))
EARLIER = datetime.fromtimestamp(1_800_000_000, UTC)


def slacks(platform: SlackPlatform) -> SlackMessenger:
    assert isinstance(platform.messenger, SlackMessenger)
    return platform.messenger


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


async def test_picture_that_fails_leaves_the_message_sent_and_is_told(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    card = Card("Matrix", body=(Picture("expired", "RACI", "alt"),))
    sent = await platform.messenger.send(PLACE, card, "m1", "en")
    matrix, told = slack.made("chat.postMessage")
    assert sent == await platform.messenger.find(PLACE, "m1", EARLIER)
    assert (matrix["metadata"]["event_payload"], told["thread_ts"]) == ({"id": "m1"}, "1.1")
    assert told["text"].startswith("I could not send the picture")
    assert "metadata" not in told


@pytest.mark.parametrize("thread", [None, "1.1"])
async def test_message_is_found_by_its_marker(
    platform: SlackPlatform, slack: FakeSlack, thread: str | None
) -> None:
    slack.history.page = 2
    place = replace(PLACE, thread=thread)
    elsewhere = replace(PLACE, thread=None if thread else "1.1")
    sent = {f"m{n}": await platform.messenger.send(place, CARD, f"m{n}") for n in range(5)}
    for marker, ts in sent.items():
        assert await platform.messenger.find(place, marker, EARLIER) == ts
    assert await platform.messenger.find(place, "m9", EARLIER) is None
    assert await platform.messenger.find(elsewhere, "m1", EARLIER) is None
    assert await platform.messenger.find(place, "m1", EARLIER + timedelta(days=300)) is None


async def test_message_that_slack_took_before_the_connection_broke_is_found(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    slack.lose_answers = 1
    with pytest.raises(DeliveryError) as failed:
        await platform.messenger.send(PLACE, CARD, "m1")
    assert not failed.value.not_sent
    assert await platform.messenger.find(PLACE, "m1", EARLIER) is not None
    assert len(slack.made("chat.postMessage")) == 1, "a second try may be a second message"


async def test_foreign_metadata_is_nobodys_marker(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    odd: tuple[object, ...] = (None, 1, {"event_type": "x", "event_payload": {"id": "m1"}}, {})
    broken = {"event_type": "tovholder_message", "event_payload": "m1"}
    messages = [*({"ts": "1", "metadata": one} for one in (*odd, broken)), "message"]
    slack.tell("conversations.history", {"ok": True, "messages": messages})
    assert await platform.messenger.find(replace(PLACE, thread=None), "m1", EARLIER) is None


@pytest.mark.parametrize(
    ("error", "permanent"), [("channel_not_found", True), ("internal_error", False)]
)
async def test_history_that_cannot_be_read(
    platform: SlackPlatform, slack: FakeSlack, error: str, permanent: bool
) -> None:
    slack.tell("conversations.replies", {"ok": False, "error": error})
    with pytest.raises(DeliveryError) as failed:
        await platform.messenger.find(PLACE, "m1", EARLIER)
    assert failed.value.permanent is permanent


async def test_person_is_written_to_by_their_id(platform: SlackPlatform, slack: FakeSlack) -> None:
    sent = await platform.messenger.send(METTE, CARD, "m1")
    assert slack.made("chat.postMessage")[0]["channel"] == "D0METTE"
    assert await platform.messenger.find(METTE, "m1", EARLIER) == sent
    await platform.messenger.update(METTE, sent, Card("Godkendt"))
    assert slack.made("chat.update")[0]["channel"] == "D0METTE"
    assert len(slack.made("conversations.open")) == 1


@pytest.mark.parametrize(
    ("error", "status", "permanent"), [("internal_error", 500, False), ("user_disabled", 200, True)]
)
async def test_person_who_cannot_be_reached_was_surely_sent_nothing(
    platform: SlackPlatform, slack: FakeSlack, error: str, status: int, permanent: bool
) -> None:
    slack.tell("conversations.open", {"ok": False, "error": error}, status=status)
    with pytest.raises(DeliveryError, match=error) as failed:
        await platform.messenger.send(METTE, CARD)
    assert (failed.value.not_sent, failed.value.permanent) == (True, permanent)


async def test_updated_message_says_the_new_thing_and_keeps_its_marker(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    sent = await platform.messenger.send(PLACE, CARD, "m1")
    for _ in range(2):
        await platform.messenger.update(PLACE, sent, Card("Godkendt"), "da")
    assert slack.history.posted["C0GENERAL"][0]["text"] == "Godkendt"
    assert await platform.messenger.find(PLACE, "m1", EARLIER) == sent
    with pytest.raises(DeliveryError, match="message_not_found") as failed:
        await platform.messenger.update(PLACE, "1.0", Card("Godkendt"))
    assert failed.value.permanent


def refused(error: str) -> dict[str, object]:
    return {"ok": False, "error": error}


@pytest.mark.parametrize(
    ("body", "status", "headers", "expected"),
    [
        (refused("ratelimited"), 429, {"Retry-After": "7"}, "wait 7"),
        (refused("ratelimited"), 429, {}, "wait 1"),
        (refused("ratelimited"), 429, {"Retry-After": "later"}, "wait 1"),
        (refused("rate_limited"), 200, {}, "wait 1"),
        ({}, 429, {"Retry-After": "3"}, "wait 3"),
        (refused("channel_not_found"), 200, {}, "never"),
        (refused("not_in_channel"), 200, {}, "never"),
        (refused("is_archived"), 200, {}, "never"),
        (refused("user_not_found"), 200, {}, "never"),
        (refused("msg_too_long"), 200, {}, "never"),
        (refused("missing_scope"), 200, {}, "never"),
        (refused("invalid_auth"), 200, {}, "token"),
        (refused("token_revoked"), 200, {}, "token"),
        (refused("account_inactive"), 200, {}, "token"),
        (refused("not_authed"), 401, {}, "token"),
        (refused("token_expired"), 200, {}, "token"),
        (refused("message_limit_exceeded"), 200, {}, "not sent"),
        (refused("request_timeout"), 200, {}, "not sent"),
        (refused("internal_error"), 200, {}, "unknown"),
        (refused("fatal_error"), 200, {}, "unknown"),
        (refused("service_unavailable"), 503, {}, "unknown"),
        (refused("invalid_auth"), 500, {}, "unknown"),
        ({}, 502, {}, "unknown"),
        ({}, 408, {}, "unknown"),
        ({}, 200, {}, "unknown"),
        ({}, 403, {}, "not sent"),
    ],
)
async def test_failures_are_told_apart(
    platform: SlackPlatform,
    slack: FakeSlack,
    body: dict[str, object],
    status: int,
    headers: dict[str, str],
    expected: str,
) -> None:
    slack.tell("chat.postMessage", body, status=status, headers=headers)
    with pytest.raises(DeliveryError) as failed:
        await platform.messenger.send(PLACE, CARD)
    assert meaning(failed.value) == expected
    assert len(slack.made("chat.postMessage")) == 1, "a second try may be a second message"


def meaning(error: DeliveryError) -> str:
    if error.retry_after is not None:
        assert not error.permanent
        return f"wait {error.retry_after:g}"
    if error.credentials:
        assert error.not_sent
        assert not error.permanent, "the message itself is well"
        return "token"
    if error.permanent:
        return "never"
    return "not sent" if error.not_sent else "unknown"


async def test_timeout_and_broken_connection_are_uncertain(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    messenger = slacks(platform)
    client = messenger.calls.client
    patient, hasty = client.session, aiohttp.ClientTimeout(total=0.1)
    client.session = aiohttp.ClientSession(timeout=hasty)
    slack.tell("chat.postMessage", {"ok": True}, delay=0.3)
    with pytest.raises(DeliveryError, match="timeout") as failed:
        await messenger.send(PLACE, CARD)
    assert meaning(failed.value) == "unknown"
    await client.session.close()
    client.session = patient
    slack.lose_answers = 1
    with pytest.raises(DeliveryError, match="ServerDisconnected") as failed:
        await messenger.send(PLACE, CARD)
    assert meaning(failed.value) == "unknown"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"sign in first", "text/plain"),
        (b"<html>", "text/html"),
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b'{"ok": \xff}', "application/json; charset=utf-8"),
    ],
)
async def test_answer_that_is_not_slacks_is_uncertain(
    platform: SlackPlatform, slack: FakeSlack, body: bytes, kind: str
) -> None:
    slack.tell("chat.postMessage", {}, raw=body, headers={"Content-Type": kind})
    with pytest.raises(DeliveryError) as failed:
        await platform.messenger.send(PLACE, CARD)
    assert meaning(failed.value) == "unknown"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.1:9/api/", id="refused"),
        pytest.param("http://nowhere.invalid/api/", id="no such name"),
        pytest.param("https://127.0.0.1:{port}/api/", id="no TLS"),
    ],
)
async def test_what_could_not_be_connected_was_surely_not_sent(
    platform: SlackPlatform, slack: FakeSlack, address: str
) -> None:
    messenger = slacks(platform)
    messenger.calls.client.base_url = address.format(port=slack.url.rpartition(":")[2])
    with pytest.raises(DeliveryError) as failed:
        await messenger.send(PLACE, CARD)
    assert meaning(failed.value) == "not sent"
    assert slack.made("chat.postMessage") == []


async def test_without_a_session_nothing_was_sent(platform: SlackPlatform) -> None:
    messenger = slacks(platform)
    session, messenger.calls.client.session = messenger.calls.client.session, None
    with pytest.raises(DeliveryError, match="not_started") as failed:
        await messenger.respond("http://127.0.0.1/x", {})
    messenger.calls.client.session = session
    assert failed.value.not_sent


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
    messenger = slacks(platform)
    with pytest.raises(DeliveryError, match="foreign"):
        await messenger.respond(url, {"text": "x"})


async def test_beside_the_real_api_only_slacks_own_hosts_are_trusted(
    platform: SlackPlatform,
) -> None:
    messenger = slacks(platform)
    messenger.calls.client.base_url = "https://slack.com/api/"
    assert messenger.calls.trusts("https://hooks.slack.com/commands/1")
    assert messenger.calls.trusts("https://files.slack.com/upload/v1/x")
    assert not messenger.calls.trusts("http://hooks.slack.com/commands/1")
    assert not messenger.calls.trusts("http://127.0.0.1:8080/")
    assert not messenger.calls.trusts("https://notslack.com/")


async def test_refused_response_address_is_permanent(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    messenger = slacks(platform)
    for status, permanent in ((404, True), (500, False), (429, False), (302, True)):
        slack.tell("response_url", {}, status=status, headers={"Location": "http://127.0.0.1:9/"})
        with pytest.raises(DeliveryError) as failed:
            await messenger.respond(slack.response_url(), {"text": "x", "blocks": []})
        assert failed.value.permanent is permanent
