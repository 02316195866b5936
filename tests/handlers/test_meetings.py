"""A committee's meeting: called for, proposed to, sent, held, and what is not allowed."""

from datetime import date
from itertools import pairwise

import pytest

from bot.cards.elements import Card
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from bot.chat.request import Command, MessageShortcut, SharedFile
from bot.domain.approval_marks import ballot_subject
from bot.domain.committees import BoundPlace
from bot.domain.decisions import Outcome
from bot.domain.meetings import AgendaState, ItemState, MeetingState, Presence
from bot.domain.papers import digest_of
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import card_of, labels, open_form, press, said, submit
from tests.handlers.meeting import (
    FULL,
    chosen,
    gathered_template,
    items,
    meetings,
    messages,
    room,
    step_to,
    told,
    upcoming,
)

__all__ = ["gathered_template", "room"]

CALL_DAY, CLOSE_DAY, SEND_DAY = "2027-04-19T09:00", "2027-04-26T09:00", "2027-05-03T09:00"
HELD = "2027-05-11T09:00"
NINE = (
    "Godkendelse af dagsorden",
    "Godkendelse af referat fra sidste møde",
    "Status på igangværende arbejder",
    "Opfølgning på informationssikkerhedshændelser siden sidst",
    "Håndterede afvigelser siden sidst",
    "Nye afvigelser",
    "Ændringer i trusselsbilledet",
    "Godkendelse af nye eller opdaterede politikker",
    "Eventuelt",
)


async def proposed(room: Example, by: str, title: str, /, **values: str | tuple[str, ...]) -> str:
    """Propose an item by the form, and return what was answered."""
    form = (await room.say(by, "/isms dagsorden tilføj")).form
    return said(await submit(room, by, form, title=title, **values))


# -- the agenda


async def test_the_agenda_has_the_nine_items_in_order(room: Example) -> None:
    reply = await room.say("mette", "/isms dagsorden")
    text = said(reply)
    places = [text.index(f"{n}. {title}") for n, title in enumerate(NINE, 1)]
    assert all(one < other for one, other in pairwise(places))
    assert text.count("Ingen siden sidst") == 6
    assert "til og med 26. april 2027" in text
    assert reply.audience is Audience.PERSONAL
    assert "Send dagsorden ud" in labels(reply.card)
    member = await room.say("bo", "agenda", "dm-bo")
    assert "Send dagsorden ud" not in labels(member.card)


async def test_who_is_not_of_the_committee_sees_no_agenda(room: Example) -> None:
    for typed in ("/isms dagsorden", "/isms møde", "/isms dagsorden tilføj Kantinen"):
        assert "Spørg sekretæren: Mette Sørensen" in said(await room.say("nina", typed))
    meeting = await upcoming(room)
    for action in ("agenda", "show", "propose", "send", "start", "attend", "coming"):
        reply = await room.press("nina", f"meetings.{action}", meeting.id)
        assert "Det kunne jeg ikke" in said(reply)
    assert len(await audited(room, "access.action-refused")) == 9


# -- the steps on time


async def test_the_steps_come_on_their_days_and_once(room: Example, clock: SteppedClock) -> None:
    assert await step_to(room, clock, "2027-04-16T09:00") == 0
    assert await step_to(room, clock, "2027-04-19T08:59") == 0
    assert await step_to(room, clock, CALL_DAY) == 1
    assert await step_to(room, clock, "2027-04-19T15:00") == 0
    (call,) = await told(room, "lone", "meetings.call")
    assert "til og med mandag den 26. april 2027" in card_text(call)
    (draft,) = await told(room, "mette", "meetings.draft")
    assert all(title in card_text(draft) for title in NINE)
    assert not await told(room, "mette", "meetings.call")
    assert (await upcoming(room)).agenda_state is AgendaState.OPEN

    assert await step_to(room, clock, CLOSE_DAY) == 1
    assert (await upcoming(room)).agenda_state is AgendaState.LOCKED
    assert await step_to(room, clock, SEND_DAY) == 1
    reminded = await told(room, "mette", "meetings.draft")
    assert "skal sendes ud i dag" in reminded[-1].why
    await press(room, "mette", reminded[-1], "Send dagsorden ud")
    assert len(await told(room, "bo", "meetings.agenda")) == 1


