"""What of the plan stands in a person's letter, and on the reminder of a task alone."""

from dataclasses import replace
from datetime import date

import pytest

from bot.cards.elements import Button, Card, Select
from bot.cards.plaintext import card_text
from bot.cards.reminders import letter_card
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState, Treatment, TreatmentOption
from bot.domain.reminders import Letter, Line, TaskLine
from bot.texts import Texts
from tests.domain.wheels import occurrence, organisation

TODAY = date(2027, 3, 8)
JONAS, METTE = Bearer(person_id="jonas"), Bearer(person_id="mette")
RISK = Treatment("Tyveri", TreatmentOption.ACCEPT, accepted_until=date(2027, 3, 31))


def task(title: str, due: date | None, state: TaskState = TaskState.APPROVED) -> PlanTask:
    return PlanTask(title, Localized(title), JONAS, METTE, (2027,), due=due, state=state)


LATE, SOON = task("Sent", date(2027, 3, 1)), task("Snart", date(2027, 4, 5))
DONE = task("Færdig", date(2027, 3, 10), TaskState.DONE)
BORNE = replace(task("Bær tyveri", None, TaskState.ACCEPTED), treatment=RISK)


def known(*tasks: PlanTask, **changes: object) -> Organisation:
    made = organisation(occurrence(date(2027, 3, 31)), plan=Plan(tasks))
    return replace(made, **changes)  # type: ignore[arg-type]


def card(
    reader: str, here: Organisation, *stages: str, on: date = TODAY, lines: tuple[Line, ...] = ()
) -> Card:
    """Return what a person reads of all the tasks, each told of by a stage."""
    tasks = tuple(
        TaskLine(one.id, stages[n] if n < len(stages) else "")
        for n, one in enumerate(here.plan.tasks)
    )
    letter = Letter("letter-1", reader, on, lines, weekly=True, tasks=tasks)
    return letter_card(letter, here, Texts("da"), on)


def labels(shown: Card) -> list[str]:
    return [control.label for control in shown.controls if isinstance(control, Button)]


def test_what_presses_most_comes_first_and_each_line_says_by_when() -> None:
    text = card_text(card("jonas", known(SOON, DONE, LATE)))
    late, soon, over = (text.index(one) for one in ("Forsinket", "Du er udførende", "Kræver ikke"))
    assert late < soon < over
    assert "Opgave: Sent: mandag den 1. marts 2027 – forsinket med 5 arbejdsdage" in text
    assert "Opgave: Færdig: Gennemført" in text


def test_the_wheel_and_the_plan_stand_under_the_same_headings() -> None:
    shown = card("mette", known(replace(SOON, responsible=METTE)), lines=(Line("o-1", ""),))
    text = card_text(shown)
    assert text.count("Du er udførende (R)") == 1
    assert text.index("Risikovurdering") < text.index("Opgave: Snart")
    opens = [(one.action, len(one.options)) for one in shown.controls if isinstance(one, Select)]
    assert opens == [("occurrences.show", 1), ("plan.task", 1)]


def test_a_task_alone_has_its_own_card_and_buttons() -> None:
    shown = card("jonas", known(LATE), "late-6/2027-03-01")
    assert shown.title == "Opgave: Sent"
    assert shown.why == (
        "Sent er forsinket med 5 arbejdsdage. Fristen var mandag den 1. marts 2027. "
        "Du står som udførende (R)."
    )
    assert labels(shown)[0] == "Markér som gennemført"
    assert {"Udskyd", "Overdrag"} <= set(labels(shown))


@pytest.mark.parametrize(
    ("reader", "stage", "said"),
    [
        ("mette", "accountable-5/2027-03-01", "Du er ansvarlig (A)."),
        ("anders", "committee-15/2027-03-01", "på udvalgets dagsorden, og du er formand."),
        ("bo", "", "Den kræver ikke mere af dig."),
    ],
)
def test_others_read_why_it_is_told_to_them(reader: str, stage: str, said: str) -> None:
    assert card(reader, known(LATE), stage).why.endswith(said)


def test_who_stands_in_reads_for_whom_and_may_press() -> None:
    gone = Absence("1", "jonas", TODAY, TODAY, deputy_id="bo")
    shown = card("bo", known(LATE, absences=(gone,)), "late-6")
    assert "Du er stedfortræder for Jonas" in shown.why
    assert "Markér som gennemført" in labels(shown)
    shown = card("mette", known(LATE, absences=(replace(gone, deputy_id=None),)), "late-6")
    assert "Jonas er fraværende uden stedfortræder" in shown.why


def test_a_task_that_a_file_brought_is_new() -> None:
    far = replace(SOON, id="fjern", due=date(2027, 11, 1))
    assert "Nye opgaver til dig" in card_text(card("jonas", known(far, SOON), "given/2027-03-04"))
    assert "Opgaven er ny i årsplanen" in card("jonas", known(far), "given/2027-03-04").why


def test_the_owner_of_a_risk_reads_until_when_it_is_borne() -> None:
    why = card("mette", known(BORNE), "expires-30/2027-03-31").why
    assert "»Bær tyveri« gælder til og med onsdag den 31. marts 2027" in why
    shown = card("mette", known(BORNE), "expired-1/2027-03-31", on=date(2027, 4, 1))
    assert "udløb onsdag den 31. marts 2027" in shown.why
    assert "Du er risikoejer (A). Forny accepten" in shown.why
    assert "Redigér" in labels(shown)
    both = known(BORNE, LATE)
    assert "Accepteret risiko, der skal vurderes igen" in card_text(card("mette", both))


def test_what_is_gone_from_the_plan_is_left_out() -> None:
    letter = Letter("letter-1", "jonas", TODAY, (), tasks=(TaskLine("gone"), TaskLine("too")))
    assert "Der er ikke mere at gøre" in card_text(letter_card(letter, known(), Texts("da"), TODAY))
