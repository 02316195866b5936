"""Real Bolt and real slack-sdk: what people do in Slack, and what comes back."""

import asyncio

import pytest

from bot.cards.elements import Button, Card, Picture, Text, plain
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, Command, HomeOpened, PlaceKind
from bot.domain.people import Account
from bot.platforms.slack import app as slack_app
from bot.platforms.slack import receiver
from bot.platforms.slack.app import SlackPlatform
from tests.platforms.slack.conftest import Knocker, Pictures, ScriptedConversation
from tests.platforms.slack.fake_slack import (
    FakeSlack,
    command,
    direct,
    event,
    faults,
    home,
    mention,
    press,
    user,
)

METTE = Account("slack", "T0VIRK", "U0METTE")
ANSWER = Card(
    "Adgangsstyring", body=(Text(plain("A: Anders")),), controls=(Button("Del", "share"),)
)
MATRIX = Card("Matrix", body=(Picture("s3cret", "RACI-matrix", "Hele matrixen"),))
PNG = b"\x89PNG-ish"


async def test_command_is_answered_within_its_acknowledgement(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(ANSWER)
    answer = await knock.form(command("adgangsstyring"))
    body = answer.json()
    assert (answer.status, body["response_type"]) == (200, "ephemeral")
    assert "A: Anders" in body["text"]
    assert faults("response_url", body) == []
    asked = conversation.requests[0]
    assert isinstance(asked, Command)
    assert (asked.word, asked.text, asked.actor.account) == ("raci", "adgangsstyring", METTE)
    assert asked.place.kind is PlaceKind.CHANNEL
    assert slack.made("chat.postMessage") == []


async def test_shared_command_answer_is_for_the_channel(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    conversation.reply = Reply(ANSWER, Audience.PLACE)
    assert (await knock.form(command("x"))).json()["response_type"] == "in_channel"


async def test_command_whose_text_holds_the_word_payload(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    """Bolt's own parser loses it."""
    answer = await knock.form(command("payload i mails"))
    assert answer.json()["text"] == "Adgangsstyring"
    assert conversation.requests[0].text == "payload i mails"  # type: ignore[union-attr]


async def test_slow_answer_is_announced_and_follows_by_the_response_address(
    platform: SlackPlatform,
    knock: Knocker,
    conversation: ScriptedConversation,
    slack: FakeSlack,
    monkeypatch: object,
) -> None:
    gate = asyncio.Event()
    conversation.before = gate.wait  # type: ignore[assignment]
    conversation.reply = Reply(ANSWER)
    started = asyncio.get_running_loop().time()
    answer = await knock.form(command("x", response_url=slack.response_url()))
    assert "øjeblik" in answer.json()["text"]
    assert asyncio.get_running_loop().time() - started < 2.9
    gate.set()
    late = await slack.wait_for("response_url")
    assert "A: Anders" in late[0]["text"]
    assert late[0]["response_type"] == "ephemeral"


async def test_failing_answer_says_so_and_is_acknowledged(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    async def fail() -> None:
        raise RuntimeError("secret detail")

    conversation.before = fail
    answer = await knock.form(command("x"))
    assert answer.status == 200
    assert "gik galt" in answer.json()["text"]
    assert "secret" not in answer.body


async def test_press_is_answered_privately_by_the_response_address(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(ANSWER)
    body = press("raci.show#2", "backup", response_url=slack.response_url())
    acknowledged = await knock.payload(body)
    assert (acknowledged.status, acknowledged.body) == (200, "")
    answer = (await slack.wait_for("response_url"))[0]
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    asked = conversation.requests[0]
    assert isinstance(asked, ButtonPress)
    assert (asked.action, asked.value) == ("raci.show", "backup")
    assert asked.message_id == "1800000000.000001"


async def test_replacing_reply_takes_the_place_of_the_pressed_message(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(ANSWER, replaces=True)
    await knock.payload(press("raci.show", response_url=slack.response_url()))
    answer = (await slack.wait_for("response_url"))[0]
    assert answer["replace_original"] is True
    assert "response_type" not in answer


async def test_slow_answer_to_a_press_is_announced_and_follows(
    knock: Knocker,
    conversation: ScriptedConversation,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "PATIENCE", 0.05)
    gate = asyncio.Event()
    conversation.before = gate.wait  # type: ignore[assignment]
    conversation.reply = Reply(ANSWER, replaces=True)
    acknowledged = await knock.payload(press("raci.show", response_url=slack.response_url()))
    assert (acknowledged.status, acknowledged.body) == (200, "")
    told = (await slack.wait_for("response_url"))[0]
    assert "øjeblik" in told["text"]
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    gate.set()
    answer = (await slack.wait_for("response_url", 2))[1]
    assert answer["replace_original"] is True


async def test_chosen_option_is_the_value(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    chosen = {
        "type": "static_select",
        "action_id": "raci.show",
        "block_id": "b1",
        "selected_option": {"text": {"type": "plain_text", "text": "Backup"}, "value": "backup"},
        "action_ts": "1",
    }
    await knock.payload(press("x", response_url=slack.response_url(), actions=[chosen]))
    await slack.wait_for("response_url")
    asked = conversation.requests[0]
    assert isinstance(asked, ButtonPress)
    assert (asked.action, asked.value) == ("raci.show", "backup")


async def test_shared_press_posts_as_the_bot_and_removes_the_private_message(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(ANSWER, Audience.PLACE)
    await knock.payload(press("share", response_url=slack.response_url()))
    posted = (await slack.wait_for("chat.postMessage"))[0]
    assert posted["channel"] == "C0GENERAL"
    assert (posted["link_names"], posted["unfurl_links"]) == (False, False)
    assert (await slack.wait_for("response_url"))[0] == {"delete_original": True}


async def test_share_where_the_bot_is_no_member_goes_by_the_response_address(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    slack.tell("chat.postMessage", {"ok": False, "error": "not_in_channel"})
    conversation.reply = Reply(ANSWER, Audience.PLACE)
    await knock.payload(press("share", response_url=slack.response_url()))
    answers = await slack.wait_for("response_url", 2)
    assert (answers[0]["response_type"], answers[1]) == ("in_channel", {"delete_original": True})


async def test_uncertain_share_is_not_sent_twice(
    platform: SlackPlatform, knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    slack.tell("chat.postMessage", {"ok": False, "error": "internal_error"}, status=500)
    conversation.reply = Reply(ANSWER, Audience.PLACE)
    await knock.payload(press("share", response_url=slack.response_url()))
    await slack.wait_for("chat.postMessage")
    await platform.stop()
    assert slack.made("response_url") == []


async def test_repeated_press_has_one_effect(
    platform: SlackPlatform, knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(ANSWER, Audience.PLACE)
    for _ in range(5):
        await knock.payload(press("share", response_url=slack.response_url()))
    await platform.stop()
    assert len(slack.made("chat.postMessage")) == 1


async def test_press_on_the_home_tab_is_answered_there_or_in_person(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    def from_home(moment: str) -> dict[str, object]:
        body = press("mine", container={"type": "view", "view_id": "V1"})
        body["actions"][0]["action_ts"] = moment
        del body["channel"], body["response_url"]
        return {**body, "view": {"type": "home", "id": "V1"}}

    conversation.reply = Reply(ANSWER, replaces=True)
    await knock.payload(from_home("1"))
    assert (await slack.wait_for("views.publish"))[0]["user_id"] == "U0METTE"
    conversation.reply = Reply(ANSWER)
    await knock.payload(from_home("2"))
    assert (await slack.wait_for("chat.postMessage"))[0]["channel"] == "D0METTE"


async def test_mention_in_a_channel_is_answered_privately_in_its_thread(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    slack.users["U0JONAS"] = user("U0JONAS", "Jonas Bak", "jonas@example.dk")
    said = mention("<@U0BOT> hvem er <@U0JONAS> &amp; co", thread_ts="1800000000.000001")
    answer = await knock.json(event(said))
    assert answer.status == 200
    whispered = (await slack.wait_for("chat.postEphemeral"))[0]
    assert (whispered["user"], whispered["thread_ts"]) == ("U0METTE", "1800000000.000001")
    asked = conversation.requests[0]
    assert isinstance(asked, Command)
    assert (asked.word, asked.text) == ("", "hvem er @Jonas Bak & co")
    assert asked.mentioned == (Account("slack", "T0VIRK", "U0JONAS"),)


async def test_person_in_a_command_without_a_name_is_looked_up(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    slack.users["U0JONAS"] = user("U0JONAS", "Jonas Bak")
    await knock.form(command("<@U0JONAS> <@U0NOBODY> <@U0SARA|sara>"))
    asked = conversation.requests[0]
    assert isinstance(asked, Command)
    assert asked.text == "@Jonas Bak @U0NOBODY @sara"
    assert len(slack.made("users.info")) == 2


async def test_direct_message_is_answered_in_the_conversation(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    await knock.json(event(direct("hvem har backup?")))
    assert (await slack.wait_for("chat.postMessage"))[0]["channel"] == "D0METTE"
    assert conversation.requests[0].place.kind is PlaceKind.DIRECT


async def test_retried_event_posts_once(
    platform: SlackPlatform, knock: Knocker, slack: FakeSlack
) -> None:
    for number in range(4):
        answer = await knock.json(event(direct("backup")), x_slack_retry_num=str(number))
        assert answer.status == 200
    await knock.json(event(direct("backup"), event_id="Ev2"))
    await platform.stop()
    assert len(slack.made("chat.postMessage")) == 2


async def test_what_is_not_for_us_is_acknowledged_and_dropped(
    platform: SlackPlatform, knock: Knocker, conversation: ScriptedConversation
) -> None:
    quiet = [
        event(direct("x", bot_id="B1"), "1"),
        event(direct("x", user="U0BOT"), "2"),
        event(direct("x", subtype="message_changed"), "3"),
        event(direct("x", channel_type="channel", channel="C1"), "4"),
        event(home("messages"), "5"),
        event({"type": "channel_rename", "channel": {"id": "C1", "name": "nyt"}}, "6"),
        {"type": "app_rate_limited", "team_id": "T0VIRK", "api_app_id": "A0APP"},
    ]
    for body in quiet:
        assert (await knock.json(body)).status == 200
    shortcut = {"type": "shortcut", "team": {"id": "T0VIRK"}, "user": {"id": "U1"}}
    assert (await knock.payload(shortcut)).status == 200
    await platform.stop()
    assert conversation.requests == []


async def test_home_tab_is_published_when_opened(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(Card("Mine", body=MATRIX.body))
    await knock.json(event(home()))
    published = (await slack.wait_for("views.publish"))[0]
    assert published["user_id"] == "U0METTE"
    assert published["view"]["type"] == "home"
    assert isinstance(conversation.requests[0], HomeOpened)


async def test_home_tab_sends_no_pictures(
    platform: SlackPlatform, knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(MATRIX)
    await knock.json(event(home()))
    await slack.wait_for("views.publish")
    await platform.stop()
    assert slack.files == {}


async def test_picture_of_a_private_answer_comes_in_person(
    knock: Knocker, conversation: ScriptedConversation, pictures: Pictures, slack: FakeSlack
) -> None:
    pictures["s3cret"] = PNG
    conversation.reply = Reply(MATRIX)
    answer = await knock.form(command("matrix"))
    assert "din samtale med mig" in answer.body.encode().decode("unicode_escape")
    done = (await slack.wait_for("files.completeUploadExternal"))[0]
    assert done["channel_id"] == "D0METTE"
    assert list(slack.files.values()) == [PNG]
    ticket = slack.made("files.getUploadURLExternal")[0]
    assert (ticket["alt_txt"], ticket["length"]) == ("Hele matrixen", str(len(PNG)))


async def test_a_long_alternative_text_says_where_the_rest_stands(
    knock: Knocker, conversation: ScriptedConversation, pictures: Pictures, slack: FakeSlack
) -> None:
    pictures["s3cret"] = PNG
    alt = " ".join(f"Kategori {number}: Prøve 9/3; Møde 8/6." for number in range(60))
    wheel = Card("Årshjul", body=(Picture("s3cret", "Årshjul", alt),))
    conversation.reply = Reply(wheel, language="en")
    await knock.form(command("matrix"))
    await slack.wait_for("files.completeUploadExternal")
    said = slack.made("files.getUploadURLExternal")[0]["alt_txt"]
    kept = said.removesuffix(" The rest stands as text in the answer.")
    assert 900 < len(kept) < len(said) <= 1_000
    assert alt.startswith(kept)
    assert kept[-1] in ".;"


async def test_picture_of_a_shared_answer_comes_in_the_channel(
    knock: Knocker, conversation: ScriptedConversation, pictures: Pictures, slack: FakeSlack
) -> None:
    pictures["s3cret"] = PNG
    conversation.reply = Reply(MATRIX, Audience.PLACE)
    await knock.payload(press("share", response_url=slack.response_url()))
    done = (await slack.wait_for("files.completeUploadExternal"))[0]
    assert done["channel_id"] == "C0GENERAL"


async def test_failed_picture_is_told(
    knock: Knocker, conversation: ScriptedConversation, pictures: Pictures, slack: FakeSlack
) -> None:
    pictures["s3cret"] = PNG
    slack.tell("files.completeUploadExternal", {"ok": False, "error": "channel_not_found"})
    conversation.reply = Reply(MATRIX)
    await knock.form(command("matrix", response_url=slack.response_url()))
    told = (await slack.wait_for("response_url"))[0]
    assert "kunne ikke sende billedet" in told["text"]


async def test_expired_picture_is_told(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(MATRIX)
    await knock.json(event(direct("matrix")))
    assert "kunne ikke" in (await slack.wait_for("chat.postEphemeral"))[0]["text"]


async def test_repeated_command_is_answered_and_sends_its_picture_once(
    platform: SlackPlatform,
    knock: Knocker,
    conversation: ScriptedConversation,
    pictures: Pictures,
    slack: FakeSlack,
) -> None:
    pictures["s3cret"] = PNG
    conversation.reply = Reply(MATRIX)
    answers = [(await knock.form(command("matrix"))).status for _ in range(3)]
    await platform.stop()
    assert answers == [200, 200, 200]
    assert len(slack.files) == 1


def test_the_scopes_are_those_of_the_fake() -> None:
    from tests.platforms.slack import fake_slack

    assert set(fake_slack.SCOPES.split(",")) == slack_app.SCOPES
