"""`/isms me` and the Home tab."""

import pytest

from bot.cards.elements import Select
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from bot.chat.request import BotAdded, HomeOpened
from bot.domain.occurrences import OccurrenceState
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.services.planned import put_in_state


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "text", ["/isms me", "/isms mine", "/raci mig", "mine opgaver", "my tasks", "MINE"]
)
async def test_one_sees_ones_own_roles_alone(settled: Example, text: str) -> None:
    reply = await settled.say("jonas", text, "general" if text.startswith("/") else "dm-jonas")
    assert reply.audience is Audience.PERSONAL
    said = card_text(reply.card)
    assert "Mine roller og opgaver" in said
    assert "Systemadministrator" in said
    assert "Udførende (R): " in said
    assert "Sara" not in said


@pytest.mark.asyncio(loop_scope="session")
async def test_someone_without_a_role_is_told_so(settled: Example) -> None:
    assert "Du har ingen roller" in card_text((await settled.say("nina", "/isms me")).card)


@pytest.mark.asyncio(loop_scope="session")
async def test_an_unknown_account_is_told_how_to_be_known(settled: Example) -> None:
    reply = await settled.say("erik", "/isms me")
    assert reply.audience is Audience.PERSONAL
    assert "Jeg kender ikke din konto." in card_text(reply.card)


async def test_an_absence_is_told_and_the_deputy_acts(away_example: Example) -> None:
    absent = card_text((await away_example.say("jonas", "/isms me")).card)
    assert "Du er registreret som fraværende til og med den 22. marts 2027." in absent
    deputy = card_text((await away_example.say("sara", "/isms me")).card)
    assert "Systemadministrator · stedfortræder for Jonas Bak" in deputy


@pytest.mark.asyncio(loop_scope="session")
async def test_the_home_tab_is_ones_own_page_and_a_new_place_gets_the_menu(
    settled: Example,
) -> None:
    answer = settled.house.dispatcher.answer
    home = await answer(HomeOpened(actor("jonas"), where("dm-jonas")))
    assert home.card == (await settled.say("jonas", "/isms me")).card
    added = await answer(BotAdded(actor("jonas"), where("general")))
    assert added.card == (await settled.say("jonas", "/isms")).card


async def test_what_one_owes_comes_first_late_and_next(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    clock.advance(days=6)
    card = (await sqlite_example.say("jonas", "/isms me")).card
    said = card_text(card)
    assert "1 af dine aktiviteter er forsinket." in said
    assert "Forsinket: 9. mar. 2027 · Test af gendannelse\n" in said
    assert "Dine næste frister: 31. aug. 2027 · Opfølgning på målinger; " in said
    assert said.index("Forsinket") < said.index("Systemadministrator")
    (select,) = [control for control in card.controls if isinstance(control, Select)]
    assert select.options[0].label == "Test af gendannelse – 9. mar. 2027"
    opened = await sqlite_example.press("jonas", select.action, select.options[0].value)
    assert opened.card.title == "Test af gendannelse"


async def test_what_waits_for_approval_and_what_is_late_in_ones_charge(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    clock.advance(days=30)
    await put_in_state(sqlite_example, {"w-risk-assessment": OccurrenceState.TO_APPROVE})
    said = card_text((await sqlite_example.say("anders", "/isms me")).card)
    assert "Venter på din godkendelse: 31. mar. 2027 · Risikovurdering\n" in said
    assert "Forsinket, hvor du er ansvarlig (A): 15. mar. 2027 · Awareness · CISO" in said
    mette = card_text((await sqlite_example.say("mette", "/isms me")).card)
    assert "Risikovurdering" not in mette.partition("Dine næste frister")[0]


@pytest.mark.asyncio(loop_scope="session")
async def test_who_owes_nothing_is_told_so(settled: Example) -> None:
    said = card_text((await settled.say("nina", "/isms me")).card)
    assert "Der er ikke noget, der venter på dig lige nu." in said
