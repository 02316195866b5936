"""Forms: as a dialog, and as a card of its own where no dialog can be opened."""

from dataclasses import replace
from datetime import date

import pytest

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Facts,
    Form,
    Option,
    Text,
    TextField,
    filled_in,
    plain,
)
from bot.chat.reply import Audience, Reply
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.platforms.teams.client import CHANNEL, GROUP, METTE, Teams
from tests.platforms.teams.fake_connector import Failure

PEOPLE = tuple(Option(f"Person {n}, afdeling {n % 7}", f"person-{n}") for n in range(12))
FORM = Form(
    "Fravær",
    "absence.save",
    (
        TextField("note", "Bemærkning", hint="Vises for din stedfortræder.", lines=3),
        ChoiceField("deputy", "Stedfortræder", PEOPLE, required=True),
        ChoiceField("roles", "Roller", (Option("A, B", "a,b"), Option("C", "c%")), several=True),
        DateField("from", "Fra", date(2027, 1, 4), required=True),
    ),
    "Gem",
    intro=(Text(plain("Hvem tager over?")),),
    value="form-1",
)
OPENING = Card("Fravær", controls=(Button("Meld fravær", "absence.open", "x", opens=True),))
DATA = {"form": "absence.save", "value": "form-1", "opener": "message-1"}
TYPED = {
    "one.note": "Ferie",
    "one.deputy": "person-3",
    "several.roles": "a%2Cb,c%25",
    "one.from": "2027-01-04",
}


def content(answer) -> dict:
    """The card in the dialog that was opened or kept open."""
    assert answer.status == 200
    task = answer.body["task"]
    assert task["type"] == "continue"
    card = task["value"]["card"]["content"]
    validate_adaptive_card(card)
    assert lint_adaptive_card(card) == []
    return card


def inputs(card) -> dict[str, dict]:
    """A card's fields by their ids."""
    nodes = [node for _, node in walk(card, "")]
    return {node["id"]: node for node in nodes if str(node.get("type")).startswith("Input.")}


def lines(card) -> list[str]:
    """What can be read on a card."""
    found = []
    for node in card["body"]:
        runs = node.get("inlines", [node.get("text")] if "text" in node else [])
        found.append("".join(run if isinstance(run, str) else run["text"] for run in runs))
    return [line for line in found if line]


async def test_a_button_that_opens_a_form_asks_for_a_dialog(teams, service, conversation):
    conversation.say(OPENING)
    await teams.say("fravær")
    (button,) = service.sent[0].card["actions"]
    assert button["type"] == "Action.Submit"
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    conversation.say(Card("Fravær"), form=FORM)
    answer = await teams.dialog("fetch", button["data"], replyToId="message-1")
    press = conversation.press
    assert (press.action, press.value, press.message_id) == ("absence.open", "x", "message-1")
    assert press.actor.account.id == METTE
    assert answer.body["task"]["value"]["title"] == "Fravær"
    card = content(answer)
    (submit,) = card["actions"]
    assert (submit["type"], submit["title"], submit["data"]) == ("Action.Submit", "Gem", DATA)
    assert lines(card)[0] == "Hvem tager over?"
    assert len(service.sent) == 1


async def test_the_fields_of_a_dialog(teams, conversation):
    conversation.say(Card("Fravær"), form=FORM)
    found = inputs(content(await teams.dialog("fetch", {"action": "a", "value": ""})))
    note, deputy = found["one.note"], found["one.deputy"]
    assert (note["type"], note["isMultiline"], note["label"]) == ("Input.Text", True, "Bemærkning")
    assert "isRequired" not in note
    assert (deputy["style"], deputy["isRequired"]) == ("compact", True)
    assert deputy["errorMessage"] == "Udfyld feltet."
    roles = found["several.roles"]
    assert (roles["style"], roles["isMultiSelect"]) == ("expanded", True)
    assert [choice["value"] for choice in roles["choices"]] == ["a%2Cb", "c%25"]
    assert (found["one.from"]["type"], found["one.from"]["value"]) == ("Input.Date", "2027-01-04")


async def test_a_submitted_dialog(teams, service, conversation):
    conversation.say(Card("Gemt", body=(Text(plain("God ferie.")),)))
    answer = await teams.dialog("submit", {**DATA, **TYPED})
    submit = conversation.submit
    assert (submit.action, submit.value, submit.message_id) == (
        "absence.save",
        "form-1",
        "message-1",
    )
    assert submit.values == {
        "note": ("Ferie",),
        "deputy": ("person-3",),
        "roles": ("a,b", "c%"),
        "from": ("2027-01-04",),
    }
    assert answer.body == {"task": {"type": "message", "value": "Gemt\nGod ferie."}}
    assert service.sent == []


async def test_empty_fields_are_submitted_empty(teams, conversation):
    await teams.dialog("submit", {**DATA, "one.note": "", "several.roles": "", "one.from": None})
    assert conversation.submit.values == {"note": (), "roles": (), "from": ()}


