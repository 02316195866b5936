"""Messages: what is understood, and where the answer goes."""

import time

import pytest

from bot.cards.elements import Card, Text, plain
from bot.chat.reply import Audience
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from tests.platforms.teams.client import (
    BOT_MENTION,
    CHANNEL,
    GROUP,
    JONAS,
    KARIN,
    METTE,
    TEAM_DATA,
    activity,
)
from tests.platforms.teams.fake_connector import TENANT, Failure


async def test_personal_message(teams, service, conversation):
    answer = await teams.say("hvem har ansvar for backup")
    assert (answer.status, answer.body) == (200, None)
    command = conversation.command
    assert command.text == "hvem har ansvar for backup"
    assert command.word == ""
    assert command.actor.account == Account("teams", TENANT, METTE)
    assert command.place == Place("teams", TENANT, "a:personal-mette", PlaceKind.DIRECT)
    (sent,) = service.sent
    assert (sent.conversation, sent.reply_to) == ("a:personal-mette", "1700000000000")
    assert sent.activity["summary"] == "Backup"
    assert sent.authorization == "Bearer ours-1"


async def test_group_message_without_the_bots_mention(teams, service, conversation):
    await teams.say(
        "<at>Tovholder</at>&nbsp; /raci backup &amp; drift",
        conversation=GROUP,
        entities=[BOT_MENTION, {"type": "clientInfo"}],
    )
    assert conversation.command.text == "raci backup & drift"
    assert conversation.command.place.kind is PlaceKind.GROUP
    assert service.sent[0].conversation == "19:udvalg@thread.v2"


async def test_channel_message_is_answered_in_its_thread(teams, service, conversation):
    await teams.say(
        "<at>Tovholder</at> hjælp",
        conversation=CHANNEL,
        entities=[BOT_MENTION],
        channelData=TEAM_DATA,
    )
    place = conversation.command.place
    assert place == Place(
        "teams", TENANT, "19:general@thread.tacv2", PlaceKind.CHANNEL, "1690000000000"
    )
    assert service.sent[0].conversation == CHANNEL["id"]


async def test_mentioned_people_are_resolved_through_the_roster(teams, service, conversation):
    service.members["karin"] = {"id": "29:karin", "aadObjectId": KARIN, "name": "Karin"}
    entities = [
        {
            "type": "mention",
            "text": "<at>Jonas</at>",
            "mentioned": {"id": "29:jonas", "aadObjectId": JONAS},
        },
        {"type": "mention", "text": "<at>Karin Friis</at>", "mentioned": {"id": "29:karin"}},
        {"type": "mention", "text": "<at>Ukendt</at>", "mentioned": {"id": "29:nobody"}},
        BOT_MENTION,
    ]
    text = "<at>Tovholder</at> raci <at>Karin Friis</at> og <at>Jonas</at> og <at>Ukendt</at>"
    for _ in range(2):
        await teams.say(text, conversation=GROUP, entities=entities)
    command = conversation.asked[0]
    assert command.text == "raci @Karin Friis og @Jonas og @Ukendt"
    assert [account.id for account in command.mentioned] == [KARIN, JONAS]
    assert service.asked["member"] == 3  # Karin once, the unknown one each time


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_personal_answer_goes_to_a_new_personal_chat(teams, service, conversation, where):
    conversation.say(Card("Dine opgaver"), Audience.PERSONAL)
    await teams.say("mine", conversation=where)
    (created,) = service.created
    assert created["members"] == [{"id": "29:mette"}]
    assert created["tenantId"] == TENANT
    personal, public = service.sent
    assert personal.conversation == "a:created-1"
    assert personal.card["body"][0]["text"] == "Dine opgaver"
    assert public.conversation == where["id"]
    assert public.activity["text"].startswith("Svaret er personligt, så jeg har skrevet")
    assert "attachments" not in public.activity


async def test_personal_answer_uses_the_known_chat(teams, service, conversation):
    await teams.say("hej")
    conversation.say(Card("Dine opgaver"), Audience.PERSONAL)
    await teams.say("mine", conversation=GROUP)
    assert service.created == []
    assert service.sent[1].conversation == "a:personal-mette"


