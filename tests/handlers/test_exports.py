"""`/isms export`: the matrix as a file that waits for a day."""

import pytest

from bot.cards.elements import Button, Card, File
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from tests.databases import SteppedClock
from tests.example import Example


def file_of(card: Card) -> File:
    (found,) = [element for element in card.body if isinstance(element, File)]
    return found


async def test_each_format_has_a_button(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("nina", "/isms eksportér")).card
    found = {c.value: c.label for c in card.controls if isinstance(c, Button)}
    assert found == {"xlsx": "Excel", "pdf": "PDF", "csv": "CSV", "yaml": "YAML"}


@pytest.mark.parametrize(
    ("kind", "start"),
    [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbfid;"), ("yaml", b"schema:")],
)
async def test_the_file_can_be_fetched_for_a_day(
    example: Example, clock: SteppedClock, kind: str, start: bytes
) -> None:
    reply = await example.press("nina", "exports.make", kind)
    assert reply.audience is Audience.PERSONAL
    file = file_of(reply.card)
    assert file.name == f"raci-matrix-2027-03-09.{kind}"
    assert file.url == f"http://127.0.0.1:8080/files/{file.secret}"
    files = example.house.services.files
    clock.advance(hours=23)
    stored = await files.file(file.secret)
    assert stored is not None
    assert stored.content.startswith(start)
    assert (stored.name, len(stored.content)) == (file.name, file.size)
    clock.advance(hours=2)
    assert await files.file(file.secret) is None
    assert await files.file("x" * 32) is None


async def test_addresses_are_left_out_for_most(sqlite_example: Example) -> None:
    told = "Adresser og telefonnumre er ikke med."
    for who, left_out in (("nina", True), ("mette", False)):
        card = (await sqlite_example.say(who, "/isms export excel")).card
        assert (told in card_text(card)) is left_out


async def test_an_unknown_format_is_told(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("nina", "/isms export docx")).card
    assert "Jeg kender ikke formatet »docx«." in card_text(card)
