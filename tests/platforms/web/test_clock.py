"""Where the clock may be moved."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.web.clock import local_iso, moved, moved_to
from bot.platforms.web.errors import WebError

ZONE = "Europe/Copenhagen"
NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "ahead"),
    [
        ("PT15M", timedelta(minutes=15)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1D", timedelta(days=1)),
        ("P1W", timedelta(weeks=1)),
        ("P1W2DT3H", timedelta(weeks=1, days=2, hours=3)),
        ("PT0M", timedelta()),
    ],
)
def test_a_duration_moves_the_clock(duration: str, ahead: timedelta) -> None:
    assert moved(NOW, duration, ZONE) == NOW + ahead


@pytest.mark.parametrize(
    "duration",
    [
        "",
        "P",
        "PT",
        "P1",
        "1D",
        "P1M",
        "P1Y",
        "PT5S",
        "P-1D",
        "-P1D",
        "P1.5D",
        "P1DT",
        " P1D",
        "P1D\n",
        "p1d",
        "P99999W",
        "P٣D",
    ],
)
def test_another_form_of_duration_is_refused(duration: str) -> None:
    with pytest.raises(WebError, match="bad-duration"):
        moved(NOW, duration, ZONE)


def test_a_day_keeps_the_local_hour_across_the_change_to_summer_time() -> None:
    saturday = datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
    assert local_iso(moved(saturday, "P1D", ZONE), ZONE) == "2027-03-28T09:00:00+02:00"
    assert local_iso(moved(saturday, "PT24H", ZONE), ZONE) == "2027-03-28T10:00:00+02:00"


def test_a_moment_is_local_unless_it_has_an_offset() -> None:
    assert moved_to(NOW, "2027-06-01T09:00", ZONE) == datetime(2027, 6, 1, 7, tzinfo=UTC)
    assert moved_to(NOW, "2027-06-01T09:00Z", ZONE) == datetime(2027, 6, 1, 9, tzinfo=UTC)
    assert moved_to(NOW, "2027-06-01", ZONE) == datetime(2027, 5, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "i morgen", "2027-13-01T09:00", "9999-99", "0001-01-01"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    with pytest.raises(WebError, match=r"bad-moment|clock-backwards"):
        moved_to(NOW, moment, ZONE)


def test_the_clock_never_goes_back() -> None:
    with pytest.raises(WebError, match="clock-backwards"):
        moved_to(NOW, "2027-03-09T14:29", ZONE)
    assert moved_to(NOW, "2027-03-09T14:30", ZONE) == NOW


@pytest.mark.parametrize("far", ["P9999W", "P9999D"])
def test_the_clock_goes_twenty_years_at_most(far: str) -> None:
    with pytest.raises(WebError, match="clock-too-far"):
        moved(NOW, far, ZONE)
    with pytest.raises(WebError, match=r"clock-too-far|bad-moment"):
        moved_to(NOW, "9999-12-31T23:59", ZONE)


def test_the_end_of_the_calendar_is_too_far() -> None:
    late = datetime(9990, 1, 1, tzinfo=UTC)
    with pytest.raises(WebError, match="clock-too-far"):
        moved(late, "P9999W", ZONE)
    with pytest.raises(WebError, match="bad-moment"):
        moved_to(late, "9999-12-31T23:59-12:00", ZONE)
