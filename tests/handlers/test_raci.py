"""`/raci`: the answers people get, in both languages."""

import pytest

from bot.cards.elements import Button, Mention, Select
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience, Reply
from bot.domain.people import Account
from tests.example import Example


def mentions(reply: Reply) -> set[str]:
    """Return the names of everyone the card really mentions."""
    found = set()
    for element in reply.card.body:
        for fact in getattr(element, "rows", ()):
            for line in getattr(fact, "lines", ()):
                found |= {i.name for i in line if isinstance(i, Mention) and i.accounts}
    return found


async def test_an_activity_names_every_letter(example: Example) -> None:
    text = card_text((await example.say("mette", "/raci adgangsstyring")).card)
    for part in (
        "Adgangsstyring: oprettelse, ændring og nedlæggelse",
        "Ansvarlig (A): Systemejer: Lone Dahl",
        "Udførende (R): Systemadministrator: Jonas Bak",
        "Konsulteres (C): CISO / IT-ansvarlig: Mette Sørensen",
        "Informeres (I): ",
        "Drift A/S – Peter Drift (peter@example.dk, +45 70 00 00 01)",
        "SLA: Drift af servere, gælder til og med den 31. december 2028",
        "Databehandleraftale: Hosting, uden udløb",
        "Startpakke: dansk SMV · version 1 · Startpakke, ikke godkendt",
        "A.5.15",
    ):
        assert part in text


async def test_people_are_mentioned_once_they_are_bound(sqlite_example: Example) -> None:
    await sqlite_example.say("lone", "/raci backup")
    reply = await sqlite_example.say("mette", "/raci adgangsstyring")
    assert mentions(reply) == {"Lone Dahl", "Mette Sørensen"}


async def test_someone_without_an_account_is_shown_with_their_contact(
    sqlite_example: Example,
) -> None:
    reply = await sqlite_example.say("mette", "/raci adgangsstyring")
    assert "Jonas Bak (jonas@example.dk, +45 20 00 00 04)" in card_text(reply.card)


async def test_the_reader_chooses_english(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms language en")
    text = card_text((await sqlite_example.say("mette", "/raci access management")).card)
    assert "Accountable (A): System owner: Lone Dahl" in text
    assert "Starter pack, not approved" in text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/raci jonas", "Systemadministrator"),
        ("/raci @jonas", "Systemadministrator"),
        ("/raci systemejer", "Godkender, hvem der må få adgang"),
        ("/raci drift a/s", "peter@example.dk"),
        ("/raci Salg og kundeservice", "Lone Dahl"),
        ("/ansvar adgangsstyring", "Ansvarlig (A): Systemejer"),
        ("/isms hvem har ansvar for backup", "Backup og gendannelse"),
        ("hvem har ansvar for backup", "Backup og gendannelse"),
        ("raci BACKUP?", "Backup og gendannelse"),
    ],
)
async def test_many_ways_to_ask(sqlite_example: Example, asked: str, expected: str) -> None:
    place = "general" if asked.startswith("/") else "dm-mette"
    assert expected in card_text((await sqlite_example.say("mette", asked, place)).card)


async def test_an_unknown_word_gets_three_suggestions(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("mette", "/raci parkeringskort")).card
    suggested = [c for c in card.controls if isinstance(c, Button) and c.action == "raci.show"]
    assert len(suggested) == 3
    assert "»parkeringskort«" in card_text(card)


async def test_a_suggestion_can_be_pressed(sqlite_example: Example) -> None:
    reply = await sqlite_example.press("mette", "raci.show", "activity:backup")
    assert reply.card.title == "Backup og gendannelse"


async def test_an_answer_can_be_shared_and_then_mentions_only_a_and_r(
    sqlite_example: Example,
) -> None:
    for person in ("lone", "jonas", "mette", "karin"):
        await sqlite_example.say(person, "/raci backup")
    private = await sqlite_example.say("mette", "/raci adgangsstyring")
    (share,) = [c for c in private.card.controls if getattr(c, "action", "") == "raci.share"]
    shared = await sqlite_example.press("mette", "raci.share", share.value)
    assert shared.audience is Audience.PLACE
    assert "Mette Sørensen" in mentions(private)
    assert mentions(shared) == {"Lone Dahl", "Jonas Bak", "Karin Friis"}


async def test_a_private_conversation_has_nothing_to_share(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("mette", "raci backup", "dm-mette")).card
    assert not [c for c in card.controls if getattr(c, "action", "") == "raci.share"]


async def test_a_mentioned_person_is_bound_and_answered(sqlite_example: Example) -> None:
    from bot.chat.request import Command
    from tests.example import PLATFORM, TENANT, actor, where

    command = Command(
        actor("mette"), where("general"), "raci", "@Karin", (Account(PLATFORM, TENANT, "karin"),)
    )
    reply = await sqlite_example.house.dispatcher.answer(command)
    assert reply.card.title == "Karin Friis"


async def test_while_the_holder_is_away_the_deputy_is_named(away_example: Example) -> None:
    text = card_text((await away_example.say("mette", "/raci backup")).card)
    assert "Jonas Bak er fraværende til og med den 22. marts 2027." in text
    assert "Sara Lund" in text


async def test_a_vacant_role_says_who_can_fill_it(sqlite_example: Example) -> None:
    text = card_text((await sqlite_example.say("anders", "/raci intern audit")).card)
    assert "Rollen Intern auditor er ubesat. Mette Sørensen kan besætte den." in text


async def test_everyones_role_is_not_vacant(sqlite_example: Example) -> None:
    text = card_text((await sqlite_example.say("mette", "/raci meld hændelse")).card)
    assert "Rollen Medarbejderne er ubesat" not in text


@pytest.mark.parametrize("when", ["pr. 8. marts 2027", "as of 2027-03-08", "d. 8/3 2027"])
async def test_as_of_a_day_before_the_first_version(sqlite_example: Example, when: str) -> None:
    text = card_text((await sqlite_example.say("mette", f"/raci backup {when}")).card)
    assert "som det så ud den 8. marts 2027" in text
    assert "Ingen er ansvarlig (A)" in text


async def test_a_date_that_does_not_exist_is_explained(sqlite_example: Example) -> None:
    text = card_text((await sqlite_example.say("mette", "/raci backup pr. 31. februar 2027")).card)
    assert "»31. februar 2027«" in text


@pytest.mark.parametrize("value", ["", "activity:", "activity:gone", "nonsense", "planet:mars"])
async def test_a_stale_or_forged_button_gets_a_sentence(
    sqlite_example: Example, value: str
) -> None:
    reply = await sqlite_example.press("mette", "raci.show", value)
    assert "findes ikke længere" in card_text(reply.card)


async def test_other_meanings_can_be_chosen(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("mette", "/raci adgangsstyring")).card
    (select,) = [c for c in card.controls if isinstance(c, Select)]
    assert select.options
