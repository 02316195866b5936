"""Who may pass: forged, foreign, late and malformed requests, and a key endpoint that hangs."""

import asyncio
import base64
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.entrance import Refusal
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.platforms.teams.client import (
    Teams,
    activity,
    run,
)
from tests.platforms.teams.fake_connector import APP_ID, ISSUER, TENANT, new_key
from tests.tries import tries

ALLOWED = {200, 400, 401, 403, 404, 405, 413, 429}


def part(data: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def unsigned(**claims) -> str:
    header = {"alg": "none", "typ": "JWT", "kid": "key-1"}
    return f"Bearer {part(header)}.{part({'iss': ISSUER, 'aud': APP_ID, **claims})}."


def signed_with_the_public_key(service) -> str:
    """The classic forgery: our public key, used as the secret of HS256."""
    public = service.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': service.kid})}.{part({'aud': APP_ID})}"
    mark = hmac.new(public, text.encode(), "sha256").digest()
    return f"Bearer {text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


async def test_a_good_token_passes(teams):
    assert (await teams.say("hej")).status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic bWV0dGU6eA==",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer a.b.c.d.e",
        "Bearer " + "a" * 20_000,
        "Bearer é.ü.å",
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
        "Bearer W10.e30.AAAA",
        "Bearer bnVsbA.e30.AAAA",
        unsigned(),
    ],
)
async def test_what_is_no_token_is_refused(teams, service, conversation, authorization):
    answer = await teams.post(activity(service), authorization)
    assert answer.status == 401
    assert conversation.asked == []


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"exp": None}, 401),
        ({"exp": time.time() - 1}, 401),
        ({"exp": "soon"}, 401),
        ({"exp": True}, 401),
        ({"exp": float("nan")}, 401),
        ({"exp": float("inf")}, 401),
        ({"nbf": time.time() + 4000}, 401),
        ({"nbf": time.time() + 200}, 200),
        ({"iat": time.time() + 4000}, 401),
        ({"nbf": None, "iat": None}, 200),
        ({"iss": None}, 401),
        ({"iss": "https://sts.windows.net/x/"}, 401),
        ({"iss": "https://login.microsoftonline.com/x/v2.0"}, 401),
        ({"iss": "https://api.botframework.com/"}, 401),
        ({"aud": None}, 401),
        ({"aud": ""}, 401),
        ({"aud": [APP_ID]}, 401),
        ({"serviceurl": None}, 401),
        ({"serviceurl": ""}, 401),
        ({"serviceurl": "https://smba.trafficmanager.net/emea/"}, 403),
    ],
)
async def test_claims(teams, service, conversation, claims, status):
    answer = await teams.post(activity(service), service.bearer(**claims))
    assert answer.status == status
    assert bool(conversation.asked) is (status == 200)


async def test_a_token_of_another_key(teams, service):
    forged = jwt.encode({"aud": APP_ID}, new_key(), "RS256", {"kid": service.kid})
    answer = await teams.post(activity(service), f"Bearer {forged}")
    assert (answer.status, answer.reason) == (401, "token-signature")


async def test_our_public_key_is_no_shared_secret(teams, service):
    answer = await teams.post(activity(service), signed_with_the_public_key(service))
    assert (answer.status, answer.reason) == (401, "token-algorithm")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
async def test_other_algorithms(teams, service, algorithm):
    forged = jwt.encode({"aud": APP_ID}, service.key, algorithm, {"kid": service.kid})
    answer = await teams.post(activity(service), f"Bearer {forged}")
    assert (answer.status, answer.reason) == (401, "token-algorithm")


@pytest.mark.parametrize("kid", ["", "other", "broken", "../key-1"])
async def test_unknown_keys(teams, service, kid):
    token = jwt.encode({"aud": APP_ID}, service.key, "RS256", {"kid": kid})
    assert (await teams.post(activity(service), f"Bearer {token}")).status == 401


async def test_a_key_not_endorsed_for_teams(teams, service):
    service.endorsements = ["webchat"]
    answer = await teams.post(activity(service))
    assert (answer.status, answer.reason) == (403, "key-endorsement")


async def test_a_small_key(service, conversation, store):
    service.key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    platform = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await platform.start()
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = service.bearer()
    answer = await Teams(platform, service).post(activity(service), token)
    assert answer.status == 429  # no usable key at all
    await platform.stop()


