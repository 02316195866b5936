"""Who does, answers for and approves a date of the wheel on a day."""

from dataclasses import replace
from datetime import date

from bot.domain.occurrences import Occurrence, Part
from bot.domain.organisation import Organisation
from bot.domain.parties import Contact, Party
from bot.domain.people import Absence, Assignment
from bot.domain.reminders import Recipient
from bot.domain.wheel import System, Wheel
from bot.domain.wheel_people import ACCESS_REVIEW, Actor, Gap, PartPeople, responsible_for
from tests.domain.organisations import LONG_AGO
from tests.domain.wheels import CALENDAR, item, occurrence, organisation

DUE = date(2027, 3, 31)
ON = date(2027, 3, 9)


def away(person_id: str, deputy_id: str | None = None) -> Absence:
    return Absence(f"away-{person_id}", person_id, ON, ON, deputy_id=deputy_id)


def parts(known: Organisation, one: Occurrence | None = None) -> tuple[PartPeople, ...]:
    return responsible_for(known, one or occurrence(DUE), ON)


def with_item(**changes: object) -> Organisation:
    return organisation(occurrence(DUE), wheel=Wheel(CALENDAR, (item(**changes),)))


def heard(people: PartPeople, to: Recipient) -> list[str]:
    return [actor.person_id for actor in people.hearing(to)]


def test_the_roles_holder_does_it_and_the_chair_answers_for_a_committee() -> None:
    (whole,) = parts(organisation())
    assert whole.part == Part("")
    assert whole.responsible == (Actor("mette"),)
    assert whole.accountable == whole.chair == (Actor("anders"),)
    assert whole.gap is None
    assert whole.may_do("mette")
    assert not whole.may_do("jonas")
    assert whole.answers_for("anders")


def test_a_committee_without_a_chair_is_its_members() -> None:
    known = organisation()
    vacant = tuple(a for a in known.assignments if a.role_id != "top-management")
    (whole,) = parts(replace(known, assignments=vacant))
    assert whole.accountable == (Actor("sara"),)


def test_any_holder_may_do_it_and_all_are_told() -> None:
    known = organisation()
    second = Assignment("9", "function", LONG_AGO, person_id="bo")
    (whole,) = parts(replace(known, assignments=(*known.assignments, second)))
    assert whole.responsible == (Actor("mette"), Actor("bo"))
    assert whole.holders == {"mette", "bo"}


def test_each_holder_does_a_part() -> None:
    found = parts(with_item(responsible="owner"))
    assert [p.part.key for p in found] == ["jonas", "bo"]
    assert [heard(p, Recipient.RESPONSIBLE) for p in found] == [["jonas"], ["bo"]]


def test_a_role_that_each_holds_and_nobody_holds_is_one_part() -> None:
    known = with_item(responsible="owner")
    vacant = tuple(a for a in known.assignments if a.role_id != "owner")
    (whole,) = parts(replace(known, assignments=vacant))
    assert whole.part.key == ""
    assert whole.gap is Gap.VACANT


def test_access_is_checked_system_by_system_by_their_owners() -> None:
    known = with_item(responsible="owner", activity_id=ACCESS_REVIEW)
    systems = (
        System("s-pay", "Løn", "bo"),
        System("s-case", "Sager", "mette"),
        System("s-old", "Gammelt", "bo", retired_on=date(2027, 3, 8)),
        System("s-none", "Uden ejer"),
    )
    known = replace(known, wheel=replace(known.wheel, systems=systems))
    found = {p.system_id: p for p in parts(known)}
    assert list(found) == ["s-pay", "s-case", "s-none"]
    assert found["s-pay"].part.key == "s-pay"
    assert heard(found["s-pay"], Recipient.RESPONSIBLE) == ["bo"]
    # An owner need not hold the role; a system without one is for A.
    assert heard(found["s-case"], Recipient.RESPONSIBLE) == ["mette"]
    assert found["s-none"].gap is Gap.VACANT
    assert heard(found["s-none"], Recipient.RESPONSIBLE) == ["anders"]


def test_the_deputy_acts_for_a_holder_who_is_away() -> None:
    (whole,) = parts(organisation(absences=(away("mette"),)))
    assert whole.responsible == (Actor("jonas", "mette"),)
    # Who is away may still press; nobody takes the work from them.
    assert whole.holders == {"mette", "jonas"}


