"""The agenda as Word and PDF, from the card and with the agenda that is sent out."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from bot.cards.elements import Card, File
from bot.domain.papers import digest_of
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import labels, press, said, submit
from tests.handlers.meeting import FULL, gathered_template, room, step_to, told

__all__ = ["gathered_template", "room"]


async def content(room: Example, card: Card, ending: str) -> bytes:
    """Return the file of a card with an ending, as it is fetched."""
    (file,) = [e for e in card.body if isinstance(e, File) and e.name.endswith(ending)]
    found = await room.house.services.files.file(file.secret)
    assert found is not None
    return found.content


async def test_the_agenda_opens_in_word(room: Example) -> None:
    form = (await room.say("mette", "/isms dagsorden tilføj")).form
    await submit(room, "mette", form, title="Nøgler til alle <æøå>", **FULL)
    (asked,) = await told(room, "anders", "meetings.proposal")
    await press(room, "anders", asked, "Optag")
    agenda = (await room.say("bo", "dagsorden", "dm-bo")).card
    given = await press(room, "bo", agenda, "Hent som Word")
    assert "dagsorden-2027-05-11.docx" in said(given)
    word = Document(BytesIO(await content(room, given.card, ".docx")))
    lines = [p.text for p in word.paragraphs]
    assert lines[:2] == [
        "Udkast til dagsorden for Informationssikkerhedsudvalget 11. maj 2027",
        "Udkast",
    ]
    heads = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert [h.split(" ")[0] for h in heads] == [str(n) for n in range(1, len(heads) + 1)]
    assert "Nøgler til alle <æøå>" in " ".join(lines)
    assert "Hvad: Køb sikkerhedsnøgler" in lines
    facts = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    assert facts["Tid"].startswith("tirsdag den 11. maj 2027 kl. 09.00")
    assert "Karin" in facts["Indkaldt"]
    assert "Har ikke svaret" not in facts


async def test_the_secretary_gets_the_files_with_the_agenda_sent_out(
    room: Example, clock: SteppedClock
) -> None:
    await step_to(room, clock, "2027-05-03T09:00")
    sent = (await room.say("mette", "/isms dagsorden send")).card
    assert (await content(room, sent, ".docx"))[:2] == b"PK"
    pdf = await content(room, sent, ".pdf")
    assert b"/Title(Dagsorden for Informationssikkerhedsudvalget 11. maj 2027)" in pdf
    assert b"/Title(1 Godkendelse af dagsorden)" in pdf
    assert b"DTSTART" in await content(room, sent, ".ics")
    (card,) = await told(room, "bo", "meetings.agenda")
    assert {"Hent som Word", "Hent som PDF"} <= set(labels(card))


async def test_the_agenda_that_was_sent_is_kept_and_handed_out_byte_for_byte(
    room: Example, clock: SteppedClock
) -> None:
    await step_to(room, clock, "2027-05-03T09:00")
    draft = (await room.say("mette", "/isms dagsorden")).card
    sent = await press(room, "mette", draft, "Send dagsorden ud")
    first = await content(room, sent.card, ".pdf")
    kept = await audited(room, "meeting.agenda-kept")
    assert [one.data["sha256"] for one in kept] == [
        digest_of(await content(room, sent.card, ".docx")),
        digest_of(first),
    ]
    clock.moment += timedelta(days=1)
    (card,) = await told(room, "bo", "meetings.agenda")
    given = await press(room, "bo", card, "Hent som PDF")
    assert await content(room, given.card, ".pdf") == first
    assert len(await audited(room, "meeting.agenda-kept")) == 2
    twice = await press(room, "mette", draft, "Send dagsorden ud")
    assert "Send den igen, hvis den er ændret" in said(twice)
    assert len(await told(room, "bo", "meetings.agenda")) == 1
    await press(room, "mette", twice.card, "Send dagsorden ud igen")
    assert len(await told(room, "bo", "meetings.agenda")) == 2
    assert len(await audited(room, "meeting.agenda-kept")) == 4


@pytest.mark.parametrize("kind", ["odt", ""])
async def test_no_other_kind_is_made(room: Example, kind: str) -> None:
    card = (await room.say("bo", "dagsorden", "dm-bo")).card
    value = next(c.value for c in card.controls if getattr(c, "action", "") == "meetings.paper")  # type: ignore[union-attr]
    refused = await room.press("bo", "meetings.paper", f"{value.split('/')[0]}/{kind}")
    assert "Word og PDF" in said(refused)


async def test_who_is_not_of_the_committee_gets_no_file(room: Example) -> None:
    card = (await room.say("bo", "dagsorden", "dm-bo")).card
    value = next(c.value for c in card.controls if getattr(c, "action", "") == "meetings.paper")  # type: ignore[union-attr]
    assert "Det kunne jeg ikke" in said(await room.press("nina", "meetings.paper", value))
