"""The life cycle of one date of the wheel, rule by rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import occurrence_dates as dates
from bot.domain import occurrence_rules as rules
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.language import Localized
from bot.domain.occurrence_hands import Hands
from bot.domain.occurrence_marks import read_reference, reference_to, require_fresh
from bot.domain.occurrences import Evidence, OccurrenceState, Part, Wish
from bot.domain.wheel import ItemKind, Wheel, WheelItem
from tests.domain.occurrence_acts import (
    APPROVED,
    APPROVER,
    DUE,
    HANDS,
    MOVES,
    NOW,
    OTHER_R,
    SHOWN,
    STRANGER,
    TODAY,
    A,
    Move,
    R,
    act,
    delivered,
    occurrence,
)


def test_with_evidence_it_is_done_and_without_it_waits() -> None:
    done = delivered()
    assert done.state is OccurrenceState.DONE
    assert (done.part("").done_by, done.part("").done_at) == (R, NOW)
    waits = delivered(evidence=Evidence())
    assert waits.state is OccurrenceState.AWAITING_EVIDENCE
    assert waits.part("").done_by is None
    later = rules.attach(waits, "", "file", act(R), HANDS)
    assert later.state is OccurrenceState.DONE
    assert later.part("").answer == "Ja"


def test_a_file_sent_ahead_is_evidence_but_no_delivery() -> None:
    ahead = rules.attach(occurrence(), "", "file", act(R), HANDS)
    assert ahead.state is OccurrenceState.PLANNED
    done = rules.deliver(ahead, "", "Ja", Evidence(), act(R), HANDS)
    assert done.part("").evidence.file_id == "file"
    assert done.state is OccurrenceState.DONE


def test_where_somebody_approves_it_is_done_only_then() -> None:
    waits = delivered(APPROVED)
    assert waits.state is OccurrenceState.TO_APPROVE
    done = rules.approve(waits, "", "", "", act(APPROVER), APPROVED)
    assert done.state is OccurrenceState.DONE
    assert done.part("").approved_by == APPROVER
    back = rules.send_back(waits, "", "Bilag mangler", act(APPROVER), APPROVED)
    assert back.state is OccurrenceState.STARTED
    assert back.part("").done_by is None
    assert back.part("").evidence == SHOWN
    with pytest.raises(FieldErrors):
        rules.send_back(waits, "", " ", act(APPROVER), APPROVED)


def test_the_doer_approves_only_as_the_only_one_of_a_small_organisation() -> None:
    alone = replace(APPROVED, approvers=(R,))
    waits = rules.deliver(occurrence(), "", "Ja", SHOWN, act(R), alone)
    with pytest.raises(NotAllowed, match=r"not-allowed\.self-approval"):
        rules.approve(waits, "", "", "Revisor", act(R), alone)
    small = replace(alone, small=True)
    with pytest.raises(FieldErrors):
        rules.approve(waits, "", "", "", act(R), small)
    approved = rules.approve(waits, "", "", "Revisor", act(R), small)
    assert approved.part("").remark == "Revisor"
    both = replace(small, approvers=(R, APPROVER))
    with pytest.raises(NotAllowed, match=r"not-allowed\.self-approval"):
        rules.approve(waits, "", "", "Revisor", act(R), both)


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_nobody_else_may_and_is_told_who_can(move: Move) -> None:
    with pytest.raises(NotAllowed) as refused:
        move(occurrence(), STRANGER, HANDS)
    assert "Rita" in str(refused.value.params["people"])


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("hands", [HANDS, APPROVED], ids=["alone", "approved"])
def test_what_is_delivered_says_who_did_it_and_when(move: Move, hands: Hands) -> None:
    with pytest.raises(TooLate) as late:
        move(delivered(hands), R, hands)
    assert late.value.params == {"person": "Rita", "at": NOW}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_what_has_lapsed_says_who_let_it(move: Move) -> None:
    lapsed = dates.lapse(occurrence(), "Ny platform", act(A), HANDS)
    with pytest.raises(TooLate, match="occurrence-lapsed") as late:
        move(lapsed, R, HANDS)
    assert late.value.params == {"person": "Anna", "at": NOW}


def test_what_was_handed_over_is_the_others() -> None:
    given_on = rules.hand_over(occurrence(), "", STRANGER, "Nøgle", act(A), HANDS)
    assert given_on.part("").handed_to == STRANGER
    assert given_on.state is OccurrenceState.PLANNED
    theirs = replace(HANDS, responsible={"": (STRANGER,)})
    with pytest.raises(NotAllowed):
        rules.deliver(given_on, "", "Ja", SHOWN, act(R), theirs)
    with pytest.raises(FieldErrors):
        rules.hand_over(given_on, "", STRANGER, "", act(STRANGER), theirs)


@pytest.mark.parametrize(
    ("until", "days", "error"),
    [
        (TODAY, 0, "occurrence-snooze-past"),
        (DUE + timedelta(days=1), 0, "occurrence-snooze-late"),
        (DUE + timedelta(days=15), 22, "occurrence-snooze-long"),
        (DUE, 0, None),
        (DUE + timedelta(days=14), 22, None),
        (DUE + timedelta(days=16), 24, None),
    ],
)
def test_a_snooze_ends_by_the_deadline_or_within_two_weeks(
    until: date, days: int, error: str | None
) -> None:
    if error is None:
        after = rules.snooze(occurrence(), "", until, "x", act(R, days), HANDS)
        assert (after.due, after.part("").snoozed_until) == (DUE, until)
        return
    with pytest.raises(FieldErrors) as found:
        rules.snooze(occurrence(), "", until, "x", act(R, days), HANDS)
    assert found.value.errors["until"].key == error


def test_r_postpones_once_by_two_weeks_alone() -> None:
    first = dates.postpone(occurrence(), DUE + timedelta(days=14), "x", act(R), HANDS)
    assert (first.due, first.postponed, first.planned) == (DUE + timedelta(days=14), 1, DUE)
    assert first.prepares_on == DUE
    again = dates.postpone(first, first.due + timedelta(days=1), "x", act(R), HANDS)
    assert again.due == first.due
    assert again.request is not None
    assert (again.request.wish, again.request.by) == (Wish.POSTPONE, R)
    longer = dates.postpone(occurrence(), DUE + timedelta(days=15), "x", act(R), HANDS)
    assert (longer.due, longer.postponed) == (DUE, 0)
    assert longer.request is not None
    earlier = dates.postpone(first, DUE, "x", act(R), HANDS)
    assert (earlier.due, earlier.request) == (DUE, None)


def test_a_postpones_whenever_and_as_far_as_needed() -> None:
    once = replace(occurrence(), postponed=3)
    after = dates.postpone(once, DUE + timedelta(days=90), "x", act(A), HANDS)
    assert (after.due, after.postponed, after.request) == (DUE + timedelta(days=90), 3, None)


@pytest.mark.parametrize(
    ("due", "error"),
    [
        (TODAY - timedelta(days=1), "occurrence-due-past"),
        (DUE, "occurrence-due-same"),
        (TODAY + timedelta(days=367), "occurrence-due-far"),
    ],
)
def test_a_deadline_is_another_day_ahead(due: date, error: str) -> None:
    with pytest.raises(FieldErrors) as found:
        dates.postpone(occurrence(), due, "x", act(A), HANDS)
    assert found.value.errors["due"].key == error


def test_a_request_is_answered_by_a_alone_and_once() -> None:
    asked = dates.postpone(occurrence(), DUE + timedelta(days=30), "x", act(R), HANDS)
    with pytest.raises(TooLate, match="occurrence-asked"):
        dates.lapse(asked, "x", act(OTHER_R), HANDS)
    with pytest.raises(NotAllowed):
        dates.grant(asked, act(R), HANDS)
    granted = dates.grant(asked, act(A), HANDS)
    assert (granted.due, granted.request) == (DUE + timedelta(days=30), None)
    refused = dates.refuse(asked, "Nej", act(A), HANDS)
    assert (refused.due, refused.request, refused.reason) == (DUE, None, "Nej")
    for answered in (granted, refused):
        with pytest.raises(TooLate, match="occurrence-answered"):
            dates.grant(answered, act(A), HANDS)
    with pytest.raises(BadInput, match="occurrence-request-past"):
        dates.grant(asked, act(A, 60), HANDS)


def test_only_a_lets_it_lapse_and_without_a_nobody_can() -> None:
    asked = dates.lapse(occurrence(), "x", act(R), HANDS)
    assert asked.is_open
    assert dates.grant(asked, act(A), HANDS).state is OccurrenceState.LAPSED
    with pytest.raises(BadInput, match="occurrence-no-accountable"):
        dates.lapse(occurrence(), "x", act(R), replace(HANDS, accountable=()))
    with pytest.raises(FieldErrors):
        dates.lapse(occurrence(), " ", act(A), HANDS)


def test_the_whole_is_done_when_every_current_part_is() -> None:
    each = replace(HANDS, responsible={"p1": (R,), "p2": (OTHER_R,)})
    first = rules.deliver(occurrence(), "p1", "Ja", SHOWN, act(R), each)
    assert first.state is OccurrenceState.STARTED
    with pytest.raises(NotAllowed):
        rules.deliver(first, "p2", "Ja", SHOWN, act(R), each)
    whole = rules.deliver(first, "p2", "Ja", SHOWN, act(OTHER_R), each)
    assert whole.state is OccurrenceState.DONE
    left = replace(HANDS, responsible={"p1": (R,)})
    assert rules.settled(first, left) is OccurrenceState.DONE
    with pytest.raises(TooLate, match="occurrence-part-gone"):
        rules.deliver(occurrence(), "p2", "Ja", SHOWN, act(OTHER_R), left)


def test_a_meeting_takes_what_is_held_at_it_along() -> None:
    meeting = WheelItem("m", "x", Localized(), "r", "a", (3,), "day_1", kind=ItemKind.MEETING)
    review = replace(meeting, id="w", held_at="m")
    host = occurrence(item_id="m")
    held = occurrence(id="o2", item_id="w")
    others = (occurrence(id="o3", item_id="w", key="2027-06"),)
    wheel = Wheel(items=(meeting, review), occurrences=(host, held, *others))
    assert dates.meeting_of(wheel, held) == host
    assert dates.meeting_of(wheel, host) == host
    assert dates.held_with(wheel, host) == (held,)
    assert dates.open_day(wheel, meeting, date(2027, 3, 25)) == date(2027, 4, 1)
    assert dates.open_day(wheel, replace(meeting, kind=ItemKind.ACTIVITY), date(2027, 3, 25)) == (
        date(2027, 3, 24)
    )


def test_a_mark_tells_what_was_seen_from_what_is() -> None:
    one = occurrence()
    reference = read_reference(str(reference_to(one, "")))
    require_fresh(one, reference, NOW)
    require_fresh(rules.start(one, "", act(R), HANDS), reference, NOW)
    moved = dates.postpone(one, DUE + timedelta(days=1), "x", act(R), HANDS)
    for changed in (moved, delivered(), dates.lapse(one, "x", act(R), HANDS)):
        with pytest.raises(TooLate, match="occurrence-changed"):
            require_fresh(changed, reference, NOW)
    first, second = delivered(APPROVED), delivered(APPROVED, Evidence("Log 2"))
    with pytest.raises(TooLate):
        require_fresh(second, reference_to(first, ""), NOW)
    for carried in ("", "o1", "a b c d"):
        with pytest.raises(BadInput):
            read_reference(carried)


def test_an_untouched_part_is_planned() -> None:
    assert occurrence().part("x") == Part("x")