async def test_a_field_named_like_our_own_data_is_itself(teams, conversation):
    await teams.dialog("submit", {**DATA, "one.form": "x", "one.value": "y"})
    assert conversation.submit.action == "absence.save"
    assert conversation.submit.values == {"form": ("x",), "value": ("y",)}


async def test_errors_stand_at_their_fields_with_what_was_typed(teams, conversation):
    typed = filled_in(FORM, {"note": ("Ferie",), "deputy": ("person 3, afdeling 3",)})
    conversation.reply = Reply(
        Card("Der er noget at rette"),
        form=typed,
        errors={"deputy": "Peter er selv væk.", "": "Ret felterne.", "gone": "Vælg igen."},
    )
    card = content(await teams.dialog("submit", {**DATA, **TYPED}))
    assert inputs(card)["one.note"]["value"] == "Ferie"
    assert inputs(card)["one.deputy"]["value"] == "person-3"
    ids = [node.get("id") or lines({"body": [node]})[0] for node in card["body"]]
    assert ids[:2] == ["Ret felterne.", "Vælg igen."]
    assert ids[ids.index("one.deputy") - 1] == "Peter er selv væk."
    error = card["body"][ids.index("one.deputy") - 1]["inlines"][0]
    assert (error["color"], error["weight"]) == ("Attention", "Bolder")
    assert card["actions"][0]["data"] == DATA


async def test_another_form_follows(teams, conversation):
    conversation.reply = Reply(Card("Videre"), form=replace(FORM, title="Side 2", value="form-2"))
    answer = await teams.dialog("submit", {**DATA, **TYPED})
    assert answer.body["task"]["value"]["title"] == "Side 2"
    assert content(answer)["actions"][0]["data"] == {**DATA, "value": "form-2"}


@pytest.mark.parametrize("where", [None, GROUP, CHANNEL])
async def test_the_answer_to_a_dialog_replaces_the_card_it_was_opened_on(
    teams, service, conversation, where
):
    conversation.say(Card("Godkendt"), replaces=True)
    changes = {"conversation": where} if where else {}
    answer = await teams.dialog("submit", {**DATA, **TYPED}, **changes)
    assert answer.body == {}
    (update,) = service.sent
    assert (update.method, update.reply_to) == ("PUT", "message-1")
    assert update.conversation == (where["id"] if where else "a:personal-mette")


async def test_a_card_that_cannot_be_replaced_is_shown(teams, service, conversation):
    conversation.say(Card("Godkendt", body=(Facts(()),)), replaces=True)
    service.fail_next(Failure(404))
    assert (await teams.dialog("submit", {**DATA, **TYPED})).body == {}
    assert [sent.method for sent in service.sent] == ["POST"]


@pytest.mark.parametrize(
    ("audience", "where", "said"),
    [
        (Audience.ASKER, ["19:udvalg@thread.v2"], None),
        (Audience.PLACE, ["19:udvalg@thread.v2"], None),
        (Audience.PERSONAL, ["a:created-1"], "Svaret er personligt"),
    ],
)
async def test_a_longer_answer_is_shown_where_it_belongs(
    teams, service, conversation, audience, where, said
):
    conversation.say(Card("Gemt", body=(Facts(()),)), audience)
    answer = await teams.dialog("submit", {**DATA, **TYPED}, conversation=GROUP)
    assert [sent.conversation for sent in service.sent] == where
    if said:
        assert answer.body["task"]["value"].startswith(said)
    else:
        assert answer.body == {}


async def test_a_typed_command_shows_the_card_that_opens_the_form(teams, service, conversation):
    conversation.reply = Reply(OPENING, form=FORM)
    await teams.say("fravær")
    assert service.sent[0].card["actions"][0]["data"]["action"] == "absence.open"
    assert inputs(service.sent[0].card) == {}


async def test_a_typed_command_without_such_a_button_shows_the_form(teams, service, conversation):
    conversation.reply = Reply(Card("Fravær"), form=FORM)
    await teams.say("fravær")
    assert set(inputs(service.sent[0].card)) == set(TYPED)


async def opened_on_a_card(teams, service, asked, **changes) -> dict:
    """The form as a card, for a client that sends the opening button as a plain message."""
    asked.reply = Reply(OPENING, form=FORM)
    data = {"msteams": {"type": "task/fetch"}, "action": "absence.open", "value": "x"}
    await teams.say(None, value=data, replyToId="message-1", **changes)
    card = service.sent[-1].card
    assert lines(card)[0] == "Fravær"
    assert set(inputs(card)) == set(TYPED)
    (button,) = card["actions"]
    assert button["type"] == "Action.Execute"
    assert button["fallback"]["data"] == button["data"] == DATA
    service.sent.clear()
    return button["data"]


