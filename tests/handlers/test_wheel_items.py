"""`/wheel punkter`, `/wheel tilføj` and `/wheel systemer`: what the wheel is made of."""

from datetime import date

import pytest

from bot.domain.wheel import ItemKind, ItemState, Ladder
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, press, said, submit

METTE = "mette"
NEW = {
    "label": "Oprydning i delte mapper",
    "activity_id": "backup",
    "months": ("6", "12"),
    "due_rule": "second_tuesday",
    "lead_days": "10",
    "reminders": "3; 28 14, 3",
    "late": "2, 6, 16",
    "responsible": "system-administrator",
    "accountable": "top-management",
    "evidence": "Liste",
}


async def test_an_item_is_added_with_its_dates(example: Example) -> None:
    listed = await example.say(METTE, "/wheel punkter")
    assert "Årsrapport" in said(listed)
    form = await open_form(example, METTE, listed.card, "Tilføj punkt")
    page = await submit(example, METTE, form, **NEW)
    assert "Punktet er gemt" in said(page)
    assert "anden tirsdag · jun, dec" in said(page)
    assert "tirsdag den 8. juni 2027" in said(page)
    assert "28, 14, 3" in said(page)
    (item,) = [i for i in example.organisation.wheel.items if i.label.da == NEW["label"]]
    assert (item.months, item.due_rule, item.interval) == ((6, 12), "second_tuesday", "half-yearly")
    assert item.ladder == Ladder((28, 14, 3), 2, 6, 16)
    assert (item.kind, item.source, item.approval_by) == (ItemKind.ACTIVITY, "own", None)
    assert item.position == max(i.position for i in example.organisation.wheel.items)
    keys = {o.key for o in example.organisation.wheel.occurrences if o.item_id == item.id}
    assert keys == {"2027-06", "2027-12", "2028-06", "2028-12"}
    (record,) = await audited(example, "wheel.item-saved")
    assert (record.actor, record.data["fields"]) == (example.person(METTE).id, ["added"])


async def test_a_changed_rule_moves_the_dates_at_once(sqlite_example: Example) -> None:
    page = await sqlite_example.press(METTE, "wheel_items.show", "w-awareness")
    form = await open_form(sqlite_example, METTE, page.card, "Ret")
    await submit(sqlite_example, METTE, form, due_rule="last_workday", months=("5",))
    wheel = sqlite_example.organisation.wheel
    dates = [o.due for o in wheel.occurrences if o.item_id == "w-awareness"]
    assert dates == [date(2027, 5, 31), date(2028, 5, 31)]
    assert wheel.item["w-awareness"].interval == "yearly"
    assert wheel.item["w-awareness"].label.en == "Awareness"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", "Årsrapport"),
        ("label", "annual report"),
        ("months", ()),
        ("lead_days", "snart"),
        ("lead_days", "367"),
        ("lead_days", "²"),
        ("reminders", "14, ofte"),
        ("reminders", "-3"),
        ("reminders", ", ".join(map(str, range(13)))),
        ("late", "1, 5"),
        ("late", "1, 5, x"),
        ("accountable", "supplier"),
        ("activity_id", ()),
    ],
)
async def test_what_cannot_be_keeps_the_form_open(
    sqlite_example: Example, field: str, value: str | tuple[str, ...]
) -> None:
    listed = await sqlite_example.say(METTE, "/wheel items")
    form = await open_form(sqlite_example, METTE, listed.card, "Tilføj punkt")
    reply = await submit(sqlite_example, METTE, form, **{**NEW, field: value})
    assert set(reply.errors) == {field}
    assert reply.errors[field].endswith(".")
    assert len(sqlite_example.organisation.wheel.items) == 22
    again = await submit(sqlite_example, METTE, reply.form, **{field: NEW[field]})
    assert again.form is None


async def test_an_item_that_falls_by_weeks_counts_from_a_week(sqlite_example: Example) -> None:
    listed = await sqlite_example.say(METTE, "/wheel items")
    form = await open_form(sqlite_example, METTE, listed.card, "Tilføj punkt")
    page = await submit(sqlite_example, METTE, form, **{**NEW, "due_rule": "every_2_weeks_monday"})
    assert "mandag hver 2. uge" in said(page)
    (item,) = [i for i in sqlite_example.organisation.wheel.items if i.label.da == NEW["label"]]
    assert (item.interval, item.starts_on) == ("weekly", date(2027, 3, 9))


async def test_an_item_is_paused_resumed_and_retired(sqlite_example: Example) -> None:
    page = await sqlite_example.press(METTE, "wheel_items.show", "w-awareness")
    paused = await press(sqlite_example, METTE, page.card, "Sæt på pause")
    assert "er sat på pause" in said(paused)
    wheel = sqlite_example.organisation.wheel
    assert wheel.item["w-awareness"].state is ItemState.PAUSED
    assert "w-awareness" not in {o.item_id for o in wheel.occurrences}
    again = await press(sqlite_example, METTE, page.card, "Sæt på pause")
    assert "Punktet er allerede sat på pause." in said(again)
    resumed = await press(sqlite_example, METTE, paused.card, "Genoptag")
    wheel = sqlite_example.organisation.wheel
    assert "w-awareness" in {o.item_id for o in wheel.occurrences}
    asked = await press(sqlite_example, METTE, resumed.card, "Lad punktet udgå")
    assert sqlite_example.organisation.wheel.item["w-awareness"].state is ItemState.ACTIVE
    retired = await press(sqlite_example, METTE, asked.card, "Lad punktet udgå")
    assert labels(retired.card) == ["Se hvem der har ansvaret", "Se punkter"]
    wheel = sqlite_example.organisation.wheel
    assert wheel.item["w-awareness"].state is ItemState.RETIRED
    late = await press(sqlite_example, METTE, resumed.card, "Sæt på pause")
    assert "Punktet er udgået." in said(late)
    turned = await audited(sqlite_example, "wheel.item-turned")
    assert [r.data["state"] for r in turned] == ["paused", "active", "retired"]
    listed = await sqlite_example.say(METTE, "/wheel punkter")
    assert "Awareness – cybersikkerhedsmåned" in said(listed)
    assert "\nAwareness:" not in said(listed)


