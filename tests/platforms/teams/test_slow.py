"""An answer that takes long: the person sees that it is coming, and then it comes."""

import asyncio

import pytest

from bot.cards.elements import Card, Facts
from bot.chat.reply import Audience, Reply
from bot.texts import Texts
from tests.platforms.teams.client import GROUP
from tests.platforms.teams.fake_connector import Failure
from tests.platforms.teams.test_dialogs import FORM, inputs

MOMENT = "Et øjeblik, svaret er på vej."
LONG = Card("Backup", body=(Facts(()),))


@pytest.fixture(autouse=True)
def hasty(patient, monkeypatch, conversation):
    """Patience is short, and the answer takes longer."""
    monkeypatch.setattr("bot.platforms.teams.tasks._PATIENCE_SECONDS", 0.05)
    conversation.delay = 0.2


async def later(service, count: int) -> list[str]:
    """What was sent in the end: "typing", or the method."""
    for _ in range(200):
        if len(service.sent) >= count:
            break
        await asyncio.sleep(0.02)
    return ["typing" if sent.activity["type"] == "typing" else sent.method for sent in service.sent]


async def test_a_slow_message_is_typed_at_and_answered(teams, service, conversation):
    conversation.say(LONG)
    assert (await teams.say("backup", conversation=GROUP)).status == 200
    assert await later(service, 1) == ["typing"]
    assert await later(service, 2) == ["typing", "POST"]
    assert {sent.conversation for sent in service.sent} == {GROUP["id"]}
    assert service.sent[1].activity["summary"] == "Backup"


async def test_typing_that_is_refused_costs_no_answer(teams, service, conversation):
    conversation.say(LONG)
    service.fail_next(Failure(403))
    await teams.say("backup")
    assert await later(service, 1) == ["POST"]


async def test_a_slow_press_is_told_and_answered_by_a_message(teams, service, conversation):
    conversation.say(LONG)
    answer = await teams.push({"action": "a", "value": ""})
    assert answer.body["value"] == MOMENT
    assert await later(service, 1) == ["POST"]


async def test_a_slow_press_replaces_its_card(teams, service, conversation):
    conversation.say(Card("Godkendt"), replaces=True)
    answer = await teams.push({"action": "a", "value": ""}, replyToId="message-9")
    assert answer.body["value"] == MOMENT
    assert await later(service, 1) == ["PUT"]
    assert service.sent[0].reply_to == "message-9"


async def test_a_slow_dialog_becomes_a_card_to_fill_in(teams, service, conversation):
    conversation.reply = Reply(Card("Fravær"), form=FORM)
    answer = await teams.dialog("fetch", {"action": "a", "value": ""}, replyToId="message-1")
    assert answer.body == {"task": {"type": "message", "value": MOMENT}}
    await later(service, 1)
    card = service.sent[0].card
    assert inputs(card)
    assert card["actions"][0]["data"]["opener"] == "message-1"


async def test_a_slow_personal_answer_stays_personal(teams, service, conversation):
    conversation.say(LONG, Audience.PERSONAL)
    await teams.push({"action": "a", "value": ""}, conversation=GROUP)
    await later(service, 2)
    assert [sent.conversation for sent in service.sent] == ["a:created-1", GROUP["id"]]
    assert service.sent[1].activity["text"] == Texts("da")("teams.written_to_you")


async def test_a_slow_failure_is_said(teams, service, conversation):
    conversation.error = RuntimeError("x")
    conversation.slow_error = True
    await teams.say("backup")
    await later(service, 2)
    assert service.sent[1].activity["text"].startswith("Noget gik galt")


async def test_stopping_lets_answers_be_given(teams, service, conversation):
    conversation.say(LONG)
    await teams.say("backup")
    await teams.platform.stop()
    assert await later(service, 2) == ["typing", "POST"]


async def test_stopping_does_not_wait_for_ever(teams, service, conversation, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.app._SETTLE_SECONDS", 0.05)
    conversation.delay = 60.0
    await teams.say("backup")
    async with asyncio.timeout(5):
        await teams.platform.stop()
    assert await later(service, 1) == ["typing"]
