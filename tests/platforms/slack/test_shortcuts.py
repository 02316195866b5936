"""A shortcut on a message, with real Bolt: its text, its address, and the form that it opens."""

from typing import Any

import pytest

from bot.cards.elements import Button, Card, Form, TextField
from bot.chat.reply import Reply
from bot.chat.request import MessageShortcut, PlaceKind
from bot.platforms.slack.inbound import delivery_key, to_request
from bot.platforms.slack.payloads import sift
from tests.payloads.slack import validate_slack_received
from tests.platforms.slack.conftest import Knocker, ScriptedConversation
from tests.platforms.slack.fake_slack import APP, TEAM, FakeSlack

OPENS = Reply(
    Card("Ny opgave", controls=(Button("Åbn", "plan.add", opens=True),)),
    form=Form("Ny opgave", "plan.save", (TextField("title", "Opgave", "x"),), "Gem", value="f1"),
)


def chosen(text: str = "Døren står åben", **more: Any) -> dict[str, Any]:
    """Return a message shortcut as Slack posts it."""
    message = {"type": "message", "user": "U0JONAS", "ts": "1800000000.000200", "text": text}
    body = {
        "type": "message_action",
        "callback_id": "plan.from-message",
        "team": {"id": TEAM, "domain": "virksomheden"},
        "user": {"id": "U0METTE", "username": "mette", "name": "mette", "team_id": TEAM},
        "channel": {"id": "C0GENERAL", "name": "general"},
        "api_app_id": APP,
        "token": "verification",
        "action_ts": "1800000001.000100",
        "trigger_id": "1.2.def",
        "response_url": "https://hooks.slack.com/app/1",
        "message_ts": "1800000000.000200",
        "message": {**message, **more.pop("message", {})},
        **more,
    }
    validate_slack_received("message_action", body)
    return body


def request(**more: Any) -> MessageShortcut:
    """Return the request that a payload makes."""
    found = to_request(sift(chosen(**more)))
    assert isinstance(found, MessageShortcut)
    return found


def test_the_message_s_text_and_address_come_along() -> None:
    found = request(text="Ring til <@U0JONAS|Jonas Bak> &amp; luk")
    assert (found.shortcut, found.text) == ("plan.from-message", "Ring til @Jonas Bak & luk")
    assert found.link == "https://virksomheden.slack.com/archives/C0GENERAL/p1800000000000200"
    assert found.place.kind is PlaceKind.CHANNEL
    assert [account.id for account in found.mentioned] == ["U0JONAS"]


def test_the_address_of_an_answer_in_a_thread() -> None:
    found = request(message={"thread_ts": "1800000000.000100"})
    assert found.link.endswith("p1800000000000200?thread_ts=1800000000.000100&cid=C0GENERAL")


@pytest.mark.parametrize("domain", ["evil.example/x", "", "a" * 90, "x y"])
def test_no_address_is_made_of_what_is_no_workspace(domain: str) -> None:
    assert request(team={"id": TEAM, "domain": domain}).link == ""


def test_a_message_longer_than_any_field_is_cut() -> None:
    assert len(request(text="æ" * 9000).text) == 4000


def test_each_choice_is_a_delivery_of_its_own() -> None:
    again = delivery_key(sift(chosen(action_ts="1800000002.000100")))
    assert delivery_key(sift(chosen())) == delivery_key(sift(chosen())) != again


async def test_the_shortcut_opens_the_form(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = OPENS
    answer = await knock.payload(chosen(response_url=slack.response_url()))
    assert (answer.status, answer.body) == (200, "")
    (call,) = await slack.wait_for("views.open", 1)
    assert call["trigger_id"] == "1.2.def"
    assert isinstance(conversation.requests[0], MessageShortcut)
