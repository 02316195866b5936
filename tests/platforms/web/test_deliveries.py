"""Every delivery is received before it is answered, and its answer tells all that it caused."""

from typing import Any

import pytest

from bot.cards.elements import Button, Card
from bot.chat.reply import Audience, Receipt, Reply
from bot.chat.request import ButtonPress, Command, FormSubmit, Place, PlaceKind, Request
from tests.platforms.web.asking import Answer, Seen, ask
from tests.platforms.web.forms import FORM
from tests.platforms.web.house import House

CARD = Card("Svar", controls=(Button("Godkend", "approve", "v-1"),))


def script(request: Request) -> Reply:
    if isinstance(request, ButtonPress):
        return Reply(Card("Godkendt"), replaces=True)
    return Reply(CARD)


@pytest.fixture
def house() -> House:
    """Return a chat with something to approve."""
    return House(script)


async def say(house: House, **more: object) -> Answer:
    body = {"person": "mette", "place": "general", "text": "/raci"}
    return await house.post("/demo/say", body | more)


async def press(house: House, message: str, **more: object) -> Answer:
    body = {"person": "mette", "message": message, "action": "approve"}
    return await house.post("/demo/press", body | more)


async def deliver(house: House, kind: str, **more: object) -> Answer:
    """Say, press, submit or upload something."""
    if kind == "say":
        return await say(house, **more)
    if kind == "upload":
        query = "".join(f"&{name}={value}" for name, value in more.items())
        path = f"/demo/upload?person=mette&place=general&name=x.csv{query}"
        return await ask(house.web.app, "POST", path, b"a;b")
    if kind == "submit":
        return await house.submit({"action": FORM.action, "value": "v"}, {}, **more)
    message = house.web.messenger
    sent = await message.send(Place("web", "demo", "mette", PlaceKind.DIRECT), CARD)
    return await press(house, sent, **more)


KINDS = ("say", "press", "submit", "upload")


def keys(house: House) -> list[str]:
    return [
        request.delivery
        for request in house.conversation.asked
        if isinstance(request, Command | ButtonPress | FormSubmit)
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_delivery_has_a_key_of_its_own(house: House, kind: str) -> None:
    for _ in range(3):
        await deliver(house, kind)
    assert len(set(keys(house))) == 3
    assert all(key.startswith("web:") for key in keys(house))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_repeated_delivery_has_no_effect_and_no_messages(house: House, kind: str) -> None:
    assert (await deliver(house, kind, delivery="d-1")).json()
    before = (await ask(house.web.app, "GET", "/demo/messages?person=mette&place=general")).json()
    for _ in range(3):
        again = await deliver(house, kind, delivery="d-1")
        assert (again.status, again.json()) == (200, [])
    assert keys(house) == ["web:d-1"]
    after = (await ask(house.web.app, "GET", "/demo/messages?person=mette&place=general")).json()
    assert after == before


@pytest.mark.parametrize("kind", KINDS)
async def test_what_cannot_be_stored_in_time_is_told_and_not_answered(
    house: House, kind: str
) -> None:
    house.conversation.receipt = Receipt.LATER
    answer = await deliver(house, kind)
    assert (answer.status, answer.json()["error"]) == (503, "try-later")
    assert "Prøv igen om lidt." in answer.json()["message"]
    assert not house.conversation.asked
    shown = (await ask(house.web.app, "GET", "/demo/messages?place=general")).json()
    assert shown == []


async def test_a_page_is_told_to_try_again_too(house: House) -> None:
    house.conversation.receipt = Receipt.LATER
    form = {"person": "mette", "place": "general", "text": "/raci"}
    answer = await ask(house.web.app, "POST", "/demo/say", form=form)
    assert answer.status == 503
    assert "Prøv igen om lidt." in Seen(answer.text).text


async def test_what_is_said_to_people_is_no_delivery(house: House) -> None:
    house.conversation.receipt = Receipt.LATER
    assert (await say(house, text="Hej alle")).status == 200


# --- what it caused -------------------------------------------------------------------------------


def with_outbox(house: House) -> list[str]:
    """Let whatever is answered send a card to Anders and update one that he has."""
    moments: list[str] = []
    anders = Place("web", "demo", "anders", PlaceKind.DIRECT)
    kept: list[str] = []

    async def settle() -> None:
        moments.append("settled")
        if kept:
            await house.web.messenger.update(anders, kept[0], Card("Godkendt af Mette"))
        kept.append(await house.web.messenger.send(anders, Card("Til Anders")))

    house.settle = settle
    return moments


def told(answer: Answer) -> list[tuple[Any, Any, Any]]:
    return [(one["place"], one["to"], one["card"]["title"]) for one in answer.json()]


async def test_an_answer_tells_what_the_outbox_brought_to_others(house: House) -> None:
    settled = with_outbox(house)
    said = (await say(house)).json()
    assert [one["place"] for one in said] == ["general", "general", "dm-anders"]
    pressed = await press(house, said[1]["id"])
    assert told(pressed) == [
        ("general", "mette", "Godkendt"),
        ("dm-anders", "anders", "Godkendt af Mette"),
        ("dm-anders", "anders", "Til Anders"),
    ]
    form = {"action": FORM.action, "value": "v"}
    assert len((await house.submit(form, {})).json()) == 3
    moved = (await house.post("/demo/clock", {"advance": "PT1H"})).json()
    assert [one["place"] for one in moved["messages"]] == ["dm-anders", "dm-anders"]
    assert len(settled) == 4


async def test_a_message_that_the_outbox_changed_again_is_told_as_it_reads_then(
    house: House,
) -> None:
    message = (await say(house)).json()[1]["id"]

    async def settle() -> None:
        place = Place("web", "demo", "general", PlaceKind.CHANNEL)
        await house.web.messenger.update(place, message, Card("Godkendt af Mette kl. 14.30"))

    house.settle = settle
    answer = await press(house, message)
    assert told(answer) == [("general", "mette", "Godkendt af Mette kl. 14.30")]


async def test_what_others_say_meanwhile_is_not_among_it(house: House) -> None:
    async def settle() -> None:
        house.settle = silence
        await house.say("karin", "general", "/raci")
        await house.say("karin", "general", "Hej alle")

    async def silence() -> None:
        return

    house.settle = settle
    assert [one["person"] for one in (await say(house)).json()] == ["mette", "tovholder"]


async def test_a_personal_answer_is_where_the_page_leads_to() -> None:
    house = House(lambda request: Reply(CARD, Audience.PERSONAL))
    form = {"person": "mette", "place": "general", "text": "/isms me"}
    answer = await ask(house.web.app, "POST", "/demo/say", form=form)
    assert answer.headers["location"] == "/?person=mette&place=dm-mette#latest"


async def test_news_in_anothers_direct_conversation_is_marked_at_their_name(house: House) -> None:
    with_outbox(house)
    await say(house)
    page = Seen((await ask(house.web.app, "GET", "/?person=mette")).text)
    latest = {
        attrs["data-person"]: attrs["data-latest"]
        for tag, attrs in page.tags
        if tag == "a" and "data-person" in attrs
    }
    assert latest["anders"] != "0"
    assert latest["jonas"] == "0"
    assert "mette" not in latest