async def test_only_who_has_not_answered_is_reminded(room: Example, clock: SteppedClock) -> None:
    await step_to(room, clock, SEND_DAY)
    await room.say("mette", "/isms dagsorden send")
    (sent,) = await told(room, "bo", "meetings.agenda")
    await press(room, "bo", sent, "Deltager")
    await step_to(room, clock, "2027-05-07T09:00")
    assert len(await told(room, "bo", "meetings.agenda")) == 1
    (_, asked) = await told(room, "lone", "meetings.agenda")
    assert "ikke svaret" in asked.why


async def test_after_three_days_down_the_last_step_is_taken_and_none_twice(
    room: Example, clock: SteppedClock
) -> None:
    await step_to(room, clock, "2027-04-28T11:00")
    assert not await told(room, "lone", "meetings.call")
    (draft,) = await told(room, "mette", "meetings.draft")
    assert "Fristen for punkter" in draft.why
    assert await step_to(room, clock, "2027-04-29T09:00") == 0


# -- items


async def test_a_proposal_goes_to_the_chair_and_its_answer_to_the_proposer(room: Example) -> None:
    assert "Formanden afgør" in await proposed(room, "bo", "Sikkerhedsnøgler", **FULL)
    (asked,) = await told(room, "anders", "meetings.proposal")
    assert "Køb sikkerhedsnøgler" in card_text(asked)
    assert {"Optag", "Afvis med begrundelse"} <= set(labels(asked))
    assert "1 forslag venter" in said(await room.say("mette", "/isms dagsorden"))
    refused = await room.press("bo", "meetings.accept", (await items(room))["Sikkerhedsnøgler"].id)
    assert "Kun formanden" in said(refused)
    await press(room, "anders", asked, "Optag")
    assert "9.1 Sikkerhedsnøgler" in said(await room.say("bo", "/isms dagsorden"))
    (answer,) = await told(room, "bo", "meetings.told")
    assert "har optaget punktet »Sikkerhedsnøgler«" in card_text(answer)
    again = await press(room, "anders", asked, "Optag")
    assert "allerede optaget" in said(again)


async def test_a_refusal_has_a_reason(room: Example) -> None:
    await proposed(room, "bo", "Kantinen", kind="discussion")
    (asked,) = await told(room, "anders", "meetings.proposal")
    form = await open_form(room, "anders", asked, "Afvis med begrundelse")
    assert (await submit(room, "anders", form)).errors
    await submit(room, "anders", form, reason="Hører ikke til her")
    (answer,) = await told(room, "bo", "meetings.told")
    assert "Hører ikke til her" in card_text(answer)
    assert "Kantinen" not in said(await room.say("bo", "/isms dagsorden"))


async def test_late_items_come_from_the_chair_and_are_marked(
    room: Example, clock: SteppedClock
) -> None:
    await step_to(room, clock, "2027-04-27T09:00")
    late = await proposed(room, "bo", "For sent")
    assert "Fristen for punkter var" in late
    assert "Anders Holm" in late
    assert "tilføjet efter fristen" in await proposed(room, "anders", "Brud hos leverandør")
    assert "Tilføjet efter fristen" in said(await room.say("bo", "/isms dagsorden"))


async def test_an_item_comes_from_a_message_with_its_link(room: Example) -> None:
    request = MessageShortcut(
        actor("lone"),
        where("general"),
        "meetings.from-message",
        "Skal vi skifte VPN?\nDen falder ud",
        "https://example.slack.com/archives/C1/p1700000000000100",
    )
    form = (await room.house.dispatcher.answer(request)).form
    await submit(room, "lone", form, kind="discussion")
    item = (await items(room))["Skal vi skifte VPN? Den falder ud"]
    assert item.basis.links == ("https://example.slack.com/archives/C1/p1700000000000100",)
    assert item.proposed_by == room.person("lone").id


