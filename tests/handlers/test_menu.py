"""`/isms`: the menu, in the words of the place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cards.elements import Button
from bot.cards.plaintext import card_text
from bot.chat.request import Actor, Command, Place, PlaceKind
from bot.domain.people import Account
from bot.settings import load_settings
from tests.example import Example
from tests.handlers.asking import account, say_as


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("text", ["/isms", "/isms hjælp", "hjælp", "help", "HJAELP", "menu"])
async def test_the_menu_has_slash_commands_where_they_are_typed(
    settled: Example, text: str
) -> None:
    place = "general" if text.startswith("/") else "dm-nina"
    said = card_text((await settled.say("nina", text, place)).card)
    for usage in ("/raci [aktivitet", "/raci matrix", "/raci tjek", "/isms tilknyt", "/isms mine"):
        assert usage in said


@pytest.mark.asyncio(loop_scope="session")
async def test_the_menu_has_plain_words_in_teams(settled: Example) -> None:
    said = card_text((await say_as(settled, account("teams", "29:1"), "hjælp")).card)
    assert "raci matrix" in said
    assert "/" not in said
    slack = card_text((await say_as(settled, account("slack", "U1"), "hjælp")).card)
    assert "/raci matrix" in slack


@pytest.mark.asyncio(loop_scope="session")
async def test_the_menu_begins_with_ones_next_deadlines_where_nobody_reads_along(
    settled: Example,
) -> None:
    said = card_text((await settled.say("jonas", "/isms")).card)
    assert "Dine næste frister: 9. mar. 2027 · Test af gendannelse; " in said
    assert "frister: " not in card_text((await settled.say("nina", "/isms")).card)
    jonas = Actor(Account("teams", "t", "29:jonas"))
    channel = Place("teams", "t", "19:general", PlaceKind.CHANNEL)
    async with settled.house.store.storage.begin() as work:
        await work.accounts.bind(jonas.account, settled.person("jonas").id, datetime.now(UTC))
        await work.commit()
    await settled.house.snapshots.refresh()
    shown = await settled.house.dispatcher.answer(Command(jonas, channel, "", "hjælp"))
    assert "Dine næste frister" not in card_text(shown.card)


@pytest.mark.asyncio(loop_scope="session")
async def test_every_button_of_the_menu_leads_somewhere(settled: Example) -> None:
    card = (await settled.say("lone", "/isms")).card
    pressed = [
        (await settled.press("erik", control.action, control.value)).card.title
        for control in card.controls
        if isinstance(control, Button)
    ]
    assert pressed == [
        "Mine roller og opgaver",
        "Årshjul 2027 – side 1 af 2",
        "Det kan du slå op",
        "RACI-matrix",
        "Tjek af RACI-matrixen",
        "Det kunne jeg ikke",
    ]


async def test_renamed_commands_are_shown_and_understood(
    sqlite_example: Example, tmp_path: Path
) -> None:
    from bot.app.house import furnish

    house = sqlite_example.house
    settings = load_settings({"TOVHOLDER_COMMANDS": "raci=ansvarlig,isms"}, tmp_path)
    renamed = Example(await furnish(settings, house.store, house.clock))
    said = card_text((await renamed.say("mette", "/isms")).card)
    assert "/ansvarlig matrix" in said
    assert "/raci" not in said
    card = (await renamed.say("mette", "/ansvarlig backup")).card
    assert card.title == "Backup og gendannelse"
