"""A shortcut on a message: Teams' message action, its dialog, and the answer within it."""

from typing import Any

from bot.cards.elements import Button, Card, Form, Text, TextField, plain
from bot.chat.request import MessageShortcut
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.platforms.teams.client import CHANNEL, METTE, Answer, Teams, activity

FORM = Form("Ny opgave", "plan.save", (TextField("title", "Opgave", "x"),), "Gem", value="form-1")
LINK = "https://teams.microsoft.com/l/message/19:general@thread.tacv2/1800000000000"


async def chosen(teams: Teams, name: str = "fetchTask", **value: Any) -> Answer:
    """Post a message action as Teams does."""
    message = {
        "id": "1800000000000",
        "messageType": "message",
        "linkToMessage": LINK,
        "from": {"user": {"userIdentityType": "aadUser", "id": "x", "displayName": "Jonas Bak"}},
        "body": {
            "contentType": "html",
            "content": "<div><p>Døren &amp; vinduet</p><p>står&nbsp;<b>åbne</b></p></div>",
        },
    }
    invoke = {
        "type": "invoke",
        "name": f"composeExtension/{name}",
        "conversation": CHANNEL,
        "value": {
            "commandId": "plan.from-message",
            "commandContext": "message",
            "context": {"theme": "default"},
            "messagePayload": message,
            **value,
        },
    }
    return await teams.post(activity(teams.service, **invoke))


def card_in(answer: Answer) -> dict[str, Any]:
    """Return the card in the dialog."""
    task = answer.body["task"]
    assert task["type"] == "continue"
    card: dict[str, Any] = task["value"]["card"]["content"]
    validate_adaptive_card(card)
    assert lint_adaptive_card(card) == []
    return card


async def test_the_message_s_text_and_address_come_along(teams, conversation):
    conversation.say(Card("Ny opgave"), form=FORM)
    answer = await chosen(teams)
    (asked,) = conversation.asked
    assert isinstance(asked, MessageShortcut)
    assert asked.text.split() == ["Døren", "&", "vinduet", "står", "åbne"]
    assert (asked.shortcut, asked.link) == ("plan.from-message", LINK)
    assert asked.actor.account.id == METTE
    (submit,) = card_in(answer)["actions"]
    assert submit["data"] == {"form": "plan.save", "value": "form-1", "opener": ""}


async def test_the_answer_stands_in_the_dialog_and_nothing_is_posted(teams, service, conversation):
    shown = Card("Opgave: x", body=(Text(plain("Oprettet")),), controls=(Button("Vis", "a"),))
    conversation.say(shown)
    data = {"form": "plan.save", "value": "form-1", "opener": "", "one.title": "Luk døren"}
    answer = await chosen(teams, "submitAction", data=data)
    assert conversation.submit.values == {"title": ("Luk døren",)}
    card = card_in(answer)
    assert "Oprettet" in str(card["body"])
    assert card.get("actions", []) == []
    assert service.sent == []


async def test_what_is_wrong_is_told_in_the_dialog(teams, conversation):
    conversation.say(Card("Ret"), form=FORM, errors={"title": "Udfyld feltet."})
    data = {"form": "plan.save", "value": "form-1", "opener": ""}
    assert "Udfyld feltet." in str(card_in(await chosen(teams, "submitAction", data=data)))


async def test_a_malformed_message_action_is_no_failure(teams, service):
    for value in ({"commandId": 7}, {"messagePayload": "x"}, {"messagePayload": {"body": 1}}):
        assert (await chosen(teams, **value)).status == 200