async def test_a_paper_is_part_of_the_basis_by_its_digest(room: Example) -> None:
    async def read(_limit: int) -> bytes:
        return b"%PDF-1.7"

    shared = SharedFile("notat.pdf", 8, read)
    request = Command(actor("bo"), where("dm-bo"), "", "dagsorden tilføj Nøgler", files=(shared,))
    form = (await room.house.dispatcher.answer(request)).form
    await submit(room, "bo", form)
    (paper,) = (await items(room))["Nøgler"].basis.papers
    assert (paper.name, paper.media_type) == ("notat.pdf", "application/pdf")
    assert paper.sha256 == digest_of(b"%PDF-1.7")
    async with room.house.store.storage.read() as work:
        assert await work.papers.content(paper.id) == b"%PDF-1.7"


async def test_numbers_like_cprs_are_masked_and_the_writer_told(room: Example) -> None:
    answer = await proposed(room, "bo", "Sag", text="Om 010190-1234")
    assert "010190-1234" not in answer
    assert "skjult" in answer
    assert "010190" not in (await items(room))["Sag"].text


# -- sent


async def test_the_agenda_goes_to_every_member_and_to_the_committees_place(room: Example) -> None:
    async with room.house.store.storage.begin() as work:
        await work.claim()
        (committee,) = (await work.organisation()).committees
        places = (BoundPlace("web", "demo", "udvalg"), BoundPlace("irc", "x", "y"))
        await work.committees.save(type(committee)(**{**vars(committee), "places": places}))
        await work.commit()
    await room.house.snapshots.refresh()
    await room.say("mette", "/isms dagsorden send")
    readers = {m.person_id for m in await messages(room, "meetings.agenda")}
    members = ("anders", "karin", "lone", "jonas", "bo")
    assert {room.person(who).id for who in members} <= readers
    assert None in readers
    (posted,) = [m for m in await messages(room, "meetings.agenda") if m.person_id is None]
    assert (posted.destination.id, posted.language) == ("udvalg", "da")
    assert "ikke svaret" not in str(posted.card)
    assert (await upcoming(room)).state is MeetingState.CONVENED
    events = await audited(room, "meeting.agenda-sent")
    assert "stage" not in events[0].data


async def test_an_apology_brings_the_deputy_who_is_told(room: Example) -> None:
    await room.say("mette", "/isms dagsorden send")
    (sent,) = await told(room, "anders", "meetings.agenda")
    reply = await press(room, "anders", sent, "Afbud")
    assert "Karin Friis møder i stedet" in said(reply)
    cards = await told(room, "karin", "meetings.agenda")
    assert "stedfortræder" in cards[-1].why
    (note,) = await told(room, "mette", "meetings.told")
    assert "Anders Holm har meldt afbud. Karin Friis møder i stedet." in card_text(note)
    nina = await room.press("mette", "meetings.coming", (await upcoming(room)).id)
    assert "ingen plads" in said(nina)


async def test_a_meeting_is_a_file_for_the_calendar_with_its_hours(room: Example) -> None:
    card = (await room.say("bo", "/isms møde")).card
    reply = await press(room, "bo", card, "Føj til kalender")
    async with room.house.store.storage.read() as work:
        (file,) = [e for e in reply.card.body if hasattr(e, "secret")]
        kept = await work.files.load(file.secret, room.house.clock.now())
    assert kept is not None
    assert b"DTSTART:20270511T070000Z" in kept.content
    assert b"DTEND:20270511T083000Z" in kept.content


# -- held


async def started(room: Example, clock: SteppedClock, *present: str) -> None:
    """Start the meeting with some members there."""
    await step_to(room, clock, SEND_DAY)
    await room.say("mette", "/isms dagsorden send")
    for who in present:
        await room.press(who, "meetings.coming", (await upcoming(room)).id)
    clock.moment = clock.moment.replace(month=5, day=11)
    reply = await room.say("mette", "/isms møde start")
    assert "Mødet er startet" in said(reply)


async def test_a_meeting_is_not_started_before_its_day(room: Example) -> None:
    assert "først tirsdag den 11. maj" in said(await room.say("mette", "/isms møde start"))
    assert "ikke startet" in said(await room.say("mette", "/isms møde slut"))


