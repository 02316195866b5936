"""What is let in: signed by Slack, well formed, from an allowed workspace, for our app."""

import json
from urllib.parse import urlencode

import pytest

from bot.platforms.slack.app import SlackPlatform
from tests.platforms.slack.conftest import (
    FORM,
    NOW,
    Answer,
    Knocker,
    Pictures,
    ScriptedConversation,
    build,
    signature,
)
from tests.platforms.slack.fake_slack import (
    APP_TOKEN,
    FakeSlack,
    command,
    direct,
    event,
    mention,
    press,
)

JSON = "application/json"
BODY = urlencode(command("backup")).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x-slack-signature": None}, "unsigned"),
        ({"x-slack-signature": ""}, "unsigned"),
        ({"x-slack-request-timestamp": None}, "unsigned"),
        ({"x-slack-request-timestamp": "soon"}, "bad-timestamp"),
        ({"x-slack-request-timestamp": "-1800000000"}, "bad-timestamp"),
        ({"x-slack-request-timestamp": "1" * 5000}, "bad-timestamp"),
        ({"x-slack-request-timestamp": "١٨٠٠٠٠٠٠٠٠"}, "bad-timestamp"),
        ({"x-slack-request-timestamp": str(NOW - 299)}, "bad-signature"),
        (signature(BODY, at=NOW - 301), "stale"),
        (signature(BODY, at=NOW + 301), "stale"),
        (signature(BODY, secret="another"), "bad-signature"),
        (signature(BODY, secret=""), "bad-signature"),
        (signature(BODY + b" "), "bad-signature"),
        ({"x-slack-signature": "v0=" + "æ" * 64}, "bad-signature"),
    ],
)
async def test_unsigned_forged_and_old_requests_are_refused(
    knock: Knocker, change: dict[str, str | None], reason: str, conversation: ScriptedConversation
) -> None:
    headers = {"content-type": FORM, **signature(BODY), **change}
    sent = {name: value for name, value in headers.items() if value is not None}
    assert await knock.raw(BODY, sent) == Answer(401, reason=reason)
    assert conversation.requests == []


@pytest.mark.parametrize("age", [-300, 0, 300])
async def test_five_minutes_of_drift_are_allowed(knock: Knocker, age: int) -> None:
    headers = {"content-type": FORM, **signature(BODY, at=NOW + age)}
    assert (await knock.raw(BODY, headers)).status == 200


def submitted(**view: object) -> dict[str, object]:
    frame = {"type": "view_submission", "team": {"id": "T0VIRK"}, "user": {"id": "U1"}}
    return {**frame, "api_app_id": "A0APP", "view": {"id": "V1", "callback_id": "x", **view}}


BAD_SUBMISSIONS = [
    submitted(id=None),
    submitted(callback_id={}),
    submitted(private_metadata=[]),
    submitted(state=[]),
    submitted(state={"values": []}),
    submitted(state={"values": {"b": []}}),
    submitted(state={"values": {"b": {"a": "x"}}}),
    submitted(state={"values": {"b": {"a": {"value": {}}}}}),
    submitted(state={"values": {"b": {"a": {"selected_options": ["x"]}}}}),
    submitted(state={"values": {"b" * 300: {}}}),
    submitted(state={"values": {str(n): {} for n in range(201)}}),
]
MALFORMED = [
    (b"", FORM),
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b"null", JSON),
    (b'"text"', JSON),
    (b"1" * 10_000, JSON),
    (b"[" * 100_000, JSON),
    (b"\xff\xfe", JSON),
    (b"{}", JSON),
    (b'{"type": 1}', JSON),
    (b'{"type": "url_verification"}', JSON),
    (b'{"type": "url_verification", "challenge": {}}', JSON),
    (b'{"type": "event_callback"}', JSON),
    (b'{"type": "event_callback", "team_id": "T0VIRK", "event": []}', JSON),
    (b'{"type": "event_callback", "team_id": "T0VIRK", "event": {"type": []}}', JSON),
    (b'{"type": "event_callback", "team_id": 1, "event": {"type": "message"}}', JSON),
    (b'{"command": "/raci"}', JSON),
    (b"payload=", FORM),
    (b"payload={", FORM),
    (b"payload=[]", FORM),
    (b"payload=%7B%22type%22%3A%22block_actions%22%7D", FORM),
    (b"command=/raci&text=x", FORM),
    (b"command=/raci&team_id=T0VIRK", FORM),
    (b"a=1&" * 200, FORM),
    (b"text=hej", FORM),
    (BODY, "text/plain"),
    (BODY, ""),
    (BODY, "multipart/form-data; boundary=x"),
    (BODY, JSON),
    (json.dumps(event(direct("x"))).encode(), FORM),
    (json.dumps({**event(direct("x")), "authorizations": {}}).encode(), JSON),
    (json.dumps({**event(direct("x")), "authorizations": ["x"]}).encode(), JSON),
    (json.dumps(event({**mention("x"), "user": {"id": "U1"}})).encode(), JSON),
    (json.dumps(event({**mention("x"), "channel": "C" * 300})).encode(), JSON),
    (urlencode({"payload": json.dumps(press("x", actions=[]))}).encode(), FORM),
    (urlencode({"payload": json.dumps(press("x", actions=["a"]))}).encode(), FORM),
    *((urlencode({"payload": json.dumps(body)}).encode(), FORM) for body in BAD_SUBMISSIONS),
    (urlencode({"payload": json.dumps(press("x", actions=[{}]))}).encode(), FORM),
    (urlencode({"payload": json.dumps(press("x", user="U1"))}).encode(), FORM),
    (urlencode({"payload": json.dumps(press("x", team="T0VIRK"))}).encode(), FORM),
    (urlencode({"payload": json.dumps(press("x", team=None, user={"id": "U"}))}).encode(), FORM),
    (urlencode({"payload": json.dumps({"type": "view_submission", "user": 1})}).encode(), FORM),
]


