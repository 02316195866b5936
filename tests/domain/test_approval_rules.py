"""Requests for decisions, rule by rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import approval_rules as rules
from bot.domain import approval_voting as votes
from bot.domain.approval_people import Forum
from bot.domain.approval_tally import Lack, counted, unanswered
from bot.domain.approvals import Approval, ApprovalState, Choice, RosterSeat
from bot.domain.committees import Majority, Quorum, Tie, WrittenProcedure
from bot.domain.decisions import Mode, Proposal
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.papers import Basis
from tests.domain.approving import (
    ASKER,
    DEPUTY,
    FORUM,
    MEMBERS,
    NOW,
    OUTSIDER,
    SEATS,
    SECRETARY,
    ZONE,
    act,
    draft,
    voting,
)

AWAY = replace(FORUM, away=frozenset({"jonas"}))
SOLE = Forum(
    seats=(RosterSeat("approver", "anders", "karin"),),
    timetable=FORUM.timetable,
    people=FORUM.people,
    quorum=Quorum(0, 1, more=False, chair=False),
    alone=True,
    names=FORUM.names,
)


def voted(
    approval: Approval, *answers: tuple[str, Choice], forum: Forum = FORUM, remark: str = "Fordi"
) -> Approval:
    """Return the request after some have voted."""
    for by, choice in answers:
        approval = votes.cast(approval, choice, remark, approval.digest, act(by), forum)
    return approval


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"basis": Basis()}, "basis"),
        ({"proposal": replace(draft().proposal, what=" ")}, "what"),
        ({"proposal": replace(draft().proposal, how="")}, "how"),
        ({"proposal": replace(draft().proposal, who=())}, "who"),
        ({"proposal": replace(draft().proposal, due=None)}, "when"),
        ({"proposal": Proposal(), "basis": Basis(" ")}, "basis what how who when"),
    ],
)
def test_what_is_missing_is_named_before_anybody_is_asked(
    changed: dict[str, object], lacking: str
) -> None:
    with pytest.raises(FieldErrors) as told:
        voting(**changed)
    assert set(told.value.errors) == {"", *lacking.split()}


def test_the_vote_opens_with_the_roster_of_the_day_and_three_working_days() -> None:
    asked = voting()
    assert asked.state is ApprovalState.VOTING
    assert asked.roster == SEATS
    assert asked.mode is Mode.WRITTEN
    assert asked.closes_at == datetime(2027, 3, 12, 14, 0, tzinfo=UTC)
    with pytest.raises(TooLate, match="approval-sent"):
        rules.submit(asked, (), None, act(ASKER), FORUM)


def test_who_meets_only_is_not_asked_in_writing_and_neither_is_a_vacant_committee() -> None:
    meets = replace(FORUM, written=replace(FORUM.written, allowed=False))
    with pytest.raises(BadInput, match="approval-meetings-only"):
        voting(meets)
    with pytest.raises(BadInput, match="approval-no-voters"):
        voting(replace(FORUM, seats=(RosterSeat("chair", None, chair=True),)))


def test_those_consulted_answer_first_and_the_last_answer_opens_the_vote() -> None:
    asked = rules.submit(draft(), ("nina", "sara"), None, act(ASKER), FORUM)
    assert asked.state is ApprovalState.CONSULTING
    with pytest.raises(TooLate, match="approval-unopened"):
        voted(asked, ("anders", Choice.FOR))
    with pytest.raises(NotAllowed, match="approval-consulted"):
        rules.answer(asked, "", act("bo"), FORUM)
    once = rules.answer(asked, "Husk prisen", act("nina"), FORUM)
    assert once.state is ApprovalState.CONSULTING
    opened = rules.answer(once, "", act("sara", days=1), FORUM)
    assert opened.state is ApprovalState.VOTING
    assert [one.answer for one in opened.consulted] == ["Husk prisen", ""]
    assert opened.closes_at == datetime(2027, 3, 15, 14, 0, tzinfo=UTC)
    with pytest.raises(TooLate, match="approval-consulted"):
        rules.answer(opened, "", act("nina"), FORUM)


def test_the_vote_opens_without_those_who_let_the_time_for_remarks_run_out() -> None:
    asked = rules.submit(draft(), ("nina",), None, act(ASKER), FORUM)
    assert asked.consult_until is not None
    early = asked.consult_until - timedelta(seconds=1)
    assert rules.open_vote(asked, early, FORUM) == asked
    assert rules.open_vote(asked, asked.consult_until, FORUM).state is ApprovalState.VOTING
    vacant = replace(FORUM, seats=(RosterSeat("chair", None, chair=True),))
    assert rules.open_vote(asked, asked.consult_until, vacant).state is ApprovalState.MOVED


@pytest.mark.parametrize("choice", [Choice.AGAINST, Choice.FOR_WITH_REMARKS])
def test_a_reason_and_remarks_must_be_said(choice: Choice) -> None:
    with pytest.raises(FieldErrors) as told:
        voted(voting(), ("bo", choice), remark=" ")
    assert set(told.value.errors) == {"remark"}


def test_a_vote_may_change_and_be_taken_back_until_the_close() -> None:
    asked = voted(voting(), ("bo", Choice.FOR), ("bo", Choice.AGAINST))
    assert [vote.choice for vote in asked.votes.values()] == [Choice.AGAINST]
    back = votes.take_back(asked, asked.digest, act("bo"), FORUM)
    assert not back.votes
    with pytest.raises(TooLate, match="approval-no-vote"):
        votes.take_back(back, back.digest, act("bo"), FORUM)
    with pytest.raises(TooLate, match="approval-closed"):
        votes.cast(asked, Choice.FOR, "", asked.digest, act("bo", days=4), FORUM)


def test_outsiders_and_removed_members_have_no_vote() -> None:
    asked = voting()
    with pytest.raises(NotAllowed, match="vote-outsider"):
        voted(asked, (OUTSIDER, Choice.FOR))
    gone = replace(FORUM, people=FORUM.people - {"bo"})
    with pytest.raises(NotAllowed, match="vote-removed"):
        voted(asked, ("bo", Choice.FOR), forum=gone)
    others = tuple(seat for seat in SEATS if seat.seat_id != "finance")
    with pytest.raises(NotAllowed, match="vote-removed"):
        voted(asked, ("bo", Choice.FOR), forum=replace(FORUM, seats=others))


def test_who_gets_a_seat_after_the_vote_opened_has_no_vote_in_it() -> None:
    later = replace(FORUM, seats=(*SEATS[:4], RosterSeat("it", OUTSIDER)))
    with pytest.raises(NotAllowed, match="vote-outsider"):
        voted(voting(), (OUTSIDER, Choice.FOR), forum=later)


def test_a_deputy_votes_only_while_the_holder_is_away() -> None:
    asked = voting()
    with pytest.raises(NotAllowed, match="vote-deputy") as told:
        voted(asked, (DEPUTY, Choice.FOR))
    assert told.value.params == {"people": "Jonas"}
    stood_in = voted(asked, (DEPUTY, Choice.FOR), forum=AWAY)
    assert stood_in.votes[DEPUTY].for_id == "jonas"
    assert unanswered(stood_in, AWAY) == MEMBERS[:4]
    replaced = replace(AWAY, seats=(*SEATS[:4], RosterSeat("it", "jonas", OUTSIDER)))
    with pytest.raises(NotAllowed, match="vote-removed"):
        voted(asked, (DEPUTY, Choice.FOR), forum=replaced)


def test_the_holders_vote_beats_the_deputys() -> None:
    both = voted(voting(), (DEPUTY, Choice.FOR), forum=AWAY)
    both = voted(both, ("jonas", Choice.AGAINST))
    tally = counted(both, FORUM).tally
    assert (tally.for_, tally.against, tally.represented) == (0, 1, 1)
    with pytest.raises(TooLate, match="approval-holder-voted"):
        voted(both, (DEPUTY, Choice.FOR), forum=AWAY)


def test_one_person_has_one_vote_however_many_seats() -> None:
    twice = replace(FORUM, seats=(*SEATS[:4], RosterSeat("it", "bo")))
    asked = voted(voting(twice), ("bo", Choice.FOR), forum=twice)
    tally = counted(asked, twice).tally
    assert (tally.for_, tally.represented, tally.of) == (1, 1, 5)
    assert "bo" not in unanswered(asked, twice)


def test_a_new_version_voids_votes_and_older_cards() -> None:
    first = voted(voting(), ("bo", Choice.FOR))
    said = rules.Version("Ny backup", replace(first.proposal, cost=50_000), first.basis)
    with pytest.raises(NotAllowed, match="approval-steward"):
        rules.revise(first, said, act("bo"), FORUM)
    again = rules.revise(first, said, act(SECRETARY, hours=1), FORUM)
    assert (again.version, dict(again.votes), again.state) == (2, {}, ApprovalState.VOTING)
    with pytest.raises(TooLate, match="approval-superseded"):
        votes.cast(again, Choice.FOR, "", first.digest, act("bo"), FORUM)
    same = rules.Version(again.title, again.proposal, again.basis)
    with pytest.raises(BadInput, match="approval-same"):
        rules.revise(again, same, act(SECRETARY), FORUM)
    empty = rules.Version("Ny backup", Proposal(), Basis())
    with pytest.raises(FieldErrors):
        rules.revise(again, empty, act(SECRETARY), FORUM)


def test_what_is_sent_back_waits_for_the_secretary() -> None:
    asked = voted(voting(), ("bo", Choice.FOR))
    with pytest.raises(FieldErrors):
        votes.send_back(asked, " ", asked.digest, act("lone"), FORUM)
    paused = votes.send_back(asked, "Prisen mangler", asked.digest, act("lone"), FORUM)
    with pytest.raises(TooLate, match="approval-paused"):
        voted(paused, ("karin", Choice.FOR))
    assert votes.close_due(paused, NOW + timedelta(days=30), FORUM) is None
    with pytest.raises(NotAllowed, match="approval-steward"):
        votes.resume(paused, act("lone"), FORUM)
    late = votes.resume(paused, act(SECRETARY, days=3, hours=5), FORUM)
    assert late.votes == asked.votes
    assert late.closes_at == datetime(2027, 3, 15, 14, 0, tzinfo=UTC)
    with pytest.raises(TooLate, match="approval-not-paused"):
        votes.resume(late, act(SECRETARY), FORUM)


def test_it_closes_when_everybody_has_answered() -> None:
    asked = voted(voting(), *((member, Choice.FOR) for member in MEMBERS[:4]))
    assert votes.close_early(asked, NOW, FORUM) is None
    last = voted(asked, ("jonas", Choice.ABSTAIN))
    closed = votes.close_early(last, NOW, FORUM)
    assert closed is not None
    assert closed.approval.state is ApprovalState.ADOPTED
    with pytest.raises(TooLate, match="approval-adopted"):
        voted(closed.approval, ("bo", Choice.AGAINST))


def test_without_a_quorum_it_waits_for_its_deadline_and_goes_to_the_agenda() -> None:
    asked = voted(voting(), ("anders", Choice.FOR), ("karin", Choice.FOR))
    assert asked.closes_at is not None
    assert votes.close_due(asked, asked.closes_at - timedelta(seconds=1), FORUM) is None
    closed = votes.close_due(asked, asked.closes_at, FORUM)
    assert closed is not None
    assert closed.approval.state is ApprovalState.MOVED
    assert closed.count is not None
    assert (closed.count.lack, closed.count.needed) == (Lack.QUORUM, 3)


def test_the_quorum_needs_the_chair_or_the_deputy() -> None:
    without = voted(voting(), *((member, Choice.FOR) for member in ("karin", "lone", "bo")))
    assert counted(without, FORUM).lack is Lack.CHAIR
    free = replace(FORUM, quorum=replace(FORUM.quorum, chair=False))
    assert counted(without, free).adopted
    # The chair's deputy has a seat and one vote of her own, and chairs with it.
    away = counted(without, replace(FORUM, away=frozenset({"anders"})))
    assert away.adopted
    assert away.tally.represented == 3
    recused = voted(without, ("anders", Choice.RECUSED))
    assert counted(recused, FORUM).adopted


def test_one_person_in_two_seats_is_one_vote_and_counts_once_towards_the_quorum() -> None:
    seats = tuple(
        replace(seat, holder_id="karin") if seat.holder_id == "lone" else seat for seat in SEATS
    )
    forum = replace(FORUM, seats=seats)
    asked = replace(voting(), roster=seats)
    two = voted(asked, ("anders", Choice.FOR), ("karin", Choice.FOR), forum=forum)
    count = counted(two, forum)
    assert (count.tally.for_, count.tally.represented, count.tally.of) == (2, 2, 5)
    assert count.lack is Lack.QUORUM
    assert counted(voted(two, ("bo", Choice.FOR), forum=forum), forum).adopted


def test_conflicts_of_interest_leave_the_quorum_and_the_tally() -> None:
    asked = voted(
        voting(),
        ("anders", Choice.FOR),
        ("karin", Choice.FOR),
        ("bo", Choice.RECUSED),
        ("lone", Choice.RECUSED),
    )
    count = counted(asked, FORUM)
    assert (count.tally.of, count.tally.recused, count.needed) == (3, 2, 2)
    assert count.adopted


@pytest.mark.parametrize(
    ("tie", "chair", "adopted"),
    [
        (Tie.CHAIR, Choice.FOR, True),
        (Tie.CHAIR, Choice.AGAINST, False),
        (Tie.REJECTED, Choice.FOR, False),
    ],
)
def test_a_tie_falls_as_the_rule_says(tie: Tie, chair: Choice, adopted: bool) -> None:
    other = Choice.AGAINST if chair is Choice.FOR else Choice.FOR
    forum = replace(FORUM, tie=tie)
    answers = (("anders", chair), ("karin", chair), ("lone", other), ("bo", other))
    assert counted(voted(voting(), *answers), forum).adopted is adopted


def test_a_tie_without_the_chairs_vote_is_rejected() -> None:
    answers = (("anders", Choice.ABSTAIN), ("lone", Choice.FOR), ("bo", Choice.AGAINST))
    assert not counted(voted(voting(), *answers), FORUM).adopted


@pytest.mark.parametrize(
    ("majority", "adopted"),
    [
        (Majority.SIMPLE, True),
        (Majority.ABSOLUTE, False),
        (Majority.TWO_THIRDS, True),
        (Majority.UNANIMITY, False),
    ],
)
def test_majorities(majority: Majority, adopted: bool) -> None:
    answers = (("anders", Choice.FOR), ("karin", Choice.FOR), ("lone", Choice.AGAINST))
    assert counted(voted(voting(), *answers), replace(FORUM, majority=majority)).adopted is adopted


def test_an_author_alone_does_not_adopt() -> None:
    answers = (("bo", Choice.FOR), ("anders", Choice.ABSTAIN), ("karin", Choice.ABSTAIN))
    own = voted(voting(authors=("bo",)), *answers)
    assert counted(own, FORUM).lack is Lack.AUTHOR
    assert counted(voted(own, ("lone", Choice.FOR)), FORUM).adopted


def test_one_approver_decides_at_once_but_not_on_their_own_work() -> None:
    asked = voted(voting(SOLE), ("anders", Choice.FOR), forum=SOLE)
    closed = votes.close_early(asked, NOW, SOLE)
    assert closed is not None
    assert (closed.approval.state, closed.approval.mode) == (ApprovalState.ADOPTED, Mode.APPROVER)
    own = voting(SOLE, authors=("anders",))
    with pytest.raises(NotAllowed, match=r"not-allowed\.self-approval"):
        voted(own, ("anders", Choice.FOR), forum=SOLE)
    small = replace(SOLE, small=True)
    with pytest.raises(FieldErrors):
        voted(own, ("anders", Choice.FOR), forum=small, remark="")
    assert voted(own, ("anders", Choice.FOR), forum=small).votes
    refused = voted(own, ("anders", Choice.AGAINST), forum=SOLE)
    ended = votes.close_early(refused, NOW, SOLE)
    assert ended is not None
    assert ended.approval.state is ApprovalState.NOT_ADOPTED


def test_an_approver_who_is_late_gets_more_time() -> None:
    asked = voting(SOLE)
    assert asked.closes_at is not None
    assert votes.close_due(asked, asked.closes_at, SOLE) is None
    assert votes.extend(asked, NOW, SOLE) == asked
    longer = votes.extend(asked, asked.closes_at, SOLE)
    assert longer.closes_at is not None
    assert longer.closes_at > asked.closes_at
    committee = voting()
    assert votes.extend(committee, NOW + timedelta(days=30), FORUM) == committee


def test_the_chair_decides_alone_only_where_the_terms_say_so() -> None:
    asked = voting()
    closed = votes.decide_alone(asked, Choice.FOR, "Det haster", asked.digest, act("anders"), FORUM)
    assert (closed.approval.state, closed.approval.mode) == (ApprovalState.ADOPTED, Mode.CHAIR)
    for by, forum, error in (
        ("anders", replace(FORUM, chair_decides=False), "approval-chair-alone"),
        ("bo", FORUM, "approval-chair"),
    ):
        with pytest.raises(NotAllowed, match=error):
            votes.decide_alone(asked, Choice.FOR, "Det haster", asked.digest, act(by), forum)
    with pytest.raises(FieldErrors):
        votes.decide_alone(asked, Choice.FOR, " ", asked.digest, act("anders"), FORUM)
    with pytest.raises(NotAllowed, match="self-approval"):
        own = voting(authors=("anders",))
        votes.decide_alone(own, Choice.FOR, "Det haster", own.digest, act("anders"), FORUM)
    recused = voted(asked, ("anders", Choice.RECUSED))
    with pytest.raises(NotAllowed, match="approval-recused"):
        votes.decide_alone(recused, Choice.FOR, "x", asked.digest, act("anders"), FORUM)


def test_the_asker_withdraws_and_the_chair_takes_it_to_a_meeting() -> None:
    asked = voting()
    with pytest.raises(NotAllowed, match="approval-asker"):
        rules.withdraw(asked, act("bo"), FORUM)
    taken = rules.withdraw(asked, act(ASKER), FORUM)
    with pytest.raises(TooLate, match="approval-withdrawn"):
        rules.withdraw(taken, act(ASKER), FORUM)
    with pytest.raises(NotAllowed, match="approval-chair"):
        rules.move_to_agenda(asked, act("bo"), FORUM)
    assert rules.move_to_agenda(asked, act("anders"), FORUM).state is ApprovalState.MOVED
    anyone = replace(FORUM, written=WrittenProcedure(by_chair=False))
    assert rules.move_to_agenda(asked, act("bo"), anyone).state is ApprovalState.MOVED


@pytest.mark.parametrize(
    ("asked", "urgent", "closes"),
    [
        # A Wednesday before Easter: Thursday to Monday are holidays.
        ("2027-03-24 10:00", False, "2027-04-01 15:00"),
        ("2027-03-24 10:00", True, "2027-03-30 15:00"),
        ("2027-03-09 14:59", True, "2027-03-10 15:00"),
        ("2027-03-09 15:01", True, "2027-03-11 15:00"),
        ("2027-03-12 16:00", True, "2027-03-15 15:00"),
        ("2027-03-13 12:00", False, "2027-03-17 15:00"),
        # Over the change to summer time it is 15 o'clock all the same.
        ("2027-03-23 10:00", False, "2027-03-31 15:00"),
    ],
)
def test_answers_are_due_at_15_on_a_working_day_far_enough_ahead(
    asked: str, urgent: bool, closes: str
) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=ZONE)
    due = FORUM.timetable.closes(at, urgent=urgent)
    assert due.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") == closes


@pytest.mark.parametrize(
    ("wished", "urgent", "error"),
    [
        (date(2027, 3, 11), False, "approval-deadline-soon"),
        (date(2027, 3, 9), True, "approval-deadline-urgent"),
        (date(2027, 3, 14), False, "approval-deadline-closed"),
    ],
)
def test_a_wished_deadline_is_a_working_day_far_enough_ahead(
    wished: date, urgent: bool, error: str
) -> None:
    with pytest.raises(BadInput, match=error):
        FORUM.timetable.closes(NOW, urgent=urgent, wished=wished)


def test_what_is_not_urgent_is_due_after_the_quiet_weeks() -> None:
    calendar = replace(FORUM.timetable.calendar, quiet_weeks=frozenset({28, 29, 30}))
    timetable = replace(FORUM.timetable, calendar=calendar)
    at = datetime(2027, 7, 8, 8, tzinfo=UTC)
    due = timetable.closes(at, urgent=False)
    assert due.astimezone(ZONE).date() == date(2027, 8, 2)
    # The working day before it lies in a quiet week.
    assert len(timetable.reminders(at, due)) == 1
    assert timetable.closes(at, urgent=True).astimezone(ZONE).date() == date(2027, 7, 9)


def test_who_is_missing_is_reminded_the_day_before_and_in_the_morning() -> None:
    asked = voting()
    assert asked.opens_at is not None
    assert asked.closes_at is not None
    moments = FORUM.timetable.reminders(asked.opens_at, asked.closes_at)
    assert [m.astimezone(ZONE).strftime("%d %H:%M") for m in moments] == ["11 09:00", "12 09:00"]


_ANSWERS = st.dictionaries(st.sampled_from((*MEMBERS, DEPUTY)), st.sampled_from(Choice))
_FORUMS = st.builds(
    lambda majority, tie, chair: replace(
        AWAY, majority=majority, tie=tie, quorum=replace(FORUM.quorum, chair=chair)
    ),
    st.sampled_from(Majority),
    st.sampled_from(Tie),
    st.booleans(),
)


@settings(deadline=None)
@given(_ANSWERS, _FORUMS)
def test_a_tally_adds_up_and_adopts_only_what_more_are_for(
    answers: dict[str, Choice], forum: Forum
) -> None:
    asked = voting()
    # Deputies first: the holder's vote shuts them out.
    for by in sorted(answers, key=lambda by: by != DEPUTY):
        asked = voted(asked, (by, answers[by]), forum=forum)
    count = counted(asked, forum)
    tally = count.tally
    assert tally.for_ + tally.against + tally.abstained == tally.represented
    both = DEPUTY in answers and "jonas" in answers
    assert tally.represented + tally.recused == len(answers) - both
    assert tally.represented <= tally.of
    assert tally.of + tally.recused == len(SEATS)
    if count.adopted:
        assert tally.represented >= count.needed
        assert tally.for_ >= tally.against
        assert tally.for_ > 0


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 1)), st.booleans())
def test_a_deadline_is_never_too_soon(at: datetime, urgent: bool) -> None:
    asked = at.replace(tzinfo=UTC)
    calendar = FORUM.timetable.calendar
    due = FORUM.timetable.closes(asked, urgent=urgent)
    local = due.astimezone(ZONE)
    assert (local.hour, local.minute) == (15, 0)
    assert calendar.is_workday(local.date())
    if urgent:
        assert due - asked >= timedelta(hours=24)
    else:
        assert calendar.add_workdays(asked.astimezone(ZONE).date(), 3) <= local.date()