async def test_a_decision_gets_a_number_with_one_press(room: Example, clock: SteppedClock) -> None:
    await proposed(room, "anders", "Sikkerhedsnøgler", **FULL)
    await started(room, clock, "anders", "karin", "lone")
    desk = (await room.say("mette", "/isms møde")).card
    card = (await chosen(room, "mette", desk, "Sikkerhedsnøgler")).card
    reply = await press(room, "mette", card, "Vedtaget i enighed")
    assert "Beslutning 2027-001" in said(reply)
    (recorded,) = await audited(room, "decision.recorded")
    assert (recorded.data["outcome"], recorded.data["mode"]) == ("adopted", "meeting")
    async with room.house.store.storage.read() as work:
        decision = await work.decisions.by_number("2027-001")
    assert decision is not None
    assert decision.proposal.what == "Køb sikkerhedsnøgler"
    assert decision.digest
    again = await press(room, "anders", card, "Vedtaget i enighed")
    assert "allerede behandlet" in said(again)
    assert len(await audited(room, "decision.recorded")) == 1


async def test_a_matter_that_leaves_something_open_says_what_is_missing(
    room: Example, clock: SteppedClock
) -> None:
    await proposed(room, "anders", "Halv sag", what="Noget")
    await started(room, clock, "anders", "karin", "lone")
    desk = (await room.say("mette", "/isms møde")).card
    card = (await chosen(room, "mette", desk, "Halv sag")).card
    for label in ("Vedtaget i enighed", "Bed om afstemning"):
        reply = await press(room, "mette", card, label)
        assert "mangler: grundlag, hvordan, hvem, hvornår" in said(reply)
    form = await open_form(room, "mette", reply.card, "Redigér punkt")
    filled = {k: v for k, v in FULL.items() if k != "what"}
    saved = await submit(room, "mette", form, **filled)
    assert "Beslutning 2027-001" in said(
        await press(room, "mette", saved.card, "Vedtaget i enighed")
    )


async def test_nothing_is_decided_without_a_quorum(room: Example, clock: SteppedClock) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await started(room, clock, "anders", "lone")
    item = (await items(room))["Sag"]
    reply = await room.press("mette", "meetings.adopt", item.id)
    assert "ikke beslutningsdygtigt: 2 af 5" in said(reply)
    desk = (await room.say("mette", "/isms møde")).card
    form = await open_form(room, "mette", desk, "Registrér fremmøde")
    seats = {field.name: "present" for field in form.fields}
    chair = next(f.name for f in form.fields if f.label == "Anders Holm")
    await submit(room, "mette", form, **{**seats, chair: "apology"})
    reply = await room.press("mette", "meetings.adopt", item.id)
    assert "hverken formanden eller stedfortræderen" in said(reply)
    await submit(
        room, "mette", (await press(room, "mette", desk, "Registrér fremmøde")).form, **seats
    )
    assert "2027-001" in said(await room.press("mette", "meetings.adopt", item.id))


async def test_one_with_a_conflict_of_interest_takes_no_part(
    room: Example, clock: SteppedClock
) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await started(room, clock, "anders", "lone", "karin")
    item = (await items(room))["Sag"]
    reply = await room.press("lone", "meetings.recuse", item.id)
    assert "registreret som inhabil" in said(reply)
    assert "Jeg er inhabil" not in labels(reply.card)
    assert "2 af 4" in said(await room.press("mette", "meetings.adopt", item.id))
    assert "Inhabile: Lone Dahl" in said(await room.press("mette", "meetings.item", item.id))


async def test_what_is_postponed_or_not_reached_goes_to_the_next_meeting(
    room: Example, clock: SteppedClock
) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await proposed(room, "anders", "Anden sag", **FULL)
    await started(room, clock, "anders", "lone", "karin")
    held = await upcoming(room)
    item = (await items(room))["Sag"]
    form = (await room.press("mette", "meetings.defer", item.id)).form
    await submit(room, "mette", form, reason="Mangler tal")
    notice = said(await room.say("anders", "/isms møde slut"))
    assert "1 punkt er overført til næste møde" in notice
    after = await upcoming(room)
    assert after.on == date(2027, 9, 14)
    carried = await items(room, after)
    assert {one.state for one in carried.values()} == {ItemState.ACCEPTED}
    assert carried["Sag"].carried_from == item.id
    assert carried["Sag"].reason == "Mangler tal"
    every = {m.id: m.state for m in await meetings(room)}
    assert every[held.id] is MeetingState.HELD
    assert "afholdt" in said(await room.press("mette", "meetings.end", held.id))