async def test_another_bots_token_is_refused_and_audited(teams, service, conversation):
    answer = await teams.post(activity(service), service.bearer(aud="other-app"))
    assert (answer.status, answer.reason) == (403, "foreign-app")
    assert conversation.refusals == [("teams", TENANT, "other-app")]


async def test_a_message_for_another_bot_is_refused_and_audited(teams, service, conversation):
    answer = await teams.post(activity(service, recipient={"id": "28:other"}))
    assert (answer.status, answer.reason) == (403, "foreign-app")
    assert conversation.refusals == [("teams", TENANT, "other")]


@pytest.mark.parametrize(
    "where",
    [
        {"channelData": {"tenant": {"id": "foreign"}}},
        {"conversation": {"id": "a:1", "tenantId": "foreign"}},
        {"conversation": {"id": "a:1"}, "channelData": {"tenant": {"id": "FOREIGN"}}},
    ],
)
async def test_another_tenant_is_refused_and_audited(teams, service, conversation, where):
    answer = await teams.post(activity(service, **where))
    assert (answer.status, answer.reason) == (403, "foreign-tenant")
    assert conversation.refusals == [("teams", "foreign", APP_ID)]
    assert conversation.asked == []


async def test_no_tenant_at_all(teams, service):
    answer = await teams.post(activity(service, conversation={"id": "a:1"}, channelData=None))
    assert (answer.status, answer.reason) == (403, "tenant-missing")


async def test_more_tenants_may_be_allowed(service, conversation, store):
    config = service.config(tenants=frozenset({"Other", TENANT}))
    platform = TeamsPlatform(config, conversation, Texts("da"), store)
    await platform.start()
    body = activity(service, conversation={"id": "a:1"}, channelData={"tenant": {"id": "OTHER"}})
    assert (await Teams(platform, service).post(body)).status == 200
    assert conversation.command.place.tenant == "other"
    await platform.stop()


@pytest.mark.parametrize("channel", ["emulator", "webchat", "directline", "MSTEAMS"])
async def test_other_channels(teams, service, channel):
    answer = await teams.post(activity(service, channelId=channel))
    assert (answer.status, answer.reason) == (403, "channel")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b"{}",
        b'{"type":"message"}',
        b'{"type":1,"channelId":"msteams","serviceUrl":"x","conversation":{"id":"a"}}',
    ],
)
async def test_bodies_of_another_shape(teams, body):
    assert (await teams.post(body)).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": {}},
        {"type": "message\n"},
        {"channelId": None},
        {"serviceUrl": None},
        {"serviceUrl": ["x"]},
        {"conversation": None},
        {"conversation": {"id": None}},
        {"conversation": {"id": 7}},
        {"conversation": {"id": "a" * 2000}},
        {"conversation": {"id": "a\x00b"}},
        {"conversation": {"id": "a\ud800"}},
        {"recipient": None},
        {"recipient": "28:x"},
        {"from": {"id": {}}},
        {"from": {"aadObjectId": 3}},
        {"id": []},
        {"replyToId": "x\ny"},
    ],
)
async def test_malformed_parts(teams, service, conversation, changes):
    assert (await teams.post(activity(service, **changes))).status == 400
    assert conversation.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"entities": [{"type": "mention", "mentioned": {"id": 4}}]},
        {"entities": [{"type": "mention", "mentioned": {"id": "29:x" * 999}}]},
    ],
)
async def test_malformed_mentions(teams, service, conversation, changes):
    assert (await teams.post(activity(service, **changes))).status == 400
    assert conversation.asked == []


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
async def test_other_content_types(teams, service, kind):
    answer = await teams.post(activity(service), headers={"content-type": kind})
    assert (answer.status, answer.reason) == (400, "content-type")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_other_methods(platform, service, method):
    body = json.dumps(activity(service)).encode()
    assert (await run(platform.entrance.app, body, method)).status == 405


async def test_a_body_too_long_for_the_application(platform):
    assert (await run(platform.entrance.app, b" " * 300_000)).status == 413


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
PARTS = [
    "type",
    "name",
    "id",
    "from",
    "conversation",
    "recipient",
    "channelData",
    "text",
    "entities",
    "value",
    "membersAdded",
    "action",
    "replyToId",
    "textFormat",
    "locale",
]


