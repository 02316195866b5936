"""`/isms admin doctor`: for administrators and the information security function."""

from dataclasses import replace

import pytest

from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from bot.domain.people import Absence, Grant
from tests.databases import START
from tests.example import Example
from tests.handlers.asking import audited

TODAY = START.date()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("text", ["/isms admin doctor", "/isms admin tjek", "admin tjek"])
async def test_the_function_sees_the_state_alone(settled: Example, text: str) -> None:
    reply = await settled.say("mette", text, "general" if text.startswith("/") else "dm-mette")
    assert reply.audience is Audience.PERSONAL
    said = card_text(reply.card).splitlines()
    assert said.index("Mangler") < said.index("I orden")
    assert "Administratorer: Mette Sørensen." in said
    assert any(line.startswith("11 af 12 roller er besat. Ubesat: Intern auditor") for line in said)


async def test_an_administrator_without_the_function_may_and_others_may_not(
    sqlite_example: Example,
) -> None:
    refused = await sqlite_example.say("anders", "/isms admin doctor")
    assert refused.audience is Audience.PERSONAL
    assert "Kun en administrator eller informationssikkerhedsfunktionen" in card_text(refused.card)
    anders = sqlite_example.person("anders")
    (record,) = await audited(sqlite_example, "access.action-refused")
    assert (record.actor, record.data) == (anders.id, {"ability": "run-doctor"})
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_people([replace(anders, grants=frozenset({Grant.ADMIN}))])
        await work.commit()
    await sqlite_example.house.snapshots.refresh()
    assert (await sqlite_example.say("anders", "/isms admin doctor")).card.title == "Tilstand"


async def test_the_functions_deputy_may_while_the_holder_is_away(sqlite_example: Example) -> None:
    assert "Det kan du ikke" in card_text(
        (await sqlite_example.say("jonas", "/isms admin doctor")).card
    )
    mette = sqlite_example.person("mette").id
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_absences([Absence("absence-1", mette, TODAY, TODAY)])
        await work.commit()
    await sqlite_example.house.snapshots.refresh()
    assert (await sqlite_example.say("jonas", "/isms admin doctor")).card.title == "Tilstand"


async def test_an_unknown_account_ranks_as_an_employee(sqlite_example: Example) -> None:
    assert "Det kan du ikke" in card_text(
        (await sqlite_example.say("erik", "/isms admin doctor")).card
    )
    (record,) = await audited(sqlite_example, "access.action-refused")
    assert record.actor == "system"
    assert "A.5.15" in card_text((await sqlite_example.say("erik", "/raci adgangsstyring")).card)
