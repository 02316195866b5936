"""When an alarm is told, told again, and over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarms import (
    CLEARED_AFTER,
    NOT_IN_THE_WAY,
    Alarm,
    AlarmKind,
    Copy,
    Trouble,
    claimed_until,
    told_apart,
)

NOW = datetime(2027, 3, 9, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
COPY = Copy("slack", "T", "U", "1", "da")
STATE = Trouble(AlarmKind.TOKEN_REFUSED, "slack")
MESSAGE = Trouble(AlarmKind.MESSAGE_DEAD, "message-1")


def alarm(trouble: Trouble = STATE, told: timedelta | None = None, *, heard: bool = True) -> Alarm:
    copies = (COPY,) if heard and told is not None else ()
    told_at = None if told is None else NOW - told
    return Alarm(trouble, raised_at=NOW, seen_at=NOW, told_at=told_at, copies=copies)


def test_a_trouble_is_known_by_its_kind_and_what_it_is_about() -> None:
    assert STATE.key == "token-refused:slack"
    assert Trouble(AlarmKind.OUTBOX_STUCK).key == "outbox-stuck"


@pytest.mark.parametrize(
    ("one", "due"),
    [
        (alarm(), True),
        (alarm(told=3 * HOUR), False),
        (alarm(told=4 * HOUR), True),
        (alarm(MESSAGE, told=4 * HOUR), False),
        (alarm(MESSAGE, told=24 * HOUR), True),
        (alarm(Trouble(AlarmKind.ITEMS_UNDATED), told=23 * HOUR), False),
        (alarm(told=timedelta(minutes=4), heard=False), False),
        (alarm(told=timedelta(minutes=5), heard=False), True),
        (replace(alarm(), claimed_until=NOW + HOUR), False),
        (replace(alarm(), claimed_until=NOW), True),
        (replace(alarm(told=HOUR), cleared_at=NOW), True),
    ],
)
def test_it_is_told_once_and_again_when_it_lasts(one: Alarm, due: bool) -> None:
    assert one.is_due(NOW) is due


def test_who_tells_it_has_it_in_hand_for_a_minute() -> None:
    assert claimed_until(NOW) == NOW + timedelta(minutes=1)


def test_a_state_is_over_when_nobody_has_seen_it_for_a_while() -> None:
    one = alarm()
    assert not one.is_over([], NOW + CLEARED_AFTER - timedelta(seconds=1))
    assert one.is_over([], NOW + CLEARED_AFTER)
    assert not one.is_over([STATE.key], NOW + CLEARED_AFTER)
    assert not replace(one, cleared_at=NOW).is_over([], NOW + HOUR)


def test_a_message_is_dealt_with_at_once() -> None:
    assert alarm(MESSAGE).is_over([], NOW)
    assert not alarm(MESSAGE).is_over([MESSAGE.key], NOW)


@given(st.sampled_from(AlarmKind), st.booleans())
def test_only_an_open_state_of_the_installation_keeps_it_from_working(
    kind: AlarmKind, closed: bool
) -> None:
    one = replace(alarm(Trouble(kind)), cleared_at=NOW if closed else None)
    assert one.keeps_from_working is (not closed and kind not in NOT_IN_THE_WAY)


def test_of_many_messages_the_oldest_are_told_one_by_one() -> None:
    waiting = [Trouble(AlarmKind.MESSAGE_DEAD, f"message-{n}") for n in range(7)]
    assert told_apart(waiting[:5], 5) == tuple(waiting[:5])
    assert told_apart(waiting, 9) == (
        *waiting[:5],
        Trouble(AlarmKind.MESSAGES_WAITING, params={"n": 9}),
    )
