"""Pressing buttons and choosing options."""

from typing import Any

import pytest

from bot.cards.elements import Button, Card, Option, Select, Style
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, HomeOpened, PlaceKind, Request
from tests.platforms.web.asking import ask
from tests.platforms.web.house import House

CARD = Card(
    "Svar",
    controls=(
        Button("Del i kanal", "share", "act-1", Style.PRIMARY),
        Button("Første", "show", "one"),
        Button("Anden", "show", "two"),
        Select("Flere", "pick", (Option("Tre", "three"),)),
    ),
)

PICKED = {"value": "three"}


def answering(audience: Audience, replaces: bool = False) -> House:
    def script(request: Request) -> Reply:
        if isinstance(request, ButtonPress):
            return Reply(Card("Trykket"), audience, replaces)
        return Reply(CARD, audience if isinstance(request, HomeOpened) else Audience.ASKER)

    return House(script)


async def shown_to_mette(house: House, place: str = "general") -> dict[str, Any]:
    found: dict[str, Any] = (await house.say("mette", place, "/raci")).json()[1]
    return found


async def test_a_card_lists_its_buttons_and_choices(house: House) -> None:
    house.conversation.script = lambda request: Reply(CARD)
    actions = (await shown_to_mette(house))["card"]["actions"]
    assert actions[0] == {
        "label": "Del i kanal",
        "action": "share",
        "value": "act-1",
        "style": "primary",
    }
    assert actions[3] == {
        "label": "Flere",
        "action": "pick",
        "options": [{"label": "Tre", "value": "three"}],
    }


@pytest.mark.parametrize(
    ("action", "values", "value"),
    [
        ("share", {}, "act-1"),
        ("share", None, "act-1"),
        ("share", {"value": "act-1"}, "act-1"),
        ("show", {"value": "two"}, "two"),
        ("pick", {"value": "three"}, "three"),
    ],
)
async def test_a_press_carries_the_controls_value(action: str, values: object, value: str) -> None:
    house = answering(Audience.ASKER)
    message = await shown_to_mette(house)
    answer = await house.press(message["id"], action, values)
    assert [one["text"] for one in answer.json()] == ["Trykket"]
    pressed = house.conversation.asked[-1]
    assert isinstance(pressed, ButtonPress)
    assert (pressed.action, pressed.value) == (action, value)
    assert pressed.message_id == message["id"]
    assert (pressed.place.id, pressed.place.kind) == ("general", PlaceKind.CHANNEL)
    assert pressed.actor.account.id == "mette"


@pytest.mark.parametrize(
    ("action", "values", "status", "problem"),
    [
        ("nothing", {}, 409, "no-such-control"),
        ("share", {"value": "act-2"}, 409, "no-such-control"),
        ("pick", {"value": "four"}, 409, "no-such-control"),
        ("pick", {}, 400, "choose-value"),
        ("show", {}, 400, "choose-value"),
        ("show", {"value": 1}, 400, "choose-value"),
        ("share", {"value": ["act-1"]}, 400, "choose-value"),
        ("share", [], 400, "missing-field"),
        ("share", "act-1", 400, "missing-field"),
    ],
)
async def test_a_control_that_is_not_there_cannot_be_pressed(
    action: str, values: object, status: int, problem: str
) -> None:
    house = answering(Audience.ASKER)
    message = await shown_to_mette(house)
    asked = len(house.conversation.asked)
    answer = await house.press(message["id"], action, values)
    assert (answer.status, answer.json()["error"]) == (status, problem)
    assert len(house.conversation.asked) == asked


async def test_nobody_presses_what_is_no_card() -> None:
    house = answering(Audience.ASKER)
    await shown_to_mette(house)
    own = (await ask(house.web.app, "GET", "/demo/messages")).json()[0]
    for one in (own["id"], "nothing"):
        answer = await house.press(one, "share")
        assert (answer.status, answer.json()["error"]) == (404, "unknown-message")


@pytest.mark.parametrize("audience", list(Audience))
async def test_a_press_on_what_one_does_not_see_is_for_the_house_to_refuse(
    audience: Audience,
) -> None:
    house = answering(audience, replaces=True)
    message = (await house.say("mette", "general", "/raci")).json()[1]
    answer = (await house.press(message["id"], "share", person="jonas")).json()
    assert [(one["place"], one["to"], one["text"]) for one in answer] == [
        ("dm-jonas", "jonas", "Trykket")
    ]
    pressed = house.conversation.asked[-1]
    assert isinstance(pressed, ButtonPress)
    assert (pressed.actor.account.id, pressed.message_id) == ("jonas", None)
    kept = (await ask(house.web.app, "GET", "/demo/messages?place=general&person=mette")).json()
    assert kept[-1] == message


