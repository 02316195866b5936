"""Which addresses may be talked to: the SSRF table, and what the platform starts with."""

import dataclasses

import pytest

from bot.domain.errors import NotReady
from bot.platforms.teams.addresses import Addresses, is_loopback
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.platforms.teams.client import MemoryStore, ScriptedConversation, Teams, activity
from tests.platforms.teams.fake_connector import Failure

MICROSOFT = (
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
)
GOOD = [
    "https://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net/emea/11111111-1111-4111-8111-111111111111/",
    "https://smba.trafficmanager.net:443/teams",
    "https://SMBA.trafficmanager.net/uk/",
    "https://smba.infra.gcc.teams.microsoft.com/gcc/",
    "https://directline.botframework.com/",
]
LOOPBACK = [
    "http://127.0.0.1:56150/_connector",
    "http://localhost:56150",
    "http://[::1]:56150/",
    "http://127.8.8.8/",
]
BAD = [
    "",
    "smba.trafficmanager.net",
    "//smba.trafficmanager.net/",
    "http://smba.trafficmanager.net/emea/",
    "ftp://smba.trafficmanager.net/",
    "file:///etc/passwd",
    "https://smba.trafficmanager.net.example.com/",
    "https://evilsmba.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://other.trafficmanager.net/",
    "https://botframework.com.example.com/",
    "https://evilbotframework.com/",
    "https://.botframework.com/",
    "https://smba.trafficmanager.net@example.com/",
    "https://user:pass@smba.trafficmanager.net/",
    "https://example.com#smba.trafficmanager.net",
    "https://example.com?smba.trafficmanager.net",
    "https://example.com\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\.example.com/",
    "https://smba.trafficmanager.net/ x",
    "https://smba.trafficmanager.net/\r\nHost: example.com",
    "https://smba.trafficmanager.net/../x",
    "https://smba.trafficmanager.net/a//b",
    "https://smba.trafficmanager.net/{id}",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net:99999/",
    "https://smba.trafficmanager.net:x/",
    "https://smba。trafficmanager。net/",
    "https://smba.trafficmanager.net./",
    "https://10.0.0.1/",
    "https://169.254.169.254/metadata/identity/oauth2/token",
    "http://169.254.169.254/metadata/identity/oauth2/token",
    "https://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/",
    "http://localhost.example.com/",
    "http://[::1",
    "https://metadata.google.internal/",
]


@pytest.mark.parametrize("url", GOOD)
def test_microsofts_connectors_are_allowed(url):
    assert Addresses(False, MICROSOFT).service_allowed(url)


@pytest.mark.parametrize("url", BAD + LOOPBACK)
def test_other_services_are_refused(url):
    assert not Addresses(False, MICROSOFT).service_allowed(url)


@pytest.mark.parametrize("url", LOOPBACK)
def test_an_emulator_is_on_this_machine(url):
    assert Addresses(True, MICROSOFT).service_allowed(url)
    assert is_loopback(url)


@pytest.mark.parametrize("url", GOOD + [url for url in BAD if not is_loopback(url)])
def test_an_emulator_is_nowhere_else(url):
    assert not Addresses(True, MICROSOFT).service_allowed(url)


def test_a_local_service_is_trusted_on_the_origin_of_local_keys_and_tokens_only():
    local = Addresses(False, ("http://127.0.0.1:7001/openid", "http://127.0.0.1:7002/token"))
    assert local.service_allowed("http://127.0.0.1:7001/")
    assert local.service_allowed("http://127.0.0.1:7002/emea")
    assert not local.service_allowed("http://127.0.0.1:7003/")
    assert not local.service_allowed("http://127.0.0.1/")
    mixed = Addresses(False, (MICROSOFT[0], "http://127.0.0.1:7002/token"))
    assert not mixed.service_allowed("http://127.0.0.1:7002/")


@pytest.mark.parametrize("url", BAD + GOOD)
async def test_signed_activities_from_elsewhere(teams, service, url):
    """Even Microsoft's own address is of no use with a token for another."""
    body = activity(service, serviceUrl=url)
    assert (await teams.post(body)).status in (400, 403)
    claimed = service.bearer(serviceurl=url)
    if url in BAD:
        assert (await teams.post(body, claimed)).status in (400, 401, 403)
    assert service.sent == []


async def test_nothing_is_redirected(teams, service):
    elsewhere = f"{service.url}/v3/conversations/elsewhere/activities"
    service.fail_next(Failure(307, {"Location": elsewhere}))
    await teams.say("hej")
    assert service.sent == []


async def anonymous(service, **changes):
    values = {"app_id": "", "app_password": "", "tenant_id": "", "anonymous": True, **changes}
    conversation = ScriptedConversation()
    platform = TeamsPlatform(service.config(**values), conversation, Texts("da"), MemoryStore())
    await platform.start()
    return platform, Teams(platform, service), conversation


