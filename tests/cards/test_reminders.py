"""A reminder in words: what, by when, how late, and why it is the reader's."""

from dataclasses import replace
from datetime import date

import pytest

from bot.cards.elements import Button, Card, Select
from bot.cards.plaintext import card_text
from bot.cards.reminders import MOST_LINES, letter_card
from bot.domain.occurrences import OccurrenceState, Part
from bot.domain.organisation import Organisation
from bot.domain.people import Absence
from bot.domain.reminders import Letter, Line
from bot.domain.wheel import ItemKind, Wheel
from bot.texts import Texts
from tests.domain.wheels import CALENDAR, item, occurrence, organisation

DUE = date(2027, 3, 31)
DANISH = Texts("da")


def card(known: Organisation, reader: str, on: date, *lines: Line, weekly: bool = False) -> Card:
    letter = Letter("letter-1", reader, on, lines or (Line("o-1", "", "stage"),), weekly)
    return letter_card(letter, known, DANISH, on)


def why(known: Organisation, reader: str, on: date, stage: str = "before-3") -> str:
    return card(known, reader, on, Line("o-1", "", stage)).why


def with_part(**changes: object) -> Organisation:
    part = replace(Part(), **changes)  # type: ignore[arg-type]
    return organisation(occurrence(DUE, {"": part}))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (
            date(2027, 3, 24),
            "Påmindelse: Risikovurdering skal være gennemført senest onsdag den 31. marts 2027. "
            "Der er 2 arbejdsdage tilbage. Du står som udførende (R).",
        ),
        (DUE, "Risikovurdering skal være gennemført i dag. Du står som udførende (R)."),
        (
            date(2027, 4, 1),
            "Risikovurdering er forsinket med 1 arbejdsdag. Fristen var onsdag den 31. marts 2027. "
            "Du står som udførende (R).",
        ),
    ],
)
def test_r_reads_by_when_and_how_late(on: date, said: str) -> None:
    assert why(organisation(occurrence(DUE)), "mette", on) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2027, 3, 24), "holdes onsdag den 31. marts 2027. Der er 2 arbejdsdage til."),
        (DUE, "Risikovurdering holdes i dag."),
        (date(2027, 4, 1), "for 1 arbejdsdag siden, og er ikke meldt holdt."),
    ],
)
def test_a_meeting_is_held_not_done(on: date, said: str) -> None:
    wheel = Wheel(CALENDAR, (item(kind=ItemKind.MEETING),), (occurrence(DUE),))
    assert said in why(organisation(wheel=wheel), "mette", on)


def test_each_other_reader_reads_why_it_is_theirs() -> None:
    known = organisation(occurrence(DUE))
    late = date(2027, 4, 9)
    assert why(known, "anders", late, "accountable-5").endswith("Du er ansvarlig (A).")
    agenda = why(known, "anders", date(2027, 4, 23), "committee-15")
    assert agenda.endswith("Den kommer på udvalgets dagsorden, og du er formand.")
    wheel = Wheel(CALENDAR, (item(approval_by="owner"),), ())
    waiting = with_part(state=OccurrenceState.TO_APPROVE)
    waiting = replace(waiting, wheel=replace(wheel, occurrences=waiting.wheel.occurrences))
    assert "venter på din godkendelse" in why(waiting, "jonas", late, "approve-6")


def test_the_deputy_reads_whom_they_stand_in_for_and_until_when() -> None:
    on = date(2027, 3, 24)
    away = Absence("1", "mette", on, date(2027, 4, 2))
    known = organisation(occurrence(DUE), absences=(away,))
    assert why(known, "jonas", on).endswith(
        "Du er stedfortræder for Mette, som er fraværende til og med 2. april 2027."
    )


