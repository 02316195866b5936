"""An emoji on a message, with real Bolt: who set it is offered, alone, to register a deviation."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.domain.deviations import Deviation
from bot.platforms.slack.app import SlackPlatform
from bot.texts import Texts
from tests.example import Example
from tests.platforms.slack.conftest import NOW, Knocker, Pictures, config
from tests.platforms.slack.fake_slack import FakeSlack, event, press, submission, user

STAMP = "1800000000.000200"
THREAD = "1800000000.000100"
SAID = "Døren til serverrummet står åben &amp; ingen ved hvorfor, <@U0JONAS>"


@pytest.fixture
async def knock(
    sqlite_example: Example, slack: FakeSlack, pictures: Pictures
) -> AsyncIterator[Knocker]:
    """A Slack whose people are the example's, with one message in the general channel."""
    dispatcher = sqlite_example.house.dispatcher
    for who in ("Mette", "Jonas"):
        account = f"U0{who.upper()}"
        slack.users[account] = user(account, who, f"{who.lower()}@example.dk")
    slack.history.post({"channel": "C0GENERAL", "text": SAID}, STAMP)
    platform = SlackPlatform(config(slack), dispatcher, pictures, Texts("da"), lambda: float(NOW))
    dispatcher.attach({"slack": platform.directory})
    await platform.start()
    yield Knocker(platform.entrance)
    await platform.stop()


def marked(event_id: str = "Ev1", **more: Any) -> dict[str, Any]:
    """Return what Slack sends when Mette sets an emoji (Slack, "reaction_added event")."""
    item = {"type": "message", "channel": "C0GENERAL", "ts": STAMP, **more.pop("item", {})}
    inner = {
        "type": "reaction_added",
        "user": "U0METTE",
        "reaction": "triangular_flag_on_post",
        "item_user": "U0JONAS",
        "item": item,
        "event_ts": "1800000001.000100",
        **more,
    }
    return event(inner, event_id)


def text_of(message: Mapping[str, Any]) -> str:
    """Return everything that a message or a modal says."""
    return json.dumps(message, ensure_ascii=False)


async def test_who_set_it_is_offered_what_the_message_says(
    knock: Knocker, slack: FakeSlack
) -> None:
    assert (await knock.json(marked())).status == 200
    (offer,) = await slack.wait_for("chat.postMessage")
    assert slack.made("conversations.open") == [{"users": "U0METTE"}]
    assert "Er det en afvigelse?" in text_of(offer)
    assert "Døren til serverrummet står åben" in text_of(offer)
    assert "https://virksomheden.slack.com/archives/C0GENERAL/p1800000000000200" in text_of(offer)
    assert "@Jonas" in text_of(offer) and "<@U0JONAS>" not in text_of(offer)


async def test_the_same_emoji_on_the_same_message_is_answered_once(
    knock: Knocker, slack: FakeSlack
) -> None:
    for event_id in ("Ev1", "Ev1", "Ev2"):
        assert (await knock.json(marked(event_id))).status == 200
    assert (await knock.json(marked("Ev3", reaction="triangular_flag_on_post::skin-tone-2"))).status
    await slack.wait_for("chat.postMessage")
    other = {"ts": THREAD, "channel": "C0GENERAL"}
    slack.history.post({"channel": "C0GENERAL", "text": "En anden dør"}, THREAD)
    await knock.json(marked("Ev4", item=other))
    first, second = await slack.wait_for("chat.postMessage", 2)
    assert "serverrummet" in text_of(first)
    assert "En anden dør" in text_of(second)


async def test_other_emojis_and_the_bots_own_mean_nothing(knock: Knocker, slack: FakeSlack) -> None:
    await knock.json(marked("Ev1", reaction="thumbsup"))
    await knock.json(marked("Ev2", user="U0BOT"))
    await knock.json(marked("Ev3", item={"type": "file", "channel": "", "ts": ""}))
    await knock.json(marked("Ev4"))
    await slack.wait_for("chat.postMessage")
    assert len(slack.made("conversations.history")) == 1


async def test_an_answer_in_a_thread_is_read_too(knock: Knocker, slack: FakeSlack) -> None:
    stamp = "1800000000.000300"
    said = {"channel": "C0GENERAL", "text": "Nøglen sidder i", "thread_ts": STAMP}
    slack.history.post(said, stamp)
    await knock.json(marked(item={"ts": stamp}))
    (offer,) = await slack.wait_for("chat.postMessage")
    assert "Nøglen sidder i" in text_of(offer)


@pytest.mark.parametrize("why", ["not_in_channel", "channel_not_found", "missing_scope"])
async def test_where_the_bot_cannot_read_it_says_so(
    knock: Knocker, slack: FakeSlack, why: str
) -> None:
    slack.tell("conversations.history", {"ok": False, "error": why})
    await knock.json(marked())
    (told,) = await slack.wait_for("chat.postMessage")
    assert "Jeg kan ikke læse beskeder" in text_of(told)
    assert "Registrér afvigelse" in text_of(told)


async def test_the_offer_registers_one_deviation_with_a_link_to_the_message(
    knock: Knocker, slack: FakeSlack, sqlite_example: Example
) -> None:
    await knock.json(marked())
    (offer,) = await slack.wait_for("chat.postMessage")
    (button,) = [
        element
        for block in offer["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id", "").startswith("deviations.new")
    ]
    for place in (1, 2):
        pressed = press(
            button["action_id"],
            button["value"],
            response_url=slack.response_url(str(place)),
            trigger_id=f"{place}.2.def",
            container={"type": "message", "message_ts": f"180000000{place}.000001"},
        )
        await knock.payload(pressed)
    views = [made["view"] for made in await slack.wait_for("views.open", 2)]
    assert "Døren til serverrummet står åben" in text_of(views[0])
    await knock.payload(submission(views[0], "V1"))
    again = await knock.payload(submission(views[1], "V2"))
    assert again.status == 200
    await slack.wait_for("response_url", 2)
    (made,) = await registered(sqlite_example)
    assert made.title.startswith("Døren til serverrummet står åben & ingen ved")
    assert made.origin.link.endswith("/C0GENERAL/p1800000000000200")
    assert made.registered_by == sqlite_example.person("mette").id


async def registered(example: Example) -> list[Deviation]:
    async with example.house.store.storage.read() as work:
        return list(await work.deviations.all())
