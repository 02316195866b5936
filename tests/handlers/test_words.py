"""What people type: words, spellings, languages, and whole questions."""

import pytest

from bot.cards.plaintext import card_text
from tests.example import Example

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENU = "Tovholder"
MINE = "Mine roller og opgaver"
MATRIX = "RACI-matrix"
LIST = "Det kan du slå op"
CHECK = "Tjek af RACI-matrixen"
LINK = "Tilknyt din anden konto"
REFUSED = "Det kunne jeg ikke"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("hjælp", MENU),
        ("hjaelp", MENU),
        ("HJÆLP!", MENU),
        ("Hjælp?", MENU),
        ("help", MENU),
        ("  help  ", MENU),
        ("mine", MINE),
        ("Mine Opgaver", MINE),
        ("my tasks", MINE),
        ("raci matrix", MATRIX),
        ("RACI MATRIX", MATRIX),
        ("ansvar matrix", MATRIX),
        ("raci liste", LIST),
        ("raci list", LIST),
        ("raci", LIST),
        ("raci tjek", CHECK),
        ("raci check", CHECK),
        ("tilknyt", LINK),
        ("link", LINK),
        ("admin tjek", REFUSED),
        ("admin doctor", REFUSED),
        ("sprog klingon", REFUSED),
        ("raci aarsrapport", "Ledelsesrapportering (årsrapport)"),
        ("raci årsrapport", "Ledelsesrapportering (årsrapport)"),
        ("raci AARSRAPPORT", "Ledelsesrapportering (årsrapport)"),
        ("hvem har ansvar for backup", "Backup og gendannelse"),
        ("Hvem har ansvaret for backup?", "Backup og gendannelse"),
        ("who is responsible for backup", "Backup og gendannelse"),
        ("raci access management", "Adgangsstyring: oprettelse, ændring og nedlæggelse"),
        ("adgangsstyring", "Adgangsstyring: oprettelse, ændring og nedlæggelse"),
    ],
)
async def test_a_message_is_understood_however_it_is_spelled(
    settled: Example, text: str, title: str
) -> None:
    assert (await settled.say("bo", text, "dm-bo")).card.title.startswith(title)


@pytest.mark.parametrize(
    ("text", "other_than"),
    [
        ("hjælp jeg er hacket", MENU),
        ("help, I clicked a link in a phishing mail", MENU),
        ("mine kolleger har fået en phishingmail", MINE),
        ("link i en mail fra en ukendt afsender", LINK),
        ("menu for frokosten", MENU),
    ],
)
@pytest.mark.parametrize("root", ["", "/isms "])
async def test_a_question_that_begins_like_a_command_is_looked_up(
    settled: Example, root: str, text: str, other_than: str
) -> None:
    place = "general" if root else "dm-bo"
    reply = await settled.say("bo", root + text, place)
    assert reply.card.title not in (other_than, REFUSED)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("hjælp jeg er hacket", "ændelse"),
        ("mine kolleger har fået en phishingmail", "ændelse"),
    ],
)
async def test_a_cry_for_help_leads_to_incidents(settled: Example, text: str, part: str) -> None:
    assert part in card_text((await settled.say("nina", text, "dm-nina")).card)


@pytest.mark.parametrize("slash", ["/raci", "/ansvar", "/RACI"])
async def test_both_slash_commands_look_up(settled: Example, slash: str) -> None:
    reply = await settled.say("nina", f"{slash} backup")
    assert reply.card.title == "Backup og gendannelse"


async def test_a_slash_command_that_is_not_ours_is_read_as_the_root(settled: Example) -> None:
    assert (await settled.say("nina", "/ukendt")).card.title == MENU
    assert (await settled.say("nina", "/ukendt mine")).card.title == MINE


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "?", "🔒", "a" * 5000, "<script>", "%s %d {x}", "@", "raci @"]
)
async def test_odd_input_gets_an_answer(settled: Example, text: str) -> None:
    card = (await settled.say("nina", text, "dm-nina")).card
    assert card.title != REFUSED or "Reference" not in card_text(card)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("pr. 8. marts 2027", "8. marts 2027"),
        ("pr 8.3.2027", "8. marts 2027"),
        ("d. 8/3 2027", "8. marts 2027"),
        ("den 8. mar. 2027", "8. marts 2027"),
        ("as of 2027-03-08", "8. marts 2027"),
        ("on 8 March 2027?", "8. marts 2027"),
        ("per 1. oktober 2026", "1. oktober 2026"),
        ("as at 1 Oct 2026", "1. oktober 2026"),
    ],
)
async def test_a_day_may_be_asked_for_in_many_ways(settled: Example, when: str, day: str) -> None:
    card = (await settled.say("nina", f"/raci backup {when}")).card
    assert card.title == "Backup og gendannelse"
    assert f"som det så ud den {day}" in card.footer


@pytest.mark.parametrize("when", ["pr. 31. februar 2027", "pr. 1. mumle 2027", "as of 2027-13-01"])
async def test_a_day_that_does_not_exist_is_explained(settled: Example, when: str) -> None:
    said = card_text((await settled.say("nina", f"/raci backup {when}")).card)
    assert "Jeg kan ikke læse datoen" in said
