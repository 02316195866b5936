"""Minutes: drafted from the meeting, commented on, approved by silence or presses, corrected."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from docx import Document

from bot.cards.elements import Card, File
from bot.cards.plaintext import card_text
from bot.chat.request import SharedFile
from bot.domain.committees import MinutesRule
from bot.domain.meetings import Meeting
from bot.domain.minutes import Minutes, MinutesState
from bot.domain.papers import digest_of
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import card_of, labels, open_form, press, said, submit
from tests.handlers.meeting import at, gathered_template, items, meetings, room, upcoming

__all__ = ["gathered_template", "room"]

HELD = "2027-05-11T09:00"


async def held(room: Example, clock: SteppedClock) -> Meeting:
    """Hold the meeting: Anders, Lone and Karin there, Bo off, one item agreed on."""
    clock.moment = at(HELD)
    meeting = await upcoming(room)
    await room.say("mette", "/isms møde start")
    for who in ("anders", "lone", "karin"):
        await room.press(who, "meetings.coming", meeting.id)
    await room.press("bo", "meetings.not-coming", meeting.id)
    every = await items(room)
    await room.press("mette", "meetings.adopt", every["Godkendelse af dagsorden"].id)
    await room.say("mette", "/isms møde slut")
    return meeting


async def versions(room: Example, meeting: Meeting) -> list[Minutes]:
    async with room.house.store.storage.read() as work:
        return list(await work.minutes.of(meeting.id))


async def cards(
    room: Example, who: str, kind: str, meeting: Meeting, version: int = 1
) -> list[Card]:
    """Return the cards of a kind that somebody was sent about minutes."""
    person = room.person(who).id
    async with room.house.store.storage.read() as work:
        every = await work.outbox.copies(f"minutes/{meeting.id}/{version}", kind)
    return [card_of(one) for one in every if one.person_id == person]


async def by_presses(room: Example) -> None:
    """Let the committee's minutes be approved by presses."""
    (committee,) = room.organisation.committees
    async with room.house.store.storage.begin() as work:
        await work.claim()
        await work.committees.save(replace(committee, minutes_rule=MinutesRule.PRESSES))
        await work.commit()
    await room.house.snapshots.refresh()


async def test_a_meeting_that_ends_leaves_a_draft_with_the_secretary(
    room: Example, clock: SteppedClock
) -> None:
    assert "intet referat endnu" in said(await room.say("mette", "/isms referat"))
    meeting = await held(room, clock)
    (draft,) = await cards(room, "mette", "minutes.draft", meeting)
    text = card_text(draft)
    assert "Udkast til referat" in text
    assert "1 Godkendelse af dagsorden: " in text
    assert "Godkendt i enighed." in text
    assert text.count("Ingen siden sidst") == 6
    assert "Til stede: " in text and "Afbud: " in text
    assert "Bo" in text.split("Afbud: ")[1].split("\n")[0]
    for typed in ("referat 2027-05-11", "referat 11. maj", "minutes May 2027"):
        assert "Udkast til referat" in said(await room.say("bo", typed, "dm-bo"))
    assert "intet referat af et møde juni" in said(await room.say("bo", "referat juni", "dm-bo"))
    seen = await room.say("bo", "referat", "dm-bo")
    assert "Send til bemærkninger" not in labels(seen.card)
    assert "Det kunne jeg ikke" in said(await room.press("bo", "minutes.send", f"{meeting.id}/1"))
    outside = await room.press("nina", "minutes.show", f"{meeting.id}/1")
    assert "Det kunne jeg ikke" in said(outside)
    assert len(await audited(room, "minutes.drafted")) == 1


async def test_silence_approves_when_the_comments_close_without_an_objection(
    room: Example, clock: SteppedClock
) -> None:
    meeting = await held(room, clock)
    (draft,) = await cards(room, "mette", "minutes.draft", meeting)
    first = (await versions(room, meeting))[0].items[0]
    shown = await room.press("mette", "minutes.item", f"{meeting.id}/1/{first.item_id}")
    form = await open_form(room, "mette", shown.card, "Redigér punktet")
    edited = await submit(room, "mette", form, text="Dagsordenen blev godkendt af 010190-1234")
    assert "010190-1234" not in said(edited)
    sent = await press(room, "mette", draft, "Send til bemærkninger")
    assert "26. maj 2027" in said(sent)
    (out,) = await cards(room, "lone", "minutes.out", meeting)
    assert "Godkend referat" not in labels(out)
    form = await open_form(room, "lone", out, "Indsigelse")
    assert "noteret" in said(await submit(room, "lone", form, text="Jeg sagde noget andet"))
    (minutes,) = await versions(room, meeting)
    assert minutes.comments_until is not None

    closing = room.house.minutes_closing
    clock.moment = minutes.comments_until - timedelta(seconds=1)
    assert await closing.tick() == 0
    clock.moment = minutes.comments_until
    assert await closing.tick() == 1
    assert await closing.tick() == 0
    assert (await versions(room, meeting))[0].state is MinutesState.IN_CONSULTATION
    late = await room.press("bo", "minutes.comment", f"{meeting.id}/1")
    assert "udløbet" in said(await submit(room, "bo", late.form, text="For sent"))

    (reminded,) = await cards(room, "mette", "minutes.out", meeting)
    label = next(one for one in labels(reminded) if one.endswith("er afklaret"))
    done = await press(room, "mette", reminded, label)
    assert "Status: Godkendt" in said(done)
    (minutes,) = await versions(room, meeting)
    assert minutes.state is MinutesState.APPROVED
    changed = await press(room, "mette", draft, "Send til bemærkninger")
    assert "godkendt" in said(changed)
    assert [e.data["rule"] for e in await audited(room, "minutes.approved")] == ["silence"]