async def test_standing_items_are_noted_or_agreed_and_get_no_number(
    room: Example, clock: SteppedClock
) -> None:
    await started(room, clock, "anders", "lone", "karin")
    every = await items(room)
    agenda, status = every["Godkendelse af dagsorden"], every[NINE[2]]
    card = (await room.press("mette", "meetings.item", agenda.id)).card
    reply = await press(room, "mette", card, "Godkendt i enighed")
    assert "Beslutning" not in said(reply).split("Type")[0]
    assert "Næste: Godkendelse af referat" in said(reply)
    none = await room.press("mette", "meetings.adopt", status.id)
    assert "ikke noget at beslutte" in said(none)
    await room.press("mette", "meetings.note", status.id)
    found = await items(room)
    assert found[NINE[0]].outcome is Outcome.ADOPTED
    assert found[NINE[2]].outcome is Outcome.NOTED
    assert not await audited(room, "decision.recorded")
    bo = await room.press("bo", "meetings.note", every[NINE[3]].id)
    assert "Kun formanden og sekretæren" in said(bo)


# -- moved, cancelled, extraordinary


async def test_moving_the_meeting_moves_its_date_and_the_other_way_round(
    room: Example, clock: SteppedClock
) -> None:
    meeting = await upcoming(room)
    card = (await room.say("mette", "/isms møde")).card
    form = await open_form(room, "mette", card, "Flyt mødet")
    closed = await submit(room, "mette", form, on="2027-05-06", reason="Rejse")
    assert "ikke en arbejdsdag" in closed.errors["on"]
    reply = await submit(room, "mette", form, on="2027-05-18", starts="13.30", reason="Rejse")
    assert "tirsdag den 18. maj 2027 kl. 13.30-15.00" in said(reply)
    assert "Flyttet fra 11. maj 2027" in said(reply)
    assert meeting.occurrence_id is not None
    assert room.organisation.wheel.occurrence[meeting.occurrence_id].due == date(2027, 5, 18)
    (note,) = await told(room, "bo", "meetings.told")
    assert "til og med fredag den 30. april 2027" in card_text(note)
    assert len(await audited(room, "meeting.moved")) == 1

    typed = await room.say("anders", "/wheel flyt møde i informationssikkerhedsudvalget")
    if typed.form is None:
        typed = await press(room, "anders", typed.card, typed.card.controls[0].label)
    await submit(room, "anders", typed.form, due="2027-05-25", reason="Ferie")
    again = await upcoming(room)
    assert (again.id, again.on) == (meeting.id, date(2027, 5, 25))
    assert len(await audited(room, "meeting.moved")) == 2
    assert await room.house.meeting_plans.tick() == 0


async def test_cancelling_takes_the_date_off_the_wheel_and_items_along(room: Example) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    meeting = await upcoming(room)
    assert "Kun formanden" in said(await room.press("mette", "meetings.cancel", meeting.id))
    form = (await room.press("anders", "meetings.cancel", meeting.id)).form
    reply = await submit(room, "anders", form, reason="For få kan")
    assert "Aflyst" in said(reply)
    assert meeting.occurrence_id is not None
    assert not room.organisation.wheel.occurrence[meeting.occurrence_id].is_open
    following = await upcoming(room)
    assert following.on == date(2027, 9, 14)
    assert (await items(room, following))["Sag"].state is ItemState.ACCEPTED
    (note,) = await told(room, "bo", "meetings.told")
    assert "har aflyst mødet" in card_text(note)


