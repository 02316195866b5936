"""Forms with real Bolt: opened from wherever, submitted, corrected, answered in time or late."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.elements import Button, Card, Form, Text, TextField, plain
from bot.chat.reply import Audience, Receipt, Reply
from bot.chat.request import FormSubmit, PlaceKind
from bot.platforms.slack import receiver
from bot.platforms.slack.app import SlackPlatform
from tests.platforms.slack.conftest import Answer, Knocker, ScriptedConversation
from tests.platforms.slack.fake_slack import (
    FakeSlack,
    command,
    direct,
    event,
    faults,
    home,
    press,
    submission,
)

FORM = Form(
    "Ret aktivitet",
    "raci.save",
    (TextField("name", "Navn", "Backup", required=True), TextField("why", "Hvorfor")),
    "Gem",
    value="form_1",
)
NEXT = replace(FORM, title="Og hvem", fields=(TextField("who", "Hvem"),), value="form_2")
BUTTON = Card("Åbn formularen", controls=(Button("Ret", "raci.edit", "backup", opens=True),))
OPENS = Reply(BUTTON, form=FORM)
SAVED = Card("Gemt i kladden", body=(Text(plain("Version 4")),), controls=(Button("Vis", "x"),))


@pytest.fixture
def opening(conversation: ScriptedConversation) -> ScriptedConversation:
    conversation.reply = OPENS
    return conversation


async def opened(slack: FakeSlack, count: int = 1) -> Mapping[str, Any]:
    """Return the newest modal."""
    view: Mapping[str, Any] = (await slack.wait_for("views.open", count))[-1]["view"]
    return view


def from_home(**more: Any) -> dict[str, Any]:
    body = press("raci.edit", container={"type": "view", "view_id": "V9"}, **more)
    del body["channel"], body["response_url"]
    return {**body, "view": {"type": "home", "id": "V9"}}


async def submit(knock: Knocker, view: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Submit a modal and return what it was answered, which Slack accepts."""
    answer = await knock.payload(submission(view, **more))
    assert answer.status == 200
    body: dict[str, Any] = answer.json() if answer.body else {}
    assert faults("view_response", body) == [] or not body
    return body


# -- opening


