"""Periods as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.handlers.parsing import parse_period, split_period

TODAY = date(2027, 3, 9)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2027-12-01..2027-12-05", "2027-12-01", "2027-12-05"),
        ("2027-12-01 - 2027-12-05", "2027-12-01", "2027-12-05"),
        ("1.-5. december", "2027-12-01", "2027-12-05"),
        ("1.–5. dec 2028", "2028-12-01", "2028-12-05"),
        ("1...5. december", "2027-12-01", "2027-12-05"),
        ("1-5 December", "2027-12-01", "2027-12-05"),
        ("December 1 to 5", "2027-12-01", "2027-12-05"),
        ("from December 1st to December 5th, 2028", "2028-12-01", "2028-12-05"),
        ("1/12 - 5/12", "2027-12-01", "2027-12-05"),
        ("1.12.-5.12.", "2027-12-01", "2027-12-05"),
        ("fra 28. december til 3. januar", "2027-12-28", "2028-01-03"),
        ("28. dec - 3. jan 2028", "2027-12-28", "2028-01-03"),
        ("den 9. marts til og med den 12. marts", "2027-03-09", "2027-03-12"),
        ("29. feb - 1. mar 2028", "2028-02-29", "2028-03-01"),
        ("mandag..fredag", "2027-03-15", "2027-03-19"),
        ("Lørdag - søndag", "2027-03-13", "2027-03-14"),
        ("i dag", "2027-03-09", "2027-03-09"),
        ("i morgen..fredag", "2027-03-10", "2027-03-12"),
        ("today until 2027-03-12", "2027-03-09", "2027-03-12"),
        ("uge 30-31", "2027-07-26", "2027-08-08"),
        ("week 2", "2028-01-10", "2028-01-16"),
        ("1. marts", "2027-03-01", "2027-03-01"),
        ("1. februar", "2028-02-01", "2028-02-01"),
        ("5. december..1. december", "2027-12-05", "2027-12-01"),
    ],
)
def test_a_period_is_read_in_many_forms(typed: str, first: str, last: str) -> None:
    assert parse_period(typed, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "typed", ["", "12", "31. februar", "2027-13-01..2027-13-02", "1.-5. mumle", "snart", "uge 99"]
)
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_period(typed, TODAY)
    assert refused.value.key == "period-unknown"


@pytest.mark.parametrize(
    ("typed", "around"),
    [
        ("1.-5. april", ""),
        ("@Jonas Bak 1.-5. april", "@Jonas Bak"),
        ("1.-5. april @Jonas Bak", "@Jonas Bak"),
        ("to sara from 1. april to 5. april", "to sara"),
    ],
)
def test_what_stands_around_a_period_is_kept(typed: str, around: str) -> None:
    assert split_period(typed, TODAY) == (around, (date(2027, 4, 1), date(2027, 4, 5)))


@pytest.mark.parametrize("typed", ["32. december..5. januar", "30. februar - 5. marts", "hvem"])
def test_a_part_of_a_wrong_period_is_not_taken_for_the_whole(typed: str) -> None:
    with pytest.raises(BadInput):
        split_period(typed, TODAY)


@given(first=DAYS, length=st.integers(0, 400))
def test_every_period_with_years_reads_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for form in ("{0:%Y-%m-%d}..{1:%Y-%m-%d}", "{0:%d.%m.%Y} - {1:%d.%m.%Y}"):
        assert parse_period(form.format(first, last), TODAY) == (first, last)


@given(typed=st.text(max_size=40))
def test_nothing_typed_breaks_it(typed: str) -> None:
    try:
        first, last = parse_period(typed, TODAY)
    except BadInput:
        return
    assert isinstance(first, date)
    assert isinstance(last, date)
