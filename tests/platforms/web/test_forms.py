"""Forms in the chat: opened, filled in, sent back with what is wrong, and taken."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.cards.elements import Button, Card, Form, TextField
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, FormSubmit, PlaceKind, Request
from tests.platforms.web.asking import Seen, ask
from tests.platforms.web.forms import CONFIRM, FORM, SAVED, WRONG, script
from tests.platforms.web.house import House

FILLED = {"name": "Backup", "a": "role-2", "r": ["role-3", "role-10"], "due": "2027-05-01"}


@pytest.fixture
def house() -> House:
    """Return a chat whose answers are forms."""
    return House(script)


async def opened(house: House, place: str = "general") -> dict[str, Any]:
    """Return the message on which the form was opened by a command."""
    found: dict[str, Any] = (await house.say("mette", place, "/raci ret backup")).json()[-1]
    return found


async def opened_by_press(house: House) -> dict[str, Any]:
    """Return the message on which the form was opened by its button."""
    card = (await house.say("mette", "general", "/raci")).json()[-1]
    found: dict[str, Any] = (await house.press(card["id"], "sample.open")).json()[-1]
    assert found["id"] == card["id"]
    return found


def submitted(house: House) -> FormSubmit:
    """Return what the house was asked last."""
    request = house.conversation.asked[-1]
    assert isinstance(request, FormSubmit)
    return request


async def test_a_form_is_described_to_scripts(house: House) -> None:
    message = await opened(house)
    form = message.pop("form")
    assert set(message) == {"id", "place", "to", "person", "at", "text", "card"}
    assert {name: form[name] for name in ("title", "action", "value", "submit", "text")} == {
        "title": "Ret aktiviteten",
        "action": "sample.save",
        "value": "form-1",
        "submit": "Gem udkast",
        "text": "Rettelsen er et udkast, til en anden har godkendt den.",
    }
    fields = {field["name"]: field for field in form["fields"]}
    assert fields["name"] == {
        "name": "name",
        "label": "Navn",
        "kind": "text",
        "value": "Sikkerhedskopiering",
        "lines": 1,
        "most": 3000,
        "required": True,
        "hint": "",
    }
    assert (fields["r"]["kind"], fields["r"]["several"]) == ("choice", True)
    assert fields["r"]["value"] == ["role-3", "role-10"]
    assert fields["r"]["options"][0] == {"label": "Topledelsen", "value": "role-0"}
    assert (fields["due"]["kind"], fields["due"]["value"]) == ("date", "2027-04-01")
    assert fields["why"]["value"] is None
    assert message["card"]["actions"][0]["opens"]


async def test_a_press_opens_a_form_on_the_message_and_writes_nothing(house: House) -> None:
    message = await opened_by_press(house)
    assert message["form"]["value"] == "form-1"
    assert len((await ask(house.web.app, "GET", "/demo/messages")).json()) == 2


@pytest.mark.parametrize("open_it", [opened, opened_by_press])
async def test_what_is_submitted_reaches_the_house_and_its_answer_stands_on_the_message(
    house: House, open_it: Any
) -> None:
    message = await open_it(house)
    answer = await house.submit(message["form"], FILLED, message["id"])
    assert answer.status == 200
    assert [(one["id"], one["to"], one["card"]["title"]) for one in answer.json()] == [
        (message["id"], "mette", SAVED.title)
    ]
    request = submitted(house)
    assert (request.action, request.value) == ("sample.save", "form-1")
    assert request.values["r"] == ("role-3", "role-10")
    assert request.values["name"] == ("Backup",)
    assert request.message_id == message["id"]
    assert (request.place.id, request.place.kind) == ("general", PlaceKind.CHANNEL)
    assert request.actor.account.id == "mette"
    assert request.delivery


async def test_the_form_knows_its_message_when_a_script_does_not(house: House) -> None:
    message = await opened(house)
    answer = (await house.submit(message["form"], FILLED)).json()
    assert answer[0]["id"] == message["id"]


async def test_an_answer_that_replaces_nothing_is_a_private_one_in_the_place(house: House) -> None:
    message = await opened(house)
    house.conversation.script = lambda request: Reply(SAVED)
    answer = (await house.submit(message["form"], FILLED, message["id"])).json()
    assert [(one["place"], one["to"]) for one in answer] == [("general", "mette")]
    assert answer[0]["id"] != message["id"]


async def test_errors_are_told_by_field_with_what_was_typed(house: House) -> None:
    message = await opened(house)
    values = {**FILLED, "name": " ", "r": None, "why": "Fordi\nvi ændrer"}
    answer = await house.submit(message["form"], values, message["id"])
    told = answer.json()
    assert (answer.status, told["error"]) == (422, "form-errors")
    assert told["message"] == "Der er noget at rette herunder."
    assert told["errors"] == {"name": WRONG["name"], "r": WRONG["r"]}
    assert told["form"]["value"] == "form-1"
    fields = {field["name"]: field["value"] for field in told["form"]["fields"]}
    assert (fields["r"], fields["why"]) == ([], "Fordi\nvi ændrer")
    whole = (await house.submit(told["form"], {**FILLED, "name": "hel"}, message["id"])).json()
    assert whole["message"] == whole["errors"][""]
    again = await house.submit(told["form"], FILLED, message["id"])
    assert again.json()[0]["card"]["title"] == SAVED.title


async def test_a_form_may_lead_to_the_next(house: House) -> None:
    message = await opened(house)
    answer = (await house.submit(message["form"], {**FILLED, "name": "igen"})).json()
    assert [(one["id"], one["form"]["value"]) for one in answer] == [(message["id"], "form-2")]
    done = (await house.submit(answer[0]["form"], {"note": ""})).json()
    assert [(one["id"], one["card"]["title"]) for one in done] == [(message["id"], SAVED.title)]


async def test_a_form_whose_message_is_gone_is_taken_all_the_same(house: House) -> None:
    message = await opened(house)
    for number in range(501):
        await house.say("anders", "general", str(number))
    answer = (await house.submit(message["form"], FILLED, message["id"])).json()
    assert [(one["place"], one["to"]) for one in answer] == [("general", "mette")]
    assert submitted(house).message_id is None
    unknown = {"action": "sample.save", "value": "form-of-an-earlier-run"}
    answer = (await house.submit(unknown, FILLED, "an-earlier-1")).json()
    assert [(one["place"], one["to"]) for one in answer] == [("dm-mette", "mette")]


async def test_who_does_not_see_a_message_changes_nothing_on_it(house: House) -> None:
    message = await opened(house)
    answer = (await house.submit(message["form"], FILLED, message["id"], person="jonas")).json()
    assert [(one["place"], one["to"]) for one in answer] == [("dm-jonas", "jonas")]
    assert submitted(house).message_id is None
    assert submitted(house).actor.account.id == "jonas"


async def test_a_form_of_the_home_page_is_answered_in_the_direct_conversation() -> None:
    def answer(request: Request) -> Reply:
        if isinstance(request, ButtonPress):
            return Reply(Card("Hjem"), form=FORM)
        card = Card("Hjem", controls=(Button("Ret", "open"),))
        return Reply(SAVED if isinstance(request, FormSubmit) else card, Audience.PERSONAL)

    house = House(answer)
    await ask(house.web.app, "GET", "/home?person=mette")
    home = (await ask(house.web.app, "GET", "/demo/messages?place=home-mette")).json()[0]
    message = (await house.press(home["id"], "open")).json()[0]
    done = (await house.submit(message["form"], FILLED, message["id"])).json()
    assert [(one["place"], one["to"]) for one in done] == [("dm-mette", "mette")]


async def test_errors_without_a_form_are_told_in_words() -> None:
    house = House(lambda request: Reply(Card("Ret"), errors={"name": WRONG["name"]}))
    (_, answer) = (await house.say("mette", "general", "/raci ret")).json()
    assert WRONG["name"] in answer["text"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"person": "nobody"}, (404, "unknown-person")),
        ({"person": 5}, (400, "missing-field")),
        ({"action": None}, (400, "missing-field")),
        ({"value": 5}, (400, "missing-field")),
        ({"message": 5}, (400, "missing-field")),
        ({"values": []}, (400, "missing-field")),
        ({"values": {"name": 5}}, (400, "missing-field")),
        ({"values": {"name": ["x", 5]}}, (400, "missing-field")),
        ({"values": {"name": {}}}, (400, "missing-field")),
        ({"delivery": "x" * 201}, (400, "missing-field")),
    ],
)
async def test_what_cannot_be_submitted_is_refused(
    house: House, change: dict[str, object], problem: tuple[int, str]
) -> None:
    form = (await opened(house))["form"]
    asked = len(house.conversation.asked)
    body = {"person": "mette", "action": form["action"], "value": form["value"], "values": {}}
    answer = await house.post("/demo/submit", body | change)
    assert (answer.status, answer.json()["error"]) == problem
    assert answer.json()["message"].endswith(".")
    assert len(house.conversation.asked) == asked


# --- the page of a form, without a script ---------------------------------------------------------


def filled(page: Seen) -> dict[str, str]:
    """Return the hidden fields of a form's page."""
    hidden = (attrs for tag, attrs in page.tags if tag == "input" and attrs["type"] == "hidden")
    return {str(attrs["name"]): str(attrs["value"]) for attrs in hidden}