async def test_a_client_without_dialogs_gets_the_form_as_a_card(teams, service, conversation):
    data = await opened_on_a_card(teams, service, conversation)
    conversation.reply = Reply(Card("Ret"), form=FORM, errors={"deputy": "Peter er selv væk."})
    await teams.say(None, value={**data, **TYPED}, replyToId="message-7")
    (update,) = service.sent
    assert (update.method, update.reply_to) == ("PUT", "message-7")
    assert "Peter er selv væk." in lines(update.card)
    conversation.say(Card("Gemt", body=(Facts(()),)))
    await teams.say(None, value={**data, **TYPED}, replyToId="message-7")
    assert conversation.submit.message_id == "message-1"
    assert conversation.submit.values["roles"] == ("a,b", "c%")
    assert (service.sent[-1].method, service.sent[-1].reply_to) == ("PUT", "message-7")
    assert lines(service.sent[-1].card) == ["Gemt"]


async def test_a_form_on_a_card_is_submitted_by_execute_too(teams, service, conversation):
    data = await opened_on_a_card(teams, service, conversation)
    conversation.reply = Reply(Card("Ret"), form=FORM, errors={"": "Ret felterne."})
    answer = await teams.push({**data, **TYPED}, replyToId="message-7")
    assert "Ret felterne." in lines(answer.body["value"])
    conversation.say(Card("Gemt"))
    answer = await teams.push({**data, **TYPED}, replyToId="message-7")
    assert lines(answer.body["value"]) == ["Gemt"]
    assert {(sent.method, sent.reply_to) for sent in service.sent} == {("PUT", "message-7")}


async def test_the_answer_to_a_form_on_a_card_replaces_both(teams, service, conversation):
    data = await opened_on_a_card(teams, service, conversation)
    conversation.say(Card("Godkendt", body=(Facts(()),), controls=(Button("Fortryd", "undo"),)),
                     replaces=True)  # fmt: skip
    answer = await teams.push({**data, **TYPED}, replyToId="message-7")
    assert [(sent.reply_to, "actions" in sent.card) for sent in service.sent] == [
        ("message-1", True),
        ("message-7", False),
    ]
    assert lines(answer.body["value"]) == ["Godkendt"]


async def test_anothers_press_leaves_the_form_standing(teams, service, conversation):
    data = await opened_on_a_card(teams, service, conversation, conversation=GROUP)
    conversation.say(Card("Formularen blev åbnet af en anden."), Audience.PERSONAL)
    answer = await teams.push({**data, **TYPED}, replyToId="message-7", conversation=GROUP)
    assert answer.body["value"] == "Formularen blev åbnet af en anden."
    assert service.sent == []


async def test_a_personal_form_goes_to_the_personal_chat(teams, service, conversation):
    conversation.reply = Reply(Card("Fravær"), Audience.PERSONAL, form=FORM)
    await teams.say("fravær", conversation=GROUP)
    personal, public = service.sent
    assert personal.conversation == "a:created-1"
    assert set(inputs(personal.card)) == set(TYPED)
    assert "attachments" not in public.activity


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"form": 1, "value": "x"},
        {"form": "a", "value": ""},
        {"form": "a", "value": 3},
        {"form": "a", "value": "b", "opener": 3},
        {"form": "a", "value": "b", "opener": "x" * 2000},
        {"form": "a", "value": "b", "one.x": 3},
        {"form": "a", "value": "b", "several.x": ["c"]},
        {"form": "a" * 2000, "value": "b"},
    ],
)
@pytest.mark.parametrize("name", ["fetch", "submit"])
async def test_what_no_form_of_ours_carries_is_said_so(teams, conversation, data, name):
    answer = await teams.dialog(name, data)
    assert answer.status == 200
    assert answer.body["task"]["type"] == "message"
    assert answer.body["task"]["value"].startswith("Den knap kan jeg ikke læse")
    assert conversation.asked == []


async def test_a_failure_of_ours_is_said_in_the_dialog(teams, conversation):
    conversation.error = RuntimeError("x")
    answer = await teams.dialog("submit", {**DATA, **TYPED})
    assert answer.body["task"]["value"].startswith("Noget gik galt")


async def test_who_has_no_identity_is_told_in_the_dialog(teams, conversation):
    answer = await teams.dialog("submit", {**DATA, **TYPED}, **{"from": {"id": "29:x"}})
    assert answer.body["task"]["value"].startswith("Jeg kan ikke se, hvem du er")
    assert conversation.asked == []


async def test_an_emulator_opens_forms_as_cards(service, conversation, store):
    """Microsoft's Agents Playground sends nothing when a button asks for a dialog."""
    config = service.config(anonymous=True)
    platform = TeamsPlatform(config, conversation, Texts("da"), store)
    await platform.start()
    teams = Teams(platform, service)
    conversation.reply = Reply(OPENING, form=FORM)
    await teams.say("fravær")
    (button,) = service.sent[0].card["actions"]
    assert button["type"] == "Action.Execute"
    assert "msteams" not in button["data"]
    await teams.push(button["data"], replyToId="message-1")
    card = service.sent[1].card
    assert set(inputs(card)) == set(TYPED)
    assert card["actions"][0]["data"] == DATA
    await platform.stop()