@settings(
    max_examples=tries(25, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.dictionaries(st.sampled_from(PARTS), JSON, max_size=4), invoke=st.booleans())
async def test_no_signed_activity_is_a_5xx(teams, service, changes, invoke):
    kind = {"type": "invoke", "name": "adaptiveCard/action"} if invoke else {}
    answer = await teams.post(activity(service, **{**kind, **changes}))
    assert answer.status in ALLOWED


async def test_a_new_key_is_fetched_when_it_is_first_used(teams, service, platform, monkeypatch):
    await teams.say("hej")
    service.key, service.kid = new_key(), "key-2"
    assert (await teams.say("for tidligt")).status == 401
    monkeypatch.setattr("bot.platforms.teams.keys._AGAIN_SECONDS", 0.0)
    assert (await teams.say("igen")).status == 200
    assert service.asked["keys"] == 2


async def test_unknown_keys_cost_one_fetch_in_a_while(teams, service):
    tokens = [
        f"Bearer {jwt.encode({'aud': APP_ID}, service.key, 'RS256', {'kid': f'k{n}'})}"
        for n in range(20)
    ]
    await asyncio.gather(*(teams.post(activity(service), token) for token in tokens))
    assert service.asked["openid"] == 1


async def test_a_hanging_key_endpoint_holds_up_nobody_else(teams, service, monkeypatch):
    await teams.say("hej")
    monkeypatch.setattr("bot.platforms.teams.keys._AGAIN_SECONDS", 0.0)
    monkeypatch.setattr("bot.platforms.teams.keys.FETCH_SECONDS", 1.0)
    service.hang["openid"] = 30.0
    unknown = f"Bearer {jwt.encode({'aud': APP_ID}, service.key, 'RS256', {'kid': 'new'})}"
    started = time.monotonic()
    waiting = [asyncio.create_task(teams.post(activity(service), unknown)) for _ in range(5)]
    await asyncio.sleep(0)
    slowest = 0.0
    for _ in range(50):
        before = time.monotonic()
        assert (await teams.say("hej")).status == 200
        slowest = max(slowest, time.monotonic() - before)
    assert slowest < 0.5
    assert {answer.status for answer in await asyncio.gather(*waiting)} == {401}
    assert time.monotonic() - started < 3.0


async def test_no_keys_at_all_asks_for_another_try(service, conversation, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.keys.FETCH_SECONDS", 0.2)
    service.hang["keys"] = 30.0
    platform = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await platform.start()
    answer = await Teams(platform, service).say("hej")
    assert (answer.status, answer.reason) == (429, "keys-missing")
    assert [problem.key for problem in platform.problems()] == ["teams.keys"]
    await platform.stop()


@pytest.mark.parametrize("uri", ["http://example.com/keys", "file:///etc/passwd", "nonsense"])
async def test_keys_are_fetched_from_a_secure_address_only(service, conversation, store, uri):
    service.jwks_uri = uri
    platform = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await platform.start()
    assert (await Teams(platform, service).say("hej")).status == 429
    await platform.stop()


async def test_old_keys_are_renewed_in_the_background(teams, service, monkeypatch):
    await teams.say("hej")
    monkeypatch.setattr("bot.platforms.teams.keys._STALE_SECONDS", 0.0)
    monkeypatch.setattr("bot.platforms.teams.keys._AGAIN_SECONDS", 0.0)
    service.hang["openid"] = 30.0
    started = time.monotonic()
    assert (await teams.say("hej")).status == 200
    assert time.monotonic() - started < 0.5
    await asyncio.sleep(0.1)
    assert service.asked["openid"] == 2


async def test_the_injected_clock_decides(service, conversation, store):
    later = time.time() + 7200
    platform = TeamsPlatform(service.config(), conversation, Texts("da"), store, lambda: later)
    await platform.start()
    answer = await Teams(platform, service).say("hej")
    assert (answer.status, answer.reason) == (401, "token-expired")
    await platform.stop()


async def test_a_refusal_says_nothing_of_the_request(teams, service):
    secret = "canary-in-the-body"
    with pytest.raises(Refusal) as refusal:
        await teams.platform.entrance.verify(
            {"content-type": "application/json", "authorization": f"Bearer {secret}"},
            json.dumps(activity(service, text=secret)).encode(),
        )
    assert secret not in str(refusal.value)
