"""The way out: tokens, failures by class, places and people, and people look-up."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError, DirectoryProfile
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.platforms.teams.client import CHANNEL, GROUP, JONAS, KARIN, METTE, TEAM_DATA, Teams
from tests.platforms.teams.fake_connector import APP_ID, PASSWORD, RESET, TENANT, Failure

METTES_CHAT = Place("teams", TENANT, "a:personal-mette", PlaceKind.DIRECT)
CARD = Card("Påmindelse")


@pytest.fixture
async def known(teams, service):
    """The platform after Mette has said something."""
    await teams.say("hej")
    service.sent.clear()
    return teams.platform


async def failed(platform, place=METTES_CHAT) -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        await platform.messenger.send(place, CARD)
    return error.value


async def test_sends_to_a_known_chat(known, service):
    assert await known.messenger.send(METTES_CHAT, CARD) == "message-1"
    (sent,) = service.sent
    assert (sent.conversation, sent.reply_to) == ("a:personal-mette", "")
    assert sent.activity["summary"] == "Påmindelse"
    assert sent.activity["from"]["id"].startswith("28:")


async def test_sends_to_a_person_by_directory_id(known, service):
    await known.messenger.send(Place("teams", TENANT, METTE, PlaceKind.DIRECT), CARD)
    assert service.sent[0].conversation == "a:personal-mette"
    assert service.created == []


async def test_opens_a_chat_with_a_person_once(known, service):
    place = Place("teams", TENANT, KARIN, PlaceKind.DIRECT)
    for _ in range(2):
        await known.messenger.send(place, CARD)
    (created,) = service.created
    assert created["members"] == [{"id": KARIN}]
    assert [sent.conversation for sent in service.sent] == ["a:created-1", "a:created-1"]


async def test_sends_to_a_thread(known, teams, service):
    await teams.say("hej", conversation=CHANNEL, channelData=TEAM_DATA)
    place = Place("teams", TENANT, "19:general@thread.tacv2", PlaceKind.CHANNEL, "17")
    await known.messenger.send(place, CARD)
    assert service.sent[-1].conversation == "19:general@thread.tacv2;messageid=17"


@pytest.mark.parametrize(
    "place",
    [
        Place("teams", TENANT, "19:nowhere", PlaceKind.CHANNEL),
        Place("teams", "other", METTE, PlaceKind.DIRECT),
        Place("teams", TENANT, "", PlaceKind.DIRECT),
    ],
)
async def test_unknown_places(known, place):
    assert (await failed(known, place)).permanent


@pytest.mark.parametrize(
    ("failure", "kind", "retry_after", "reason"),
    [
        (Failure(429, {"Retry-After": "7"}), "wait", 7.0, "429"),
        (Failure(429), "wait", 2.0, "429"),
        (Failure(429, {"Retry-After": "soon"}), "wait", 2.0, "429"),
        (Failure(429, {"Retry-After": "-4"}), "wait", 0.0, "429"),
        (Failure(429, {"Retry-After": "Fri, 01 Jan 2027 00:00:00 GMT"}), "wait", 60.0, "429"),
        (Failure(412), "wait", 1.0, "412"),
        (Failure(503, {"Retry-After": "3"}), "wait", 3.0, "503"),
        (Failure(401), "credentials", None, "401"),
        (Failure(403, body='{"error":{"code":"BotDisabledByAdmin"}}'), "credentials", None,
         "403-BotDisabledByAdmin"),
        (Failure(408), "not sent", None, "408"),
        (Failure(500), "unknown", None, "500"),
        (Failure(502, body="<html>"), "unknown", None, "502"),
        (Failure(503), "unknown", None, "503"),
        (Failure(504), "unknown", None, "504"),
        (Failure(400, body='{"error":{"code":"BadSyntax"}}'), "permanent", None, "400-BadSyntax"),
        (Failure(403, body='{"error":{"code":"a b\\n"}}'), "permanent", None, "403"),
        (Failure(403, body='{"error":{"code":"ConversationBlockedByUser"}}'), "permanent", None,
         "403-ConversationBlockedByUser"),
        (Failure(404, body="[]"), "permanent", None, "404"),
        (Failure(413), "permanent", None, "413"),
        (Failure(302, {"Location": "http://127.0.0.1/"}), "permanent", None, "302"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["send", "update"])
async def test_failures_by_class(known, service, failure, kind, retry_after, reason, way):
    service.fail_next(failure)
    error = await failed(known) if way == "send" else await not_updated(known)
    assert (class_of(error), error.retry_after, error.reason) == (kind, retry_after, reason)
    assert service.sent == []


def class_of(error: DeliveryError) -> str:
    """What the outbox does with it; the flags must not contradict each other."""
    flags = {
        "permanent": error.permanent,
        "wait": error.retry_after is not None,
        "credentials": error.credentials,
    }
    (kind,) = [name for name, is_set in flags.items() if is_set] or [""]
    assert error.not_sent or not kind
    return kind or ("not sent" if error.not_sent else "unknown")


async def not_updated(platform, place=METTES_CHAT, message_id="message-1") -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        await platform.messenger.update(place, message_id, CARD)
    return error.value


@pytest.mark.parametrize(
    ("place", "conversation"),
    [
        (METTES_CHAT, "a:personal-mette"),
        (Place("teams", TENANT, METTE, PlaceKind.DIRECT), "a:personal-mette"),
        (Place("teams", TENANT, GROUP["id"], PlaceKind.GROUP), GROUP["id"]),
        (
            Place("teams", TENANT, "19:general@thread.tacv2", PlaceKind.CHANNEL, "17"),
            "19:general@thread.tacv2;messageid=17",
        ),
    ],
)
async def test_an_update_goes_where_the_message_stands(known, teams, service, place, conversation):
    await teams.say("hej", conversation=GROUP)
    await teams.say("hej", conversation=CHANNEL, channelData=TEAM_DATA)
    sent = await known.messenger.send(place, CARD)
    for _ in range(2):
        await known.messenger.update(place, sent, Card("Bekræftet"), "en")
    original, *updates = service.sent[-3:]
    assert original.conversation == conversation
    assert {(u.method, u.conversation, u.reply_to) for u in updates} == {
        ("PUT", conversation, sent)
    }
    assert updates[0].card["body"][0]["text"] == "Bekræftet"


async def test_an_update_of_nothing_known(known, service):
    assert (await not_updated(known, message_id="")).permanent
    nowhere = Place("teams", TENANT, "19:nowhere", PlaceKind.CHANNEL)
    assert (await not_updated(known, nowhere)).permanent
    assert service.sent == []


async def test_teams_cannot_be_read_back(known):
    assert not known.messenger.reads_back
    with pytest.raises(DeliveryError) as error:
        await known.messenger.find(METTES_CHAT, "m", datetime.now(UTC))
    assert error.value.permanent


@pytest.mark.parametrize(
    ("failure", "kind"),
    [(Failure(500), "not sent"), (Failure(403), "permanent"), (Failure(401), "credentials")],
)
async def test_a_chat_that_could_not_be_opened_took_no_message(known, service, failure, kind):
    service.fail_next(failure)
    error = await failed(known, Place("teams", TENANT, KARIN, PlaceKind.DIRECT))
    assert class_of(error) == kind
    assert service.sent == []


async def test_nothing_is_sent_twice(known, service):
    service.fail_next(Failure(500))
    await failed(known)
    assert service.asked["activity"] == 2  # the first one was the answer to Mette


async def test_a_slow_connector(known, service, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.connector._SEND_SECONDS", 0.1)
    service.fail_next(Failure(200, delay=2.0))
    error = await failed(known)
    assert (error.reason, class_of(error)) == ("timeout", "unknown")


async def test_a_connection_that_is_reset_may_have_delivered(known, service):
    service.fail_next(Failure(RESET))
    error = await failed(known)
    assert (error.reason, class_of(error)) == ("ServerDisconnectedError", "unknown")


async def test_an_answer_without_an_id(known, service):
    service.fail_next(Failure(200, body="not json"))
    assert await known.messenger.send(METTES_CHAT, CARD) == ""


async def test_no_connector(known, service):
    await service.stop()
    await service.start()  # on another port: the old one is closed
    error = await failed(known)
    assert (error.reason, class_of(error)) == ("ClientConnectorError", "not sent")


async def test_a_connector_that_does_not_accept_connections(known, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.http._CONNECT_SECONDS", 1e-9)
    await known.stop()
    await known.start()
    error = await failed(known)
    assert (error.reason, class_of(error)) == ("ConnectionTimeoutError", "not sent")


async def test_stored_addresses_are_checked_again(known, store, conversation, service):
    for key, row in store.rows.items():
        store.rows[key] = row.replace(service.url, "https://example.com")
    later = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await later.start()
    error = await failed(later)
    assert (error.reason, error.permanent) == ("service-url", True)
    await later.stop()


@pytest.mark.parametrize("row", ["{}", '{"serviceUrl": 1}', '{"conversation": null}'])
async def test_unreadable_stored_references_count_as_none(platform, store, row):
    store.rows[f"teams:place:{TENANT}:{GROUP['id']}"] = row
    assert (await failed(platform, Place("teams", TENANT, GROUP["id"], PlaceKind.GROUP))).permanent


async def test_one_token_serves_many(teams, service):
    await asyncio.gather(*(teams.say("hej") for _ in range(10)))
    assert service.asked["token"] == 1
    assert {sent.authorization for sent in service.sent} == {"Bearer ours-1"}
    assert service.token_request == {
        "grant_type": "client_credentials",
        "client_id": APP_ID,
        "client_secret": PASSWORD,
        "scope": "https://api.botframework.com/.default",
        "method": "POST",
    }


async def test_a_token_is_renewed_ahead_of_time(teams, service):
    service.token_lifetime = 300
    await teams.say("hej")
    await teams.say("hej")
    await asyncio.sleep(0.1)
    service.hang["token"] = 5.0
    before = service.asked["token"]
    started = time.monotonic()
    await teams.say("hej")
    assert time.monotonic() - started < 1.0
    await asyncio.sleep(0.1)
    assert service.asked["token"] == before + 1


async def test_a_refused_token_is_replaced(known, service):
    service.refused_tokens.add("ours-1")
    error = await failed(known)
    assert (class_of(error), error.reason) == ("credentials", "401-Unauthorized")
    assert [problem.params for problem in known.problems()] == [{"reason": "401-Unauthorized"}]
    await known.messenger.send(METTES_CHAT, CARD)
    assert service.sent[0].authorization == "Bearer ours-2"
    assert known.problems() == ()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "credentials"),
        (401, "credentials"),
        (429, "not sent"),
        (500, "not sent"),
        (302, "not sent"),
    ],
)
async def test_no_token(teams, service, status, kind):
    await teams.say("hej")
    service.sent.clear()
    service.refused_tokens.add("ours-1")
    service.token_status = status
    assert (await failed(teams.platform)).reason == "401-Unauthorized"
    assert (await teams.say("hej")).status == 200
    assert service.sent == []
    error = await failed(teams.platform)
    assert (error.reason, class_of(error)) == (f"token-{status}", kind)
    (problem,) = teams.platform.problems()
    assert (problem.key, problem.params) == ("teams.token", {"reason": f"token-{status}"})
    assert Texts("da")(f"error.{problem.key}", **problem.params)


async def test_a_hanging_token_endpoint(service, conversation, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.tokens._FETCH_SECONDS", 0.1)
    service.hang["token"] = 30.0
    platform = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await platform.start()
    started = time.monotonic()
    assert (await Teams(platform, service).say("hej")).status == 200
    assert time.monotonic() - started < 2.0
    assert [problem.params for problem in platform.problems()] == [{"reason": "token-timeout"}]
    await platform.stop()


async def test_a_managed_identity(service, conversation, store):
    config = service.config(app_type="UserAssignedMSI", app_password="")
    platform = TeamsPlatform(config, conversation, Texts("da"), store)
    await platform.start()
    await Teams(platform, service).say("hej")
    assert service.token_request == {
        "api-version": "2018-02-01",
        "resource": "https://api.botframework.com",
        "client_id": APP_ID,
        "method": "GET",
    }
    assert len(service.sent) == 1
    await platform.stop()


def member(**changes):
    return {
        "id": "29:mette",
        "aadObjectId": METTE,
        "name": "Mette Sørensen",
        "email": "mette@example.dk",
        "userPrincipalName": "mette@example.onmicrosoft.com",
        "tenantId": TENANT,
        "userRole": "user",
        **changes,
    }


async def profile(teams, service, **changes):
    service.members["mette"] = member(**changes)
    await teams.say("hej")
    return await teams.platform.directory.profile(Account("teams", TENANT, METTE))


async def test_a_profile(teams, service):
    found = await profile(teams, service)
    assert found == DirectoryProfile("Mette Sørensen", "mette@example.dk", True)
    await profile(teams, service)
    assert service.asked["member"] == 1


async def test_a_profile_without_mail(teams, service):
    found = await profile(teams, service, email=None)
    assert found == DirectoryProfile("Mette Sørensen", "mette@example.onmicrosoft.com", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"userPrincipalName": "erik_example.com#EXT#@example.onmicrosoft.com"},
        {"tenantId": "22222222-2222-4222-8222-222222222222"},
    ],
)
async def test_guests_and_strangers_are_no_members(teams, service, changes):
    found = await profile(teams, service, **changes)
    assert found is not None
    assert not found.member


async def test_a_member_of_another_id_is_nobody(teams, service):
    assert await profile(teams, service, aadObjectId=JONAS) is None


async def test_an_unknown_account(platform, service):
    account = Account("teams", TENANT, KARIN)
    assert await platform.directory.profile(account) is None
    assert "member" not in service.asked


async def test_an_account_known_from_before_a_restart(known, service, store, conversation):
    service.members["mette"] = member()
    later = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await later.start()
    found = await later.directory.profile(Account("teams", TENANT, METTE))
    assert found is not None
    assert found.email == "mette@example.dk"
    await later.stop()


async def test_members_of_the_places_it_is_in(teams, service, platform):
    service.page = 2
    service.members = {
        "mette": member(),
        "karin": member(id="29:karin", aadObjectId=None, objectId=KARIN, name="Karin"),
        "erik": member(id="29:erik", aadObjectId="erik", userRole="guest", name="Erik"),
        "nobody": {"id": "29:nobody"},
    }
    await teams.say("hej")
    await teams.say("hej", conversation=GROUP)
    await teams.say("hej", conversation=CHANNEL, channelData=TEAM_DATA)
    found = dict(await platform.directory.members())
    assert {account.id: profile.member for account, profile in found.items()} == {
        METTE: True,
        KARIN: True,
        "erik": False,
    }
    assert service.asked["members of 19:team@thread.tacv2"] == 2
    assert service.asked[f"members of {GROUP['id']}"] == 2
    karin = await platform.directory.profile(Account("teams", TENANT, KARIN))
    assert karin is not None
    assert karin.name == "Karin"
    assert "member" not in service.asked


async def test_members_of_a_place_that_does_not_answer(teams, service, platform):
    service.members = {"mette": member()}
    await teams.say("hej", conversation=GROUP)
    await teams.say("hej", conversation=CHANNEL, channelData=TEAM_DATA)
    service.fail_next(Failure(403))
    assert len(await platform.directory.members()) == 1


async def test_no_places_no_members(platform):
    assert list(await platform.directory.members()) == []


async def test_nothing_is_amiss(teams, platform):
    await teams.say("hej")
    assert platform.problems() == ()


async def test_the_heartbeat_hears_when_no_token_is_given(known, service):
    await known.check()
    service.token_status = 401
    with pytest.raises(DeliveryError) as error:
        await known.check()
    assert (class_of(error.value), error.value.reason) == ("credentials", "token-401")


async def test_the_heartbeat_hears_when_our_tokens_are_refused(known, service):
    """Microsoft gives us tokens, but the connector takes none: the bot is not registered."""
    service.fail_next(Failure(401, body='{"error":{"code":"BotNotRegistered"}}'))
    await failed(known)
    with pytest.raises(DeliveryError) as error:
        await known.check()
    assert (class_of(error.value), error.value.reason) == ("credentials", "401-BotNotRegistered")
    await known.messenger.send(METTES_CHAT, CARD)
    await known.check()
