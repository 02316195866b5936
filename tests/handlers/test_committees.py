"""`/isms udvalg`: who sits in a committee, its rules, its places, and founding another."""

from collections.abc import Sequence
from datetime import date, time

import pytest

from bot.chat.reply import Reply
from bot.chat.request import ButtonPress, Place, PlaceKind
from bot.domain.approvals import Approval
from bot.domain.committees import (
    Committee,
    Majority,
    MinutesRule,
    Quorum,
    Terms,
    TermsState,
    Timeline,
)
from bot.domain.delivery import MessageState
from bot.domain.wheel import ItemState
from bot.services.journal import Cause
from tests.example import PLATFORM, TENANT, Example, actor
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, press, said, submit

METTE, NINA = "mette", "nina"
ID = "committee-infosec"


def committee(example: Example, committee_id: str = ID) -> Committee:
    return example.organisation.committee[committee_id]


async def open_requests(example: Example) -> Sequence[Approval]:
    async with example.house.store.storage.read() as work:
        return await work.approvals.open()


async def terms(example: Example, committee_id: str = ID) -> Reply:
    return await example.press(METTE, "committees.terms", committee_id)


async def test_anybody_sees_who_sits_in_it_and_how_it_decides(sqlite_example: Example) -> None:
    shown = await sqlite_example.say(NINA, "/isms udvalg")
    text = said(shown)
    assert shown.card.title == "Informationssikkerhedsudvalget"
    assert "Formand: Anders Holm, stedfortræder: Karin Friis" in text
    assert "Produktion og drift): Jonas Bak, stedfortræder: Sara Lund" in text
    assert "Sekretær: Mette Sørensen" in text
    assert "mindst 3 af 5 stemmeberettigede pladser" in text
    assert "simpelt flertal" in text
    assert "mindst 3 arbejdsdage og udløber kl. 15.00; i hastesager mindst 24 timer" in text
    assert "tirsdag den 11. maj 2027 kl. 09.00 · en del af ledergruppens møde" in text
    assert "Version 1 er en kladde" in text
    assert labels(shown.card) == ["Kommissorium"]
    for words in ("/isms committee", "committee", "udvalget", "/isms udvalg informations"):
        assert said(await sqlite_example.say(NINA, words)) == text


async def test_an_unknown_name_is_answered_with_the_committees_there_are(
    sqlite_example: Example,
) -> None:
    shown = await sqlite_example.say(NINA, "/isms udvalg for fest")
    assert "Jeg fandt ikke noget udvalg, der hedder »for fest«" in said(shown)
    assert "Informationssikkerhedsudvalget" in said(shown)


async def test_only_those_who_may_can_change_it(sqlite_example: Example) -> None:
    for action, value in (
        ("committees.edit-rules", ID),
        ("committees.edit-seat", f"{ID}/seat-hr"),
        ("committees.remove-seat", f"{ID}/seat-hr"),
        ("committees.bind", ID),
        ("committees.close", ID),
        ("committees.edit-section", f"{ID}/1/background"),
        ("committees.submit-terms", f"{ID}/1/"),
    ):
        refused = await sqlite_example.press(NINA, action, value)
        assert "Kun informationssikkerhedsfunktionen og administratorer" in said(refused)
    refusals = await audited(sqlite_example, "access.action-refused")
    assert len(refusals) == 7
    assert len(committee(sqlite_example).seats) == 5


