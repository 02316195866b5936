"""Minutes: what silence, presses and objections come to, whatever the order people act in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import minutes_rules as rules
from bot.domain.committees import MinutesRule
from bot.domain.errors import FieldErrors, TooLate, TovholderError
from bot.domain.meetings import Attendance, Meeting, MeetingState, Presence
from bot.domain.minutes import Minutes, MinutesComment, MinutesItem, MinutesState
from bot.domain.minutes_rules import Hand
from bot.domain.workdays import WorkCalendar

NOW = datetime(2027, 5, 11, 8, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(days=10)
BY = Hand("mette", NOW)
THERE = ("anders", "lone", "karin")


def draft() -> Minutes:
    present = {p: Attendance(p, p, Presence.PRESENT) for p in ("anders", "lone")}
    deputised = {"bo": Attendance("bo", "bo", Presence.APOLOGY, "karin")}
    off = {"nina": Attendance("nina", "nina", Presence.APOLOGY)}
    meeting = Meeting(
        "m1",
        "c1",
        date(2027, 5, 11),
        datetime(2027, 5, 11, 9, 0, tzinfo=UTC).time(),
        state=MeetingState.HELD,
        attendance={**present, **deputised, **off},
    )
    return rules.drafted(meeting, [MinutesItem("i1", "1", "Sag", "Vedtaget")], NOW)


def out() -> Minutes:
    return rules.sent(draft(), UNTIL, BY)


def objection(id_: str = "o1") -> MinutesComment:
    return MinutesComment(id_, "lone", NOW, "Nej", objection=True)


def test_who_took_part_are_members_and_the_deputies_who_came() -> None:
    assert rules.participants(draft()) == THERE


def test_a_change_of_words_is_another_digest_and_voids_presses() -> None:
    minutes = rules.pressed(out(), MinutesRule.PRESSES, out().digest[:16], Hand("lone", NOW))
    again = rules.edited(rules.taken_back(minutes, BY), "i1", "Ikke vedtaget", BY)
    assert again.digest != minutes.digest
    assert rules.sent(again, UNTIL, BY).approved == ()
    with pytest.raises(TooLate) as told:
        sent = rules.sent(again, UNTIL, BY)
        rules.pressed(sent, MinutesRule.PRESSES, minutes.digest[:16], Hand("lone", NOW))
    assert told.value.key == "minutes-outdated"


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.REPLACED])
def test_what_is_approved_is_not_changed(state: MinutesState) -> None:
    fixed = rules.approved(out(), NOW)
    fixed = fixed if state is MinutesState.APPROVED else Minutes("m1", 1, (), state=state)
    for change in (
        lambda: rules.edited(fixed, "i1", "Andet", BY),
        lambda: rules.sent(fixed, UNTIL, BY),
        lambda: rules.taken_back(fixed, BY),
        lambda: rules.commented(fixed, objection()),
        lambda: rules.settled(fixed, "o1", BY),
        lambda: rules.pressed(fixed, MinutesRule.PRESSES, fixed.digest, Hand("lone", NOW)),
    ):
        with pytest.raises(TooLate):
            change()


def test_a_correction_needs_approved_minutes_and_a_reason() -> None:
    with pytest.raises(TooLate):
        rules.corrected(out(), "Fejl", BY)
    with pytest.raises(FieldErrors):
        rules.corrected(rules.approved(out(), NOW), " ", BY)
    assert rules.corrected(rules.approved(out(), NOW), "Fejl", BY).version == 2


def test_the_next_meeting_approves_what_is_out_and_no_draft() -> None:
    assert rules.confirmed(draft(), "m2", NOW).state is MinutesState.DRAFT
    confirmed = rules.confirmed(out(), "m2", NOW)
    assert (confirmed.state, confirmed.confirmed_in) == (MinutesState.APPROVED, "m2")
    assert rules.confirmed(confirmed, "m3", NOW) == confirmed


def test_members_have_three_working_days_however_late_the_draft_is() -> None:
    calendar = WorkCalendar()
    friday = date(2027, 5, 21)
    assert rules.comments_until(friday, date(2027, 5, 11), calendar) == friday
    assert rules.comments_until(friday, friday, calendar) == date(2027, 5, 26)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.sampled_from((*THERE, "nina", "bo"))),
        st.tuples(st.just("object"), st.sampled_from(("o1", "o2"))),
        st.tuples(st.just("settle"), st.sampled_from(("o1", "o2"))),
        st.tuples(st.just("wait"), st.integers(1, 6).map(str)),
    ),
    max_size=14,
)


@given(STEPS, st.sampled_from(MinutesRule))
def test_they_are_approved_when_the_rule_says_so_and_never_before(
    steps: list[tuple[str, str]], rule: MinutesRule
) -> None:
    minutes, at, pressed, open_ = out(), NOW, set[str](), set[str]()
    for step, value in steps:
        if minutes.state is MinutesState.APPROVED:
            break
        try:
            if step == "press":
                minutes = rules.pressed(minutes, rule, minutes.digest, Hand(value, at))
                pressed.add(value)
            elif step == "object":
                told = MinutesComment(f"{value}/{at}", "lone", at, "Nej", objection=True)
                minutes = rules.commented(minutes, told)
                open_.add(told.id)
            elif step == "settle":
                one = min((o for o in open_ if o.startswith(value)), default=value)
                minutes = rules.settled(minutes, one, Hand("mette", at))
                open_ -= {one}
            else:
                at += timedelta(days=int(value))
        except TovholderError:
            pass
        minutes = rules.approved_by_rule(minutes, rule, at)
        due = at >= UNTIL if rule is MinutesRule.SILENCE else pressed == set(THERE)
        assert (minutes.state is MinutesState.APPROVED) == (due and not open_)


def test_who_has_left_is_not_waited_for_and_somebody_has_pressed() -> None:
    rule, (first, *others) = MinutesRule.PRESSES, THERE
    assert rules.approved_by_rule(out(), rule, NOW, THERE).state is MinutesState.IN_CONSULTATION
    pressed = rules.pressed(out(), rule, out().digest, Hand(first, NOW))
    assert rules.still_to_press(pressed, others[1:]) == (others[0],)
    waits = rules.approved_by_rule(pressed, rule, NOW, others[1:])
    assert waits.state is MinutesState.IN_CONSULTATION
    assert rules.approved_by_rule(pressed, rule, NOW, others).state is MinutesState.APPROVED
