"""A whole meeting with members on Slack and Teams, from the call for items to its minutes."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from docx import Document

from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.cast import ANDERS, BO, JONAS, KARIN, LONE, METTE, SARA
from tests.e2e.drivers.company import Company, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.slack_seat import SlackSeat

CALL, SEND, HELD = "2027-04-19T09:00", "2027-05-03T09:00", "2027-05-11T09:00"
CLOSED, NEXT = "2027-05-26T15:00", "2027-05-31"
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
KEYS, VPN = "Sikkerhedsnøgler til alle", "Skal vi skifte VPN?"
MESSAGE = "https://teams.microsoft.com/l/message/1"
PROPOSED = {
    "Hvad": "Køb 120 sikkerhedsnøgler",
    "Hvordan": "I to bølger",
    "Hvem": ["HR-funktionen (rolle)"],
    "Hvornår": "2027-08-31",
    "Grundlag": "Notat om phishing",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    folder = tmp_path_factory.mktemp("meetings")
    async with open_company(folder, "tests.e2e.drivers.set_ahead") as opened:
        yield opened


async def test_a_meeting_from_the_call_for_items_to_its_minutes(
    company: Company, tmp_path: Path
) -> None:
    mette, bo, sara, karin = [await company.seat("slack", p) for p in (METTE, BO, SARA, KARIN)]
    anders, lone, jonas = [await company.seat("teams", p) for p in (ANDERS, LONE, JONAS)]

    await company.app.clock(to=CALL)
    draft = await Letterbox(mette).letter("Udkast til dagsorden", button="Send dagsorden ud")
    assert_nine_in_order(draft.text)
    await Letterbox(lone).letter("Punkter til mødet", button="Foreslå punkt")
    await propose_with_a_paper(bo, tmp_path)
    form = await lone.shortcut("meetings.from-message", VPN, MESSAGE)
    form.fill({"Type": "Drøftelse"})
    assert MESSAGE in await form.submit()
    for title in (KEYS, VPN):
        asked = await Letterbox(anders).letter(title, button="Optag")
        await anders.press(asked, "Optag")
    await Letterbox(bo).letter(f"har optaget punktet »{KEYS}«")

    await company.app.clock(to=SEND)
    due = await Letterbox(mette).letter("skal sendes ud i dag", button="Send dagsorden ud")
    await mette.press(due, "Send dagsorden ud")
    sent = await Letterbox(mette).letter("Dagsordenen er sendt ud")
    word, pdf, calendar = [await fetched(link) for link in links_of(sent)]
    assert_agenda(word)
    assert pdf.startswith(b"%PDF-") and b"/Lang(da)" in pdf
    assert b"DTSTART:20270511T070000Z" in calendar
    for seat in (anders, lone, bo, karin):
        invited = await Letterbox(seat).letter("Dagsorden for", button="Deltager")
        await seat.press(invited, "Deltager")
    invited = await Letterbox(jonas).letter("Dagsorden for", button="Afbud")
    await jonas.press(invited, "Afbud")
    await Letterbox(sara).letter("Du er stedfortræder for en, der har meldt afbud", KEYS)
    await Letterbox(mette).letter("Jonas Bak har meldt afbud. Sara Lund møder i stedet.")

    await company.app.clock(to=HELD)
    await mette.ask("møde start")
    running = await Letterbox(bo).letter("Mødet er begyndt")
    item = await shown(bo, running, f"9.1 {KEYS}", button="Jeg er inhabil")
    await bo.press(item, "Jeg er inhabil")
    await record(mette, "11. maj", f"1 {NINE[0]}", "Godkendt i enighed")
    assert "Beslutning 2027-001" in await record(
        mette, "11. maj", f"9.1 {KEYS}", "Vedtaget i enighed"
    )
    await record(mette, "11. maj", f"10.1 {VPN}", "Taget til efterretning")
    await mette.ask("møde slut")

    drafted = await Letterbox(mette).letter("Udkast til referat", button="Send til bemærkninger")
    assert_minutes(drafted.text)
    item = await shown(mette, drafted, f"10.1 {VPN}", button="Redigér punktet")
    form = await mette.open(item, "Redigér punktet")
    form.fill({"Referatet siger": "It-drift undersøger det til næste møde."})
    await form.submit()
    await send_minutes(mette)
    comment = "Send bemærkning til referatet"
    got = await Letterbox(lone).letter("It-drift undersøger", button=comment)
    assert "Godkend referat" not in got.buttons
    form = await lone.open(got, comment)
    form.fill({"Din bemærkning": "Skriv antallet"})
    await form.submit()
    await Letterbox(mette).letter("Skriv antallet")
    await company.app.clock(to=CLOSED)
    await Letterbox(mette).letter("Referatet er godkendt. Journalisér det", "Status: Godkendt")
    approved = await Letterbox(lone).letter("Referat af møde", "Godkendt", button="Hent som Word")
    assert_minutes_on_paper(await lone.take(approved, "Hent som Word"))

    await call_another(anders)
    form = await mette.open(await mette.ask("udvalg"), "Ret møder")
    form.fill({"Referatet er godkendt": "Når hver deltager har godkendt det"})
    await form.submit()
    await company.app.clock(to=f"{NEXT}T09:00")
    await mette.ask("dagsorden send")
    for seat in (anders, lone, bo):
        invited = await Letterbox(seat).letter("31. maj 2027", button="Deltager")
        await seat.press(invited, "Deltager")
    await mette.ask("møde start")
    await record(mette, "31. maj", f"2 {NINE[1]}", "Godkendt i enighed")
    await Letterbox(lone).becomes(approved, "Bekræftet")
    await mette.ask("møde slut")
    await send_minutes(mette)
    for seat in (anders, lone, bo):
        out = await Letterbox(seat).letter("31. maj 2027", button="Godkend referat")
        await seat.press(out, "Godkend referat")
    done = await Letterbox(mette).letter("Referat af møde", "31. maj 2027", "Status: Godkendt")
    assert "Godkendt af: Anders Holm, Bo Krogh, Lone Dahl" in done.text
    entries = await company.audited()
    rules = [e["data"]["rule"] for e in entries if e["kind"] == "minutes.approved"]
    assert rules == ["silence", "presses"]
    assert [e["kind"] for e in entries].count("minutes.confirmed") == 1


async def propose_with_a_paper(seat: SlackSeat, folder: Path) -> None:
    """Propose a matter by the command, with a paper sent along."""
    path = folder / "Notat om nøgler.pdf"
    path.write_bytes(b"%PDF-1.7 notat")
    card = await seat.upload(path, f"dagsorden tilføj {KEYS}")
    form = await seat.open(card, "Åbn formularen")
    form.fill(PROPOSED)
    told = (await form.submit()).text
    assert "Formanden afgør" in told and "Notat om nøgler.pdf" in told


async def shown(seat: AnySeat, card: Answer, option: str, button: str) -> Answer:
    """Choose an item on a card; its own card."""
    await seat.choose(card, option)
    return await Letterbox(seat).letter(option, button=button)


async def record(seat: AnySeat, day: str, option: str, outcome: str) -> str:
    """Record what an item of that day's meeting came to; what is told."""
    await seat.ask("møde")
    desk = await Letterbox(seat).letter("Mødet er i gang", day)
    item = await shown(seat, desk, option, outcome)
    await seat.press(item, outcome)
    return (await Letterbox(seat).becomes(item, f"{outcome}.")).text


