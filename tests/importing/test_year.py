"""The calendar and the annual wheel of a file become domain objects, or are refused in words."""

from datetime import date, time

import pytest

from bot.domain.errors import BadInput
from bot.domain.language import Localized
from bot.domain.wheel import ItemKind, ItemState, Ladder
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import merged, read_pack, starter_pack
from bot.texts import Texts

SMALL = """\
roles:
- {id: it, name: It}
- {id: boss, name: Direktør, holders: each}
- {id: system-owner, name: Systemejer}
- {id: business-units, name: Enheder, holders: any}
activities:
- {id: backup, name: Backup, raci: {it: R, boss: A}}
calendar:
  holidays: DK
  include_customary_closing_days: [12-24]
  quiet_weeks: [29, 28]
  working_days: [mon, tue]
  working_hours: 07:30-15:00
  due_date_shift: previous_workday
  meeting_shift: same_weekday_next_week
  reminder_time: 08:15
annual_wheel:
  year_start_month: 8
  chair_role: boss
  items:
  - id: w-restore
    activity: backup
    label: Gendannelse
    interval: weekly
    months: [9, 1, 9]
    due_rule: every_2_weeks_monday
    starts_on: 2027-01-04
    lead_days: 7
    responsible: it
    accountable: boss
"""


def test_a_file_sets_the_calendar() -> None:
    pack = read_pack(SMALL.encode(), "small.yaml")
    assert pack.calendar == WorkCalendar(
        closing_days=((12, 24),),
        working_days=frozenset({0, 1}),
        quiet_weeks=frozenset({28, 29}),
        reminder_time=time(8, 15),
        opens=time(7, 30),
        closes=time(15),
        year_start_month=8,
    )
    assert pack.chair_role == "boss"


def test_a_file_without_a_wheel_says_nothing_of_it() -> None:
    pack = read_pack(SMALL.split("calendar:")[0].encode(), "small.yaml")
    assert (pack.calendar, pack.items, pack.chair_role) == (None, (), None)


def test_an_item_without_reminders_has_the_usual_ladder() -> None:
    (item,) = read_pack(SMALL.encode(), "small.yaml").items
    assert item.ladder == Ladder()
    assert item.months == (1, 9)
    assert item.starts_on == date(2027, 1, 4)
    assert (item.kind, item.state, item.source) == (ItemKind.ACTIVITY, ItemState.ACTIVE, "own")
    assert (item.label, item.evidence) == (Localized("Gendannelse"), Localized())


@pytest.mark.parametrize(
    ("more", "ladder"),
    [
        ("reminders_days_before: [3, 14, 3]", Ladder((14, 3))),
        ("reminders_days_before: []", Ladder(())),
        (
            "overdue_ping_days: {responsible: 2, accountable: 6, committee: 9}",
            Ladder((30, 3), 2, 6, 9),
        ),
    ],
)
def test_a_files_own_reminders_take_the_place_of_the_usual(more: str, ladder: Ladder) -> None:
    text = SMALL.replace("    lead_days: 7", f"    lead_days: 7\n    {more}")
    (item,) = read_pack(text.encode(), "small.yaml").items
    assert item.ladder == ladder


def test_the_holders_of_some_roles_each_do_a_part() -> None:
    roles = read_pack(SMALL.encode(), "small.yaml").roles
    assert {role.id: role.each for role in roles} == {
        "it": False,
        "boss": True,
        "system-owner": True,
        "business-units": False,
    }


@pytest.mark.parametrize(
    "rule", ["second_tuesday", "last_friday", "first_workday", "day_31", "every_52_weeks_friday"]
)
def test_every_rule_is_read(rule: str) -> None:
    text = SMALL.replace("every_2_weeks_monday", rule)
    (item,) = read_pack(text.encode(), "small.yaml").items
    assert item.due_rule == rule


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("every_2_weeks_monday", "every_0_weeks_monday", "due_rule"),
        ("every_2_weeks_monday", "every_2_weeks_sunday", "due_rule"),
        ("every_2_weeks_monday", "day_32", "due_rule"),
        ("every_2_weeks_monday", "fifth_monday", "due_rule"),
        ("2027-01-04", "2027-02-30", "starts_on"),
        ("07:30-15:00", "15:00-07:30", "working_hours"),
        ("07:30-15:00", "25:00-26:00", "working_hours"),
        ("[mon, tue]", "[]", "working_days"),
        ("[29, 28]", str(list(range(1, 30))), "quiet_weeks"),
        ("lead_days: 7", "lead_days: -1", "lead_days"),
        ("[9, 1, 9]", "[13]", "months"),
        ("interval: weekly", "interval: often", "interval"),
        ("holders: each", "holders: all", "holders"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(old: str, new: str, field: str) -> None:
    text = SMALL.replace(old, new)
    with pytest.raises(BadInput) as caught:
        read_pack(text.encode(), "small.yaml")
    line = text[: text.index(f"{field}:")].count("\n") + 1
    assert (caught.value.key, caught.value.params) == (
        "pack-value",
        {"field": field, "line": line},
    )
    assert str(line) in Texts("da")("error.pack-value", **caught.value.params)


@pytest.mark.parametrize(
    ("old", "section"),
    [
        ("activity: backup", "activities"),
        ("responsible: it", "roles"),
        ("accountable: boss", "roles"),
        ("chair_role: boss", "roles"),
    ],
)
def test_an_item_of_a_small_file_refers_to_what_is_in_it(old: str, section: str) -> None:
    name = old.split(":")[0]
    with pytest.raises(BadInput) as caught:
        read_pack(SMALL.replace(f"  {old}", f"  {name}: ghost").encode(), "small.yaml")
    assert (caught.value.key, caught.value.params["section"]) == ("pack-unknown-reference", section)


def test_two_languages_of_a_wheel_become_one() -> None:
    danish = read_pack(SMALL.encode(), "small.yaml")
    english = SMALL.replace("Gendannelse", "Restore").replace("roles:\n", "locale: en\nroles:\n", 1)
    both = merged(danish, read_pack(english.encode(), "small.yaml"))
    assert both.items[0].label == Localized("Gendannelse", "Restore")
    assert both.calendar == danish.calendar


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("lead_days: 7", "lead_days: 8", "w-restore"),
        ("[9, 1, 9]", "[1]", "w-restore"),
        ("id: w-restore", "id: w-other", "w-other"),
        ("quiet_weeks: [29, 28]", "quiet_weeks: [29]", "calendar"),
    ],
)
def test_two_languages_have_the_same_dates(old: str, new: str, value: str) -> None:
    other = SMALL.replace(old, new).replace("roles:\n", "locale: en\nroles:\n", 1)
    with pytest.raises(BadInput) as caught:
        merged(read_pack(SMALL.encode(), "small"), read_pack(other.encode(), "small"))
    assert (caught.value.key, caught.value.params) == ("pack-differs", {"value": value})


@pytest.mark.parametrize(("pack", "items", "paused"), [("sme", 22, 1), ("public", 23, 2)])
def test_the_packs_wheels_are_in_both_languages(pack: str, items: int, paused: int) -> None:
    found = starter_pack(pack)
    assert len(found.items) == items
    assert sum(item.state is ItemState.PAUSED for item in found.items) == paused
    assert all(item.label.da and item.label.en for item in found.items)
    assert all(item.evidence.da and item.evidence.en for item in found.items)
    assert [item.position for item in found.items] == list(range(items))
    assert found.chair_role == "top-management"
    assert {role.id for role in found.roles if role.each} == {"system-owner", "business-units"}