async def test_an_emulator_needs_no_token(service):
    platform, teams, conversation = await anonymous(service)
    assert (await teams.post(activity(service), "")).status == 200
    assert conversation.command.text == "hvem har ansvar for backup"
    assert service.sent[0].authorization == ""
    assert service.asked.get("token") is None
    await platform.stop()


@pytest.mark.parametrize("url", GOOD)
async def test_an_emulator_with_an_address_elsewhere(service, url):
    platform, teams, conversation = await anonymous(service)
    answer = await teams.post(activity(service, serviceUrl=url), "")
    assert (answer.status, conversation.asked) == (403, [])
    await platform.stop()


@pytest.mark.parametrize("host", ["", "example.com", "127.0.0.1.example.com", "[::", "10.0.0.1"])
async def test_an_emulator_behind_another_name(service, host):
    platform, teams, _ = await anonymous(service)
    answer = await teams.post(activity(service), "", {"host": host})
    assert (answer.status, answer.reason) == (403, "anonymous-host")
    await platform.stop()


async def test_an_emulators_tenant_and_app_are_checked_when_they_are_known(service):
    platform, teams, conversation = await anonymous(service, app_id="x", tenant_id="t")
    assert (await teams.post(activity(service), "")).reason == "foreign-app"
    known = activity(service, recipient={"id": "x"})
    assert (await teams.post(known, "")).reason == "foreign-tenant"
    assert len(conversation.refusals) == 2
    await platform.stop()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"app_id": ""}, "teams.app_id_missing"),
        ({"app_password": ""}, "teams.password_missing"),
        ({"tenant_id": ""}, "teams.tenant_missing"),
        ({"app_type": "MultiTenant"}, "teams.app_type_unknown"),
        ({"openid_metadata_url": "http://example.com/x"}, "teams.address_insecure"),
        ({"token_url": "http://example.com/x"}, "teams.address_insecure"),
        ({"token_url": "http://169.254.169.254/metadata"}, "teams.address_insecure"),
        ({"anonymous": True, "public_url": "https://isms.example.dk"}, "teams.anonymous_not_local"),
    ],
)
async def test_what_it_refuses_to_start_with(service, changes, key):
    with pytest.raises(NotReady) as error:
        TeamsPlatform(service.config(**changes), ScriptedConversation(), Texts("da"), MemoryStore())
    assert error.value.key == key
    for language in ("da", "en"):
        assert Texts(language)(f"error.{key}", **error.value.params)


async def test_what_it_starts_with(service):
    usual = {"openid_metadata_url": MICROSOFT[0], "token_url": MICROSOFT[1]}
    managed = {
        "app_type": "UserAssignedMSI",
        "app_password": "",
        "token_url": "http://169.254.169.254/metadata/identity/oauth2/token",
    }
    for changes in (usual, managed):
        config = service.config(**changes)
        TeamsPlatform(config, ScriptedConversation(), Texts("da"), MemoryStore())
        assert dataclasses.is_dataclass(config)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://contoso.sharepoint.com/sites/x/_api/upload?guid='a'&b=%20", True),
        ("https://contoso-my.sharepoint.com:443/personal/mette_x/file.csv", True),
        ("https://x.onedrive.com/a", True),
        ("http://contoso.sharepoint.com/a", False),
        ("https://contoso.sharepoint.com:8443/a", False),
        ("https://sharepoint.com/a", False),
        ("https://.sharepoint.com/a", False),
        ("https://evilsharepoint.com/a", False),
        ("https://contoso.sharepoint.com.example.com/a", False),
        ("https://contoso.sharepoint.com@example.com/a", False),
        ("https://example.com/a?.sharepoint.com", False),
        ("https://example.com#.sharepoint.com/a", False),
        ("https://contoso.sharepoint.com/a b", False),
        ("https://contoso.sharepoint.com/a\nb", False),
        ("https://contoso.sharepoint.com\\@example.com/a", False),
        ("https://contoso.sharepoint.com:x/a", False),
        ("http://127.0.0.1/a", False),
        ("http://localhost:3978/a", False),
        ("ftp://contoso.sharepoint.com/a", False),
        ("", False),
    ],
)
def test_where_files_may_be_put(url, allowed):
    endpoints = ("https://login.botframework.com/keys", "https://login.microsoftonline.com/t")
    assert Addresses(anonymous=False, endpoints=endpoints).file_allowed(url) is allowed


def test_an_emulator_keeps_files_on_this_machine():
    emulator = Addresses(anonymous=True)
    assert emulator.file_allowed("http://127.0.0.1:9000/upload?a=b")
    assert not emulator.file_allowed("https://contoso.sharepoint.com/a")