async def test_an_answer_takes_the_place_of_the_pressed_message() -> None:
    house = answering(Audience.ASKER, replaces=True)
    message = await shown_to_mette(house)
    changed = (await house.press(message["id"], "share")).json()
    assert [(one["id"], one["text"], one["to"]) for one in changed] == [
        (message["id"], "Trykket", "mette")
    ]


async def test_a_press_on_what_a_card_bore_before_is_for_the_house_to_answer() -> None:
    house = answering(Audience.ASKER, replaces=True)
    message = await shown_to_mette(house)
    await house.press(message["id"], "share")
    asked = len(house.conversation.asked)
    for action, values in (("share", {}), ("share", {"value": "act-1"}), ("pick", PICKED)):
        assert (await house.press(message["id"], action, values)).status == 200
    assert len(house.conversation.asked) == asked + 3
    never = await house.press(message["id"], "share", {"value": "act-9"})
    assert (never.status, never.json()["error"]) == (409, "no-such-control")


async def test_a_shared_answer_is_for_everyone() -> None:
    house = answering(Audience.PLACE)
    message = await shown_to_mette(house)
    shared = (await house.press(message["id"], "share")).json()[0]
    assert (shared["place"], shared["to"]) == ("general", None)
    assert shared["id"] != message["id"]


async def test_a_private_answer_never_replaces_what_everybody_sees() -> None:
    house = answering(Audience.ASKER, replaces=True)
    house.conversation.script = lambda request: Reply(
        CARD, Audience.ASKER if isinstance(request, ButtonPress) else Audience.PLACE, replaces=True
    )
    public = await shown_to_mette(house)
    assert public["to"] is None
    answer = (await house.press(public["id"], "share", person="jonas")).json()[0]
    assert answer["id"] != public["id"]
    assert answer["to"] == "jonas"


async def test_a_public_answer_replaces_what_everybody_sees() -> None:
    house = House(lambda request: Reply(CARD, Audience.PLACE, replaces=True))
    public = await shown_to_mette(house)
    answer = (await house.press(public["id"], "share", person="jonas")).json()[0]
    assert (answer["id"], answer["to"]) == (public["id"], None)


async def test_a_personal_answer_goes_to_the_direct_conversation() -> None:
    house = answering(Audience.PERSONAL, replaces=True)
    message = await shown_to_mette(house)
    answer = (await house.press(message["id"], "share")).json()[0]
    assert (answer["place"], answer["to"]) == ("dm-mette", "mette")
    assert answer["id"] != message["id"]


async def test_a_press_on_the_home_page_is_answered_in_the_direct_conversation() -> None:
    house = answering(Audience.PLACE)
    await ask(house.web.app, "GET", "/home?person=mette")
    opened = house.conversation.asked[0]
    assert isinstance(opened, HomeOpened)
    assert (opened.actor.account.id, opened.place.id) == ("mette", "dm-mette")
    home = (await ask(house.web.app, "GET", "/demo/messages?place=home-mette")).json()[0]
    answer = (await house.press(home["id"], "share")).json()[0]
    assert (answer["place"], answer["to"]) == ("dm-mette", "mette")
    pressed = house.conversation.asked[-1]
    assert isinstance(pressed, ButtonPress)
    assert (pressed.place.id, pressed.place.kind) == ("dm-mette", PlaceKind.DIRECT)


async def test_the_home_page_is_one_message_that_changes() -> None:
    house = answering(Audience.PERSONAL, replaces=True)
    await ask(house.web.app, "GET", "/home?person=mette")
    home = (await ask(house.web.app, "GET", "/demo/messages?place=home-mette")).json()[0]
    assert (await house.press(home["id"], "share")).json()[0]["id"] == home["id"]
    await ask(house.web.app, "GET", "/home?person=mette")
    homes = (await ask(house.web.app, "GET", "/demo/messages?place=home-mette")).json()
    assert [(one["id"], one["text"].split("\n")[0]) for one in homes] == [(home["id"], "Svar")]
    assert (await ask(house.web.app, "GET", "/demo/messages?person=mette")).json() == []
    elsewhere = (await house.press(home["id"], "share", person="jonas")).json()[0]
    assert (elsewhere["place"], elsewhere["to"]) == ("dm-jonas", "jonas")
