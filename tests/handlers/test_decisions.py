"""The register of decisions: found by number and words, and a decision's evidence as one file."""

import hashlib
import json
from io import BytesIO
from zipfile import ZipFile

from bot.cards.elements import File
from bot.chat.request import SharedFile
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.filling import press, said, submit
from tests.handlers.meeting import FULL, at, gathered_template, items, room, upcoming

__all__ = ["gathered_template", "room"]


async def decided(room: Example, clock: SteppedClock, title: str) -> None:
    """Decide on a matter with a paper at a meeting."""

    async def read(most: int) -> bytes:
        return b"tilbud"[:most]

    form = (await room.say("anders", "/isms dagsorden tilføj")).form
    shared = SharedFile("../Tilbud æ.pdf", 6, read)
    await submit(room, "anders", form, shared, title=title, **FULL)
    clock.moment = at("2027-05-11T09:00")
    meeting = await upcoming(room)
    await room.say("mette", "/isms møde start")
    for who in ("anders", "lone", "karin"):
        await room.press(who, "meetings.coming", meeting.id)
    item = (await items(room))[title]
    assert "2027-001" in said(await room.press("mette", "meetings.adopt", item.id))


async def test_a_decision_is_found_by_number_and_by_words(
    room: Example, clock: SteppedClock
) -> None:
    assert "ingen beslutninger endnu" in said(await room.say("bo", "beslutning", "dm-bo"))
    await decided(room, clock, "Sikkerhedsnøgler til alle")
    for typed in ("2027-001", "2027-1", "sikkerhedsnøgler ALLE", "bølger"):
        text = said(await room.say("mette", f"/isms beslutning {typed}"))
        assert "Beslutning 2027-001: Sikkerhedsnøgler til alle" in text
        assert "Hvad: Køb sikkerhedsnøgler" in text
        assert "Udfald: Vedtaget" in text
    every = await room.say("mette", "/isms decision")
    assert "2027-001: Sikkerhedsnøgler til alle · Vedtaget · 11. maj 2027" in said(every)
    assert "Ingen beslutning har" in said(await room.say("mette", "/isms beslutning kantinen"))
    assert "Det kunne jeg ikke" in said(await room.say("nina", "/isms beslutning 2027-001"))
    assert "Det kunne jeg ikke" in said(await room.say("nina", "/isms beslutning"))


async def test_the_evidence_carries_what_it_rests_on_and_its_digests(
    room: Example, clock: SteppedClock
) -> None:
    await decided(room, clock, "Sikkerhedsnøgler til alle")
    card = (await room.say("mette", "/isms beslutning 2027-001")).card
    given = await press(room, "mette", card, "Hent dokumentation")
    (file,) = [e for e in given.card.body if isinstance(e, File)]
    assert file.name == "beslutning-2027-001.zip"
    kept = await room.house.services.files.file(file.secret)
    assert kept is not None
    with ZipFile(BytesIO(kept.content)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    (paper,) = [name for name in parts if name.startswith("basis/")]
    assert paper.startswith("basis/01-") and "/" not in paper.removeprefix("basis/")
    assert parts[paper] == b"tilbud"
    assert hashlib.sha256(b"tilbud").hexdigest() in parts["decision.txt"].decode()
    sums = dict(reversed(row.split("  ", 1)) for row in parts["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(part).hexdigest()
        for name, part in parts.items()
        if name != "SHA256SUMS"
    }
    log = [json.loads(row) for row in parts["audit.jsonl"].splitlines()]
    kinds = [row["kind"] for row in log]
    assert "decision.recorded" in kinds
    assert "meeting.item-accepted" in kinds
    async with room.house.store.storage.read() as work:
        stored = {entry.seq: entry.digest async for entry in work.audit.entries()}
    assert all(stored[row["seq"]] == row["digest"] for row in log)
    value = next(c.value for c in card.controls if getattr(c, "action", "") == "decisions.evidence")  # type: ignore[union-attr]
    assert "Det kunne jeg ikke" in said(await room.press("nina", "decisions.evidence", value))
