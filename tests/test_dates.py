"""Dates and moments as people read them (domain.md §4)."""

from datetime import UTC, date, datetime

import pytest

from bot.texts import Texts

DAY = date(2027, 3, 9)
DANISH, ENGLISH = Texts("da"), Texts("en")


def test_a_day_in_full() -> None:
    assert DANISH.date_long(DAY) == "tirsdag den 9. marts 2027"
    assert ENGLISH.date_long(DAY) == "Tuesday 9 March 2027"


def test_a_day_within_a_sentence() -> None:
    assert DANISH.date_medium(DAY) == "9. marts 2027"
    assert ENGLISH.date_medium(DAY) == "9 March 2027"


def test_a_day_in_figures() -> None:
    assert DANISH.date_short(DAY) == "09.03.2027"
    assert ENGLISH.date_short(DAY) == "09/03/2027"


def test_a_day_in_a_table() -> None:
    assert DANISH.date_table(DAY) == "9. mar. 2027"
    assert ENGLISH.date_table(DAY) == "9 Mar 2027"
    assert (DANISH.date_day(DAY), ENGLISH.date_day(DAY)) == ("9. mar.", "9 Mar")
    assert DANISH.date_number(DAY) == ENGLISH.date_number(DAY) == "9/3"


def test_a_moment_is_told_in_the_organisations_zone() -> None:
    moment = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
    assert DANISH.moment(moment) == "tirsdag den 9. marts 2027 kl. 14.30"
    assert ENGLISH.moment(moment) == "Tuesday 9 March 2027, 14:30"
    assert Texts("en", "America/New_York").moment(moment) == "Tuesday 9 March 2027, 08:30"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "søndag den 28. marts 2027 kl. 01.59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "søndag den 28. marts 2027 kl. 03.00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "søndag den 31. oktober 2027 kl. 02.30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "søndag den 31. oktober 2027 kl. 02.30"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "fredag den 1. januar 2027 kl. 00.00"),
    ],
)
def test_clock_changes_and_midnight_are_heeded(moment: datetime, told: str) -> None:
    assert DANISH.moment(moment) == told


def test_every_month_and_weekday_is_in_the_language() -> None:
    months = [DANISH.date_medium(date(2027, month, 1)).split()[1] for month in range(1, 13)]
    assert months == [
        *("januar", "februar", "marts", "april", "maj", "juni"),
        *("juli", "august", "september", "oktober", "november", "december"),
    ]
    days = [DANISH.date_long(date(2027, 3, day)).split()[0] for day in range(1, 8)]
    assert days == ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]


@pytest.mark.parametrize(
    ("key", "names", "danish", "english"),
    [
        (
            "raci.absent-alone",
            {"person": "Jonas"},
            "til og med den 9. marts 2027.",
            "until 9 March 2027 inclusive.",
        ),
        ("person.away", {"person": "Jonas"}, "til og med den 9. marts 2027.", "9 March 2027 incl"),
        ("mine.away", {}, "til og med den 9. marts 2027.", "until 9 March 2027 inclusive."),
        ("raci.as-of", {}, "den 9. marts 2027", "9 March 2027"),
    ],
)
def test_a_last_day_is_said_to_be_included(
    key: str, names: dict[str, str], danish: str, english: str
) -> None:
    assert danish in DANISH(key, date=DANISH.date_medium(DAY), **names)
    assert english in ENGLISH(key, date=ENGLISH.date_medium(DAY), **names)


def test_a_language_that_is_not_spoken_has_no_texts() -> None:
    with pytest.raises(ValueError, match="fr"):
        Texts("fr")("menu.title")
    with pytest.raises(KeyError):
        DANISH("no.such.key")
    assert not DANISH.has("no.such.key")


def test_a_month_is_short_enough_for_a_heading() -> None:
    assert [DANISH.month_short(month) for month in (1, 5, 12)] == ["jan", "maj", "dec"]
    assert [ENGLISH.month_short(month) for month in (1, 5, 12)] == ["Jan", "May", "Dec"]