async def test_presses_approve_when_all_who_took_part_have_pressed(
    room: Example, clock: SteppedClock
) -> None:
    await by_presses(room)
    meeting = await held(room, clock)
    await room.press("mette", "minutes.send", f"{meeting.id}/1")
    (old,) = await cards(room, "lone", "minutes.out", meeting)
    await press(room, "lone", old, "Godkend referat")
    await room.press("mette", "minutes.take-back", f"{meeting.id}/1")
    item = (await versions(room, meeting))[0].items[0]
    form = (await room.press("mette", "minutes.edit", f"{meeting.id}/1/{item.item_id}")).form
    await submit(room, "mette", form, text="Noget andet")
    await room.press("mette", "minutes.send", f"{meeting.id}/1")
    assert "forældet" in said(await press(room, "lone", old, "Godkend referat"))
    (minutes,) = await versions(room, meeting)
    value = f"{meeting.id}/1/{minutes.digest[:16]}"
    assert "Kun de, der deltog" in said(await room.press("bo", "minutes.approve", value))
    there = ["anders", "lone", "karin"]
    for who in there:
        assert (await versions(room, meeting))[0].state is MinutesState.IN_CONSULTATION
        assert "Du har godkendt" in said(await room.press(who, "minutes.approve", value))
    assert (await versions(room, meeting))[0].state is MinutesState.APPROVED
    assert "godkendt" in said(await room.press("lone", "minutes.approve", value))


async def test_a_correction_is_a_new_version_and_filing_takes_a_case_number(
    room: Example, clock: SteppedClock
) -> None:
    meeting = await held(room, clock)
    await room.press("mette", "minutes.send", f"{meeting.id}/1")
    clock.moment += timedelta(days=30)
    await room.house.minutes_closing.tick()
    (approved,) = await cards(room, "mette", "minutes.told", meeting)
    form = await open_form(room, "mette", approved, "Markér som journaliseret")
    assert "journaliseret på sag 2027-0815" in said(
        await submit(room, "mette", form, case="2027-0815")
    )
    given = await room.press("bo", "minutes.paper", f"{meeting.id}/1/docx")
    (file,) = [e for e in given.card.body if isinstance(e, File)]
    kept = await room.house.services.files.file(file.secret)
    assert kept is not None
    word = Document(BytesIO(kept.content))
    about = word.core_properties
    assert (about.author, about.subject) == ("Informationssikkerhedsudvalget", "2027-0815")
    assert word.paragraphs[0].text.startswith("Referat af møde i Informationssikkerhedsudvalget")

    form = (await room.press("mette", "minutes.correct", f"{meeting.id}/1")).form
    await submit(room, "mette", form, reason="Forkert navn")

    async def read(most: int) -> bytes:
        return content[:most]

    content = b"PK\x03\x04 word"
    form = (await room.press("mette", "minutes.upload", f"{meeting.id}/2")).form
    wrong = await submit(room, "mette", form, SharedFile("r.pdf", 9, read))
    assert ".docx" in wrong.errors["file"]
    await submit(room, "mette", form, SharedFile("Referat æ.docx", len(content), read))
    second, first = await versions(room, meeting)
    assert (second.digest, second.correction) == (digest_of(content), "Forkert navn")
    assert (first.state, first.case_number) == (MinutesState.APPROVED, "2027-0815")
    await room.press("mette", "minutes.send", f"{meeting.id}/2")
    clock.moment += timedelta(days=30)
    await room.house.minutes_closing.tick()
    states = [one.state for one in await versions(room, meeting)]
    assert states == [MinutesState.APPROVED, MinutesState.REPLACED]


async def test_the_next_meeting_confirms_the_minutes_under_its_second_item(
    room: Example, clock: SteppedClock
) -> None:
    meeting = await held(room, clock)
    await room.press("mette", "minutes.send", f"{meeting.id}/1")
    following = next(m for m in await meetings(room) if not m.is_over)
    clock.moment = at(f"{following.on.isoformat()}T09:00")
    await room.say("mette", "/isms møde start")
    every = await items(room, following)
    for who in ("anders", "lone", "karin"):
        await room.press(who, "meetings.coming", following.id)
    title = "Godkendelse af referat fra sidste møde"
    await room.press("mette", "meetings.adopt", every[title].id)
    (minutes,) = await versions(room, meeting)
    assert (minutes.state, minutes.confirmed_in) == (MinutesState.APPROVED, following.id)


async def test_only_who_has_not_pressed_is_reminded_and_once(
    room: Example, clock: SteppedClock
) -> None:
    await by_presses(room)
    meeting = await held(room, clock)
    await room.press("mette", "minutes.send", f"{meeting.id}/1")
    (out,) = await cards(room, "lone", "minutes.out", meeting)
    await press(room, "lone", out, "Godkend referat")
    closing = room.house.minutes_closing
    clock.moment = at("2027-05-24T10:00")
    assert await closing.tick() == 0
    clock.moment = at("2027-05-25T10:00")
    assert await closing.tick() == 1
    assert await closing.tick() == 0
    assert len(await cards(room, "lone", "minutes.out", meeting)) == 1
    (_, reminded) = await cards(room, "karin", "minutes.out", meeting)
    assert "mangler at godkende" in reminded.why
