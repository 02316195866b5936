"""Each rule about a committee and its terms finds what it is for, and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.committee_rules import findings_of, terms_findings
from bot.domain.committees import Committee, CommitteeSeat, Quorum, Series, Terms, TermsSection
from bot.domain.committees import TermsState as State
from bot.domain.errors import BadInput
from bot.domain.findings import check_findings
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Unit
from bot.domain.seat_rules import (
    number_between,
    seat_errors,
    time_of_day,
    timeline_of,
    with_seat,
    words_in,
)
from bot.domain.terms import (
    FREQUENCY,
    brought_into_force,
    edited,
    filled_in,
    months_after,
    review_stage,
    terms_digest,
    terms_named,
    terms_subject,
    unknown_placeholders,
)
from bot.domain.wheel import ItemKind, Wheel, WheelItem
from tests.domain.organisations import TODAY, YESTERDAY
from tests.domain.test_committee_people import CHAIR, HR, ORGANISATION

SALES = CommitteeSeat("sales", "business", "sales", competences=("Jura",))
FINE = Committee(
    "c",
    Localized("Udvalget", "The committee"),
    "committee",
    "top",
    "function",
    (CHAIR, HR, SALES, CommitteeSeat("production", "business", "production")),
    competences=("jura",),
    series=Series("meetings"),
)
MEETINGS = WheelItem(
    "meetings", "a", Localized("Møde"), "function", "top", (2, 9), "second_tuesday",
    kind=ItemKind.MEETING,
)  # fmt: skip
KNOWN = replace(ORGANISATION, committees=(FINE,), wheel=Wheel(items=(MEETINGS,)))
AT = datetime(2027, 3, 9, 8, tzinfo=UTC)


def without(assignment_id: str) -> Organisation:
    rest = (one for one in KNOWN.assignments if one.id != assignment_id)
    return replace(KNOWN, assignments=tuple(rest))


def away(*names: str) -> Organisation:
    absences = tuple(Absence(name, name, TODAY, TODAY) for name in names)
    return replace(KNOWN, absences=absences)


def codes(committee: Committee = FINE, organisation: Organisation = KNOWN) -> list[str]:
    return [finding.code for finding in findings_of(organisation, committee, TODAY)]


def seats(*changed: CommitteeSeat) -> Committee:
    by_id = {seat.id: seat for seat in changed}
    return replace(FINE, seats=tuple(by_id.get(seat.id, seat) for seat in FINE.seats))


def test_a_committee_that_is_well_seated_has_no_findings() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("committee", "organisation", "expected"),
    [
        (replace(FINE, top_managers=2), KNOWN, ["committee-top-manager"]),
        (FINE, without("2"), ["committee-vacant"]),
        (FINE, without("4"), ["committee-vacant-unit", "committee-units"]),
        (FINE, without("5"), ["committee-no-secretary"]),
        (
            FINE,
            without("1"),
            ["committee-top-manager", "committee-no-chair", "committee-vacant"],
        ),
        (FINE, away("anders", "karin"), ["committee-no-chair", "committee-quorum",
                                         "committee-deputy"]),
        (FINE, away("karin"), ["committee-deputy"]),
        (replace(FINE, quorum=Quorum(chair=False)), away("karin"), []),
        (replace(FINE, quorum=Quorum(1, 1, more=False)), away("lone"), ["committee-quorum"]),
        (replace(FINE, quorum=Quorum(1, 1, more=False)), KNOWN, []),
        (seats(replace(HR, ends=YESTERDAY)), KNOWN, ["committee-term-ended"]),
        (seats(replace(HR, ends=TODAY)), KNOWN, ["committee-term-ends"]),
        (seats(replace(HR, ends=TODAY + timedelta(days=61))), KNOWN, []),
        (replace(FINE, competences=("jura", "drift")), KNOWN, ["committee-competences"]),
        (FINE, without("3"), ["committee-vacant-unit", "committee-competences",
                              "committee-units"]),
        (
            FINE,
            replace(KNOWN, units=(*KNOWN.units, Unit("it", Localized("It")))),
            ["committee-units"],
        ),
        (
            FINE,
            replace(KNOWN, units=(*KNOWN.units, Unit("it", Localized("It"), closed_on=YESTERDAY))),
            [],
        ),
        (
            replace(FINE, seats=(CHAIR, HR), competences=()),
            replace(KNOWN, units=(Unit("it", Localized("It")),)),
            [],
        ),
    ],
)  # fmt: skip
def test_each_rule_finds_what_it_is_for(
    committee: Committee, organisation: Organisation, expected: list[str]
) -> None:
    assert codes(committee, organisation) == expected


def test_one_person_in_two_seats_counts_once_towards_the_quorum() -> None:
    two = (CHAIR, replace(HR, person_id="anders"))
    committee = replace(FINE, seats=two, competences=())
    assert "committee-quorum" in codes(committee)
    assert "committee-quorum" not in codes(replace(committee, seats=(CHAIR, HR)))


def test_the_check_of_the_matrix_lists_committees_that_work() -> None:
    committee = replace(FINE, top_managers=2)
    for closed_on, found in ((None, True), (TODAY, True), (YESTERDAY, False)):
        known = replace(KNOWN, committees=(replace(committee, closed_on=closed_on),))
        listed = [finding.code for finding in check_findings(known, TODAY)]
        assert ("committee-top-manager" in listed) is found


# -- the terms


def version(number: int, state: State = State.DRAFT, **changes: object) -> Terms:
    section = TermsSection(
        FREQUENCY, Localized("Frekvens"), Localized("Ofte"), months=(2, 9),
        due_rule="second_tuesday",
    )  # fmt: skip
    return replace(Terms("c", number, (section,), state), **changes)  # type: ignore[arg-type]


OTHER = replace(KNOWN, wheel=Wheel(items=(replace(MEETINGS, months=(3,)),)))
SOON = TODAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("versions", "organisation", "expected"),
    [
        ([], KNOWN, ["terms-missing"]),
        ([version(1)], KNOWN, ["terms-not-approved"]),
        ([version(1)], OTHER, ["terms-not-approved", "terms-frequency-draft"]),
        ([version(1, State.IN_FORCE, review_on=SOON + timedelta(days=1))], KNOWN, []),
        ([version(1, State.IN_FORCE, review_on=SOON)], KNOWN, ["terms-review-soon"]),
        ([version(1, State.IN_FORCE, review_on=YESTERDAY)], KNOWN, ["terms-review-overdue"]),
        ([version(2), version(1, State.IN_FORCE)], OTHER, ["terms-frequency"]),
        ([version(2), version(1, State.REPLACED)], KNOWN, ["terms-not-approved"]),
    ],
)
def test_each_rule_about_the_terms_finds_what_it_is_for(
    versions: list[Terms], organisation: Organisation, expected: list[str]
) -> None:
    found = terms_findings(organisation, FINE, versions, TODAY)
    assert [finding.code for finding in found] == expected


def test_an_approved_version_is_followed_by_a_new_one_and_a_draft_is_written_in() -> None:
    approved = brought_into_force(version(1, authors=("mette",)), "anders", AT, TODAY, "d-1")
    section = TermsSection("own", Localized("Eget"), Localized("Tekst"))
    second = edited([approved], section, "karin", AT)
    assert (second.version, second.state, second.authors) == (2, State.DRAFT, ("karin",))
    assert (second.approved_by, second.review_on, second.decision_id) == (None, None, None)
    third = edited([second, approved], replace(section, body=Localized("Ny")), "bo", AT)
    assert (third.version, third.authors) == (2, ("karin", "bo"))
    assert [one.id for one in third.sections] == [FREQUENCY, "own"]
    assert third.sections[1].body.da == "Ny"


def test_terms_in_force_are_reviewed_after_their_months() -> None:
    valid = brought_into_force(version(1), "anders", AT, date(2027, 8, 31), "d-1")
    assert valid.review_on == date(2028, 8, 31)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2027, 12, 31), 2) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("review_on", "told", "stage"),
    [
        (SOON + timedelta(days=1), (), ""),
        (SOON, (), "ahead"),
        (SOON, ("ahead",), ""),
        (TODAY, ("ahead",), ""),
        (YESTERDAY, ("ahead",), "past"),
        (YESTERDAY, (), "past"),
        (YESTERDAY, ("ahead", "past"), ""),
    ],
)
def test_each_stage_of_a_review_is_told_once(
    review_on: date, told: tuple[str, ...], stage: str
) -> None:
    terms = version(1, State.IN_FORCE, review_on=review_on, told=told)
    assert review_stage(terms, TODAY) == stage
    assert review_stage(replace(terms, state=State.REPLACED), TODAY) == ""


def test_a_digest_covers_every_word_of_every_section() -> None:
    terms = version(1)
    (section,) = terms.sections
    others = [
        replace(terms, version=2),
        replace(terms, review_months=6),
        replace(terms, sections=()),
        *(
            replace(terms, sections=(replace(section, **{name: value}),))
            for name, value in (
                ("body", Localized("Ofte", "Often")),
                ("heading", Localized("Frekvensen")),
                ("months", (2,)),
                ("due_rule", "last_friday"),
            )
        ),
    ]
    assert len({terms_digest(one) for one in (terms, *others)}) == len(others) + 1
    assert terms_digest(replace(terms, state=State.TO_APPROVE)) == terms_digest(terms)


@pytest.mark.parametrize(
    "about", ["terms/c/", "terms//1", "terms/c/x", "plan/c/1", "terms", "", "terms/c/²"]
)
def test_what_is_not_about_terms_names_none(about: str) -> None:
    assert terms_named(about) is None


def test_what_is_about_terms_names_them() -> None:
    assert terms_named(terms_subject("committee-infosec", 12)) == ("committee-infosec", 12)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_placeholder_is_filled_in_with_any_text_and_only_once(before: str, value: str) -> None:
    text = f"{before}{{{{formand}}}}"
    values = {"formand": value}
    filled = filled_in(text, values)
    assert filled.endswith(value)
    assert filled_in("{{formand}}", {"formand": "{{formand}}"}) == "{{formand}}"


def test_an_unknown_placeholder_stays_and_is_told_of() -> None:
    text = "{{formand}} og {{ukendt}} og {{ ukendt }}"
    assert filled_in(text, {"formand": "Anders"}) == "Anders og {{ukendt}} og {{ ukendt }}"
    assert unknown_placeholders(text, {"formand": ""}) == ("ukendt",)


# -- what forms say


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9", time(9)),
        ("09:30", time(9, 30)),
        ("kl. 15.00", time(15)),
        (" 0.05 ", time(0, 5)),
        ("9.", time(9)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, expected: time) -> None:
    assert time_of_day(typed) == expected


@pytest.mark.parametrize("typed", ["", "24", "9.60", "ni", "9:3:0", "-1", "²"])
def test_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        time_of_day(typed)


@pytest.mark.parametrize(
    "typed", ["", "-15, -10, -5, 5", "-5, -10, -15, 5, 10", "-15, -10, 5, 5, 10", "a, b, c, d, e"]
)
def test_steps_out_of_order_are_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        timeline_of(typed)


def test_steps_are_read_with_either_minus() -> None:
    assert timeline_of("−20,-12, -6, 3,7") == timeline_of("-20, -12, -6, 3, 7")
    assert timeline_of("-20, -12, -6, 3, 7").items_close == -12


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    for read in (time_of_day, timeline_of, lambda text: number_between(text, 1, 60)):
        try:
            read(typed)
        except BadInput:
            continue


def test_words_are_told_apart_by_commas_and_lines() -> None:
    assert words_in("Jura, drift\nJURA ,, it  drift ") == ("JURA", "drift", "it drift")


@pytest.mark.parametrize(
    ("seat", "fields"),
    [
        (CommitteeSeat("new", "hr"), set()),
        (CommitteeSeat("new", "gone"), {"role_id"}),
        (CommitteeSeat("new", "hr", person_id="nobody"), {"person_id"}),
        (CommitteeSeat("new", "hr", person_id="bo", deputy_id="bo"), {"deputy_id"}),
        (CommitteeSeat("new", "hr", person_id="sara"), {"person_id"}),
        (CommitteeSeat("other", "hr", person_id="sara"), set()),
    ],
)
def test_a_seat_that_cannot_be_is_refused_at_its_field(
    seat: CommitteeSeat, fields: set[str]
) -> None:
    sara = CommitteeSeat("other", "hr", person_id="sara")
    committee = replace(FINE, seats=(*FINE.seats, sara))
    assert set(seat_errors(KNOWN, committee, seat, TODAY)) == fields


def test_only_one_seat_is_the_chairs() -> None:
    chaired = with_seat(FINE, replace(HR, chair=True))
    assert [seat.id for seat in chaired if seat.chair] == ["hr"]
    assert len(with_seat(FINE, CommitteeSeat("new", "hr"))) == len(FINE.seats) + 1