async def test_a_seat_is_added_changed_and_taken_away(sqlite_example: Example) -> None:
    seats = await sqlite_example.press(METTE, "committees.seats", ID)
    form = await open_form(sqlite_example, METTE, seats.card, "Ny plads")
    nina = sqlite_example.person(NINA).id
    added = await submit(
        sqlite_example, METTE, form, role_id="legal", person_id=f"person:{nina}",
        deputy_id=f"person:{sqlite_example.person('bo').id}", competences="jura, Kontrakter",
        ends="2028-12-31",
    )  # fmt: skip
    assert "Pladsen er gemt" in said(added)
    assert "Nina Vest, stedfortræder: Bo Krogh · personligt udpeget" in said(added)
    assert "til og med 31. december 2028 · kompetencer: jura, Kontrakter" in said(added)
    (new,) = [seat for seat in committee(sqlite_example).seats if seat.role_id == "legal"]
    assert (new.person_id, new.ends, new.chair, new.votes) == (
        nina,
        date(2028, 12, 31),
        False,
        True,
    )

    form = (await sqlite_example.press(METTE, "committees.edit-seat", f"{ID}/{new.id}")).form
    await submit(sqlite_example, METTE, form, chair="yes")
    assert [s.id for s in committee(sqlite_example).seats if s.chair] == [new.id]
    card = (await sqlite_example.press(METTE, "committees.ask-remove", f"{ID}/{new.id}")).card
    gone = await press(sqlite_example, METTE, card, "Fjern pladsen")
    assert "Pladsen er fjernet" in said(gone)
    assert len(committee(sqlite_example).seats) == 5
    again = await press(sqlite_example, METTE, card, "Fjern pladsen")
    assert "Medlemmer af" in said(again)
    fields = [r.data["fields"] for r in await audited(sqlite_example, "committee.seat-saved")]
    assert fields == [["added"], ["chair"], ["removed"]]


async def test_a_seat_that_cannot_be_keeps_the_form_open(sqlite_example: Example) -> None:
    form = (await sqlite_example.press(METTE, "committees.edit-seat", f"{ID}/seat-hr")).form
    jonas = f"person:{sqlite_example.person('jonas').id}"
    refused = await submit(sqlite_example, METTE, form, person_id=jonas, deputy_id=jonas)
    assert set(refused.errors) == {"person_id", "deputy_id"}
    refused = await submit(sqlite_example, METTE, form, role_id="supplier")
    assert set(refused.errors) == {"votes"}


async def test_a_seat_changed_meanwhile_is_shown_anew(sqlite_example: Example) -> None:
    forms = [
        (await sqlite_example.press(METTE, "committees.edit-seat", f"{ID}/seat-hr")).form
        for _ in range(2)
    ]
    await submit(sqlite_example, METTE, forms[0], competences="ledelse")
    overtaken = await submit(sqlite_example, METTE, forms[1], votes="no")
    assert overtaken.form is not None
    assert overtaken.errors[""]
    seat = committee(sqlite_example).seat["seat-hr"]
    assert (seat.competences, seat.votes) == (("ledelse",), True)


async def test_rules_are_changed_and_what_cannot_be_read_is_refused(
    sqlite_example: Example,
) -> None:
    form = (await sqlite_example.press(METTE, "committees.edit-rules", ID)).form
    refused = await submit(
        sqlite_example, METTE, form, working_days="nul", closes_at="25", urgent_hours="0"
    )
    assert set(refused.errors) == {"working_days", "closes_at", "urgent_hours"}
    saved = await submit(
        sqlite_example, METTE, form, quorum="least:2/3", quorum_chair="no",
        majority="two_thirds", tie="rejected", written="yes", by_chair="no", working_days="4",
        closes_at="kl. 12.30", urgent_hours="48", top_managers="2", competences="jura",
    )  # fmt: skip
    rules = committee(sqlite_example)
    assert rules.quorum == Quorum(2, 3, more=False, chair=False)
    assert rules.majority is Majority.TWO_THIRDS
    assert (rules.written.working_days, rules.written.closes_at) == (4, time(12, 30))
    text = said(saved)
    assert "mindst 4 af 5 stemmeberettigede pladser deltager." in text
    assert "to tredjedeles flertal" in text
    assert "forslaget ikke vedtaget" in text
    assert "har 1 medlemmer fra topledelsen; der skal være mindst 2" in text
    assert "mangler medlemmer med disse kompetencer: jura" in text
    (record,) = await audited(sqlite_example, "committee.saved")
    assert "quorum" in record.data["fields"]


