"""A year's messages as a picture."""

from datetime import date, timedelta

import pytest

from bot.domain.organisation import Organisation, Profile
from bot.domain.people import Person
from bot.domain.reminders import Letter
from bot.domain.simulation import Forecast
from bot.pictures.simulation import draw_simulation
from bot.texts import Texts
from tests.handlers.asking import png_size

FIRST = date(2027, 1, 4)


def year(people: int, messages: int, name: str = "Mette Sørensen") -> Forecast:
    organisation = Organisation(
        profile=Profile("Firma & <Søn>"),
        people=tuple(Person(str(number), name, "") for number in range(people)),
    )
    letters = tuple(
        Letter(f"{person}-{number}", str(person), FIRST + timedelta(days=number % 360), ())
        for person in range(people)
        for number in range(messages)
    )
    return Forecast(2027, date(2027, 1, 1), letters, in_time=False, organisation=organisation)


def drawn(forecast: Forecast, language: str = "da") -> bytes:
    return draw_simulation(forecast, forecast.people, Texts(language))


def test_it_grows_with_its_people_and_stays_as_wide_as_the_year() -> None:
    few, many = png_size(drawn(year(3, 40))), png_size(drawn(year(25, 40)))
    assert few[0] == many[0]
    assert few[1] < many[1]
    assert max(many) < 4000


def test_a_number_a_name_and_a_language_each_make_another_picture() -> None:
    pictures = {
        drawn(year(3, 40)),
        drawn(year(3, 41)),
        drawn(year(3, 40, "Bo")),
        drawn(year(3, 40), "en"),
    }
    assert len(pictures) == 4
    assert drawn(year(3, 40)) in pictures


@pytest.mark.parametrize("name", ["", "<&\"'>", "x" * 300, "\u202eevil"])
def test_whatever_people_are_called_they_can_be_drawn(name: str) -> None:
    assert png_size(drawn(year(1, 400, name)))


def test_a_year_without_messages_can_be_drawn() -> None:
    assert png_size(drawn(year(0, 0)))