async def page_of(house: House, location: str) -> Seen:
    answer = await ask(house.web.app, "GET", location)
    assert answer.status == 200
    return Seen(answer.text)


async def open_by_page(house: House) -> tuple[str, Seen]:
    """Return the address and the page of the form that a command opened."""
    said = {"person": "mette", "place": "udvalg", "text": "/raci ret backup"}
    answer = await ask(house.web.app, "POST", "/demo/say", form=said)
    assert answer.status == 303
    location = answer.headers["location"]
    return location, await page_of(house, location)


async def test_a_form_is_a_page_of_its_own(house: House) -> None:
    location, page = await open_by_page(house)
    assert parse_qs(urlsplit(location).query) == {"person": ["mette"], "value": ["form-1"]}
    assert "Ret aktiviteten" in page.text
    assert "Navn (skal udfyldes)" in page.text
    assert "Mindst én. En ekstern kontakt kan udføre, men ikke være ansvarlig." in page.text
    assert "/?person=mette&place=udvalg#latest" in page.attributes("href")
    checked = [attrs["value"] for tag, attrs in page.tags if "checked" in attrs]
    assert checked == ["role-2", "role-3", "role-10"]


async def test_a_page_that_is_submitted_leads_to_its_answer(house: House) -> None:
    _, page = await open_by_page(house)
    body = "&".join(f"{name}={value}" for name, value in filled(page).items())
    body += "&field-name=Backup&field-a=role-2&field-r=role-3&field-r=role-10&field-why=en%0D%0Ato"
    answer = await post_form(house, body)
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/?person=mette&place=udvalg#latest",
    )
    request = submitted(house)
    assert request.values == {
        "name": ("Backup",),
        "a": ("role-2",),
        "r": ("role-3", "role-10"),
        "why": ("en\nto",),
    }
    assert (request.place.id, request.message_id is not None) == ("udvalg", True)
    gone = await ask(house.web.app, "GET", "/form?person=mette&value=form-1")
    assert gone.status == 404
    assert "Formularen er ikke åben længere." in gone.text


