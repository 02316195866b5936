"""Working a year out: which year, from which day on, and that nothing comes of it."""

from datetime import date

import pytest

from bot.domain.errors import BadInput
from bot.domain.schedules import CatchingUp, CatchUp
from bot.domain.simulation import Wished
from bot.services.simulation import Known, Simulations, what_is_known, work_out, year_wished
from tests.domain.wheels import organisation
from tests.example import Example

TODAY = date(2026, 11, 22)
NEXT_YEAR = Wished(2027)


@pytest.mark.parametrize(
    ("text", "year"), [("2026", 2026), (" 2027 ", 2027), ("2031", 2031), ("", 2027)]
)
def test_a_year_within_reach_is_taken(text: str, year: int) -> None:
    assert year_wished(text, TODAY) == year


def test_without_a_year_it_is_the_one_that_most_of_the_next_twelve_months_are_in() -> None:
    assert year_wished("", date(2027, 1, 4)) == 2027
    assert year_wished("", date(2027, 8, 2)) == 2028


@pytest.mark.parametrize("text", ["2025", "2032", "99999", "næste", "２０２７", "-1", "2027.0"])
def test_another_year_is_refused_with_those_that_can_be_had(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        year_wished(text, TODAY)
    assert refused.value.params == {"first": 2026, "last": 2031}


def small(last_morning: date | None = None) -> Known:
    """Return a wheel with one item, due on the last working day of March."""
    return Known(organisation(), last_morning)


async def test_a_year_is_worked_out_and_nothing_is_written(sqlite_example: Example) -> None:
    storage = sqlite_example.house.store.storage
    before = await what_is_known(storage)
    forecast = await Simulations(storage).forecast(Wished(2027), date(2027, 9, 1))
    assert {letter.on.year for letter in forecast.letters} == {2027}
    assert await what_is_known(storage) == before


def test_the_years_until_then_are_lived_through() -> None:
    forecast = work_out(small(), Wished(2028), TODAY)
    due = {one.id: one.due for one in forecast.organisation.wheel.occurrences}
    february = [one for one in forecast.letters if one.on.month == 2]
    assert date(2027, 3, 31) in {due[line.occurrence_id] for line in february[0].lines}


def test_what_is_told_already_does_not_come_again() -> None:
    forecast = work_out(small(date(2027, 3, 10)), NEXT_YEAR, TODAY)
    assert forecast.first == date(2027, 3, 11)
    assert min(letter.on for letter in forecast.letters) >= forecast.first


def test_days_before_today_are_left_out() -> None:
    forecast = work_out(small(date(2026, 1, 1)), NEXT_YEAR, date(2027, 3, 10))
    assert forecast.first == date(2027, 3, 10)


def test_nobody_hears_of_what_is_done_in_time_after_its_deadline() -> None:
    never = work_out(small(), NEXT_YEAR, TODAY)
    in_time = work_out(small(), Wished(2027, in_time=True), TODAY)
    assert max(letter.on for letter in in_time.letters) <= date(2027, 3, 31)
    assert max(letter.on for letter in never.letters) > date(2027, 12, 1)


def test_progress_is_told_day_by_day_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    work_out(small(), Wished(2026), TODAY, lambda done, total: heard.append((done, total)))
    assert heard[0] == (1, 39)
    assert heard[-1] == (39, 39)


@pytest.mark.parametrize("policy", CatchUp)
def test_what_nobody_told_before_is_caught_up_as_the_settings_say(policy: CatchUp) -> None:
    """The first stage of the item's deadline, 31 March 2027, fell on 1 March."""
    thursday = date(2027, 3, 11)
    known = Known(organisation(), date(2027, 2, 26), CatchingUp(policy))
    forecast = work_out(known, NEXT_YEAR, thursday)
    caught_up = any(letter.on == thursday for letter in forecast.letters)
    assert caught_up is (policy is not CatchUp.SKIP)
