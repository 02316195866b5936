"""Deadlines and people as they are typed with a task."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Person, Role
from bot.domain.plan import Bearer
from bot.domain.workdays import WorkCalendar
from bot.handlers.plan.words import read_deadline, read_task, split_deadline

TODAY = date(2027, 3, 9)  # a Tuesday
WORKDAYS = WorkCalendar()
KNOWN = Organisation(
    people=(
        Person("jonas", "Jonas Bak", "jonas@example.dk"),
        Person("ida-1", "Ida Ø", "ida@example.dk"),
        Person("ida-2", "Ida Å", "ida2@example.dk"),
    ),
    roles=(Role("system-administrator", Localized("Systemadministrator", "System administrator")),),
)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1. april", (4, 1)),
        ("d. 1. april", (4, 1)),
        ("1/4", (4, 1)),
        ("1.4.", (4, 1)),
        ("5/6-2027", (6, 5)),
        ("2027-04-01", (4, 1)),
        ("April 1st", (4, 1)),
        ("the 1st of April", (4, 1)),
        ("fredag", (3, 12)),
        ("on Friday", (3, 12)),
        ("næste fredag", (3, 19)),
        ("i morgen", (3, 10)),
        ("uge 10", (3, 12)),
        ("uge 12", (3, 24)),
        ("torsdag i uge 15", (4, 15)),
        ("om 14 dage", (3, 23)),
        ("in two weeks", (3, 23)),
        ("om 3 måneder", (6, 9)),
        ("udgangen af marts", (3, 31)),
        ("end of May", (5, 31)),
        ("ultimo maj", (5, 31)),
        ("maj", (5, 31)),
        ("Q2", (6, 30)),
        ("3. kvartal", (9, 30)),
        ("udgangen af året", (12, 30)),
        ("i dag", (3, 9)),
    ],
)
def test_a_deadline_is_read(typed: str, day: tuple[int, int]) -> None:
    assert read_deadline(typed, TODAY, WORKDAYS) == date(2027, *day)


@pytest.mark.parametrize("typed", ["1. marts", "1/3", "uge 9", "februar", "March 1"])
def test_what_is_past_without_a_year_is_next_year_s(typed: str) -> None:
    assert read_deadline(typed, TODAY, WORKDAYS).year == 2028


@pytest.mark.parametrize("typed", ["1. marts 2027", "2026-12-31", "uge 9 2027"])
def test_what_is_past_with_its_year_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="plan-due-past"):
        read_deadline(typed, TODAY, WORKDAYS)


@pytest.mark.parametrize(
    "typed", ["31. februar", "uge 54", "32/1", "snart", "", "0/0", "29. feb 2027"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="plan-date-unknown"):
        read_deadline(typed, TODAY, WORKDAYS)


@pytest.mark.parametrize(
    "text",
    ["Check by hand", "Ring til Bo", "Gennemgå adgange inden ferien", "Log in on the server"],
)
def test_words_that_begin_a_date_are_text_without_one(text: str) -> None:
    assert split_deadline(text, TODAY, WORKDAYS) == (text, None)


def test_the_last_deadline_counts() -> None:
    found = split_deadline("Flyt møde til fredag senest uge 12", TODAY, WORKDAYS)
    assert found == ("Flyt møde til fredag", date(2027, 3, 24))


@given(st.dates(TODAY, TODAY + timedelta(days=3000)), st.sampled_from(("senest", "by", "inden")))
@example(date(2028, 2, 29), "senest")
def test_any_day_ahead_is_read_back(day: date, mark: str) -> None:
    assert split_deadline(f"Ryd op {mark} {day}", TODAY, WORKDAYS) == ("Ryd op", day)
    typed = f"{day.day}/{day.month} {day.year}"
    assert split_deadline(f"Ryd op {mark} {typed}", TODAY, WORKDAYS) == ("Ryd op", day)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_task(text, None, KNOWN, TODAY)
        assert found.due is None or found.due >= TODAY
    except BadInput:
        pass


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("@jonas", Bearer(person_id="jonas")),
        ("@Jonas Bak", Bearer(person_id="jonas")),
        ("@jonas@example.dk", Bearer(person_id="jonas")),
        ("@system-administrator", Bearer(role_id="system-administrator")),
        ("@System administrator", Bearer(role_id="system-administrator")),
        ("@Ida Ø,", Bearer(person_id="ida-1")),
    ],
)
def test_people_and_roles_are_named_after_an_at(typed: str, who: Bearer) -> None:
    found = read_task(f"Ryd op {typed} senest fredag", None, KNOWN, TODAY)
    assert (found.title, found.who, found.due) == ("Ryd op", who, date(2027, 3, 12))


def test_nobody_and_several_are_refused() -> None:
    with pytest.raises(BadInput, match="plan-nobody"):
        read_task("Ryd op @ingen", None, KNOWN, TODAY)
    with pytest.raises(BadInput, match="plan-several"):
        read_task("Ryd op @ida", None, KNOWN, TODAY)