async def test_press_opens_the_form(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    answer = await knock.payload(press("raci.edit", response_url=slack.response_url()))
    assert (answer.status, answer.body) == (200, "")
    assert (await opened(slack))["title"]["text"] == "Ret aktivitet"
    assert slack.made("views.open")[0]["trigger_id"] == "1.2.def"
    assert slack.made("response_url") == []


async def test_command_opens_the_form_and_says_nothing_beside_it(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    answer = await knock.form(command("ret backup", response_url=slack.response_url()))
    assert (answer.status, answer.body) == (200, "")
    await opened(slack)
    assert slack.made("response_url") == []


async def test_home_button_opens_the_form(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    await knock.payload(from_home())
    view = await opened(slack)
    opening.reply = Reply(SAVED, replaces=True)
    assert await submit(knock, view) == {"response_action": "clear"}
    assert "Gemt" in str((await slack.wait_for("views.publish"))[0])


async def test_message_cannot_open_a_form_and_is_answered_by_the_card(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    await knock.json(event(direct("ret backup")))
    posted = (await slack.wait_for("chat.postMessage"))[0]
    assert "raci.edit" in str(posted["blocks"])
    assert slack.made("views.open") == []


@pytest.mark.parametrize("error", ["expired_trigger_id", "invalid_arguments", "internal_error"])
async def test_form_that_slack_does_not_open_is_offered_by_the_card(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack, error: str
) -> None:
    slack.tell("views.open", {"ok": False, "error": error})
    await knock.payload(press("raci.edit", response_url=slack.response_url()))
    offered = (await slack.wait_for("response_url"))[0]
    assert (offered["text"], offered["response_type"]) == ("Åbn formularen\n[Ret]", "ephemeral")


async def test_late_form_is_offered_by_the_card(
    knock: Knocker,
    opening: ScriptedConversation,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "TRIGGER_LASTS", 0.05)
    opening.before = lambda: asyncio.sleep(0.1)
    await knock.payload(press("raci.edit", response_url=slack.response_url()))
    assert "raci.edit" in str((await slack.wait_for("response_url"))[0]["blocks"])
    assert slack.made("views.open") == []


async def test_late_command_is_answered_by_the_card(
    knock: Knocker,
    opening: ScriptedConversation,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "PATIENCE", 0.05)
    opening.before = lambda: asyncio.sleep(0.1)
    answer = await knock.form(command("ret", response_url=slack.response_url()))
    assert "øjeblik" in answer.json()["text"]
    assert "raci.edit" in str((await slack.wait_for("response_url"))[0]["blocks"])
    assert slack.made("views.open") == []


async def test_text_too_long_for_slack_is_told_and_not_cut(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    long = replace(FORM, fields=(TextField("text", "Ansvar", "x" * 3_001),))
    opening.reply = replace(OPENS, form=long, language="en")
    await knock.payload(press("raci.edit", response_url=slack.response_url()))
    said = (await slack.wait_for("response_url"))[0]["text"]
    assert said.startswith("The text in “Ansvar” is too long to be edited in Slack.")
    assert slack.made("views.open") == []


# -- submitting


@pytest.fixture
async def view(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> Mapping[str, Any]:
    """The form, opened from a private message in a channel."""
    await knock.payload(press("raci.edit", response_url=slack.response_url()))
    return await opened(slack)


async def test_submitted_form_reaches_its_handler_with_what_was_typed(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any]
) -> None:
    opening.reply = Reply(SAVED)
    await submit(knock, view, values={"Hvorfor": "Ny <@U0ANDERS> leverandør"})
    asked = opening.requests[-1]
    assert isinstance(asked, FormSubmit)
    assert (asked.action, asked.value) == ("raci.save", "form_1")
    assert asked.values == {"name": ("Backup",), "why": ("Ny <@U0ANDERS> leverandør",)}
    assert (asked.place.id, asked.place.kind) == ("C0GENERAL", PlaceKind.CHANNEL)
    assert asked.message_id == "1800000000.000001"


async def test_answer_closes_the_modal_and_stands_where_it_was_opened(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.reply = Reply(SAVED)
    assert await submit(knock, view) == {"response_action": "clear"}
    told = (await slack.wait_for("response_url"))[0]
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert "Version 4" in told["text"]


async def test_replacing_answer_takes_the_place_of_the_pressed_message(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.reply = Reply(SAVED, replaces=True)
    await submit(knock, view)
    assert (await slack.wait_for("response_url"))[0]["replace_original"] is True


async def test_shared_answer_is_posted_for_everyone(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.reply = Reply(SAVED, Audience.PLACE)
    await submit(knock, view)
    assert (await slack.wait_for("chat.postMessage"))[0]["channel"] == "C0GENERAL"


async def test_message_whose_address_has_expired_is_updated(
    knock: Knocker, opening: ScriptedConversation, slack: FakeSlack, platform: SlackPlatform
) -> None:
    """A form may stand open longer than the half hour of the address."""
    place = replace(opening_place(), kind=PlaceKind.DIRECT, id="D0METTE")
    sent = await platform.messenger.send(place, BUTTON, "m1")
    container = {"type": "message", "message_ts": sent, "channel_id": "D0METTE"}
    where = {"container": container, "channel": {"id": "D0METTE", "name": "directmessage"}}
    await knock.payload(press("raci.edit", response_url=slack.response_url(), **where))
    view = await opened(slack)
    slack.tell("response_url", {}, status=404)
    opening.reply = Reply(SAVED, replaces=True)
    await submit(knock, view)
    updated = (await slack.wait_for("chat.update"))[0]
    assert (updated["channel"], updated["ts"]) == ("D0METTE", sent)


def opening_place() -> Any:
    from tests.platforms.slack.test_messenger import PLACE

    return replace(PLACE, thread=None)


async def test_private_answer_whose_address_has_expired_comes_in_person(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    for replaces in (True, False):
        slack.tell("response_url", {}, status=404)
        opening.reply = Reply(SAVED, replaces=replaces)
        await submit(knock, view, trigger_id=f"t{replaces}")
    posted = await slack.wait_for("chat.postMessage", 2)
    assert [message["channel"] for message in posted] == ["D0METTE"] * 2
    assert slack.made("chat.update") == [], "nobody can update what one person alone sees"


async def test_errors_stand_at_their_fields_and_the_next_try_counts(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.reply = Reply(SAVED, form=FORM, errors={"name": "Navnet findes allerede."})
    told = await submit(knock, view)
    assert told == {
        "response_action": "errors",
        "errors": {"form_1:name": "Navnet findes allerede."},
    }
    opening.reply = Reply(SAVED)
    again = await submit(knock, view, values={"Navn": "Restore"}, trigger_id="1.2.jkl")
    assert again == {"response_action": "clear"}
    assert len(opening.requests) == 3
    assert len(await slack.wait_for("response_url")) == 1


async def test_error_of_the_whole_form_stands_at_its_top_until_it_is_gone(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any]
) -> None:
    opening.reply = Reply(SAVED, form=FORM, errors={"": "Kladden er ændret."}, language="en")
    told = await submit(knock, view)
    assert told["response_action"] == "update"
    assert told["view"]["blocks"][0]["text"]["text"] == "⚠️ Note:\nKladden er ændret."
    assert told["view"]["close"]["text"] == "Cancel"
    opening.reply = Reply(SAVED, form=FORM, errors={"name": "Findes."})
    then = await submit(knock, told["view"], trigger_id="2")
    assert then["response_action"] == "update", "what stood at the top would still stand there"
    assert then["view"]["blocks"][0]["text"]["text"] == "⚠️ OBS:\nNavn: Findes."


async def test_form_may_lead_to_another(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.reply = Reply(SAVED, form=NEXT)
    then = await submit(knock, view)
    assert then["view"]["title"]["text"] == "Og hvem"
    blocks = {block["block_id"] for block in then["view"]["blocks"]}
    assert blocks.isdisjoint(block["block_id"] for block in view["blocks"])
    opening.reply = Reply(SAVED, replaces=True)
    await submit(knock, then["view"], trigger_id="2")
    assert (await slack.wait_for("response_url"))[0]["replace_original"] is True


# -- slow answers


@pytest.fixture
async def slow(
    opening: ScriptedConversation, view: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncio.Event]:
    """An answer that comes when the event is set, long after patience has run out."""
    gate = asyncio.Event()
    opening.before = gate.wait  # type: ignore[assignment]
    monkeypatch.setattr(receiver, "PATIENCE", 0.05)
    yield gate
    gate.set()


async def test_slow_answer_is_waited_for_in_the_modal(
    knock: Knocker,
    opening: ScriptedConversation,
    view: Mapping[str, Any],
    slow: asyncio.Event,
    slack: FakeSlack,
) -> None:
    opening.reply = Reply(SAVED, replaces=True)
    told = await submit(knock, view)
    assert told["view"]["title"]["text"] == "Et øjeblik"
    slow.set()
    shown = (await slack.wait_for("views.update"))[0]
    assert (shown["view_id"], shown["view"]["title"]["text"]) == ("V1", "Gemt i kladden")
    assert (await slack.wait_for("response_url"))[0]["replace_original"] is True


async def test_slow_errors_bring_the_form_back_with_what_was_typed(
    knock: Knocker,
    opening: ScriptedConversation,
    view: Mapping[str, Any],
    slow: asyncio.Event,
    slack: FakeSlack,
) -> None:
    typed = replace(FORM, fields=(TextField("name", "Navn", "Restore"),))
    opening.reply = Reply(SAVED, form=typed, errors={"name": "Findes."})
    await submit(knock, view)
    slow.set()
    shown = (await slack.wait_for("views.update"))[0]["view"]
    assert "Navn: Findes." in str(shown["blocks"][0])
    assert shown["blocks"][1]["element"]["initial_value"] == "Restore"
    assert slack.made("response_url") == []


async def test_slow_form_that_was_closed_is_offered_again(
    knock: Knocker,
    opening: ScriptedConversation,
    view: Mapping[str, Any],
    slow: asyncio.Event,
    slack: FakeSlack,
) -> None:
    slack.tell("views.update", {"ok": False, "error": "not_found"})
    opening.reply = Reply(BUTTON, form=FORM, errors={"name": "Findes."})
    await submit(knock, view)
    slow.set()
    assert "raci.edit" in str((await slack.wait_for("response_url"))[0]["blocks"])


# -- what cannot be received, and what was received before


async def test_what_cannot_be_received_is_to_be_tried_again(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any], slack: FakeSlack
) -> None:
    opening.receipt = Receipt.LATER
    asked = len(opening.requests)
    url = slack.response_url()
    said = "Jeg kunne ikke tage imod det lige nu"
    answered: Answer = await knock.form(command("ret", response_url=url))
    assert answered.json()["text"].startswith(said)
    await knock.payload(press("raci.save", response_url=url))
    assert (await slack.wait_for("response_url"))[0]["text"].startswith(said)
    told = await submit(knock, view, values={"Hvorfor": "x"})
    assert told["response_action"] == "errors"
    assert told["errors"]["form_1:name"].startswith(said)
    await knock.json(event(direct("ret")))
    assert (await slack.wait_for("chat.postMessage"))[0]["text"].startswith(said)
    bare = {**view, "blocks": [{"type": "divider"}]}
    told = await submit(knock, bare, trigger_id="2")
    assert told["view"]["title"]["text"] == "Prøv igen"
    assert len(opening.requests) == asked


async def test_what_could_not_be_received_counts_when_it_comes_again(
    platform: SlackPlatform, knock: Knocker, opening: ScriptedConversation, slack: FakeSlack
) -> None:
    opening.receipt = Receipt.LATER
    await knock.json(event(direct("ret")))
    opening.receipt = Receipt.NEW
    await knock.json(event(direct("ret")))
    await platform.stop()
    assert len(opening.requests) == 1


async def test_conversation_that_fails_to_receive_says_so(
    knock: Knocker, opening: ScriptedConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(request: object) -> Receipt:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(opening, "receive", fail)
    answer = await knock.form(command("ret"))
    assert answer.json()["text"].startswith("Jeg kunne ikke tage imod det")
    assert "secret" not in answer.body


async def test_what_was_received_before_is_acknowledged_in_silence(
    platform: SlackPlatform,
    knock: Knocker,
    opening: ScriptedConversation,
    view: Mapping[str, Any],
    slack: FakeSlack,
) -> None:
    opening.receipt = Receipt.AGAIN
    before = len(slack.calls)
    url = slack.response_url()
    answers = [
        await knock.form(command("ret", response_url=url)),
        await knock.payload(press("raci.save", response_url=url)),
        await knock.payload(submission(view)),
        await knock.json(event(direct("ret"))),
    ]
    await platform.stop()
    assert [(answer.status, answer.body) for answer in answers] == [(200, "")] * 4
    assert (len(opening.requests), len(slack.calls)) == (1, before)


async def test_modal_of_another_version_is_only_closed(
    knock: Knocker, opening: ScriptedConversation, view: Mapping[str, Any]
) -> None:
    assert await submit(knock, {**view, "private_metadata": "{}"}) == {}
    assert len(opening.requests) == 1


async def test_home_select_is_answered_on_the_home_tab(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    await knock.json(event(home()))
    await slack.wait_for("views.publish")
    conversation.reply = Reply(SAVED, replaces=True)
    chosen = from_home()
    option = {"text": {"type": "plain_text", "text": "Backup"}, "value": "backup"}
    chosen["actions"] = [
        {
            "type": "static_select",
            "action_id": "raci.show",
            "block_id": "b",
            "selected_option": option,
            "action_ts": "9",
        }
    ]
    await knock.payload(chosen)
    assert "Gemt" in str((await slack.wait_for("views.publish", 2))[1])
    assert conversation.requests[-1].value == "backup"  # type: ignore[union-attr]
