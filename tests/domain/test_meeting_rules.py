"""Who comes, who may decide, and what may be done to a meeting and its items."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain import item_rules, meeting_rules
from bot.domain.committees import SectionKind
from bot.domain.decisions import Element, Outcome, Proposal
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.meeting_people import (
    people_of_meeting,
    require_concerned,
    require_keeper,
    require_leader,
    turnout_of,
)
from bot.domain.meeting_rules import Moment, When
from bot.domain.meetings import (
    AgendaItem,
    AgendaState,
    Attendance,
    ItemState,
    MeetingState,
    Presence,
)
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
from bot.domain.people import Absence
from bot.domain.plan import Bearer
from bot.domain.workdays import WorkCalendar
from tests.domain.committees import COMMITTEE, SECTIONS, meeting, organisation

TODAY = date(2027, 3, 9)
NOW = datetime(2027, 3, 9, 8, tzinfo=UTC)
CALENDAR = WorkCalendar()
ORGANISATION = organisation()
PEOPLE = people_of_meeting(ORGANISATION, COMMITTEE, TODAY)
AHEAD = meeting(date(2027, 3, 30))
RUNNING = meeting(TODAY, state=MeetingState.RUNNING, agenda_state=AgendaState.SENT)
FULL = Proposal("Køb nøgler", "I to bølger", (Bearer(role_id="hr"),), date(2027, 5, 1))
MATTER = AgendaItem(
    "i-1",
    "m-1",
    "opt-inputs",
    "Nøgler",
    SectionKind.DECISION,
    ordinal=1,
    proposal=FULL,
    basis=Basis("Notat"),
)


def act(by: str = "mette", on: date = TODAY) -> Moment:
    return Moment(by, NOW, on)


def present(*seats: str) -> dict[str, Attendance]:
    members = {member.seat.id: member for member in PEOPLE.members}
    there = {}
    for seat in seats:
        holder = members[seat].person
        assert holder is not None
        there[seat] = Attendance(seat, holder.id, Presence.PRESENT)
    return there


# -- who


def test_chair_and_secretary_keep_and_the_chair_leads() -> None:
    assert PEOPLE.keeping == {"anders", "mette"}
    assert PEOPLE.leading == ("anders",)
    assert PEOPLE.acting == ("anders", "karin", "lone", "bo")
    with pytest.raises(NotAllowed) as refused:
        require_keeper(PEOPLE, "bo")
    assert refused.value.params["people"] == "Anders, Mette"
    with pytest.raises(NotAllowed):
        require_leader(PEOPLE, "mette")
    with pytest.raises(NotAllowed):
        require_concerned(PEOPLE, "nina")
    require_concerned(PEOPLE, "sara")


def away(*people: str) -> Organisation:
    absences = tuple(Absence(f"a-{p}", p, TODAY, TODAY) for p in people)
    return replace(ORGANISATION, absences=absences)


def test_the_chairs_deputy_leads_while_the_chair_is_away_and_the_secretary_while_both_are() -> None:
    deputy = people_of_meeting(away("anders"), COMMITTEE, TODAY)
    assert deputy.leading == ("sara",)
    nobody = people_of_meeting(away("anders", "sara"), COMMITTEE, TODAY)
    assert nobody.leading == ("mette",)


# -- quorum: more than half of five seats, with the chair or the chair's deputy


@pytest.mark.parametrize(
    ("seats", "met"),
    [
        (("seat-chair", "seat-hr", "seat-sales"), True),
        (("seat-chair", "seat-hr"), False),
        (("seat-hr", "seat-sales", "seat-finance"), False),
        ((), False),
    ],
)
def test_a_quorum_is_three_of_five_with_the_chair(seats: tuple[str, ...], *, met: bool) -> None:
    assert turnout_of(COMMITTEE, PEOPLE.members, present(*seats)).met is met


def test_a_deputy_counts_for_the_chair_and_a_person_counts_once() -> None:
    there = present("seat-hr", "seat-sales")
    there["seat-chair"] = Attendance("seat-chair", "anders", Presence.APOLOGY, "sara")
    assert turnout_of(COMMITTEE, PEOPLE.members, there).met
    there["seat-chair"] = Attendance("seat-chair", "anders", Presence.APOLOGY, "karin")
    assert turnout_of(COMMITTEE, PEOPLE.members, there).represented == 2
    there["seat-chair"] = Attendance("seat-chair", "anders", Presence.APOLOGY)
    assert not turnout_of(COMMITTEE, PEOPLE.members, there).chair


def test_who_is_recused_leaves_both_the_seats_and_those_represented() -> None:
    there = present("seat-chair", "seat-hr", "seat-sales")
    turnout = turnout_of(COMMITTEE, PEOPLE.members, there, ("lone",))
    assert (turnout.of, turnout.represented, turnout.needed) == (4, 2, 3)
    assert not turnout.met
    chairless = turnout_of(COMMITTEE, PEOPLE.members, present("seat-chair", *_OTHERS), ("anders",))
    assert (chairless.of, chairless.met) == (4, True)


_OTHERS = ("seat-hr", "seat-sales", "seat-finance")


# -- the meeting


def test_an_extraordinary_meeting_is_called_for_a_working_day_ahead() -> None:
    def call(on: date, reason: str = "Brud") -> object:
        return meeting_rules.called(COMMITTEE, When(on, time(13)), reason, "m", act(), CALENDAR)

    made = call(date(2027, 3, 11))
    assert isinstance(made, type(AHEAD))
    assert made.is_extraordinary
    assert (made.called_by, made.agenda_state) == ("mette", AgendaState.OPEN)
    for on, key in (
        (date(2027, 3, 8), "meetings-past"),
        (date(2027, 3, 25), "meetings-closed-day"),
        (date(2028, 6, 1), "meetings-far"),
    ):
        with pytest.raises(FieldErrors) as wrong:
            call(on)
        assert wrong.value.errors["on"].key == key
    with pytest.raises(FieldErrors):
        call(date(2027, 3, 11), " ")


def test_a_meeting_is_moved_with_a_reason_and_remembers_where_it_was() -> None:
    when = When(date(2027, 4, 6), AHEAD.starts_at)
    moved = meeting_rules.move(AHEAD, when, "Påske", act(), CALENDAR)
    assert (moved.on, moved.moved_from, moved.reason) == (when.on, AHEAD.on, "Påske")
    back = meeting_rules.move(moved, When(AHEAD.on, time(9)), "Alligevel", act(), CALENDAR)
    assert back.moved_from is None
    with pytest.raises(FieldErrors):
        meeting_rules.move(AHEAD, When(AHEAD.on, AHEAD.starts_at), "Påske", act(), CALENDAR)


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.HELD])
def test_what_has_begun_is_neither_moved_cancelled_nor_sent(state: MeetingState) -> None:
    begun = replace(AHEAD, state=state)
    when = When(date(2027, 4, 6), time(9))
    with pytest.raises(TooLate):
        meeting_rules.move(begun, when, "x", act(), CALENDAR)
    with pytest.raises(TooLate):
        meeting_rules.cancel(begun, "x", act())
    with pytest.raises(TooLate):
        meeting_rules.sent(begun, act())
    with pytest.raises(TooLate):
        meeting_rules.start(begun, act(on=AHEAD.on))


def test_a_meeting_starts_on_its_day_and_ends_once() -> None:
    with pytest.raises(BadInput) as early:
        meeting_rules.start(AHEAD, act())
    assert early.value.params["date"] == AHEAD.on
    running = meeting_rules.start(AHEAD, act(on=AHEAD.on))
    held = meeting_rules.end(running, act(on=AHEAD.on))
    assert (running.state, held.state) == (MeetingState.RUNNING, MeetingState.HELD)
    for over in (AHEAD, held):
        with pytest.raises(TooLate):
            meeting_rules.end(over, act())


def test_an_apology_brings_the_deputy_and_only_who_is_silent_is_reminded() -> None:
    off = meeting_rules.answered(AHEAD, PEOPLE, "anders", Presence.APOLOGY, act("anders"))
    assert off.attendance["seat-chair"].deputy_id == "sara"
    assert meeting_rules.still_to_answer(off, PEOPLE) == ("karin", "lone", "bo")
    comes = meeting_rules.answered(off, PEOPLE, "anders", Presence.PRESENT, act("anders"))
    assert comes.attendance["seat-chair"].deputy_id is None
    with pytest.raises(BadInput):
        meeting_rules.answered(AHEAD, PEOPLE, "nina", Presence.PRESENT, act("nina"))


def test_a_deputy_answers_for_one_who_is_away() -> None:
    people = people_of_meeting(away("anders"), COMMITTEE, TODAY)
    said = meeting_rules.answered(AHEAD, people, "sara", Presence.PRESENT, act("sara"))
    assert said.attendance["seat-chair"] == Attendance(
        "seat-chair", "anders", Presence.APOLOGY, "sara"
    )


def test_a_deputy_answers_only_in_place_of_one_who_does_not_come() -> None:
    with pytest.raises(BadInput, match="meetings-holder-comes"):
        meeting_rules.answered(AHEAD, PEOPLE, "sara", Presence.PRESENT, act("sara"))
    off = meeting_rules.answered(AHEAD, PEOPLE, "anders", Presence.APOLOGY, act("anders"))
    (chair,) = meeting_rules.answering(off, PEOPLE, "sara")
    assert meeting_rules.answer_of(off, chair, "sara") is Presence.PRESENT
    neither = meeting_rules.answered(off, PEOPLE, "sara", Presence.APOLOGY, act("sara"))
    assert neither.attendance["seat-chair"] == Attendance(
        "seat-chair", "anders", Presence.APOLOGY, None
    )
    (own,) = meeting_rules.answering(off, PEOPLE, "karin")
    assert meeting_rules.answer_of(off, own, "karin") is None


# -- items


def propose(by: str, on: date = TODAY, state: AgendaState = AgendaState.OPEN) -> AgendaItem:
    deadline = item_rules.Deadline(date(2027, 3, 16), on)
    there = replace(AHEAD, agenda_state=state)
    blank = replace(MATTER, section_id="", ordinal=0)
    return item_rules.proposed(blank, there, PEOPLE, deadline, act(by, on), (MATTER,), SECTIONS)


def test_members_propose_until_the_deadline_and_the_chair_adds_at_once() -> None:
    mine = propose("bo")
    assert (mine.state, mine.section_id, mine.ordinal) == (ItemState.PROPOSED, "opt-inputs", 2)
    assert propose("bo", date(2027, 3, 16)).state is ItemState.PROPOSED
    chairs = propose("anders")
    assert (chairs.state, chairs.late) == (ItemState.ACCEPTED, False)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2027, 3, 17), AgendaState.OPEN),
        (TODAY, AgendaState.LOCKED),
        (TODAY, AgendaState.SENT),
    ],
)
def test_late_items_come_from_the_chair_and_are_marked(on: date, state: AgendaState) -> None:
    with pytest.raises(TooLate) as late:
        propose("bo", on, state)
    assert late.value.params["people"] == "Anders"
    assert propose("anders", on, state).late


def test_the_chair_answers_a_proposal_once_and_refuses_with_a_reason() -> None:
    asked = replace(MATTER, state=ItemState.PROPOSED)
    with pytest.raises(FieldErrors):
        item_rules.refused(asked, AHEAD, " ")
    no = item_rules.refused(asked, AHEAD, "Hører til i drift")
    assert no.state is ItemState.REFUSED
    for answered in (no, item_rules.accepted(asked, AHEAD, late=False)):
        with pytest.raises(TooLate):
            item_rules.accepted(answered, AHEAD, late=False)


# -- decisions (001 §2: what, how, by whom, by when, and on which basis)

THERE = turnout_of(COMMITTEE, PEOPLE.members, present("seat-chair", *_OTHERS))


@pytest.mark.parametrize(
    ("proposal", "basis", "lacks"),
    [
        (Proposal(), Basis(), tuple(Element)),
        (FULL, Basis(), (Element.BASIS,)),
        (FULL, Basis(" "), (Element.BASIS,)),
        (replace(FULL, what=" "), Basis("x"), (Element.WHAT,)),
        (replace(FULL, how=""), Basis("x"), (Element.HOW,)),
        (replace(FULL, who=()), Basis("x"), (Element.WHO,)),
        (replace(FULL, due=None), Basis(links=("https://x",)), (Element.WHEN,)),
    ],
)
def test_a_matter_that_leaves_something_open_is_not_decided(
    proposal: Proposal, basis: Basis, lacks: tuple[Element, ...]
) -> None:
    matter = replace(MATTER, proposal=proposal, basis=basis)
    with pytest.raises(item_rules.Lacking) as lacking:
        item_rules.require_matter(matter, RUNNING, THERE, "Udvalget")
    assert lacking.value.elements == lacks


def test_a_complete_matter_is_decided_at_a_meeting_with_a_quorum_only() -> None:
    item_rules.require_matter(MATTER, RUNNING, THERE, "Udvalget")
    few = turnout_of(COMMITTEE, PEOPLE.members, present("seat-chair", "seat-hr"))
    with pytest.raises(BadInput) as quorum:
        item_rules.require_matter(MATTER, RUNNING, few, "Udvalget")
    assert (quorum.value.params["n"], quorum.value.params["needed"]) == (2, 3)
    chairless = turnout_of(COMMITTEE, PEOPLE.members, present(*_OTHERS))
    with pytest.raises(BadInput) as chair:
        item_rules.require_matter(MATTER, RUNNING, chairless, "Udvalget")
    assert chair.value.key == "meetings-no-chair"
    with pytest.raises(TooLate):
        item_rules.require_matter(MATTER, AHEAD, THERE, "Udvalget")
    with pytest.raises(BadInput):
        item_rules.require_matter(replace(MATTER, section_id="aob"), RUNNING, THERE, "Udvalget")


def test_an_outcome_is_recorded_once_and_a_postponement_has_a_reason() -> None:
    adopted = item_rules.settled(MATTER, Outcome.ADOPTED, "")
    assert (adopted.state, adopted.outcome) == (ItemState.DECIDED, Outcome.ADOPTED)
    assert item_rules.is_registered(MATTER, Outcome.ADOPTED)
    assert not item_rules.is_registered(MATTER, Outcome.DEFERRED)
    own = replace(MATTER, section_id="approve-agenda", ordinal=0, proposal=Proposal())
    item_rules.require_matter(own, RUNNING, THERE, "Udvalget")
    assert not item_rules.is_registered(own, Outcome.ADOPTED)
    with pytest.raises(TooLate):
        item_rules.settled(adopted, Outcome.NOTED, "")
    with pytest.raises(FieldErrors):
        item_rules.settled(MATTER, Outcome.DEFERRED, " ")
    later = item_rules.settled(MATTER, Outcome.DEFERRED, "Mangler tal")
    assert (later.state, later.reason) == (ItemState.DEFERRED, "Mangler tal")
    assert [one.state for one in item_rules.left_over((MATTER, adopted, own), "Ikke nået")] == [
        ItemState.DEFERRED
    ]


def test_somebody_is_recused_once_and_from_what_is_not_dealt_with() -> None:
    out = item_rules.recused(MATTER, RUNNING, "bo")
    assert out.recused == ("bo",)
    with pytest.raises(TooLate):
        item_rules.recused(out, RUNNING, "bo")
    with pytest.raises(TooLate):
        item_rules.recused(replace(out, state=ItemState.DECIDED), RUNNING, "lone")
