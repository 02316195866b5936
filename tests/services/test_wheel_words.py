"""What people type after `/wheel`."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.wheel_view import FIRST_YEAR, LAST_YEAR, WheelView
from bot.services.wheel_words import read_words

TODAY = date(2027, 3, 9)


@pytest.mark.parametrize(
    ("typed", "view"),
    [
        ("", WheelView(2027)),
        ("2028", WheelView(2028)),
        ("for 2028?", WheelView(2028)),
        ("næste år", WheelView(2028)),
        ("naeste aar", WheelView(2028)),
        ("next year", WheelView(2028)),
        ("sidste år", WheelView(2026)),
        ("i år", WheelView(2027)),
        ("this year", WheelView(2027)),
        ("marts", WheelView(2027, 3)),
        ("MARTS", WheelView(2027, 3)),
        ("mar.", WheelView(2027, 3)),
        ("februar", WheelView(2027, 2)),
        ("januar", WheelView(2028, 1)),
        ("January 2027", WheelView(2027, 1)),
        ("marts 2027", WheelView(2027, 3)),
        ("2029 oktober", WheelView(2029, 10)),
        ("i oktober", WheelView(2027, 10)),
        ("October", WheelView(2027, 10)),
        ("sept", WheelView(2027, 9)),
        ("maj", WheelView(2027, 5)),
        ("May 2028", WheelView(2028, 5)),
        ("2027-11", WheelView(2027, 11)),
        ("11/2027", WheelView(2027, 11)),
        ("3", WheelView(2027, 3)),
        ("denne måned", WheelView(2027, 3)),
        ("next month", WheelView(2027, 4)),
        ("forrige måned", WheelView(2027, 2)),
        ("mine", WheelView(2027, mine=True)),
        ("mit 2028", WheelView(2028, mine=True)),
        ("mine marts", WheelView(2027, 3, mine=True)),
    ],
)
def test_months_years_and_ones_own(typed: str, view: WheelView) -> None:
    assert read_words(typed, TODAY, 1) == view


def test_next_month_goes_over_new_year() -> None:
    assert read_words("næste måned", date(2027, 12, 31), 1) == WheelView(2028, 1)
    assert read_words("sidste måned", date(2027, 1, 1), 1) == WheelView(2026, 12)


def test_a_wheel_that_begins_in_august_is_named_by_the_year_it_begins_in() -> None:
    assert read_words("", TODAY, 8) == WheelView(2026)
    assert read_words("næste år", TODAY, 8) == WheelView(2027)
    assert read_words("marts", TODAY, 8) == WheelView(2027, 3)


@pytest.mark.parametrize(
    "typed", ["blah", "marketing", "ma", "13", "0", "marts april", "2027 2028", "marts 5 2027"]
)
def test_anything_else_is_answered_with_what_can_be_typed(typed: str) -> None:
    with pytest.raises(BadInput, match="wheel-words"):
        read_words(typed, TODAY, 1)


@pytest.mark.parametrize("typed", ["1999", "2101", "0001", "9999", "marts 1666"])
def test_a_year_that_is_too_far_off_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="wheel-year-shown"):
        read_words(typed, TODAY, 1)


@given(st.text(max_size=40) | st.from_regex(r"(\d{1,5}|[a-zæøå]{2,9})( \d{1,4})?", fullmatch=True))
def test_whatever_is_typed_is_a_view_or_a_sentence(typed: str) -> None:
    try:
        view = read_words(typed, TODAY, 1)
    except BadInput as error:
        assert error.key in ("wheel-words", "wheel-year-shown")
    else:
        assert FIRST_YEAR <= view.year <= LAST_YEAR