async def test_the_meetings_form_changes_time_place_and_steps(sqlite_example: Example) -> None:
    form = (await sqlite_example.press(METTE, "committees.edit-meetings", ID)).form
    refused = await submit(sqlite_example, METTE, form, timeline="-5, -10, -15, 5, 10")
    assert set(refused.errors) == {"timeline"}
    saved = await submit(
        sqlite_example, METTE, form, starts_at="13.15", minutes="60", place="Lokale 2",
        section_of="", timeline="-20, -12, -6, 3, 7", minutes_rule="presses",
    )  # fmt: skip
    assert "kl. 13.15 · Lokale 2" in said(saved)
    now = committee(sqlite_example)
    assert now.timeline == Timeline(-20, -12, -6, 3, 7)
    assert now.minutes_rule is MinutesRule.PRESSES
    assert now.series.item_id == "w-committee-meetings"


async def test_a_place_is_bound_where_it_is_said_and_let_go(sqlite_example: Example) -> None:
    refused = await sqlite_example.say(METTE, "udvalg her", "dm-mette")
    assert "Her er vi kun os to" in said(refused)
    bound = await sqlite_example.say(METTE, "/isms udvalg her", "udvalg")
    assert "Udvalget får nu besked her" in said(bound)
    (place,) = committee(sqlite_example).places
    assert (place.platform, place.place_id) == ("web", "udvalg")
    await sqlite_example.say(METTE, "/isms committee here", "general")
    (place,) = committee(sqlite_example).places
    assert place.place_id == "general"
    freed = await sqlite_example.press(METTE, "committees.unbind", f"{ID}/web")
    assert "ikke længere besked på" in said(freed)
    assert committee(sqlite_example).places == ()
    records = await audited(sqlite_example, "committee.place-bound")
    assert [(r.data["place_id"], r.data["bound"]) for r in records] == [
        ("udvalg", True),
        ("general", True),
        ("general", False),
    ]


async def test_another_committee_is_founded_with_its_meetings_and_terms(example: Example) -> None:
    form = (await example.press(METTE, "committees.new")).form
    refused = await submit(
        example, METTE, form, name="Informationssikkerhedsudvalget", chair_role="hr"
    )
    assert set(refused.errors) == {"name"}
    founded = await submit(
        example, METTE, form, name="Beredskabsgruppen", chair_role="incident-lead",
        members=("system-administrator", "hr"), months=("3", "10"), due_rule="last_friday",
        agenda="short",
    )  # fmt: skip
    assert "Udvalget er oprettet" in said(founded)
    assert "Formand: Jonas Bak" in said(founded)
    (new,) = [c for c in example.organisation.committees if c.id != ID]
    assert [seat.role_id for seat in new.seats] == ["incident-lead", "system-administrator", "hr"]
    assert [section.id for section in new.agenda] == [
        "approve-agenda", "approve-minutes", "status", "aob",
    ]  # fmt: skip
    wheel = example.organisation.wheel
    dates = [o.due for o in wheel.occurrences if o.item_id == new.series.item_id]
    assert date(2027, 10, 29) in dates
    assert example.organisation.role[new.role_id].name.da == "Beredskabsgruppen"
    shown = await terms(example, new.id)
    assert "sidste fredag i marts og oktober" in said(shown)
    for heading in ("Baggrund", "Ansvar og opgaver", "Varetagelse af sekretariatsfunktion"):
        assert heading in said(shown)
    listed = await example.say(METTE, "/isms udvalg")
    assert "Vælg et udvalg" in said(listed)
    which = await example.say(METTE, "/isms udvalg her", "general")
    assert "Hvilket udvalg" in said(which)
    named = await example.say(METTE, "/isms udvalg her beredskab", "general")
    assert "Udvalget får nu besked her" in said(named)
    assert example.organisation.committee[new.id].places


async def test_a_closed_committee_has_no_meetings_until_it_works_again(
    sqlite_example: Example,
) -> None:
    asked = await sqlite_example.press(METTE, "committees.ask-close", ID)
    closed = await press(sqlite_example, METTE, asked.card, "Nedlæg udvalget")
    assert "Udvalget er nedlagt" in said(closed)
    items = sqlite_example.organisation.wheel.item
    assert items["w-committee-meetings"].state is ItemState.PAUSED
    again = await press(sqlite_example, METTE, asked.card, "Nedlæg udvalget")
    assert "Udvalget er nedlagt" in said(again)
    reopened = await press(sqlite_example, METTE, closed.card, "Genoptag udvalget")
    assert "Udvalget er genoptaget" in said(reopened)
    assert sqlite_example.organisation.wheel.item["w-committee-meetings"].state is ItemState.ACTIVE
    assert [r.data["on"] for r in await audited(sqlite_example, "committee.closed")] == [
        "2027-03-09",
        "",
    ]