def test_a_reads_why_r_was_not_told() -> None:
    on = date(2027, 3, 24)
    known = organisation(occurrence(DUE))
    vacant = tuple(a for a in known.assignments if a.role_id != "function")
    said = why(replace(known, assignments=vacant), "anders", on)
    assert said.endswith("Rollen Funktionen er ubesat, så du får den som ansvarlig (A).")
    gone = (Absence("1", "mette", on, on), Absence("2", "jonas", on, on))
    said = why(replace(known, absences=gone), "anders", on)
    assert said.endswith("Mette er fraværende uden stedfortræder, så du får den som ansvarlig (A).")


def test_a_single_date_has_the_buttons_of_its_card() -> None:
    shown = card(organisation(occurrence(DUE)), "mette", date(2027, 3, 24))
    labels = [control.label for control in shown.controls if isinstance(control, Button)]
    assert labels[:4] == ["Markér som gennemført", "Påmind mig senere", "Udskyd", "Overdrag"]


def many(count: int) -> tuple[Organisation, tuple[Line, ...]]:
    found = [replace(occurrence(DUE), id=f"o-{n}", key=f"k-{n}") for n in range(count)]
    return organisation(*found), tuple(Line(one.id, "", "before-3") for one in found)


def test_a_letter_says_what_is_what_under_headings() -> None:
    states = {
        "o-late": (date(2027, 3, 1), OccurrenceState.STARTED),
        "o-evidence": (DUE, OccurrenceState.AWAITING_EVIDENCE),
        "o-soon": (DUE, OccurrenceState.PLANNED),
        "o-done": (DUE, OccurrenceState.DONE),
    }
    found = [
        replace(occurrence(due, {"": Part(state=state)}), id=i, key=i, state=state)
        for i, (due, state) in states.items()
    ]
    lines = tuple(Line(one.id, "") for one in found)
    text = card_text(card(organisation(*found), "mette", date(2027, 3, 22), *lines, weekly=True))
    headings = ["Forsinket", "Mangler dokumentation", "Du er udførende (R)", "Kræver ikke mere"]
    places = [text.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert text.startswith("Uge 12: det, der venter på dig")
    assert "forsinket med 15 arbejdsdage" in text


def test_a_long_letter_is_cut_and_leads_on() -> None:
    known, lines = many(MOST_LINES + 3)
    shown = card(known, "mette", date(2027, 3, 24), *lines)
    assert "og 3 til" in card_text(shown)
    choice, more = shown.controls
    assert isinstance(choice, Select)
    assert len(choice.options) == MOST_LINES + 3
    assert isinstance(more, Button)
    assert (more.action, more.value) == ("reminders.more", "letter-1")
    letter = Letter("letter-1", "mette", date(2027, 3, 24), lines)
    whole = letter_card(letter, known, DANISH, date(2027, 3, 24), everything=True)
    assert card_text(whole).count("om 2 arbejdsdage") == MOST_LINES + 3


def test_several_stages_of_one_date_are_one_line() -> None:
    known = organisation(occurrence(DUE))
    stages = (Line("o-1", "", "late-6"), Line("o-1", "", "accountable-5"))
    assert card(known, "mette", date(2027, 4, 9), *stages).title == "Risikovurdering"


def test_what_is_gone_from_the_wheel_is_left_out() -> None:
    shown = card(organisation(), "mette", DUE, Line("o-gone", ""), Line("o-gone-too", ""))
    assert "Der er ikke mere at gøre" in card_text(shown)


def test_who_does_it_no_more_reads_that_others_do() -> None:
    shown = card(with_part(handed_to="bo"), "mette", date(2027, 3, 24))
    assert shown.why == "Den kræver ikke mere af dig."


def test_english_readers_get_english() -> None:
    known, lines = many(2)
    letter = Letter("letter-1", "mette", date(2027, 3, 24), lines, weekly=True)
    text = card_text(letter_card(letter, known, Texts("en"), date(2027, 3, 24)))
    assert text.startswith("Week 12: what is waiting for you")
    assert "You are responsible (R)" in text
