"""What the committee approves falls due before its agenda closes, or `doctor` says so."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.language import Localized
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemKind, ItemState, Wheel, WheelItem
from bot.domain.wheel_agenda import too_late_for_agenda
from bot.domain.wheel_planning import planning
from bot.importing.packs import starter_pack
from bot.services.doctor import ORGANISATION_RULES, diagnosis_text
from bot.texts import Texts

TODAY = date(2027, 3, 9)
MEETING = WheelItem(
    "w-meeting",
    "meeting",
    Localized("Møde"),
    "it",
    "infosec-committee",
    (5, 9),
    "second_tuesday",
    kind=ItemKind.MEETING,
)
# The second Tuesday is 11 May; its agenda closes on 26 April: 6 May is Ascension Day.
REPORT = WheelItem(
    "w-report",
    "report",
    Localized("Rapport"),
    "it",
    "infosec-committee",
    (4,),
    "day_26",
    approval_by="infosec-committee",
)


def planned(*items: WheelItem) -> Wheel:
    wheel = Wheel(items=items)
    numbers = iter(range(1000))
    found = planning(wheel, TODAY, lambda: str(next(numbers)))
    return replace(wheel, occurrences=found.added)


def late(*items: WheelItem) -> list[tuple[str, date, date, date]]:
    found = too_late_for_agenda(planned(*items), TODAY)
    dates = [(one.item.id, one.due, one.meeting, one.closes) for one in found]
    return [one for one in dates if one[1].year == TODAY.year]


def test_what_is_due_when_the_agenda_closes_is_in_time() -> None:
    assert late(MEETING, REPORT) == []


def test_what_is_due_a_day_later_is_too_late() -> None:
    found = late(MEETING, replace(REPORT, due_rule="day_27"))
    assert found[0] == ("w-report", date(2027, 4, 27), date(2027, 5, 11), date(2027, 4, 26))


@pytest.mark.parametrize(
    "change",
    [
        {"approval_by": "top-management"},
        {"approval_by": None},
        {"held_at": "w-meeting"},
        {"state": ItemState.PAUSED},
    ],
)
def test_only_what_the_committee_approves_later_counts(change: dict[str, object]) -> None:
    item = replace(REPORT, due_rule="day_27", **change)  # type: ignore[arg-type]
    assert late(MEETING, item) == []


def test_a_paused_meeting_has_no_agenda() -> None:
    assert late(replace(MEETING, state=ItemState.PAUSED), replace(REPORT, due_rule="day_27")) == []


def test_what_is_over_is_not_late() -> None:
    wheel = planned(MEETING, replace(REPORT, due_rule="day_27"))
    over = tuple(replace(one, state=OccurrenceState.DONE) for one in wheel.occurrences)
    assert too_late_for_agenda(replace(wheel, occurrences=over), TODAY) == ()


def test_a_meeting_that_was_moved_counts_where_it_is() -> None:
    wheel = planned(MEETING, REPORT)
    moved = tuple(
        replace(one, due=date(2027, 5, 4)) if one.item_id == "w-meeting" else one
        for one in wheel.occurrences
    )
    (found,) = [
        one
        for one in too_late_for_agenda(replace(wheel, occurrences=moved), TODAY)
        if one.due.year == 2027
    ]
    assert (found.meeting, found.closes) == (date(2027, 5, 4), date(2027, 4, 20))


@pytest.mark.parametrize("pack", ["sme", "public"])
def test_the_packs_meet_their_agendas(pack: str) -> None:
    assert late(*starter_pack(pack).items) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "Rapport har frist 27. april 2027, men dagsordenen til mødet 11. maj 2027 lukker"),
        ("en", "Rapport is due 27 April 2027, but the agenda of the meeting on 11 May 2027 closes"),
    ],
)
def test_doctor_says_which_with_their_dates(language: str, said: str) -> None:
    known = Organisation(wheel=planned(MEETING, replace(REPORT, due_rule="day_27")))
    known = replace(known, profile=replace(known.profile, language=language))
    found = {one.code: one for one in (rule(known, TODAY) for rule in ORGANISATION_RULES)}
    assert not found["agenda"].ok
    assert said in diagnosis_text(found["agenda"], Texts(language))
    well = replace(known, wheel=planned(MEETING, replace(REPORT, due_rule="day_20")))
    found = {one.code: one for one in (rule(well, TODAY) for rule in ORGANISATION_RULES)}
    assert found["agenda"].ok
    assert diagnosis_text(found["agenda"], Texts(language)).endswith(".")
