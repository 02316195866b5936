"""`/raci check`."""

import pytest

from bot.cards.elements import Button, Card
from bot.cards.plaintext import card_text
from tests.example import Example
from tests.handlers.asking import import_matrix

WITHOUT_R = {f"uden-{n}": "A" for n in range(15)}


def following(card: Card) -> list[str]:
    return [c.value for c in card.controls if isinstance(c, Button) and c.action == "findings.show"]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "text", ["/raci check", "/raci tjek", "/ansvar TJEK", "raci check", "raci tjek!"]
)
async def test_both_words_check_in_any_language(settled: Example, text: str) -> None:
    place = "general" if text.startswith("/") else "dm-karin"
    card = (await settled.say("karin", text, place)).card
    assert card.title == "Tjek af RACI-matrixen"
    assert "Rollen Intern auditor er ubesat" in card_text(card)


async def test_the_findings_are_in_the_readers_language(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms language en")
    text = card_text((await sqlite_example.say("mette", "/raci check")).card)
    assert "Check of the RACI matrix" in text
    assert "The role Internal auditor is vacant" in text


async def test_many_findings_are_paged_the_worst_first(sqlite_example: Example) -> None:
    await import_matrix(sqlite_example, WITHOUT_R)
    first = (await sqlite_example.say("mette", "/raci tjek")).card
    assert "Uden-0 har ingen udførende (R)." in card_text(first)
    assert "Advarsler" not in card_text(first)
    pages = [first]
    while value := following(pages[-1]):
        pages.append((await sqlite_example.press("mette", "findings.show", *value)).card)
    assert len(pages) > 1
    said = "\n".join(card_text(page) for page in pages)
    assert all(f"Uden-{n} har ingen udførende (R)." in said for n in range(15))
    assert "Rollen Intern auditor er ubesat" in card_text(pages[-1])
