"""Local wall-clock schedules: summer time, autumn's second hour, and what a stop leaves behind."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.schedules import CatchingUp, CatchUp, Daily, is_of_use, latest_only, moment_of
from tests.tries import tries

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ZONES = (
    "Europe/Copenhagen",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/Nuuk",
    "UTC",
)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 9), time(9), "2027-03-09T08:00"),
        (date(2027, 7, 9), time(9), "2027-07-09T07:00"),
        # 02:30 does not exist: it is as much later as the clock is put forward, 03:30.
        (date(2027, 3, 28), time(2, 30), "2027-03-28T01:30"),
        # 02:30 comes twice: the first one counts.
        (date(2027, 10, 31), time(2, 30), "2027-10-31T00:30"),
        (date(2027, 10, 31), time(2, 30, fold=1), "2027-10-31T00:30"),
        (date(2028, 2, 29), time(9), "2028-02-29T08:00"),
        (date(2027, 12, 31), time(23, 59), "2027-12-31T22:59"),
    ],
)
def test_a_local_time_has_one_moment(day: date, at: time, utc: str) -> None:
    assert moment_of(day, at, COPENHAGEN) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_zone_half_an_hour_off_shifts_by_its_own_step() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    local = moment_of(date(2027, 10, 3), time(2, 15), lord_howe).astimezone(lord_howe)
    assert local.time() == time(2, 45)


_MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2029, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    at=st.times(),
    start=_MOMENTS,
    hours=st.integers(0, 24 * 40),
    cuts=st.lists(st.floats(0, 1), max_size=4),
    exactly=st.booleans(),
)
@example(
    zone=ZoneInfo("Pacific/Apia"),
    at=time(9),
    start=datetime(2011, 12, 27, tzinfo=UTC),
    hours=24 * 6,
    cuts=[0.5],
    exactly=True,
)
@settings(max_examples=tries(40, 150))
def test_cutting_the_timeline_anywhere_changes_nothing(
    zone: ZoneInfo, at: time, start: datetime, hours: int, cuts: list[float], exactly: bool
) -> None:
    daily = Daily(at, zone)
    end = start + timedelta(hours=hours)
    whole = daily.due_between(start, end)
    points = [start + (end - start) * cut for cut in cuts]
    if exactly:
        points += [daily.moment_of(day) for day in whole[:3]]
    edges = [start, *sorted(points), end]
    pieces = [day for a, b in itertools.pairwise(edges) for day in daily.due_between(a, b)]
    assert pieces == list(whole)
    # And none is left out: every local day has its moment.
    assert len(whole) >= (end - start).days - 1


@pytest.mark.parametrize(
    ("policy", "of_use"),
    [
        (CatchUp.LATEST, {0, 1, 14}),
        (CatchUp.ALL, {0, 1, 14}),
        (CatchUp.SKIP, {0}),
    ],
)
def test_a_policy_holds_for_its_window(policy: CatchUp, of_use: set[int]) -> None:
    today = date(2027, 3, 9)
    found = {
        days
        for days in (0, 1, 14, 15, 300)
        if is_of_use(today - timedelta(days=days), today, CatchingUp(policy, 14))
    }
    assert found == of_use


def test_the_latest_of_each_thing_is_kept_with_all_of_its_day() -> None:
    items = [("a", 1), ("b", 2), ("a", 3), ("c", 3), ("a", 3)]
    told, pointless = latest_only(items, lambda i: i[0], lambda i: date(2027, 3, i[1]))
    assert told == [("b", 2), ("a", 3), ("c", 3), ("a", 3)]
    assert pointless == [("a", 1)]
