"""`tovholder simulate`, without the command line."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.app.simulation import as_json, draw, lines, simulate
from bot.domain.errors import BadInput, NotReady
from bot.domain.simulation import Forecast
from bot.settings import load_settings
from bot.texts import Texts


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    folder = tmp_path_factory.mktemp("fifty")
    return asyncio.run(simulate(load_settings({}, folder), "", people=50))


def test_an_example_of_fifty_people_is_tried_without_a_database(fifty: Forecast) -> None:
    assert len(fifty.organisation.people) == 50
    assert len(fifty.people) > 20


def test_the_json_adds_up(fifty: Forecast) -> None:
    found = as_json(fifty)
    assert found["messages"] == len(found["letters"])
    assert sum(person["messages"] for person in found["people"]) == found["messages"]
    for person in found["people"]:
        assert sum(person["weeks"].values()) == person["messages"]
        own = [one for one in found["letters"] if one["person"] == person["person"]]
        assert len(own) == person["messages"]
    letter = found["letters"][0]
    year, week, _ = date.fromisoformat(letter["day"]).isocalendar()
    assert letter["week"] == f"{year}-W{week:02}"
    assert set(letter["lines"][0]) == {"item", "due", "stage"}


def test_the_table_has_a_row_a_person_and_a_column_a_month(fifty: Forecast) -> None:
    title, _, _, heading, *rows = lines(fifty, Texts("da"))
    assert str(fifty.year) in title
    assert heading.split()[:4] == ["Person", "jan", "feb", "mar"]
    assert rows[0].startswith("Mette Sørensen")
    assert len(rows) == len(fifty.people) + 2
    assert draw(fifty, Texts("en")).startswith(b"\x89PNG")


async def test_a_number_of_people_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    for people in (-1, 0, 7, 1_001):
        with pytest.raises(BadInput, match="example-people"):
            await simulate(settings, "", people=people)


async def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        await simulate(load_settings({"TOVHOLDER_DATA_DIR": str(tmp_path)}, tmp_path), "")
