"""What of the plan stands in the Monday letter."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card
from bot.cards.plaintext import card_text
from bot.cards.plan import due_tasks
from bot.cards.reminders import letter_card
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState
from bot.domain.reminders import Letter
from bot.texts import Texts

TODAY = date(2027, 3, 8)
JONAS = Bearer(person_id="jonas")


def task(title: str, due: date | None, state: TaskState = TaskState.APPROVED) -> PlanTask:
    return PlanTask(title, Localized(title), JONAS, JONAS, (2027,), due=due, state=state)


KNOWN = Organisation(
    people=(Person("jonas", "Jonas", "jonas@example.dk"), Person("bo", "Bo", "bo@example.dk")),
    plan=Plan(
        (
            task("Sent", date(2027, 3, 1)),
            task("Snart", date(2027, 4, 5)),
            task("Senere", date(2027, 4, 6)),
            task("Færdig", date(2027, 3, 10), TaskState.DONE),
            task("Engang", None),
        )
    ),
)


def shown(person: str) -> str:
    """Return what a person reads of the plan."""
    return card_text(Card("", body=due_tasks(KNOWN, person, Texts("da"), TODAY)))


def test_what_is_late_or_due_within_four_weeks_stands_there_the_earliest_first() -> None:
    text = shown("jonas")
    assert text.index("Sent: Frist: 1. marts 2027 · Godkendt, forsinket") < text.index("Snart")
    assert not any(title in text for title in ("Senere", "Færdig", "Engang"))


def test_nobody_reads_of_other_people_s_tasks() -> None:
    assert due_tasks(KNOWN, "bo", Texts("da"), TODAY) == ()


def test_it_stands_in_the_monday_letter_alone() -> None:
    letter = Letter("letter-1", "jonas", TODAY, (), weekly=True)
    assert "Snart" in card_text(letter_card(letter, KNOWN, Texts("da"), TODAY))
    other = replace(letter, weekly=False)
    assert "Snart" not in card_text(letter_card(other, KNOWN, Texts("da"), TODAY))
