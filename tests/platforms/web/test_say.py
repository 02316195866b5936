"""What people say: who sees it, what reaches the bot, and who sees its answer."""

import pytest

from bot.cards.elements import Card
from bot.chat.reply import Audience, Reply
from bot.chat.request import Command, PlaceKind
from bot.domain.people import Account
from tests.platforms.web.asking import ask
from tests.platforms.web.house import House


async def seen_by(house: House, person: str, place: str = "general") -> list[str]:
    answer = await ask(house.web.app, "GET", f"/demo/messages?place={place}&person={person}")
    return [message["text"] for message in answer.json()]


async def test_a_slash_command_and_its_answer_are_seen_by_the_asker_alone(house: House) -> None:
    own, reply = (await house.say("mette", "general", " /RACI adgang til @jonas ")).json()
    assert (own["person"], own["to"], own["text"], own["card"]) == (
        "mette",
        "mette",
        "/RACI adgang til @jonas",
        None,
    )
    assert (reply["person"], reply["to"], reply["place"]) == ("tovholder", "mette", "general")
    assert await seen_by(house, "mette") == [own["text"], reply["text"]]
    assert await seen_by(house, "jonas") == []
    command = house.conversation.asked[0]
    assert isinstance(command, Command)
    assert (command.word, command.text) == ("raci", "adgang til @Jonas Bak")
    assert command.mentioned == (Account("web", "demo", "jonas"),)
    assert command.actor.account == Account("web", "demo", "mette")
    assert (command.place.id, command.place.kind) == ("general", PlaceKind.CHANNEL)


async def test_what_is_said_to_people_stays_with_people(house: House) -> None:
    answer = await house.say("karin", "general", "Hej @mette, raci adgang?")
    assert [message["to"] for message in answer.json()] == [None]
    assert not house.conversation.asked
    assert await seen_by(house, "jonas") == ["Hej @mette, raci adgang?"]


async def test_naming_the_bot_in_a_channel_asks_it_in_public_and_answers_in_private(
    house: House,
) -> None:
    own, reply = (await house.say("karin", "general", "@tovholder hvem har backup")).json()
    assert (own["to"], reply["to"]) == (None, "karin")
    command = house.conversation.asked[0]
    assert isinstance(command, Command)
    assert (command.word, command.text) == ("", "hvem har backup")


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [("hvem har backup", "", "hvem har backup"), ("/isms me", "isms", "me"), ("/", "", "")],
)
async def test_everything_in_a_direct_conversation_is_for_the_bot(
    house: House, text: str, word: str, rest: str
) -> None:
    own, reply = (await house.say("mette", "dm-mette", text)).json()
    assert (own["to"], reply["to"], reply["place"]) == (None, "mette", "dm-mette")
    command = house.conversation.asked[0]
    assert isinstance(command, Command)
    assert (command.word, command.text, command.place.kind) == (word, rest, PlaceKind.DIRECT)
    assert await seen_by(house, "jonas", "dm-mette") == []


@pytest.mark.parametrize(
    ("audience", "place", "to"),
    [
        (Audience.ASKER, "general", "mette"),
        (Audience.PERSONAL, "dm-mette", "mette"),
        (Audience.PLACE, "general", None),
    ],
)
async def test_the_audience_decides_who_sees_an_answer(
    audience: Audience, place: str, to: str | None
) -> None:
    house = House(lambda request: Reply(Card("Svar"), audience))
    reply = (await house.say("mette", "general", "/isms")).json()[1]
    assert (reply["place"], reply["to"]) == (place, to)


@pytest.mark.parametrize(
    ("person", "place", "text", "status", "problem"),
    [
        ("nobody", "general", "hej", 404, "unknown-person"),
        ("mette", "nowhere", "hej", 404, "unknown-place"),
        ("mette", "dm-jonas", "hej", 404, "unknown-place"),
        ("mette", "home-mette", "hej", 404, "unknown-place"),
        ("mette", "general", " \n ", 400, "empty-text"),
        ("mette", "general", "\x00\x07", 400, "empty-text"),
        ("mette", "general", "x" * 4001, 400, "long-text"),
    ],
)
async def test_what_cannot_be_said_is_refused_in_a_sentence(
    house: House, person: str, place: str, text: str, status: int, problem: str
) -> None:
    answer = await house.say(person, place, text)
    assert (answer.status, answer.json()["error"]) == (status, problem)
    assert answer.json()["message"].endswith(".")
    assert not (await ask(house.web.app, "GET", "/demo/messages")).json()


async def test_a_refusal_is_in_the_persons_language() -> None:
    house = House(languages={"jonas": "en"})
    assert "no such place" in (await house.say("jonas", "x", "hi")).json()["message"]
    assert "Det sted" in (await house.say("mette", "x", "hej")).json()["message"]


async def test_control_characters_and_half_surrogates_do_not_pass(house: House) -> None:
    body = b'{"person": "mette", "place": "general", "text": "a\\u0000b\\ud800c\\u0085\\nd"}'
    answer = await ask(house.web.app, "POST", "/demo/say", body)
    assert answer.json()[0]["text"] == "ab?c\nd"