# -- the terms of reference


async def test_terms_are_read_by_section_filled_in_and_written_in_a_draft(
    sqlite_example: Example,
) -> None:
    read = await sqlite_example.press(NINA, "committees.section", f"{ID}/1/members")
    assert "Formand: Anders Holm (Topledelsen)" in said(read)
    assert "Jonas Bak (Forretningens funktioner, Produktion og drift)" in said(read)
    assert "Ret afsnittet" not in labels(read.card)
    own = await sqlite_example.press(METTE, "committees.section", f"{ID}/1/background")
    form = await open_form(sqlite_example, METTE, own.card, "Ret afsnittet")
    refused = await submit(sqlite_example, METTE, form, body="Se {{ukendt}}.")
    assert "{{ukendt}}" in refused.errors["body"]
    saved = await submit(
        sqlite_example, METTE, form, body="Nedsat i {{organisation}}.\n- af 010190-1234"
    )
    assert "Afsnittet er gemt i version 1" in said(saved)
    assert "010190-1234" not in said(saved)
    (version,) = await sqlite_example.house.services.committees.versions(ID)
    assert version.authors == (sqlite_example.person(METTE).id,)
    english = version.sections[0].body.en
    assert english is not None
    assert english.startswith("The information security committee")


async def test_a_section_of_its_own_comes_last_and_can_be_taken_out(
    sqlite_example: Example,
) -> None:
    form = await open_form(sqlite_example, METTE, (await terms(sqlite_example)).card, "Nyt afsnit")
    added = await submit(sqlite_example, METTE, form, heading="Honorar", body="Intet.")
    assert "Honorar" in said(await terms(sqlite_example))
    removed = await press(sqlite_example, METTE, added.card, "Fjern afsnittet")
    assert "Afsnittet er fjernet" in said(removed)
    assert "Honorar" not in said(removed)
    kept = await sqlite_example.press(METTE, "committees.remove-section", f"{ID}/1/frequency")
    assert "kan rettes, men ikke fjernes" in said(kept)


async def test_a_new_frequency_moves_the_meetings_and_says_so_in_words(
    sqlite_example: Example,
) -> None:
    form = (await sqlite_example.press(METTE, "committees.edit-section", f"{ID}/1/frequency")).form
    saved = await submit(sqlite_example, METTE, form, months=("4", "10"), due_rule="first_workday")
    assert "Møderne på årshjulet følger nu den nye frekvens" in said(saved)
    assert "Udvalget mødes første arbejdsdag i april og oktober" in said(saved)
    wheel = sqlite_example.organisation.wheel
    due = [o.due for o in wheel.occurrences if o.item_id == "w-committee-meetings" and o.is_open]
    assert date(2027, 10, 1) in due
    assert date(2027, 5, 11) not in due
    item = wheel.item["w-committee-meetings"]
    assert (item.months, item.due_rule, item.interval) == ((4, 10), "first_workday", "half-yearly")


async def test_meetings_that_no_longer_follow_the_terms_are_found(sqlite_example: Example) -> None:
    page = await sqlite_example.press(METTE, "wheel_items.show", "w-committee-meetings")
    form = await open_form(sqlite_example, METTE, page.card, "Ret")
    await submit(sqlite_example, METTE, form, months=("6",))
    shown = await sqlite_example.say(METTE, "/isms udvalg")
    assert "følger ikke kladden til kommissoriet" in said(shown)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
async def test_terms_are_handed_out_as_a_file(sqlite_example: Example, kind: str) -> None:
    given = await sqlite_example.press(NINA, "committees.paper", f"{ID}/1/{kind}")
    assert given.card.title == "Kommissorium for Informationssikkerhedsudvalget"
    assert f"kommissorium-v1.{kind}" in said(given)


