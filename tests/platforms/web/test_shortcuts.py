"""The menu of a message in the local chat: what can be made of it."""

from bot.cards.elements import Card
from bot.chat.reply import Reply
from bot.chat.request import Command, MessageShortcut, Request
from bot.platforms.web.message_html import message_html
from bot.texts import Texts
from tests.platforms.web.forms import FORM
from tests.platforms.web.house import CAST, METTE, PLACES, House


def script(request: Request) -> Reply:
    form = FORM if isinstance(request, MessageShortcut) else None
    return Reply(Card("Ny opgave"), form=form)


async def said(house: House, who: str = "jonas", place: str = "general") -> str:
    """Return the id of a message that somebody wrote to the others."""
    (message,) = (await house.say(who, place, "Døren står åben @Karin Friis")).json()
    return str(message["id"])


async def test_a_shortcut_opens_a_form_with_the_message_s_text() -> None:
    house = House(script)
    message = await said(house)
    body = {"person": "mette", "message": message, "shortcut": "plan.from-message"}
    answer = (await house.post("/demo/shortcut", body)).json()
    assert answer[-1]["form"]["action"] == FORM.action
    assert answer[-1]["to"] == "mette"
    (asked,) = house.conversation.asked
    assert isinstance(asked, MessageShortcut)
    assert asked.text == "Døren står åben @Karin Friis"
    assert asked.link.startswith("http://127.0.0.1:8080/?person=mette&place=general#m-")


async def test_nobody_makes_anything_of_what_they_do_not_see() -> None:
    house = House(script)
    message = (await house.say("jonas", "general", "/raci")).json()[0]["id"]
    body = {"person": "mette", "message": message, "shortcut": "plan.from-message"}
    assert (await house.post("/demo/shortcut", body)).status == 404
    assert all(isinstance(one, Command) for one in house.conversation.asked)


async def test_every_message_has_the_menu() -> None:
    house = House(script)
    message = house.web._log.find(await said(house))
    assert message is not None
    shown = message_html(message, METTE, PLACES[0], CAST, Texts("da"), ("plan.from-message",))
    assert 'value="plan.from-message">Opret opgave</button>' in shown
    assert "details" not in message_html(message, METTE, PLACES[0], CAST, Texts("da"))