async def post_form(house: House, body: str) -> Any:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return await ask(house.web.app, "POST", "/demo/submit", body.encode(), headers=kind)


async def test_a_page_with_errors_keeps_what_was_typed_and_goes_to_the_first(house: House) -> None:
    location, page = await open_by_page(house)
    typed = {**filled(page), "field-name": "", "field-r": "", "field-why": '<i>"x"</i>'}
    answer = await ask(house.web.app, "POST", "/demo/submit", form=typed)
    assert answer.status == 422
    seen = Seen(answer.text)
    assert WRONG["name"] in seen.text
    assert '<i>"x"</i>' in seen.text
    invalid = [attrs for tag, attrs in seen.tags if attrs.get("aria-invalid") == "true"]
    assert len(invalid) == 2
    ids = seen.attributes("id")
    for attrs in invalid:
        described = str(attrs["aria-describedby"]).split()
        assert described
        assert set(described) <= set(ids)
    focused = [attrs for tag, attrs in seen.tags if "autofocus" in attrs]
    assert [attrs["name"] for attrs in focused] == ["field-name"]
    reloaded = await page_of(house, location)
    assert WRONG["name"] in reloaded.text


async def test_an_error_of_the_whole_form_stands_above_it(house: House) -> None:
    _, page = await open_by_page(house)
    typed = {**filled(page), "field-name": "hel", "field-r": "role-3"}
    answer = await ask(house.web.app, "POST", "/demo/submit", form=typed)
    seen = Seen(answer.text)
    assert "En anden har rettet aktiviteten imens. Åbn den igen." in seen.text
    focused = [attrs for tag, attrs in seen.tags if "autofocus" in attrs]
    assert [attrs["role"] for attrs in focused] == ["alert"]


async def test_the_next_form_is_the_next_page(house: House) -> None:
    _, page = await open_by_page(house)
    typed = {**filled(page), "field-name": "igen", "field-r": "role-3"}
    answer = await ask(house.web.app, "POST", "/demo/submit", form=typed)
    assert answer.headers["location"] == "/form?person=mette&value=form-2"
    assert CONFIRM.submit in (await page_of(house, answer.headers["location"])).text


async def test_nobody_opens_anothers_form(house: House) -> None:
    await open_by_page(house)
    assert (await ask(house.web.app, "GET", "/form?person=jonas&value=form-1")).status == 404
    assert (await ask(house.web.app, "GET", "/form?person=mette&value=")).status == 404


async def test_a_form_of_many_people_may_be_filled_in_whole() -> None:
    house = House(lambda request: Reply(SAVED))
    names = "&".join(f"field-r=role-{number}" for number in range(1500))
    body = f"person=mette&action=sample.save&value=form-1&{names}"
    assert (await post_form(house, body)).status == 303
    assert len(submitted(house).values["r"]) == 1500
    assert (await post_form(house, body + "&" + names)).status == 400


async def test_only_so_many_forms_are_kept_to_be_shown() -> None:
    number = 0

    def another(request: Request) -> Reply:
        nonlocal number
        number += 1
        form = Form("x", "x", (TextField("x", "x"),), "x", value=str(number))
        return Reply(Card("x"), form=replace(form))

    house = House(another)
    for _ in range(501):
        await house.say("mette", "dm-mette", "ret")
    assert (await ask(house.web.app, "GET", "/form?person=mette&value=1")).status == 404
    assert (await ask(house.web.app, "GET", "/form?person=mette&value=501")).status == 200