def test_a_deputy_who_is_away_takes_over_nothing() -> None:
    (whole,) = parts(organisation(absences=(away("mette"), away("jonas"))))
    assert (whole.responsible, whole.gap, whole.missing) == ((), Gap.AWAY, "mette")
    assert heard(whole, Recipient.RESPONSIBLE) == ["anders"]


def test_the_stand_in_that_was_named_comes_before_the_roles_deputy() -> None:
    (whole,) = parts(organisation(absences=(away("mette", "sara"),)))
    assert whole.responsible == (Actor("sara", "mette"),)


def test_a_vacant_role_is_told_to_a() -> None:
    known = organisation()
    vacant = tuple(a for a in known.assignments if a.role_id != "function")
    (whole,) = parts(replace(known, assignments=vacant))
    assert (whole.responsible, whole.gap) == ((), Gap.VACANT)
    assert heard(whole, Recipient.RESPONSIBLE) == ["anders"]


def test_an_external_contact_is_told_through_a() -> None:
    known = organisation()
    others = tuple(a for a in known.assignments if a.role_id != "function")
    desk = Assignment("9", "function", LONG_AGO, contact_id="desk")
    known = replace(
        known,
        assignments=(*others, desk),
        parties=(Party("drift", "Drift A/S"),),
        contacts=(Contact("desk", "drift", "Servicedesk"),),
    )
    (whole,) = parts(known)
    assert (whole.responsible, whole.gap, whole.missing) == ((), Gap.EXTERNAL, "desk")
    assert heard(whole, Recipient.RESPONSIBLE) == ["anders"]


def test_where_nobody_acts_for_a_the_administrators_hear_it() -> None:
    known = with_item(accountable="nobody", approval_by="nobody")
    (whole,) = parts(replace(known, assignments=()))
    assert not whole.accountable
    for to in Recipient:
        assert heard(whole, to) == ["mette"]
    # An administrator who is away is better than none.
    (whole,) = parts(replace(known, assignments=(), absences=(away("mette"),)))
    assert heard(whole, Recipient.ACCOUNTABLE) == ["mette"]


def test_what_was_handed_over_is_theirs_alone() -> None:
    one = occurrence(DUE, {"": Part(handed_to="sara")})
    (whole,) = parts(organisation(one), one)
    assert whole.responsible == (Actor("sara"),)
    assert whole.holders == {"sara"}
    # Whoever it was handed to has left: it is the role's again.
    known = organisation(one)
    left = tuple(replace(p, left_on=LONG_AGO) if p.id == "sara" else p for p in known.people)
    (whole,) = parts(replace(known, people=left), one)
    assert whole.responsible == (Actor("mette"),)


def test_the_approver_is_the_roles_holder() -> None:
    (whole,) = parts(with_item(approval_by="infosec-committee"))
    assert whole.approvers == (Actor("anders"),)
    assert whole.may_approve("anders")
    assert not whole.may_approve("mette")


def test_an_occurrence_whose_item_is_gone_has_no_parts() -> None:
    assert parts(organisation(), replace(occurrence(DUE), item_id="gone")) == ()


def delivered_by_mette(known: Organisation) -> PartPeople:
    """Return the part that Mette, who holds the function, has delivered."""
    whole = (p for p in parts(known, occurrence(DUE, {"": Part("", done_by="mette")})))
    return next(whole)


def test_whoever_did_the_work_is_not_asked_to_approve_it_while_others_can() -> None:
    known = with_item(approval_by="function")
    second = Assignment("9", "function", LONG_AGO, person_id="bo")
    both = replace(known, assignments=(*known.assignments, second))
    assert heard(delivered_by_mette(both), Recipient.APPROVER) == ["bo"]


def test_the_only_approver_is_asked_though_they_did_it() -> None:
    known = with_item(approval_by="function")
    assert heard(delivered_by_mette(known), Recipient.APPROVER) == ["mette"]


def test_the_doer_does_not_hear_that_nobody_is_there_to_approve_it() -> None:
    known = with_item(approval_by="top-management", accountable="function")
    gone = replace(known, absences=(away("anders"),))
    assert heard(delivered_by_mette(gone), Recipient.APPROVER) == []
