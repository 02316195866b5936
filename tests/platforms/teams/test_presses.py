"""Buttons and drop-downs: Action.Execute, its fallback, and what the presser gets back."""

import pytest

from bot.cards.elements import (
    Button,
    Card,
    Facts,
    Option,
    Select,
    Style,
    Text,
    plain,
)
from bot.chat.reply import Audience
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.platforms.teams.client import GROUP, METTE, activity
from tests.platforms.teams.fake_connector import Failure

CARD = Card(
    "Backup",
    controls=(
        Button("Del i kanal", "share", "backup", Style.PRIMARY),
        Select("Vælg", "pick", (Option("Drift", "a-1"), Option("Anskaffelse", "a-2"))),
    ),
)


async def test_pressed_button_carries_what_the_card_gave_it(teams, service, conversation):
    conversation.say(CARD)
    await teams.say("backup")
    (button,) = service.sent[0].card["actions"]
    assert (button["verb"], button["style"]) == ("tovholder", "positive")
    answer = await teams.push(button["data"])
    assert answer.status == 200
    press = conversation.press
    assert (press.action, press.value, press.message_id) == ("share", "backup", "message-1")
    assert press.actor.account.id == METTE


async def test_fallback_button_carries_the_same(teams, service, conversation):
    conversation.say(CARD)
    await teams.say("backup")
    (button,) = service.sent[0].card["actions"]
    fallback = button["fallback"]
    assert (fallback["type"], fallback["data"]) == ("Action.Submit", button["data"])
    await teams.say(None, value=fallback["data"], replyToId="message-1")
    assert (conversation.press.action, conversation.press.value) == ("share", "backup")


async def test_chosen_option_is_the_value(teams, service, conversation):
    conversation.say(CARD)
    await teams.say("backup")
    choice, choose = service.sent[0].card["body"][1:3]
    assert (choice["type"], choice["style"], choice["label"]) == (
        "Input.ChoiceSet",
        "compact",
        "Vælg",
    )
    (button,) = choose["actions"]
    await teams.push({**button["data"], choice["id"]: "a-2"})
    assert (conversation.press.action, conversation.press.value) == ("pick", "a-2")


async def test_replacing_reply_is_the_invokes_answer(teams, service, conversation):
    conversation.say(Card("Godkendt", footer="af Mette"), replaces=True)
    answer = await teams.push({"action": "approve", "value": "1"}, replyToId="message-9")
    assert answer.body["type"] == "application/vnd.microsoft.card.adaptive"
    assert answer.body["statusCode"] == 200
    validate_adaptive_card(answer.body["value"])
    assert lint_adaptive_card(answer.body["value"]) == []
    assert answer.body["value"]["body"][0]["text"] == "Godkendt"
    (update,) = service.sent  # the answer is for the presser, the update for everyone else
    assert (update.method, update.reply_to) == ("PUT", "message-9")
    assert update.card == answer.body["value"]


async def test_an_answer_replaces_the_card_even_when_the_message_is_gone(
    teams, service, conversation
):
    conversation.say(Card("Godkendt"), replaces=True)
    service.fail_next(Failure(404))
    answer = await teams.push({"action": "approve", "value": "1"}, replyToId="message-9")
    assert answer.body["value"]["body"][0]["text"] == "Godkendt"
    assert service.sent == []


async def test_a_short_reply_is_said_to_the_presser_alone(teams, service, conversation):
    conversation.say(Card("Tak", body=(Text(plain("Det er noteret.")),)))
    answer = await teams.push({"action": "ok", "value": ""}, conversation=GROUP)
    assert answer.body["type"] == "application/vnd.microsoft.activity.message"
    assert answer.body["value"] == "Tak\nDet er noteret."
    assert service.sent == []


async def test_a_longer_reply_is_a_message(teams, service, conversation):
    conversation.say(Card("Backup", body=(Facts(()),)))
    answer = await teams.push({"action": "show", "value": "x"}, conversation=GROUP)
    assert answer.body["value"] == "Backup"
    assert [sent.conversation for sent in service.sent] == [GROUP["id"]]


async def test_a_shared_reply_is_a_message_however_short(teams, service, conversation):
    conversation.say(Card("Tak"), Audience.PLACE)
    await teams.push({"action": "share", "value": "x"}, conversation=GROUP)
    assert [sent.conversation for sent in service.sent] == [GROUP["id"]]


async def test_a_personal_reply_goes_to_the_personal_chat(teams, service, conversation):
    conversation.say(Card("Dine opgaver", body=(Facts(()),)), Audience.PERSONAL)
    answer = await teams.push({"action": "mine", "value": ""}, conversation=GROUP)
    assert answer.body["value"].startswith("Svaret er personligt, så jeg har skrevet")
    assert [sent.conversation for sent in service.sent] == ["a:created-1"]


async def test_fallback_press_replaces_the_message(teams, service, conversation):
    conversation.say(Card("Godkendt"), replaces=True)
    await teams.say(None, value={"action": "approve", "value": "1"}, replyToId="message-9")
    (update,) = service.sent
    assert (update.method, update.reply_to) == ("PUT", "message-9")


async def test_fallback_press_on_a_message_that_is_gone(teams, service, conversation):
    conversation.say(Card("Godkendt"), replaces=True)
    service.fail_next(Failure(404))
    await teams.say(None, value={"action": "approve", "value": "1"}, replyToId="message-9")
    assert [sent.method for sent in service.sent] == ["POST"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"action": 1},
        {"action": ""},
        {"action": "x", "value": 3},
        {"action": "x", "value": None},
        {"action": "x", "value": {"a": "b"}},
        {"action": "x", "select": "choice0"},
        {"action": "x", "select": "choice0", "choice0": ["a"]},
        {"action": "x" * 2000},
        {"action": "x", "value": "y" * 3000},
    ],
)
async def test_what_no_button_of_ours_carries_is_said_so(teams, service, conversation, data):
    answer = await teams.push(data)
    assert answer.status == 200
    assert answer.body["value"].startswith("Den knap kan jeg ikke læse")
    assert conversation.asked == []


async def test_another_verb_is_not_ours(teams, conversation):
    answer = await teams.push({"action": "x", "value": "y"}, verb="other")
    assert answer.body["value"].startswith("Den knap")
    assert conversation.asked == []


async def test_presser_without_identity_is_told(teams, conversation):
    answer = await teams.push({"action": "x", "value": "y"}, **{"from": {"id": "29:x"}})
    assert answer.body["value"].startswith("Jeg kan ikke se, hvem du er")
    assert conversation.asked == []


async def test_a_reply_that_cannot_be_sent_is_said_to_the_presser(teams, service, conversation):
    conversation.say(Card("Backup", body=(Facts(()),)))
    service.fail_next(Failure(500))
    answer = await teams.push({"action": "show", "value": "x"})
    assert answer.body["value"].startswith("Noget gik galt")


async def test_a_failure_of_ours_is_said_to_the_presser(teams, conversation):
    conversation.error = RuntimeError("x")
    answer = await teams.push({"action": "show", "value": "x"})
    assert (answer.status, answer.body["statusCode"]) == (200, 200)
    assert answer.body["value"].startswith("Noget gik galt")


async def test_bare_invoke_bodies(teams, service):
    for value in (None, "x", 3, [], {"action": "x"}):
        body = activity(service, type="invoke", name="adaptiveCard/action", value=value)
        assert (await teams.post(body)).status == 200