@pytest.mark.parametrize(("body", "content_type"), MALFORMED)
async def test_signed_nonsense_is_refused_before_bolt(
    knock: Knocker, body: bytes, content_type: str, conversation: ScriptedConversation
) -> None:
    answer = await knock.signed(body, content_type)
    assert answer.status == 400
    assert len(answer.reason) < 100
    assert conversation.requests == []


@pytest.mark.parametrize(
    "foreign",
    [
        {"team_id": "T0FOREIGN"},
        {"api_app_id": "A0FOREIGN"},
        {"team_id": "T0FOREIGN", "api_app_id": "A0FOREIGN"},
    ],
)
async def test_foreign_workspace_and_app_are_refused_and_recorded(
    knock: Knocker, conversation: ScriptedConversation, foreign: dict[str, str]
) -> None:
    team, app = foreign.get("team_id", "T0VIRK"), foreign.get("api_app_id", "A0APP")
    pressed = press("x", team={"id": team, "domain": "x"}, api_app_id=app)
    answers = [
        await knock.form(command("backup", **foreign)),
        await knock.payload(pressed),
        await knock.json(event(direct("backup"), **foreign)),
        await knock.payload({"type": "view_closed", "team": {"id": team}, "api_app_id": app}),
    ]
    assert [answer.status for answer in answers] == [403] * 4
    assert conversation.refusals == [("slack", team, app)] * 4
    assert conversation.requests == []


@pytest.mark.parametrize("named", ["team", "user_team"])
async def test_stranger_in_a_shared_channel_is_refused(
    knock: Knocker, conversation: ScriptedConversation, named: str
) -> None:
    said = mention("<@U0BOT> hvem har backup", **{named: "T0OTHER"})
    assert (await knock.json(event(said))).status == 403
    assert conversation.refusals == [("slack", "T0OTHER", "A0APP")]


async def test_configured_workspaces_replace_the_tokens_own(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    platform = build(slack, conversation, pictures, teams=frozenset({"T0OTHER"}))
    await platform.start()
    knock = Knocker(platform.entrance)
    assert (await knock.form(command("x"))).status == 403
    assert (await knock.form(command("x", team_id="T0OTHER"))).status == 200
    await platform.stop()


async def test_app_unknown_to_the_api_is_learnt_from_the_first_signed_request(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    slack.tell("bots.info", {"ok": False, "error": "missing_scope"})
    platform = build(slack, conversation, pictures)
    await platform.start()
    knock = Knocker(platform.entrance)
    assert (await knock.form(command("x", api_app_id="A0FIRST"))).status == 200
    assert (await knock.form(command("x", api_app_id="A0OTHER"))).status == 403
    await platform.stop()


async def test_before_the_workspace_is_known_nothing_is_let_in(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    platform = build(slack, conversation, pictures)
    assert (await Knocker(platform.entrance).form(command("x"))).status == 429
    assert conversation.requests == []


async def test_without_a_secret_the_http_entrance_is_shut(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> None:
    platform = build(slack, conversation, pictures, signing_secret="", app_token=APP_TOKEN)
    headers = {"content-type": FORM, **signature(BODY, secret="")}
    assert (await Knocker(platform.entrance).raw(BODY, headers)).status == 404


async def test_submission_of_nobody_s_modal_is_acknowledged(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    for metadata in ("", "{}", "[" * 2_000, '{"form": [1, {}], "channel": 1}'):
        answer = await knock.payload(submitted(private_metadata=metadata))
        assert (answer.status, answer.body) == (200, "")
    assert conversation.requests == []


async def test_address_is_verified(knock: Knocker) -> None:
    body = {"type": "url_verification", "challenge": "c3", "token": "x"}
    answer = await knock.json(body)
    assert (answer.status, answer.json()) == (200, {"challenge": "c3"})
    assert (await knock.raw(json.dumps(body).encode(), {"content-type": JSON})).status == 401


async def test_certificate_check_needs_no_signature_and_does_nothing(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    headers = {"content-type": FORM}
    assert (await knock.raw(b"ssl_check=1&token=x", headers)).status == 200
    assert (await knock.raw(b"token=x&ssl_check=1", headers)).status == 200
    for smuggled in (
        b"ssl_check=1&" + BODY,
        b"ssl_check=1&payload=%7B%7D",
        b"ssl_check=0&token=x",
        b"ssl_check=1&ssl_check=1",
        b"ssl_check=1&token=" + b"x" * 400,
    ):
        assert (await knock.raw(smuggled, headers)).status == 401
    assert (await knock.raw(b"ssl_check=1", {"content-type": JSON})).status == 401
    assert conversation.requests == []


async def test_unknown_fields_of_any_type_do_no_harm(
    platform: SlackPlatform, knock: Knocker, conversation: ScriptedConversation
) -> None:
    """Bolt reads these without looking at their types."""
    nested = ("team", "view", "event", "authorizations", "enterprise", "user", "channel", "message")
    odd = dict.fromkeys((*nested, "payload_", "previous_message", "item"), "x")
    assert (await knock.form({**command("backup"), **odd})).status == 200
    strange = {**event(direct("x")), "view": 1, "enterprise": 2, "assistant_thread": "x"}
    assert (await knock.json(strange)).status == 200
    await platform.stop()
    assert len(conversation.requests) == 2