async def test_terms_sent_for_approval_come_into_force_with_it(example: Example) -> None:
    form = await open_form(example, METTE, (await terms(example)).card, "Send til godkendelse")
    sent = await submit(example, METTE, form)
    assert "Kommissoriet er sendt til godkendelse som G-1" in said(sent)
    assert "til godkendelse" in said(sent)
    locked = await example.press(METTE, "committees.edit-section", f"{ID}/1/background")
    assert "kan ikke rettes" in said(locked)
    approvals = example.house.services.approvals
    (waiting,) = await open_requests(example)
    assert waiting.approver_role == "top-management"
    assert [paper.name for paper in waiting.basis.papers] == ["kommissorium-v1.pdf"]
    await approvals.requests.withdraw(waiting.id, Cause(example.person(METTE).id))
    assert "Ret afsnittet" in labels(
        (await example.press(METTE, "committees.section", f"{ID}/1/background")).card
    )


async def test_terms_are_in_force_once_their_approver_presses(sqlite_example: Example) -> None:
    example = sqlite_example
    # Whoever has said something can be written to.
    await example.press("anders", "committees.terms", ID)
    form = await open_form(example, METTE, (await terms(example)).card, "Send til godkendelse")
    await submit(example, METTE, form)
    approved = await ballot_pressed(example, "approvals.approve")
    assert "godkendt" in said(approved)
    (version,) = await versions(example)
    assert version.state is TermsState.IN_FORCE
    assert version.approved_by == example.person("anders").id
    (decision,) = await audited(example, "decision.recorded")
    assert decision.data["about"] == f"terms/{ID}/1"


async def test_terms_that_were_sent_back_are_written_in_and_asked_about_anew(
    sqlite_example: Example,
) -> None:
    example = sqlite_example
    # Whoever has said something can be written to.
    await example.press("anders", "committees.terms", ID)
    form = await open_form(example, METTE, (await terms(example)).card, "Send til godkendelse")
    await submit(example, METTE, form)
    why = await ballot_pressed(example, "approvals.send-back")
    await submit(example, "anders", why.form, remark="Uddyb baggrunden")
    assert [one.state for one in await versions(example)] == [TermsState.DRAFT]
    (waiting,) = await open_requests(example)
    approvals = example.house.services.approvals
    await approvals.voting.resume(waiting.id, Cause(example.person(METTE).id))
    assert [one.state for one in await versions(example)] == [TermsState.TO_APPROVE]
    why = await ballot_pressed(example, "approvals.send-back")
    await submit(example, "anders", why.form, remark="Uddyb baggrunden")
    own = await example.press(METTE, "committees.section", f"{ID}/1/background")
    edit = await open_form(example, METTE, own.card, "Ret afsnittet")
    await submit(example, METTE, edit, body="Lov om cybersikkerhed.")
    assert await open_requests(example) == []
    (gone,) = await audited(example, "approval.withdrawn")
    assert gone.data["overtaken"] is True
    form = await open_form(example, METTE, (await terms(example)).card, "Send til godkendelse")
    assert "som G-2" in said(await submit(example, METTE, form))


async def versions(example: Example) -> Sequence[Terms]:
    """Return the terms of the example's committee."""
    async with example.house.store.storage.read() as work:
        return await work.committees.terms_of(ID)


async def ballot_pressed(example: Example, action: str) -> Reply:
    """Press a button of Anders' newest ballot."""
    reader = example.person("anders").id
    async with example.house.store.storage.read() as work:
        letters = await work.outbox.letters([MessageState.PENDING])
    ballots = [one.message for one in letters if one.message.kind == "approvals.ballot"]
    newest = max(
        (one for one in ballots if one.person_id == reader and one.updates is None),
        key=lambda one: one.created_at,
    )
    place = Place(PLATFORM, TENANT, "dm-anders", PlaceKind.DIRECT)
    return await example.house.dispatcher.answer(
        ButtonPress(actor("anders"), place, action, newest.id)
    )