async def test_the_chair_calls_an_extraordinary_meeting(room: Example, clock: SteppedClock) -> None:
    card = (await room.say("anders", "/isms møde")).card
    form = await open_form(room, "anders", card, "Indkald ekstraordinært")
    values = {"on": "2027-03-11", "starts": "kl. 8", "reason": "Brud"}
    assert "9.00" in str(
        (await submit(room, "anders", form, **{**values, "starts": "otte"})).errors
    )
    reply = await submit(room, "anders", form, **values)
    assert "ekstraordinært" in said(reply)
    meeting = await upcoming(room)
    assert (meeting.on, meeting.is_extraordinary) == (date(2027, 3, 11), True)
    assert "Formanden afgør" in await proposed(room, "bo", "Brud")
    assert "Kun formanden" in said(
        await room.press("mette", "meetings.call", room.organisation.committees[0].id)
    )
    await step_to(room, clock, "2027-03-10T09:00")
    (draft,) = await told(room, "mette", "meetings.draft")
    assert "skal sendes ud" in draft.why or "ikke sendt ud" in draft.why


async def test_attendance_is_told_in_the_log_by_ids(room: Example) -> None:
    await room.press("bo", "meetings.not-coming", (await upcoming(room)).id)
    (event,) = await audited(room, "meeting.attendance-given")
    assert event.data["given"][0][1] == Presence.APOLOGY.value
    assert "Bo" not in str(event.data)


async def test_a_vote_by_card_is_among_those_present_and_settles_the_item(
    room: Example, clock: SteppedClock
) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await started(room, clock, "anders", "lone", "bo")
    item = (await items(room))["Sag"]
    assert "stemmekort" in said(await room.press("lone", "meetings.vote", item.id))
    assert "Der stemmes om »Sag«" in said(await room.press("mette", "meetings.adopt", item.id))
    assert "Der stemmes om »Sag«" in said(await room.say("mette", "/isms møde slut"))
    async with room.house.store.storage.read() as work:
        (approval,) = await work.approvals.open()
        ballots = await work.outbox.copies(ballot_subject(approval.id, approval.version))
    asked = {room.person(who).id for who in ("anders", "lone", "bo")}
    assert {m.person_id for m in ballots} == asked
    for who, card in ((m.person_id, card_of(m)) for m in ballots):
        (key,) = [p.email.split("@")[0] for p in room.organisation.people if p.id == who]
        await press(room, key, card, "Godkend")
    settled = (await items(room))["Sag"]
    assert (settled.state, settled.outcome) == (ItemState.DECIDED, Outcome.ADOPTED)
    (recorded,) = await audited(room, "decision.recorded")
    assert recorded.data["tally"] == [3, 0, 0, 0]
    assert (recorded.data["mode"], recorded.data["item_id"]) == ("meeting", item.id)


@pytest.mark.parametrize("by_card", [False, True])
async def test_the_plan_that_is_adopted_at_the_years_last_meeting_is_approved(
    room: Example, clock: SteppedClock, by_card: bool
) -> None:
    last = [one for one in await meetings(room) if one.on.year == 2027][-1]
    day = last.on.isoformat()
    await step_to(room, clock, f"{day}T08:00")
    plan = room.organisation.plan
    version = plan.approved.version + 1 if plan.approved else 1
    assert (await upcoming(room)).id == last.id
    await room.say("mette", "/isms dagsorden send")
    for who in ("anders", "karin", "lone"):
        await room.press(who, "meetings.coming", last.id)
    assert "Mødet er startet" in said(await room.say("mette", "/isms møde start"))
    (item,) = [i for i in (await items(room)).values() if f"plan-version/{version}" in i.records]
    assert item.about_digest
    await room.press("mette", "meetings.vote" if by_card else "meetings.adopt", item.id)
    for who, card in await _ballots(room) if by_card else ():
        await press(room, who, card, "Godkend")
    assert [one.subject for one in await audited(room, "decision.recorded")]
    approved = (await room.house.snapshots.refresh()).organisation.plan.approved
    assert approved is not None
    assert approved.version == version


async def _ballots(room: Example) -> list[tuple[str, Card]]:
    """Return the ballots of the open vote, each with its reader."""
    async with room.house.store.storage.read() as work:
        (approval,) = await work.approvals.open()
        sent = await work.outbox.copies(ballot_subject(approval.id, approval.version))
    names = {person.id: person.email.split("@")[0] for person in room.organisation.people}
    return [(names[one.person_id or ""], card_of(one)) for one in sent]
