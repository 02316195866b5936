"""The wheel's dates against two oracles: a table made elsewhere, and the rules worked out anew.

The second reads the packs' own files and a table of holidays, and asks nothing of the code.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app.wheel_dates import dates_of_year
from bot.domain.wheel import Wheel
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack

DATA = Path(__file__).parents[1] / "data"
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday")
Row = tuple[str, str, str, str]


def rows_of(pack: str, year: int) -> list[Row]:
    """Return the program's dates."""
    loaded = starter_pack(pack)
    wheel = Wheel(loaded.calendar or WorkCalendar(), loaded.items)
    return [
        (r["due"], r["prep_starts"], r["item"], r["responsible"])
        for r in (one.as_json() for one in dates_of_year(wheel, year))
    ]


def table(name: str) -> list[Mapping[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


CLOSED = {
    date.fromisoformat(row["date"])
    for row in table("holidays-dk.tsv")
    if row["kind"] in {"public_holiday", "customary"}
}


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def day_of_month(rule: str, year: int, month: int) -> date:
    days = [date(year, month, 1)]
    while (days[-1] + DAY).month == month:
        days.append(days[-1] + DAY)
    if rule == "first_workday":
        return next(day for day in days if is_open(day))
    if rule == "last_workday":
        return next(day for day in reversed(days) if is_open(day))
    place, weekday = rule.split("_")
    such = [day for day in days if day.weekday() == NAMES.index(weekday)]
    return (
        such[("first", "second", "third", "fourth").index(place)] if place != "last" else such[-1]
    )


def due(item: Mapping[str, Any], items: list[Mapping[str, Any]], year: int, month: int) -> date:
    """Return a month's date: a meeting waits a week, anything else comes forward."""
    for host in items:
        if host["id"] == item.get("held_at") and month in host["months"]:
            return due(host, items, year, month)
    day = day_of_month(item["due_rule"], year, month)
    while not is_open(day):
        day += WEEK if item.get("kind") == "meeting" else -DAY
    return day


def brute_force(pack: str, year: int) -> Iterator[Row]:
    text = files("bot").joinpath("packs", f"{pack}.da.yaml").read_text(encoding="utf-8")
    items = yaml.safe_load(text)["annual_wheel"]["items"]
    for item in items:
        for month in item["months"] if item.get("state", "active") == "active" else ():
            day = due(item, items, year, month)
            begins = day - timedelta(days=item["lead_days"])
            yield str(day), str(begins), item["id"], item["responsible"]


@pytest.mark.parametrize("year", range(2026, 2032))
@pytest.mark.parametrize("pack", ["sme", "public"])
def test_the_dates_of_a_pack_are_those_of_the_brute_force(pack: str, year: int) -> None:
    assert rows_of(pack, year) == sorted(brute_force(pack, year))


def test_the_dates_of_2027_are_those_of_the_table() -> None:
    expected = [
        (row["due"], row["prep_starts"], row["item"], row["responsible"])
        for row in table("wheel-2027.sme.tsv")
    ]
    assert len(expected) == 31
    assert rows_of("sme", 2027) == expected


@pytest.mark.parametrize("year", range(2026, 2032))
def test_the_days_that_are_closed_are_those_of_the_table(year: int) -> None:
    calendar = starter_pack("sme").calendar
    assert calendar is not None
    days = [date(year, 1, 1) + DAY * number for number in range(365)]
    assert [day for day in days if calendar.is_workday(day)] == [d for d in days if is_open(d)]


def test_a_paused_item_has_no_dates() -> None:
    assert "w-registrations" not in {item for _, _, item, _ in rows_of("sme", 2027)}
