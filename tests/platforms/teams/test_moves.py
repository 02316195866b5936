"""Installed, greeted once, removed."""

import asyncio

import pytest

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError
from bot.chat.request import BotAdded, HomeOpened, Place, PlaceKind
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.platforms.teams.client import CHANNEL, GROUP, TEAM_DATA, activity
from tests.platforms.teams.fake_connector import BOT_ID, TENANT

PERSONAL = {"id": "a:personal-mette", "conversationType": "personal", "tenantId": TENANT}


def installed(service, action="add", **changes):
    return activity(service, type="installationUpdate", action=action, text=None, **changes)


def members(service, name, who=BOT_ID, **changes):
    changed = {name: [{"id": who}], **changes}
    return activity(service, type="conversationUpdate", text=None, **changed)


@pytest.mark.parametrize(
    ("where", "kind", "request_type"),
    [
        (PERSONAL, PlaceKind.DIRECT, HomeOpened),
        (GROUP, PlaceKind.GROUP, BotAdded),
        ({**CHANNEL, "id": "19:general@thread.tacv2"}, PlaceKind.CHANNEL, BotAdded),
    ],
)
async def test_greets_a_new_place_once(teams, service, conversation, where, kind, request_type):
    await teams.post(members(service, "membersAdded", conversation=where))
    await teams.post(installed(service, conversation=where))
    (greeted,) = conversation.greeted
    assert isinstance(greeted, request_type)
    assert greeted.place.kind is kind
    assert [sent.conversation for sent in service.sent] == [where["id"]]


async def test_greets_once_when_told_twice_at_once(teams, service, conversation, store):
    store.delay = 0.05
    both = (
        members(service, "membersAdded", conversation=GROUP),
        installed(service, conversation=GROUP),
    )
    await asyncio.gather(*(teams.post(body) for body in both))
    assert len(conversation.greeted) == 1


async def test_writes_to_a_place_after_a_restart(teams, service, platform, store, conversation):
    await teams.post(installed(service, conversation=CHANNEL, channelData=TEAM_DATA))
    later = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await later.start()
    place = Place("teams", TENANT, "19:general@thread.tacv2", PlaceKind.CHANNEL)
    assert await later.messenger.send(place, Card("Påmindelse")) == "message-2"
    assert service.sent[1].conversation == "19:general@thread.tacv2"
    await later.stop()


async def test_a_removed_place_is_forgotten(teams, service, platform, conversation):
    await teams.post(installed(service, conversation=GROUP))
    await teams.post(installed(service, "remove", conversation=GROUP))
    with pytest.raises(DeliveryError) as error:
        await platform.messenger.send(
            Place("teams", TENANT, GROUP["id"], PlaceKind.GROUP), Card("x")
        )
    assert error.value.permanent
    await teams.post(installed(service, conversation=GROUP))
    assert len(conversation.greeted) == 2


async def test_removed_from_a_group_by_its_members(teams, service, store):
    await teams.post(installed(service, conversation=GROUP))
    await teams.post(members(service, "membersRemoved", conversation=GROUP))
    assert not any(GROUP["id"] in key for key in store.rows)


@pytest.mark.parametrize("action", ["add-upgrade", "remove-upgrade", "other", None])
async def test_upgrades_change_nothing(teams, service, conversation, store, action):
    answer = await teams.post(installed(service, action))
    assert (answer.status, conversation.asked, store.rows) == (200, [], {})


@pytest.mark.parametrize("name", ["membersAdded", "membersRemoved"])
async def test_other_members_come_and_go(teams, service, conversation, store, name):
    await teams.post(members(service, name, who="29:karin", conversation=GROUP))
    assert (conversation.asked, store.rows) == ([], {})


async def test_installed_by_nobody_known_is_stored_without_a_greeting(
    teams, service, conversation, store
):
    body = installed(service, conversation=GROUP, **{"from": {"id": "29:x"}})
    assert (await teams.post(body)).status == 200
    assert conversation.asked == []
    assert any(GROUP["id"] in key for key in store.rows)
