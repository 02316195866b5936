"""What people owe, on their own page and in the menu, and the button that does it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards import dues
from bot.cards.elements import Button, Card, Select
from bot.cards.plaintext import card_text
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.people import Absence
from bot.domain.plan import Bearer
from bot.handlers.registry import ACTIONS
from tests.example import Example

TODAY = date(2027, 3, 9)
GIVEN_AT = datetime(2027, 3, 8, 9, tzinfo=UTC)


async def given(example: Example, **changes: object) -> Assignment:
    """Give Jonas's unit something to do, for which Anders is accountable."""
    made = Assignment(
        "a-1",
        "OP-1",
        "unit-it",
        "Ryd op i adgange",
        "Luk de gamle",
        date(2027, 3, 15),
        Bearer(person_id=example.person("anders").id),
        example.person("mette").id,
        GIVEN_AT,
        state=AssignmentState.ACKNOWLEDGED,
    )
    assignment = replace(made, **changes)  # type: ignore[arg-type]
    async with example.house.store.storage.begin() as work:
        await work.assignments.save(assignment)
        await work.commit()
    return assignment


def choices(card: Card) -> list[str]:
    """Return what the drop-down of what is owed offers."""
    selects = [one for one in card.controls if isinstance(one, Select)]
    return [o.value for one in selects if one.action == "dues.show" for o in one.options]


async def test_ones_own_page_and_the_menu_tell_what_is_owed_first(sqlite_example: Example) -> None:
    await given(sqlite_example)
    page = (await sqlite_example.say("jonas", "/isms me", "dm-jonas")).card
    text = card_text(page)
    assert "OP-1 Ryd op i adgange" in text
    assert text.index("Venter på dit svar") < text.index("Dine næste frister")
    assert choices(page) == ["feedback:assignment/a-1"]
    menu = card_text((await sqlite_example.say("jonas", "/isms", "dm-jonas")).card)
    assert "Meld tilbage om opgaven – It" in menu
    # It is nobody else's business, and not late yet for who answers for it.
    for other in ("bo", "anders"):
        assert "OP-1" not in card_text((await sqlite_example.say(other, "/isms me")).card)


async def test_what_is_late_is_on_the_page_of_who_answers_for_it(sqlite_example: Example) -> None:
    await given(sqlite_example, due=date(2027, 3, 5))
    page = (await sqlite_example.say("anders", "/isms me", "dm-anders")).card
    assert "Tilbagemeldingen mangler – It" in card_text(page)
    assert choices(page) == ["feedback:assignment/a-1"]


@pytest.mark.parametrize(
    ("reader", "buttons"),
    [
        ("jonas", [("assignments.report", "a-1"), ("assignments.show", "a-1")]),
        ("anders", [("assignments.show", "a-1")]),
    ],
)
async def test_it_is_opened_with_the_button_that_does_it(
    sqlite_example: Example, reader: str, buttons: list[tuple[str, str]]
) -> None:
    await given(sqlite_example, due=date(2027, 3, 5))
    card = (await sqlite_example.press(reader, "dues.show", "feedback:assignment/a-1")).card
    pressed = [(b.action, b.value) for b in card.controls if isinstance(b, Button)]
    assert pressed == buttons
    assert "OP-1" in card.title
    assert "2 arbejdsdage" in card_text(card)


@pytest.mark.parametrize(
    ("reader", "key"),
    [
        ("bo", "feedback:assignment/a-1"),
        ("jonas", "feedback:assignment/none"),
        ("jonas", "no such thing"),
        ("jonas", "effect:wheel/1"),
    ],
)
async def test_what_is_none_of_ones_business_is_not_shown(
    sqlite_example: Example, reader: str, key: str
) -> None:
    await given(sqlite_example)
    card = (await sqlite_example.press(reader, "dues.show", key)).card
    assert "OP-1" not in card_text(card)
    assert not card.controls


async def test_what_is_done_says_so(sqlite_example: Example) -> None:
    await given(sqlite_example, state=AssignmentState.CLOSED)
    card = (await sqlite_example.press("jonas", "dues.show", "feedback:assignment/a-1")).card
    assert card.why == "Det, du blev påmindet om, er gjort."


def test_every_button_leads_somewhere() -> None:
    known = {spec.id: spec for spec in ACTIONS}
    features = {action.partition(".")[0] for action in known}
    for action, opens in dues.actions():
        if action.partition(".")[0] not in features:
            continue
        assert action in known, action
        assert not (opens and known[action].changes), action


async def test_the_accountable_reads_who_is_away_without_a_deputy(sqlite_example: Example) -> None:
    await given(sqlite_example)
    jonas = sqlite_example.person("jonas").id
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_absences([Absence("absence-1", jonas, TODAY, date(2027, 3, 19))])
        await work.commit()
    await sqlite_example.house.snapshots.refresh()
    card = (await sqlite_example.press("anders", "dues.show", "feedback:assignment/a-1")).card
    assert (
        card.why == "Jonas Bak er fraværende uden stedfortræder, så du får den som ansvarlig (A)."
    )