async def send_minutes(seat: AnySeat) -> None:
    """Send the newest minutes out for comments."""
    draft = await Letterbox(seat).letter("Udkast til referat", button="Send til bemærkninger")
    await seat.press(draft, "Send til bemærkninger")
    await Letterbox(seat).becomes(draft, "Sendt til bemærkninger")


async def call_another(seat: AnySeat) -> None:
    """Call an extraordinary meeting, as the chair."""
    form = await seat.open(await seat.ask("møde"), "Indkald ekstraordinært")
    form.fill({"Dato": NEXT, "Begrundelse": "Brud hos en leverandør"})
    assert "31. maj 2027" in (await form.submit()).text


def links_of(answer: Answer) -> list[str]:
    """The addresses of the files on a card in Slack."""
    raw = str(answer.handle["blocks"])
    return [part.partition("|")[0] for part in raw.split("<")[1:]]


async def fetched(address: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(address) as got:
        assert got.status == 200, address
        return await got.read()


def assert_nine_in_order(text: str) -> None:
    places = [text.index(f"{number}. {title} · ") for number, title in enumerate(NINE, 1)]
    assert places == sorted(places)
    assert text.count("Ingen siden sidst") == 6
    assert "Årsplan 2027: 0 af 4 opgaver er gennemført" in text


def assert_agenda(content: bytes) -> None:
    """The agenda in Word: its headings, a matter under its own, and every section filled."""
    word = Document(BytesIO(content))
    assert word.paragraphs[0].text == "Dagsorden for Informationssikkerhedsudvalget 11. maj 2027"
    titles = [*NINE[:8], "Sager til beslutning", NINE[8]]
    assert headings(word, 1) == [f"{n} {title}" for n, title in enumerate(titles, 1)]
    assert headings(word, 2) == [f"9.1 {KEYS}", f"10.1 {VPN}"]
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert "Hvad: Køb 120 sikkerhedsnøgler" in lines
    assert "Grundlag: Notat om phishing\nNotat om nøgler.pdf" in lines
    assert lines.count("Ingen siden sidst") == 6


def assert_minutes(text: str) -> None:
    said = ("Til stede: Anders Holm, Bo Krogh, Karin Friis, Lone Dahl, Sara Lund",)
    said += ("Afbud: Jonas Bak (Sara Lund mødte)", "Vedtaget i enighed.", "Beslutning 2027-001")
    for one in (*said, "Inhabile: Bo Krogh", "Taget til efterretning", *NINE):
        assert one in text, one


def assert_minutes_on_paper(content: bytes) -> None:
    word = Document(BytesIO(content))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert lines[0] == "Referat af møde i Informationssikkerhedsudvalget 11. maj 2027"
    assert [line.partition(" ")[2] for line in headings(word, 1)] == list(NINE)
    for one in ("Hvad: Køb 120 sikkerhedsnøgler", "Inhabile: Bo Krogh", "Vedtaget i enighed."):
        assert one in lines, one
    assert "It-drift undersøger det til næste møde." in lines
    facts = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    assert facts["Afbud"] == "Jonas Bak (Sara Lund mødte)"
    assert facts["Tid"] == "tirsdag den 11. maj 2027 kl. 09.00-10.30"


def headings(word: Any, level: int) -> list[str]:
    named = f"Heading {level}"
    return [p.text for p in word.paragraphs if p.style and p.style.name == named]