async def test_two_who_change_an_item_at_once_see_each_other(sqlite_example: Example) -> None:
    page = await sqlite_example.press(METTE, "wheel_items.show", "w-awareness")
    first = await open_form(sqlite_example, METTE, page.card, "Ret")
    second = await open_form(sqlite_example, METTE, page.card, "Ret")
    await submit(sqlite_example, METTE, first, lead_days="20")
    reply = await submit(sqlite_example, METTE, second, lead_days="30")
    assert set(reply.errors) == {""}
    assert sqlite_example.organisation.wheel.item["w-awareness"].lead_days == 20
    await submit(sqlite_example, METTE, reply.form, lead_days="30")
    assert sqlite_example.organisation.wheel.item["w-awareness"].lead_days == 30


async def test_others_see_the_items_and_are_told_who_can_change_them(
    sqlite_example: Example,
) -> None:
    listed = await sqlite_example.say("bo", "/wheel items")
    assert "Informationssikkerhedsfunktionen kan ændre årshjulet." in said(listed)
    assert "Tilføj punkt" not in labels(listed.card)
    for action, value in (
        ("wheel_items.new", ""),
        ("wheel_items.edit", "w-awareness"),
        ("wheel_items.pause", "w-awareness"),
        ("wheel_items.retire", "w-awareness"),
        ("wheel_items.new-system", ""),
    ):
        refused = await sqlite_example.press("bo", action, value)
        assert "Kun informationssikkerhedsfunktionen kan ændre årshjulet." in said(refused)
    assert not await audited(sqlite_example, "wheel.item-turned")


async def test_what_is_gone_is_said(sqlite_example: Example) -> None:
    for action in ("wheel_items.show", "wheel_items.edit", "wheel_items.pause"):
        reply = await sqlite_example.press(METTE, action, "ghost")
        assert said(reply)
        assert reply.form is None


async def test_the_systems_register(example: Example) -> None:
    empty = await example.say(METTE, "/wheel systemer")
    before = len(example.organisation.wheel.systems)
    form = await open_form(example, METTE, empty.card, "Tilføj system")
    owner = f"person:{example.person('lone').id}"
    listed = await submit(example, METTE, form, name="Lønsystem", owner=owner)
    assert "Lønsystem: Lone" in said(listed)
    taken = await submit(
        example,
        METTE,
        (await example.press(METTE, "wheel_items.new-system")).form,
        name="lønsystem",
    )
    assert set(taken.errors) == {"name"}
    (system,) = [s for s in example.organisation.wheel.systems if s.name == "Lønsystem"]
    opened = (await example.press(METTE, "wheel_items.edit-system", system.id)).form
    gone = await submit(example, METTE, opened, in_use="no")
    assert "Lønsystem" not in said(gone)
    assert len(example.organisation.wheel.systems) == before + 1
    assert example.organisation.wheel.systems[-1].retired_on == date(2027, 3, 9)
    saved = await audited(example, "wheel.system-saved")
    assert [r.data["fields"] for r in saved] == [["added"], ["retired_on"]]


async def test_a_cpr_number_is_not_kept(sqlite_example: Example) -> None:
    form = (await sqlite_example.press(METTE, "wheel_items.new-system")).form
    reply = await submit(sqlite_example, METTE, form, name="Løn 010190-1234")
    assert "er erstattet af krydser" in said(reply)
    assert "1234" not in sqlite_example.organisation.wheel.systems[-1].name


async def test_the_items_in_english(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms language en")
    listed = await sqlite_example.say("mette", "/wheel items")
    assert "third Tuesday · Jan" in said(listed)


async def test_an_item_is_held_at_a_meeting_and_stands_on_its_agenda(
    sqlite_example: Example,
) -> None:
    page = await sqlite_example.press(METTE, "wheel_items.show", "w-policy-review")
    form = await open_form(sqlite_example, METTE, page.card, "Ret")
    wrong = await submit(sqlite_example, METTE, form, held_at="w-committee-meetings")
    assert set(wrong.errors) == {"held_at"}
    meeting = sqlite_example.organisation.wheel.item["w-committee-meetings"]
    fields = {"months": (str(meeting.months[0]),), "note": "Husk bilag", "agenda_item": "none"}
    await submit(sqlite_example, METTE, wrong.form, **{**fields, "held_at": meeting.id})
    wheel = sqlite_example.organisation.wheel
    saved = wheel.item["w-policy-review"]
    assert (saved.held_at, saved.agenda_item, saved.note.da) == (meeting.id, None, "Husk bilag")
    dates = {o.key: o.due for o in wheel.occurrences if o.item_id == meeting.id}
    held = {o.key: o.due for o in wheel.occurrences if o.item_id == saved.id and o.is_open}
    assert held and all(dates[key] == due for key, due in held.items() if key in dates)
    page = await sqlite_example.press(METTE, "wheel_items.show", meeting.id)
    form = await open_form(sqlite_example, METTE, page.card, "Ret")
    reply = await submit(sqlite_example, METTE, form, held_at="w-management-review")
    assert set(reply.errors) == {"held_at"}
