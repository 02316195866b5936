"""`/isms admin simulate`: who may ask, and what the card says."""

from bot.cards.elements import Button, Facts, Picture
from bot.cards.plaintext import card_text
from tests.example import Example


async def test_an_administrator_sees_who_would_get_how_many_messages(
    sqlite_example: Example,
) -> None:
    reply = await sqlite_example.say("mette", "/isms admin simulér 2027")
    text = card_text(reply.card)
    assert "Påmindelser i 2027" in text
    assert "Mette Sørensen: " in text
    assert "flest i uge " in text
    assert "Der er ikke sendt noget." in text
    picture = next(part for part in reply.card.body if isinstance(part, Picture))
    assert await sqlite_example.house.services.gallery.picture(picture.secret)
    assert "6 personer" in picture.alt
    assert "5 af dem har ingen konto endnu" in text


async def test_it_shows_what_happens_when_all_is_done_in_time(sqlite_example: Example) -> None:
    reply = await sqlite_example.say("mette", "/isms admin simulate 2027")
    button = next(c for c in reply.card.controls if isinstance(c, Button))
    pressed = await sqlite_example.press("mette", button.action, button.value)
    assert "hver opgave bliver gjort" in card_text(pressed.card)
    again = next(c for c in pressed.card.controls if isinstance(c, Button))
    assert (await sqlite_example.press("mette", again.action, again.value)).card == reply.card


async def test_a_year_that_cannot_be_worked_out_is_answered_with_those_that_can(
    sqlite_example: Example,
) -> None:
    reply = await sqlite_example.say("mette", "/isms admin simulér 1999")
    assert "2027 til 2032" in card_text(reply.card)


async def test_others_are_told_who_may_ask(sqlite_example: Example) -> None:
    for person in ("anders", "peter"):
        reply = await sqlite_example.say(person, "/isms admin simulér 2027")
        assert "Kun en administrator" in card_text(reply.card)
        assert not any(isinstance(part, Facts) for part in reply.card.body)


async def test_what_a_button_carries_may_be_anything(sqlite_example: Example) -> None:
    for value in ("2027 in-time 99", "x y z æ"):
        reply = await sqlite_example.press("mette", "simulation.show", value)
        assert reply.card.title