async def test_personal_answer_never_becomes_public(teams, service, conversation):
    conversation.say(Card("Dine opgaver"), Audience.PERSONAL)
    service.fail_next(Failure(403, body='{"error":{"code":"BotNotInConversationRoster"}}'))
    answer = await teams.say("mine", conversation=GROUP)
    assert answer.status == 200
    (public,) = service.sent
    assert public.activity["text"].startswith("Svaret er personligt, men jeg kan ikke")


async def test_shared_answer_stays_in_the_place(teams, service, conversation):
    conversation.say(Card("Backup"), Audience.PLACE)
    await teams.say("backup", conversation=GROUP)
    assert [sent.conversation for sent in service.sent] == ["19:udvalg@thread.v2"]


async def test_sender_without_identity_is_told(teams, service, conversation):
    answer = await teams.say("backup", **{"from": {"id": "29:x", "name": "Mette"}})
    assert answer.status == 200
    assert conversation.asked == []
    assert service.sent[0].activity["text"].startswith("Jeg kan ikke se, hvem du er")


async def test_a_failure_of_ours_is_said_and_never_a_5xx(teams, service, conversation, caplog):
    conversation.error = RuntimeError("secret detail")
    answer = await teams.say("backup")
    assert answer.status == 200
    assert service.sent[0].activity["text"].startswith("Noget gik galt")


async def test_short_wait_asked_by_teams_is_kept(teams, service):
    service.fail_next(Failure(429, {"Retry-After": "0.05"}))
    answer = await teams.say("backup")
    assert answer.status == 200
    assert len(service.sent) == 1


@pytest.mark.parametrize(
    "failure",
    [Failure(429, {"Retry-After": "30"}), Failure(500), Failure(502, body="<html>"), Failure(403)],
)
async def test_an_answer_that_cannot_be_sent_is_not_sent_twice(teams, service, failure):
    service.fail_next(failure)
    answer = await teams.say("backup")
    assert answer.status == 200
    assert service.sent == []


async def test_the_conversation_is_remembered_once(teams, store, conversation):
    for _ in range(3):
        await teams.say("backup")
    assert store.writes == 3  # the place, the person and the tenant
    assert len(conversation.asked) == 3


async def test_a_failing_store_costs_no_answer(teams, store, service):
    store.error = OSError("disk")
    answer = await teams.say("backup")
    assert answer.status == 200
    (sent,) = service.sent
    assert sent.activity["summary"] == "Backup"


@pytest.mark.parametrize(
    "kind",
    [
        "typing",
        "messageReaction",
        "messageUpdate",
        "messageDelete",
        "event",
        "endOfConversation",
        "trace",
        "handoff",
        "somethingNew",
    ],
)
async def test_unknown_activities_are_passed_over(teams, service, conversation, kind):
    answer = await teams.post(activity(service, type=kind))
    assert (answer.status, conversation.asked, service.sent) == (200, [], [])


@pytest.mark.parametrize("name", ["message/submitAction", "composeExtension/query", "signin/x", ""])
async def test_unknown_invokes_are_answered(teams, service, conversation, name):
    answer = await teams.post(activity(service, type="invoke", name=name, value={}))
    assert (answer.status, answer.body, conversation.asked) == (200, {}, [])


async def test_text_is_cleaned_and_capped(teams, service, conversation):
    conversation.say(Card("x", body=(Text(plain("y")),)))
    await teams.say("raci \ud800\x00" + "a" * 5000)
    assert conversation.command.text.startswith("raci aaa")
    assert len(conversation.command.text) == 2000


async def test_a_text_of_nothing_but_tags_takes_no_time(teams, conversation):
    began = time.process_time()
    await teams.say("<at" * 60_000, entities=[{**BOT_MENTION, "mentioned": {"id": "29:x"}}] * 500)
    assert time.process_time() - began < 1.0
    assert len(conversation.asked) == 1
